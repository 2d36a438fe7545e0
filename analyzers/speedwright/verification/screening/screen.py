"""What an edit adds to a module that speaks against running it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from speedwright.languages.python import PYTHON
from speedwright.syntax.source_file import SourceFile
from speedwright.verification.screening.signs import Sign, signs
from speedwright.verification.screening.state import COUNTS

SHOWN = 3
_WAYS_OF_PROGRAMS = frozenset({
    "open", "import of threading", "use of threading.Thread", "use of threading.stack_size", "use of sys.exit",
    "use of sys.argv", "import of atexit", "use of atexit.register", "use of os.read", "use of os.write",
    "use of os.fstat", "use of os._exit", "use of io.IOBase", "import of gc", "use of gc.disable", "use of gc.freeze",
    "use of os", "use of sys", "import of os.read", "import of os.fstat", "import of os.write",
    "import of sys.exit", "import of sys.argv",
})  # fmt: skip


def screen(original: bytes, candidate: bytes) -> tuple[Sign, ...]:
    """The signs that the candidate has and the original has not, or not as often, in the order of lines.

    A pure function of two texts: nothing runs. What the original does already is its user's affair. The grammar is
    the newest Python's, whatever interpreter runs this; what it cannot read is a sign, too.
    """
    known = Counter(signs(_parsed(original)))
    added: list[Sign] = []
    for sign in sorted(signs(_parsed(candidate)), key=lambda each: each.line):
        if known[sign] > 0:
            known[sign] -= 1
        else:
            added.append(sign)
    return tuple(dict.fromkeys(added))


def screen_program(original: bytes, candidate: bytes) -> tuple[Sign, ...]:
    """The same for whole programs. All of a run is compared and timed, so that there is nothing to count or to hide.

    What remains is how programs read and write, deepen their stack, and end.
    """
    return tuple(
        sign for sign in screen(original, candidate) if sign.why != COUNTS and sign.what not in _WAYS_OF_PROGRAMS
    )


def sentence(found: Sequence[Sign]) -> str:
    """The reason of a verdict."""
    shown = "; ".join(map(str, found[:SHOWN]))
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return f"the candidate was not run, for what it adds: {shown}{more}"


def _parsed(content: bytes) -> SourceFile:
    return SourceFile.parse(content, Path("module.py"), PYTHON.name)
