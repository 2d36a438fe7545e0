"""Fresh content like given content, fast enough for arguments with many thousand elements."""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from speedwright.model.recipe import Atom, Construct, Items, Pairs, Recipe
from speedwright.verification.inputs.traversal import children, rebuilt

# Fewer distinct elements than this share make an example one with duplicates.
_DISTINCT = 0.75
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_CAPITALS = _LETTERS.upper()
_PIECE = re.compile("[a-z]+|[A-Z]+|[0-9]+|[^a-zA-Z0-9]+")


@dataclass
class Pool:
    """Old values of an argument that has grown, and its new ones."""

    old: frozenset[Hashable]
    new: list[Recipe]


@dataclass
class Content:
    """Draws content for one call. `factor` is how many times larger it gets, `bound` the old size.

    Where texts are `closed` they are those of the examples: names of units or kinds, of which code knows no others.
    `pools` make arguments belong together: what came from one argument's values comes from its new values.
    """

    rng: random.Random
    factor: float = 1.0
    bound: int = 0
    closed: bool = False
    pools: list[Pool] = field(default_factory=list)

    def items(self, examples: Sequence[Recipe], count: int) -> list[Recipe]:
        """`count` fresh elements in the manner of the examples, which must not be empty."""
        groups: dict[Hashable, list[Recipe]] = {}
        for each in examples:
            groups.setdefault(_form(each), []).append(each)
        if len(groups) == 1:
            return self._group(examples, count)
        drawn: list[Recipe] = []
        for group in groups.values():
            drawn.extend(self._group(group, round(count * len(group) / len(examples)) + 1))
        self.rng.shuffle(drawn)
        return drawn[:count]

    def _group(self, examples: Sequence[Recipe], count: int) -> list[Recipe]:
        """Fresh elements of one form."""
        model = examples[0]
        match model:
            case Atom():
                return self._atoms([each for each in examples if isinstance(each, Atom)], count)
            case Items("tuple", items, _) if items:
                return self._rows(examples, count)
            case Items(kind, _, _):
                return self._containers(kind, examples, count)
            case Pairs(pairs, _) if pairs:
                return self._records(examples, count)
            case Construct(_, arguments, keywords, _) if arguments or keywords:
                return self._rows(examples, count)
            case _:
                return self.rng.choices(examples, k=count)

    def _rows(self, examples: Sequence[Recipe], count: int) -> list[Recipe]:
        columns = zip(*(children(each) for each in examples), strict=True)
        fresh = [self.items(column, count) for column in columns]
        rows = [rebuilt(examples[0], row) for row in zip(*fresh, strict=True)]
        return [_turned(row) for row in rows] if all(_is_interval(each) for each in examples) else rows

    def _records(self, examples: Sequence[Recipe], count: int) -> list[Recipe]:
        rows = [each.pairs for each in examples if isinstance(each, Pairs)]
        keys = [key for key, _ in rows[0]]
        fresh = [self.items([row[spot][1] for row in rows], count) for spot in range(len(keys))]
        return [Pairs(tuple(zip(keys, values, strict=True))) for values in zip(*fresh, strict=True)]

    def _containers(self, kind: str, examples: Sequence[Recipe], count: int) -> list[Recipe]:
        inside = [each.items for each in examples if isinstance(each, Items)]
        known = [item for items in inside for item in items]
        sizes = [len(items) for items in self.rng.choices(inside, k=count)]
        drawn = iter(self.items(known, sum(sizes))) if known else iter(())
        return [Items(kind, tuple(next(drawn) for _ in range(size))) for size in sizes]

    def _atoms(self, examples: Sequence[Atom], count: int) -> list[Recipe]:
        values = [each.value for each in examples]
        pool = next((each for each in self.pools if self._comes_from(values, each)), None)
        if pool is not None:
            return self.rng.choices(pool.new, k=count)
        distinct = len(set(values)) / len(values)
        repeats = distinct < _DISTINCT and len(values) > 2
        # Now and then the other way round: a benchmark of one kind of content alone is easily fooled.
        if self.rng.random() < 0.2:
            repeats = not repeats
        size = max(2, min(round(distinct * count), count // 3)) if repeats else count
        fresh = self._values(values, max(1, size))
        return self.rng.choices(fresh, k=count) if repeats else (fresh * (count // len(fresh) + 1))[:count]

    def _comes_from(self, values: Sequence[object], pool: Pool) -> bool:
        found = sum(value in pool.old for value in values if isinstance(value, Hashable))
        return bool(pool.new) and found * 2 > len(values)

    def _values(self, values: Sequence[object], count: int) -> list[Recipe]:
        texts = [each for each in values if isinstance(each, str)]
        if texts and self.closed:
            return [Atom(text) for text in self.rng.choices(texts, k=count)]
        if texts:
            return [Atom(self.text_like(self.rng.choice(texts))) for _ in range(count)]
        reals = [each for each in values if isinstance(each, float)]
        if reals:
            return self._reals(reals, count)
        ints = [each for each in values if isinstance(each, int) and not isinstance(each, bool)]
        if ints:
            return self._ints(ints, count)
        return [Atom(value) for value in self.rng.choices([each for each in values if _is_atom(each)], k=count)]  # type: ignore[arg-type]

    def _ints(self, values: Sequence[int], count: int) -> list[Recipe]:
        low, high = min(values), max(values)
        reach = max(high - low, abs(high), 1)
        # Numbers about as large as the container is long (indexes, ranks, node numbers) stay inside it.
        wide = round(high * self.factor) if 0 < high <= self.bound <= 2 * high else max(high, low + reach)
        if len(values) > 1 and len(set(values)) == len(values) and not 0 <= high <= self.bound:
            wide = max(wide, low + 4 * count)
        floor = 0 if 0 < low <= 3 and 0 in values else low
        # By hand: randint costs three times as much, and there may be ten thousand.
        span, draw = max(wide, floor) - floor + 1, self.rng.random
        if span > 2**50:
            return [Atom(self.rng.randint(floor, floor + span - 1)) for _ in range(count)]
        return [Atom(floor + int(draw() * span)) for _ in range(count)]

    def _reals(self, values: Sequence[float], count: int) -> list[Recipe]:
        usable = [each for each in values if each == each and abs(each) < 1e300]
        low, high = (min(usable), max(usable)) if usable else (0.0, 1.0)
        digits = max((len(repr(each).partition(".")[2]) for each in usable), default=2)
        top = high if high > low else low + abs(low) + 1.0
        return [Atom(round(self.rng.uniform(low, top), max(1, min(digits + 1, 12)))) for _ in range(count)]

    def text_like(self, text: str) -> str:
        """Letters become letters, numbers numbers no greater than they were; all else stays."""
        if not text.isascii():
            return text
        alone = text.isalnum()
        return "".join(self._like(piece, alone) for piece in _pieces(text))

    def _like(self, piece: str, alone: bool) -> str:
        if piece.isdigit():
            return self._digits(piece, alone=alone)
        if piece.isalpha():
            return "".join(self.rng.choices(_CAPITALS if piece.isupper() else _LETTERS, k=len(piece)))
        return piece

    def _digits(self, text: str, *, alone: bool) -> str:
        if alone:
            return "".join(self.rng.choices("0123456789", k=len(text)))
        number = int(text[:18])
        return str(self.rng.randint(min(1, number), number)).zfill(len(text))

    def longer_text(self, text: str, size: int) -> str:
        """A string of `size` characters in the manner of `text`: its words refreshed, or pieces of it."""
        alphabet = sorted(set(text))
        if len(alphabet) <= 6 and not any(each.isspace() for each in alphabet):
            return "".join(self.rng.choices(alphabet or ["a"], k=size))
        words = text.split(" ")
        made: list[str] = []
        length = 0
        while length <= size:
            piece = self.text_like(self.rng.choice(words)) if len(words) > 2 else self._piece(text)
            made.append(piece)
            length += len(piece) + (len(words) > 2)
        return (" " if len(words) > 2 else "").join(made)[:size]

    def _piece(self, text: str) -> str:
        # By hand, as above: a long text has thousands of pieces.
        draw = self.rng.random
        start = int(draw() * len(text))
        return text[start : start + 1 + int(draw() * 8)]


@functools.lru_cache(maxsize=1024)
def _pieces(text: str) -> tuple[str, ...]:
    """Runs of small letters, of capitals, of digits and of all else: the same few texts are models for thousands."""
    return tuple(_PIECE.findall(text))


def _is_interval(recipe: Recipe) -> bool:
    ends = [each.value for each in children(recipe) if isinstance(each, Atom)]
    numbers = [each for each in ends if isinstance(each, (int, float)) and not isinstance(each, bool)]
    return len(numbers) == len(children(recipe)) == 2 and numbers[0] <= numbers[1]


def _turned(recipe: Recipe) -> Recipe:
    """The interval with its lower end first."""
    return recipe if _is_interval(recipe) else rebuilt(recipe, children(recipe)[::-1])


def _is_atom(value: object) -> bool:
    return value is None or isinstance(value, (bool, int, float, complex, str, bytes))


def _form(recipe: Recipe) -> Hashable:
    """Elements of equal form can be taken apart into columns."""
    match recipe:
        case Atom(value):
            return "number" if type(value) in (int, float) else type(value).__name__
        case Items("tuple", items, _):
            return ("tuple", *(_form(each) for each in items))
        case Items(kind, _, _):
            return kind
        case Pairs(pairs, _):
            return ("dict", tuple(key for key, _ in pairs))
        case Construct(name, arguments, keywords, _):
            return (name, len(arguments), tuple(key for key, _ in keywords))
        case _:
            return recipe
