"""Differences that an author allows, by name: `# speedwright: allow=dict-order, float-ulps=4`.

The comment stands on the line of a function's `def` or of one of its decorators, on a line of its own above them, or
on the first line inside. It is read from the original alone: a candidate cannot allow itself anything.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from speedwright.errors import SpeedwrightError
from speedwright.verification.inputs.reading import FunctionNode, functions, module_tree

_COMMENT = re.compile(r"#\s*speedwright:\s*allow\s*=\s*(.*)")
# Name, then what it allows: docs/verification.md holds the same table, and a test compares them.
RELAXATIONS: Mapping[str, str] = {
    "dict-order": "the keys of dicts may come in another order",
    "float-ulps=N": "floats may differ by N units in the last place, in arrays too",
    "float-relative=R": "floats may differ by the share R of the original's, in arrays too",
    "exception-message": "an exception may say something else",
    "exception-type": "another exception may be raised where the original raises one",
    "aliasing": "objects may be shared, or not, among results and arguments",
    "arguments": "arguments may be left otherwise than the original leaves them",
    "output": "standard output and error may differ",
    "log-records": "log records may differ",
    "warnings": "warnings may differ",
    "laziness": "the items of a generator may be made earlier or later",
}


class RelaxationError(SpeedwrightError):
    """A comment that allows something unknown; its text is one sentence for people."""


@dataclass(frozen=True, slots=True)
class Relaxations:
    """What one function allows. `names` are as written, for every verdict to show."""

    names: tuple[str, ...] = ()
    ulps: int = 0
    relative: float = 0.0

    def __contains__(self, name: str) -> bool:
        return name in self.names

    @property
    def tolerates_floats(self) -> bool:
        """Whether floats may differ by a little."""
        return bool(self.ulps or self.relative)


STRICT = Relaxations()


def relaxations_of(source: bytes, function: str) -> Relaxations:
    """What the comments at the function allow. Raises RelaxationError for a name or a number that means nothing."""
    node = functions(module_tree(source)).get(function)
    if node is None or b"speedwright" not in source:
        return STRICT
    found = [(line, text) for line, text in _comments(source) if line in _places(node, source)]
    names = [(line, name.strip()) for line, text in found for name in text.split(",") if name.strip()]
    ulps, relative = 0, 0.0
    for line, name in names:
        if name.startswith("float-ulps="):
            ulps = int(_number(name, line))
        elif name.startswith("float-relative="):
            relative = _number(name, line)
        elif name not in RELAXATIONS or "=" in name:
            known = ", ".join(RELAXATIONS)
            raise RelaxationError(f"line {line}: {name!r} is nothing that can be allowed; there are {known}")
    return Relaxations(tuple(dict.fromkeys(name for _, name in names)), ulps, relative)


def _number(name: str, line: int) -> float:
    text = name.partition("=")[2]
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < float("inf") or (name.startswith("float-ulps") and value != int(value)):
        raise RelaxationError(f"line {line}: {name!r} needs a number above zero")
    return value


def _comments(source: bytes) -> Iterator[tuple[int, str]]:
    try:
        for token in tokenize.tokenize(io.BytesIO(source).readline):
            if token.type == tokenize.COMMENT and (match := _COMMENT.match(token.string)):
                yield token.start[0], match.group(1)
    except (tokenize.TokenError, SyntaxError, ValueError):
        return


def _places(node: FunctionNode, source: bytes) -> set[int]:
    """The lines at which a comment belongs to the function."""
    lines = source.splitlines()
    first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
    above = first - 1
    while above > 0 and lines[above - 1].lstrip().startswith(b"#"):
        above -= 1
    inside = range(node.lineno, node.body[0].lineno)
    own_line = [node.body[0].lineno] if node.body[0].lineno == node.lineno else []
    return {*range(above + 1, node.lineno + 1), *inside, *own_line}
