"""CrossHair as a source of inputs: it solves the code's conditions, and what it finds is tried as any input is."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from speedwright.model.recipe import Case
from speedwright.model.signature import Parameter, Signature, TypeShape
from speedwright.model.thresholds import SYMBOLIC_WALL_PER_CPU
from speedwright.model.work import Cancellation
from speedwright.sandbox.connection import GuestLost, GuestTimeout
from speedwright.sandbox.guest_handle import Guest, ImportFailed, Sandboxed
from speedwright.verification.decoding import decode_calls
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.conforming import is_drawable
from speedwright.verification.inputs.reading import module_tree
from speedwright.verification.versions import SEEDS

SOURCE = "symbolic"
REQUIREMENT = "crosshair-tool>=0.0.100"
REPLAYING_S = 2.0
# Longer arguments are no clearer, and take long to parse.
LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Solved:
    """Inputs that CrossHair believes to tell the versions apart; a `note` on what it did, or the `problem` it had."""

    cases: tuple[Case, ...] = ()
    note: str = ""
    problem: str = ""


def solve_aside(original: Sandboxed, drawing: Drawing, seconds: float, cancellation: Cancellation) -> Solved:
    """As `solve`, in a guest of its own that ends after so many seconds by the clock on the wall."""
    within = Cancellation(seconds)
    forget = cancellation.on_cancel(within.cancel)
    try:
        with Guest(original, SEEDS[0], within) as guest:
            return solve(guest, drawing, within.remaining_s)
    except ImportFailed as error:
        return Solved(problem=f"CrossHair cannot be run: {error}")
    finally:
        forget()


def solve(guest: Guest, drawing: Drawing, seconds: float) -> Solved:
    """Asks CrossHair, for so many seconds by the wall's clock. Inputs that the drawing could not draw are left out.

    `guest` runs the original. CrossHair sees both versions in one process of the sandbox, where either could lie to
    it: its word counts for nothing, its inputs have to be tried.
    """
    try:
        hints = hints_for(drawing.signature)
        told = _Told(guest.solve(drawing.candidate_source, hints, seconds / SYMBOLIC_WALL_PER_CPU, seconds))
        if told.missing:
            return Solved(problem=_how_to_install(guest.sandboxed.interpreter.executable))
        texts = [text for found in told.found for text in calls_of(found, drawing)]
        reports = guest.record(texts, REPLAYING_S) if texts else []
        cases = [Case((call,), SOURCE) for report in reports for call in decode_calls(report)]
    except GuestTimeout:
        return Solved(problem="CrossHair did not come to an end in time")
    except (GuestLost, ValueError) as error:
        return Solved(problem=f"CrossHair cannot be run: {error}")
    kept = tuple(case for case in cases if is_drawable(case, drawing.signature))
    if told.problem:
        return Solved(kept, problem=f"CrossHair cannot examine the function: {told.problem}")
    return Solved(kept, note=_note(told, kept))


def _how_to_install(executable: str) -> str:
    return (
        f"CrossHair was asked for and is not installed in {executable}: {executable} -m pip install '{REQUIREMENT}'"
    )


class _Told:
    """What a guest says of CrossHair. Raises ValueError for nonsense."""

    def __init__(self, data: Any) -> None:
        try:
            self.missing = bool(data.get("missing"))
            self.exhausted = bool(data.get("exhausted"))
            self.problem = " ".join(str(data.get("problem", "")).split())
            self.found = [{str(name): str(text) for name, text in each.items()} for each in data.get("found", [])]
        except (AttributeError, TypeError) as error:
            raise ValueError("not what CrossHair found") from error


def _note(told: _Told, kept: tuple[Case, ...]) -> str:
    if kept:
        return f"CrossHair believes {len(kept)} of its inputs to tell the versions apart; they were tried"
    if told.found:
        return "CrossHair found inputs outside the domain alone"
    if told.exhausted:
        return "CrossHair went through all paths and found no difference"
    return "CrossHair found no difference in its time"


def calls_of(found: Mapping[str, str], drawing: Drawing) -> Iterator[str]:
    """The call with these arguments as source text, where each is a literal or makes an object of the module's."""
    makers = _makers(drawing.module_source)
    given = [(each, found[each.name]) for each in drawing.signature.parameters if each.name in found]
    if all(_is_value(text, makers) for _, text in given):
        # The names that floats show themselves by.
        arguments = ", ".join(_argument(each, text) for each, text in given)
        yield f"from math import inf, nan\n{drawing.function}({arguments})\n"


def _argument(parameter: Parameter, text: str) -> str:
    match parameter.kind:
        case "varargs":
            return f"*{text}"
        case "varkeywords":
            return f"**{text}"
        case "keyword":
            return f"{parameter.name}={text}"
        case _:
            return text


def _makers(module_source: bytes) -> frozenset[str]:
    classes = {node.name for node in module_tree(module_source).body if isinstance(node, ast.ClassDef)}
    return frozenset({"set", "frozenset", "bytearray", "float", "complex", *classes})


_DATA = (
    ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.UnaryOp, ast.USub, ast.Load, ast.keyword, ast.BinOp,
    ast.Add, ast.Sub,
)  # fmt: skip


def _is_value(text: str, makers: frozenset[str]) -> bool:
    """Whether a text only says what a value is: what comes from a child is not to be code."""
    if len(text) > LONGEST:
        return False
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    called = {id(node.func): node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return all(_is_allowed(node, makers, id(node) in called) for node in ast.walk(tree))


def _is_allowed(node: ast.AST, makers: frozenset[str], is_called: bool) -> bool:
    match node:
        case ast.Name(name):
            return name in makers if is_called else name in ("inf", "nan")
        case ast.BinOp(left, _, right):
            # Complex numbers show themselves so.
            return all(isinstance(each, (ast.Constant, ast.UnaryOp)) for each in (left, right))
        case ast.Call():
            return True
        case _:
            return isinstance(node, _DATA)


_HINTS = {"list": "List", "set": "Set", "frozenset": "FrozenSet", "dict": "Dict", "mapping": "Dict"}
_NAMED = ("int", "float", "bool", "complex", "str", "bytes")


def hints_for(signature: Signature) -> dict[str, str]:
    """Type hints, as text, for what the parameters are assumed to be. CrossHair leaves those alone that are there."""
    texts = {
        each.name: _hint(each.shape)
        for each in signature.parameters
        if each.shape is not None and each.kind in ("positional", "keyword")
    }
    return {name: text for name, text in texts.items() if text is not None}


def _hint(shape: TypeShape) -> str | None:
    inner = [_hint(each) for each in shape.arguments]
    if any(each is None for each in inner):
        return None
    listed = ", ".join(each for each in inner if each is not None)
    match shape.kind:
        case "none":
            return "None"
        case "union":
            return f"Union[{listed}]"
        case "tuple" if listed:
            return f"Tuple[{listed}]"
        case "tuple_of":
            return f"Tuple[{listed}, ...]"
        case "iterable":
            return f"List[{listed}]"
        case kind if kind in _NAMED:
            return kind
        case kind if kind in _HINTS and listed:
            return f"{_HINTS[kind]}[{listed}]"
        case _:
            return None
