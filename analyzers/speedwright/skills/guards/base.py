"""What a guard is, and how one is declared.

A guard is a function of the source file, captured nodes and texts; its annotations say what a page must write, its
docstring is its documentation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from inspect import CO_VARARGS
from typing import TYPE_CHECKING, NamedTuple, cast

from speedwright.model.finding import Answer
from speedwright.syntax.node import Node
from speedwright.syntax.source_file import SourceFile

if TYPE_CHECKING:
    from types import CodeType, FunctionType


class Result(NamedTuple):
    """A guard's answer, with the nodes it found for the capture the page names after `as`."""

    answer: Answer
    bound: tuple[Node, ...] = ()


NO = Result(Answer.NO)


class Guard(NamedTuple):
    """A named condition. `captures` and `texts` are the parameters' names; a last one ending in `...` repeats."""

    name: str
    function: Callable[..., Answer | Result]
    captures: tuple[str, ...]
    texts: tuple[str, ...]
    binds: bool

    def takes(self, captures: int, texts: int) -> bool:
        """Whether a page may give it so many captures and texts."""
        return _fits(self.captures, captures) and _fits(self.texts, texts)

    @property
    def usage(self) -> str:
        """How a page writes it."""
        parts = [self.name, *(f"@{name}" for name in self.captures), *(f'"{name}"' for name in self.texts)]
        return " ".join([*parts, *(["as @new"] if self.binds else [])])

    @property
    def documentation(self) -> str:
        """What it means, in one paragraph."""
        return " ".join((self.function.__doc__ or "").split())

    def ask(self, source: SourceFile, nodes: Sequence[Node], texts: tuple[str, ...]) -> Result:
        """The answer for these nodes."""
        answer = self.function(source, *nodes, *texts)
        return answer if isinstance(answer, Result) else Result(answer)


def guard(name: str) -> Callable[[Callable[..., Answer | Result]], Guard]:
    """Declares a guard: parameters annotated `Node` are captures, those annotated `str` are texts."""

    def declare(function: Callable[..., Answer | Result]) -> Guard:
        plain = cast("FunctionType", function)
        kinds = plain.__annotations__
        shown = [(each, each.removesuffix("...")) for each in _parameters(plain.__code__)[1:]]
        return Guard(
            name,
            function,
            tuple(each for each, parameter in shown if kinds[parameter] == "Node"),
            tuple(each for each, parameter in shown if kinds[parameter] == "str"),
            binds="Result" in str(kinds["return"]),
        )

    return declare


def _parameters(code: CodeType) -> list[str]:
    """In order, with `...` behind one that repeats. By hand: to ask `inspect` takes as long as to import a guard."""
    plain, keywords = code.co_argcount, code.co_kwonlyargcount
    names = code.co_varnames
    repeated = [f"{names[plain + keywords]}..."] if code.co_flags & CO_VARARGS else []
    return [*names[:plain], *repeated, *names[plain : plain + keywords]]


def _fits(parameters: tuple[str, ...], given: int) -> bool:
    if parameters and parameters[-1].endswith("..."):
        return given >= len(parameters)
    return given == len(parameters)


def worst(answers: list[Answer]) -> Answer:
    """No outweighs unknown, unknown outweighs yes; yes for no answers at all."""
    for answer in (Answer.NO, Answer.UNKNOWN):
        if answer in answers:
            return answer
    return Answer.YES


def outermost(regions: Iterable[Node], holds: Callable[[Node], Answer]) -> Result:
    """Binds the outermost region for which something holds, and for all inside it; of those for which that is
    unknown only where it surely holds for none. The regions come from the inside out.
    """
    best: dict[Answer, Node] = {}
    for region in regions:
        answer = holds(region)
        if answer is Answer.NO:
            break
        best[answer] = region
    for answer in (Answer.YES, Answer.UNKNOWN):
        if answer in best:
            return Result(answer, (best[answer],))
    return NO
