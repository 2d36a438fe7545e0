"""The commands that clients can execute.

Arguments of those that improve: a document's URI, and for a function a position in it. `APPLY_PROVEN` takes the same,
and which version, as a lens names it; without that it is the fastest. Of those that profile: the URI of a file, for a
test with a position; a command, as a text or a list of words; the number of a process; each may be followed by an
object of options (see `profile_options`). Of `LOAD_PROFILE`: the path or URI of a profile's file. Of `EVIDENCE`: a
document's URI. `CLEAR_PROFILE` and `FLAME_GRAPH` take none.
"""

IMPROVE_FUNCTION = "speedwright.improveFunction"
IMPROVE_FILE = "speedwright.improveFile"
ASK_MODEL = "speedwright.askModel"
PROFILE_FILE = "speedwright.profileFile"
PROFILE_TEST = "speedwright.profileTest"
PROFILE_COMMAND = "speedwright.profileCommand"
PROFILE_PROCESS = "speedwright.profileProcess"
LOAD_PROFILE = "speedwright.loadProfile"
CLEAR_PROFILE = "speedwright.clearProfile"
APPLY_PROVEN = "speedwright.applyProven"
EVIDENCE = "speedwright.evidence"
FLAME_GRAPH = "speedwright.flameGraph"

IMPROVING = (IMPROVE_FUNCTION, IMPROVE_FILE, ASK_MODEL)
PROFILING = (PROFILE_FILE, PROFILE_TEST, PROFILE_COMMAND, PROFILE_PROCESS, LOAD_PROFILE, CLEAR_PROFILE)

TELLING = (EVIDENCE, FLAME_GRAPH)

COMMAND_NAMES = (*IMPROVING, APPLY_PROVEN, *PROFILING, *TELLING)
