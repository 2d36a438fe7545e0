"""Texts to feed to both versions: those given, and as many more as can be made of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from speedwright.model.evidence import Assumption
from speedwright.verification.programs.drawing import Drawer
from speedwright.verification.programs.formats import Column, Document, Format, Item, documents, split
from speedwright.verification.programs.inferring import formats
from speedwright.verification.programs.tokens import changed
from speedwright.verification.programs.versions import Input

GIVEN = "stdin"
# Longer examples show no more of a layout than short ones, and take long to fit.
_LEGIBLE_LINES, _LEGIBLE_BYTES = 3000, 30_000


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts that were given, and the layouts that fit them, likeliest first."""

    given: tuple[bytes, ...]
    layouts: tuple[Format, ...]

    @property
    def examples(self) -> tuple[Input, ...]:
        """The given texts, each once, the short ones first."""
        return tuple(Input(text, GIVEN, example=True) for text in sorted(dict.fromkeys(self.given), key=len))

    def document(self, text: bytes) -> Document | None:
        """A text as a tree of the first layout; None where it does not fit."""
        lines = split(text)
        if not self.layouts or lines is None:
            return None
        layout = self.layouts[0]
        cases = documents([item.repeat for item in layout.items], layout.has_cases, lines)
        return None if cases is None else Document(layout, cases)

    def drawer(self, rng: random.Random) -> Drawer | None:
        """What draws further texts; None where no layout is known."""
        if not self.layouts:
            return None
        seen = [self.document(text) for text in self.given if len(text) <= _LEGIBLE_BYTES]
        return Drawer(self.layouts[0], [each for each in seen if each is not None], rng)

    def preferring(self, layout: Format) -> Texts:
        """The same with this layout for the first."""
        return Texts(self.given, (layout, *(each for each in self.layouts if each is not layout)))


def is_short(example: Input) -> bool:
    """Whether an example shows its layout at a glance; of long ones a few are enough."""
    return len(example.text) <= _LEGIBLE_BYTES


def read(given: Sequence[bytes]) -> Texts:
    """Looks for the layouts that fit the given texts: the short ones, and the beginning of none."""
    legible = [text for text in dict.fromkeys(given) if len(text) <= _LEGIBLE_BYTES]
    lines = [each for each in map(split, legible) if each is not None and len(each) <= _LEGIBLE_LINES]
    return Texts(tuple(given), formats(lines))


def further(texts: Texts, count: int, rng: random.Random) -> Iterator[Input]:
    """Up to `count` texts that were not given, each once, in turn drawn anew and changed from an example."""
    known = set(texts.given)
    drawer = texts.drawer(rng)
    if drawer is None and not texts.given:
        return
    short = [text for text in texts.given if len(text) <= _LEGIBLE_BYTES] or sorted(texts.given, key=len)[:1]
    for number in range(2 * count):
        made = _drawn(drawer, number) if drawer is not None else None
        if drawer is None:
            text = changed(rng.choice(short), rng)
            made = None if text is None else Input(text, "mutated")
        if made is not None and made.text not in known:
            known.add(made.text)
            yield made
        if len(known) >= count + len(texts.given):
            return


def _drawn(drawer: Drawer, number: int) -> Input | None:
    if number % 2:
        return Input(drawer.small().text(), "generated")
    document = drawer.varied()
    return None if document is None else Input(document.text(), "mutated")


def assumptions(texts: Texts, source: str) -> dict[str, Assumption]:
    """What each line of the input was taken to be."""
    if not texts.layouts:
        return {"stdin": Assumption("like the examples, with as many words on as many lines", source)}
    layout = texts.layouts[0]
    first = {"first line": Assumption("the number of cases", source)} if layout.has_cases else {}
    names = [f"line {number + 1}{' of a case' if layout.has_cases else ''}" for number in range(len(layout.items))]
    return first | {name: Assumption(_item(item), source) for name, item in zip(names, layout.items, strict=True)}


def _item(item: Item) -> str:
    words = [_column(column) for column in item.columns]
    if item.is_free:
        words = [f"any number of {words[-1]}"]
    elif item.count is not None:
        words[-1] = f"as many {words[-1]} as said before"
    repeated = "" if item.repeat is None else ", as many such lines as said before"
    return (", ".join(words) or "empty") + repeated


def _column(column: Column) -> str:
    if column.choices:
        return f"{column.kind} ({' or '.join(column.choices)})"
    if column.kind == "word":
        letters = column.alphabet if len(column.alphabet) <= 12 else f"{column.alphabet[:12]}..."
        return f"word of {letters}"
    sign = "" if column.low is None else f" >= {column.low}"
    bound = "" if column.limit is None else " within one before"
    return f"{column.kind}{sign}{bound}"
