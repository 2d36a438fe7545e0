"""What a guard is, and how one is declared.

A guard is a function of the source file, captured nodes and texts; its annotations say what a page must write, its
docstring is its documentation.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from speedwright.model.finding import Answer
from speedwright.syntax.node import Node
from speedwright.syntax.source_file import SourceFile


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
        signature = inspect.signature(function)
        parameters = list(signature.parameters.values())[1:]
        return Guard(
            name,
            function,
            tuple(_shown(each) for each in parameters if each.annotation == "Node"),
            tuple(_shown(each) for each in parameters if each.annotation == "str"),
            binds="Result" in str(signature.return_annotation),
        )

    return declare


def _shown(parameter: inspect.Parameter) -> str:
    return parameter.name + ("..." if parameter.kind is inspect.Parameter.VAR_POSITIONAL else "")


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
