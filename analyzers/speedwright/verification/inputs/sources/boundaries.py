"""Small inputs by rule: empty, one, two equal, ordered, reversed; zero, one, minus one; beside every constant."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence

from speedwright.model.recipe import Atom, Call, Case, Items, Pairs, Recipe
from speedwright.model.signature import Parameter, TypeShape
from speedwright.verification.inputs.annotations import classes
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.constants import computes_reals, constants_of_both, near_texts, neighbours
from speedwright.verification.inputs.deep import deeply_nested
from speedwright.verification.inputs.literals import sort_key
from speedwright.verification.inputs.shapes import BEHAVIOURS, Drawer, ShapeError

_DEEPEST = 3
_LONGEST = 600
# Beyond that, as far as sizes are measured at all, a few lengths of mixed values: work in chunks errs between them.
_LONGEST_MIXED = 10_000
# Counts to which sums of squares and cubes no longer fit a float, small ones first: a loop may have so many rounds.
# Then the first integer that a float does not hold, and the first that is too large for any.
_BEYOND_FLOATS = (10_007, 100_003, 301_993, 1_000_003, 2**53 + 1, 2**1024)
_MOST_VALUES = 60
_ODD_TEXTS = ("", " ", "a", "A", "aa", "ab", "ba", "a b", "a\r\nb\n", "\t", "ß", "é", "1", "-1", "1_0", "²", "'")


class Boundaries:
    """Each argument at each of its boundaries while the others are plain, then all of them at once."""

    name = "boundary"

    def cases(self, drawing: Drawing, count: int) -> Iterator[Case]:
        """The same cases for every seed."""
        edges = _Edges(drawing)
        parameters = [each for each in drawing.signature.parameters if each.kind == "positional"]
        try:
            choices = [edges.of(each) for each in parameters]
        except ShapeError:
            return
        for values in itertools.islice(_crossed(choices), count):
            yield Case((Call(values),), self.name)


def _crossed(choices: Sequence[Sequence[Recipe]]) -> Iterator[tuple[Recipe, ...]]:
    """Single deviations from the plain call interleaved with diagonals of the whole product."""
    if not choices or any(not each for each in choices):
        return
    plain = tuple(each[min(3, len(each) - 1)] for each in choices)
    yield plain
    longest = max(len(each) for each in choices)
    for rank in range(longest):
        for place, values in enumerate(choices):
            if rank < len(values):
                yield (*plain[:place], values[rank], *plain[place + 1 :])
        yield tuple(each[rank % len(each)] for each in choices)
    for stride in range(1, longest):
        for rank in range(longest):
            yield tuple(each[(rank + stride * place) % len(each)] for place, each in enumerate(choices))


class _Edges:
    """The boundary values of shapes, most telling first."""

    def __init__(self, drawing: Drawing) -> None:
        self._constants = constants_of_both(drawing.module_source, drawing.candidate_source, drawing.function)
        self._reals = any(
            computes_reals(source, drawing.function) for source in (drawing.module_source, drawing.candidate_source)
        )
        records = tuple(each.shape for each in classes(drawing.module_source).values() if each.shape.fields)
        self._drawer = Drawer(drawing.random("boundary"), self._constants, records)

    def of(self, parameter: Parameter) -> tuple[Recipe, ...]:
        """The boundary values of a parameter."""
        shape = parameter.shape or TypeShape("any")
        deep = deeply_nested(shape) if not parameter.has_default else ()
        own = () if parameter.default is None else (parameter.default,)
        values = _unique(self._values(shape, 0))[:_MOST_VALUES]
        return (*own, *values[:8], *deep, *values[8:])

    def _values(self, shape: TypeShape, depth: int) -> tuple[Recipe, ...]:
        kind = shape.kind
        if kind in ("int", "bool", "float", "str"):
            return self._atoms(shape)
        if kind in ("list", "tuple_of", "iterable"):
            return self._sequences("tuple" if kind == "tuple_of" else "list", shape.arguments[0], depth)
        if kind in ("dict", "mapping"):
            return self._dicts(shape, depth)
        if kind == "union":
            return tuple(value for each in shape.arguments for value in self._values(each, depth)[:12])
        if kind == "tuple":
            inner = [self._values(each, depth + 1)[:6] for each in shape.arguments]
            longest = max((len(each) for each in inner), default=0)
            return tuple(Items("tuple", tuple(each[n % len(each)] for each in inner)) for n in range(max(longest, 1)))
        if kind in ("literal", "enum"):
            return shape.values
        if kind == "callable":
            return tuple(dict.fromkeys(self._drawer.draw(shape) for _ in BEHAVIOURS))
        if kind == "any":
            return self._open(depth)
        return tuple(self._drawer.draw(shape) for _ in range(6))

    def _atoms(self, shape: TypeShape) -> tuple[Recipe, ...]:
        negative = "non-negative" not in shape.name
        if shape.kind == "bool":
            return (Atom(False), Atom(True))
        if shape.kind == "str":
            near = [text for each in self._constants.strings[:12] for text in near_texts(each)[:6]]
            long = ("".join(random.Random(length).choices("ab c", k=length)) for length in self._beyond(3))
            return tuple(Atom(text) for text in (*_ODD_TEXTS, *near, *long))
        constants = [each for n in self._constants.ints[:10] for each in neighbours(n)]
        numbers = [0, 1, 2, 3, -1, 10, *(_BEYOND_FLOATS if self._reals else ()), *constants]
        if shape.kind == "int":
            return tuple(
                Atom(each) for each in (*numbers, 99, 100, 1000, 2**31, -(2**31) - 1) if negative or each >= 0
            )
        reals = [0.0, 1.0, 0.1, -0.0, -1.0, 0.5, 2.5, 0.30000000000000004, -0.001, *self._constants.floats[:10]]
        special = () if "finite" in shape.name else (float("nan"), float("inf"), float("-inf"))
        return tuple(
            Atom(each) for each in (*reals, *special, *map(float, constants[:10])) if negative or not each < 0
        )

    def _sequences(self, kind: str, element: TypeShape, depth: int) -> tuple[Recipe, ...]:
        if depth >= _DEEPEST:
            return (Items(kind, ()),)
        inner = self._values(element, depth + 1)[:12] or (Atom(0),)
        one, two, three = (inner[min(spot, len(inner) - 1)] for spot in (1, 2, 3))
        first = (), (inner[0],), (one,), (one, two, three), (one, one), (two, one), (one, two, one), (three, two, one)
        mixed = (inner, tuple(reversed(inner)), (one, one, inner[0], two, two), (two, inner[0], one))
        lengths = sorted({each for n in self._constants.ints[:6] for each in (n - 1, n, n + 1) if 3 < each <= 70})
        long = tuple((inner * (each // len(inner) + 1))[:each] for each in lengths)
        longer = self._longer(inner) if depth == 0 else ()
        return tuple(Items(kind, each) for each in (*first, *mixed, *long, *longer))

    def _longer(self, inner: Sequence[Recipe]) -> Iterator[tuple[Recipe, ...]]:
        """Beside the lengths from which code does something else: all equal, ordered, reversed and mixed."""
        kinds = {(sort_key(each) or ("",))[0] for each in inner}
        is_ordered = kinds in ({"number"}, {"str"})
        ordered = sorted(inner, key=lambda each: sort_key(each) or ("", 0)) if is_ordered else list(inner)
        for n in [each for each in self._constants.ints if 70 < each <= _LONGEST][:3]:
            for length in (n, n + 1):
                rising = [each for each in ordered for _ in range(length // len(ordered) + 1)][:length]
                mixed = (*inner, *rising)[:length]
                yield from ((inner[0],) * length, tuple(rising), tuple(reversed(rising)), mixed)
        for length in self._beyond(_LONGEST):
            yield tuple(random.Random(length).choices(inner, k=length))

    def _beyond(self, longest: int) -> Iterator[int]:
        """Lengths with which one chunk, or two, of a constant's size are full, and one more value is there."""
        chunks = [each for each in self._constants.ints if longest < each <= _LONGEST_MIXED]
        return (length for n in chunks[:2] for length in (n + 1, 2 * n + 1))

    def _dicts(self, shape: TypeShape, depth: int) -> tuple[Recipe, ...]:
        if depth >= _DEEPEST:
            return (Pairs(()),)
        key, value = shape.arguments
        texts = tuple(Atom(each) for each in (*self._constants.keys[:6], "a", "b"))
        keys = texts if key.kind in ("any", "str") else self._values(key, depth + 1)[:5]
        values = self._values(value, depth + 1)[:14] or (Atom(0),)
        found = [Pairs(()), Pairs(((keys[0], values[0]),))]
        found.extend(
            Pairs(tuple((each, values[(shift + n) % len(values)]) for n, each in enumerate(keys)))
            for shift in range(min(6, len(values)))
        )
        found.extend(Pairs(((each, values[0]),)) for each in keys)
        found.append(Pairs(tuple((each, values[0]) for each in reversed(keys))))
        return tuple(found)

    def _open(self, depth: int) -> tuple[Recipe, ...]:
        """Values of unknown type: one of each."""
        atoms = (Atom(None), Atom(0), Atom(""), Atom(1), Atom("a"), Atom(True), Atom(0.5), Atom(False), Atom(-1))
        if depth >= _DEEPEST:
            return atoms
        held: tuple[Recipe, ...] = (
            Items("list", ()),
            Items("list", (Atom(1), Atom("a"), Atom(None), Atom(True))),
            Pairs(()),
            Pairs(((Atom("a"), Atom(0)), (Atom("b"), Items("list", (Atom(1),))))),
            Items("tuple", (Atom("x"), Atom("y"))),
            Items("list", (Items("list", (Atom(1),)), Items("tuple", (Atom(2),)), Pairs(()))),
            Pairs(((Atom(1), Items("tuple", (Atom(1), Atom(2)))),)),
        )
        return (*atoms, *held, *(self._drawer.unusual() for _ in range(6)))


def _unique(recipes: Sequence[Recipe]) -> tuple[Recipe, ...]:
    """Each once, told apart as cases are: 1, True and 1.0 differ."""
    found = {Case((Call((each,)),), "").key: each for each in reversed(recipes)}
    return tuple(reversed(found.values()))
