"""A shown call builds, where it is pasted into the module, exactly what the guest built from the recipe."""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any

import pytest

from speedwright.model.work import Cancellation
from speedwright.sandbox.guest_handle import Guest, Sandboxed
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.sandbox.isolation import LIMITS
from speedwright.sandbox.target import locate
from speedwright.verification.decoding import decode_signature
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.registry import cases
from speedwright.verification.inputs.rendering import render
from tests.sandbox.guest_modules import guest_module

MODULE = """
import datetime, decimal, enum, fractions, pathlib, uuid
from collections import Counter, OrderedDict, defaultdict, deque
from dataclasses import dataclass, field
from typing import *

class Colour(enum.Enum):
    RED = 1
    BLUE = "b"

@dataclass
class Point:
    x: int
    tags: List[str] = field(default_factory=list)

class Pair(NamedTuple):
    left: float
    right: Optional["Pair"] = None

class Row(TypedDict, total=False):
    name: str
    size: int

class Sized(Protocol):
    def size(self) -> int: ...

class Box:
    __slots__ = ("content",)
    def __init__(self, content: Dict[str, int]):
        self.content = content
    def size(self) -> int:
        return len(self.content)

T = TypeVar("T", int, str)
Name = NewType("Name", str)
"""
HINTS = [
    "a: Any, b: Any",
    "a: Point, b: List[Point]",
    "a: Pair, b: Colour, c: Row",
    "a: Sized, b: Optional[Box], c: Literal[1, 'a', None]",
    "a: Callable[[int], bool], b: Iterable[int], c: Iterator[str]",
    "a: Callable[..., Awaitable[int]], b: Mapping[str, List[float]], c: FrozenSet[int]",
    "a: datetime.datetime, b: decimal.Decimal, c: fractions.Fraction, d: pathlib.Path, e: uuid.UUID",
    "a: 'deque[int]', b: 'defaultdict[str, list]', c: 'Counter[str]', d: 'OrderedDict[str, int]'",
    "a: Union[int, str, None], b: Tuple[int, ...], c: Tuple[str, float], d: Set[Tuple[int, int]]",
    "a: bytes, b: complex, c: bool, d: bytearray, e: range, *rest: int, key: str = 'k'",
    "a: T, b: Sequence[T], c: Name, d: Type[Point]",
]


@pytest.fixture(scope="module")
def canonical() -> Any:
    return guest_module("canonical")


@pytest.mark.parametrize("hints", HINTS)
def test_every_drawn_case_can_be_pasted(tmp_path: Path, hints: str, canonical: Any) -> None:
    source = f"{MODULE}\ndef f({hints}):\n    return None\n"
    path = tmp_path / "pasted.py"
    path.write_text(source)
    target = locate(path, tmp_path)
    sandboxed = Sandboxed(target, source.encode(), "f", find_interpreter(tmp_path, ""), LIMITS, 1024)
    with Guest(sandboxed, 1, Cancellation()) as guest:
        signature = decode_signature(guest.signature())
        assert not [each.name for each in signature.parameters if each.shape and each.shape.kind == "unsupported"]
        drawn = list(cases(Drawing(signature, source.encode(), "f"), 60))
        answers = guest.observe(drawn, 2.0)
    assert len(drawn) > 30
    built = 0
    for case, answer in zip(drawn, answers, strict=True):
        if "steps" not in answer or any(call.manner for call in case.calls):
            continue
        pasted = _pasted(source, render(case, "f", is_method=False), canonical)
        assert pasted == [_plain(step["arguments"]) for step in answer["steps"]], render(case, "f", is_method=False)
        built += 1
    assert built > 25


def _pasted(source: str, text: str, canonical: Any) -> list[Any]:
    """The forms of the arguments of each call of `f` in the text, run in the module's namespace."""
    module = types.ModuleType("pasted")
    sys.modules["pasted"] = module
    try:
        exec(compile(source, "pasted.py", "exec"), module.__dict__)
        seen: list[Any] = []

        def f(*arguments: Any, **keywords: Any) -> None:
            writer = canonical.Canonicaliser("pasted")
            # The guest's own callables are known by their names; pasted ones answer alike, as another test shows.
            writer._callable = lambda value: ["callable", "given"]
            seen.append(_plain(canonical.compact([writer.form(list(arguments)), writer.form(keywords)])))

        module.__dict__["f"] = f
        exec(compile(text, "shown.py", "exec"), module.__dict__)
    finally:
        del sys.modules["pasted"]
    return seen


def _plain(form: Any) -> Any:
    if not isinstance(form, (list, tuple)):
        return form
    return ["callable", "given"] if form[:1] == ["callable"] else [_plain(each) for each in form]
