"""The commands that clients can execute. Their arguments: a document's URI, and for a function a position in it."""

IMPROVE_FUNCTION = "speedwright.improveFunction"
IMPROVE_FILE = "speedwright.improveFile"

COMMAND_NAMES = (IMPROVE_FUNCTION, IMPROVE_FILE)
