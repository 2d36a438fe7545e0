"""Type shapes to recipes.

Drawn with `random.Random`; Hypothesis is a source of its own. It takes 2 to 30 ms for a list or a nested example
after 0.25 s for its import, where this takes tens of microseconds, and it draws arguments independently, while
most differences show only when arguments relate.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from speedwright.model.recipe import Atom, Construct, Items, Name, Pairs, Recipe, Reference
from speedwright.model.signature import Field, TypeShape
from speedwright.verification.inputs.arrays import array
from speedwright.verification.inputs.constants import Constants
from speedwright.verification.inputs.literals import sort_key
from speedwright.verification.inputs.numeric import Numbers
from speedwright.verification.inputs.standard import standard_arguments
from speedwright.verification.inputs.tables import column, table
from speedwright.verification.inputs.textual import Texts
from speedwright.verification.inputs.traversal import Labelled, is_hashable, label_of, with_label

_DEEPEST = 4
BEHAVIOURS = ("identity", "true", "false", "truth", "none", "text", "length", "count", "add", "compare")
# What a callable may give back by the kind of shape that its hint names.
_RETURNING = {
    "bool": ("true", "false", "truth"),
    "int": ("length", "count", "compare"),
    "float": ("half", "length"),
    "str": ("text",),
    "none": ("none",),
    "list": ("list",),
    "iterable": ("list", "tuple"),
    "dict": ("dict",),
    "mapping": ("dict",),
    "tuple_of": ("tuple",),
}
# What it raises shows in which order, and how often, it is called.
_FAILING = ("fails", "fails later")
_FAILING_SHARE = 0.08
SCALARS = (
    TypeShape("int"),
    TypeShape("str"),
    TypeShape("float", name="finite"),
    TypeShape("bool"),
    TypeShape("none"),
)
UNBUILDABLE = ("unsupported", "awaitable")


class ShapeError(ValueError):
    """A shape for which no value can be built."""


class Drawer:
    """Draws recipes; `restart` before each call, because the values of one call resemble each other.

    The name of a shape narrows it: an `int` or `float` with `non-negative` is drawn so, a `float` with `finite`
    never gives NaN or an infinity, an `int` with `or-bool` now and then gives a bool, what is `exact` was seen
    as an int and never as a bool, or as a float and never as an int, a `str` named `key` is likely a key of the
    code. An `array` whose `values` hold an integer has that many dimensions. A `calm` drawer leaves out what is odd:
    for calls that are to be answered rather than to tell versions apart.
    """

    def __init__(
        self, rng: random.Random, constants: Constants, records: Sequence[TypeShape] = (), *, calm: bool = False
    ) -> None:
        self.rng = rng
        self.numbers = Numbers(rng, constants, calm=calm)
        self.texts = Texts(rng, constants, calm=calm)
        self._calm = calm
        self._constants = constants
        self._records = tuple(records)
        self._labels = 0
        self._depth = 0

    def restart(self) -> None:
        """Choose new manners, forget what was drawn."""
        self.numbers.restart()
        self.texts.restart()
        self._labels = 0
        self._depth = 0

    def draw(self, shape: TypeShape) -> Recipe:
        """A recipe of this shape. Raises ShapeError where none can be built."""
        if shape.kind in _ATOMS:
            return _ATOMS[shape.kind](self, shape)
        if self._depth >= _DEEPEST and shape.kind == "any":
            return self._scalar()
        self._depth += 1
        try:
            return _MAKERS.get(shape.kind, Drawer._unsupported)(self, shape)
        finally:
            self._depth -= 1

    def label(self) -> int:
        """A label that no other object of this call has."""
        self._labels += 1
        return self._labels

    def items(self, shape: TypeShape, length: int | None = None) -> tuple[Recipe, ...]:
        """The elements of a container: repeated, ordered, reversed, shared or as they come."""
        if shape.kind in UNBUILDABLE:
            return ()
        size = self.numbers.length() if length is None else length
        if self._depth > 1:
            size = min(size, 6 if self._depth == 2 else 3)
        member = self._member(shape)
        few = self.rng.random() < 0.3
        known = [self.draw(member) for _ in range(min(size, self.rng.randint(1, 3)) if few else size)]
        drawn = [self.rng.choice(known) for _ in range(size)] if few and known else known
        return self._arranged(self._shared(drawn))

    def _member(self, shape: TypeShape) -> TypeShape:
        """Elements of unknown type mostly have one type."""
        if shape.kind == "any" and self.rng.random() < 0.75:
            return self._some_shape()
        if shape.kind == "union" and self.rng.random() < 0.5:
            return self.rng.choice(shape.arguments)
        return shape

    def _arranged(self, items: list[Recipe]) -> tuple[Recipe, ...]:
        draw = self.rng.random()
        if len(items) < 2 or draw < 0.55 or any(isinstance(item, Reference) for item in items):
            return tuple(items)
        if draw < 0.62:
            return (items[0],) * len(items)
        keys = [sort_key(item) for item in items]
        if any(key is None for key in keys):
            return tuple(items)
        ordered = [items[spot] for spot in sorted(range(len(items)), key=lambda spot: keys[spot] or ("", 0))]
        return tuple(reversed(ordered) if draw > 0.85 else ordered)

    def _shared(self, items: list[Recipe]) -> list[Recipe]:
        """Now and then the same object twice."""
        if len(items) < 2 or self._calm or self.rng.random() > 0.08:
            return items
        first, second = sorted(self.rng.sample(range(len(items)), 2))
        original = items[first]
        if not isinstance(original, Labelled) or (isinstance(original, Items) and original.kind == "tuple"):
            return items
        label = label_of(original) or self.label()
        return [
            *items[:first],
            with_label(original, label),
            *items[first + 1 : second],
            Reference(label),
            *items[second + 1 :],
        ]

    def _some_shape(self) -> TypeShape:
        """A type for a value of unknown type."""
        nested = (
            TypeShape("list", (self.rng.choice(SCALARS),)),
            TypeShape("dict", (TypeShape("str", name="key"), TypeShape("any"))),
            TypeShape("tuple_of", (self.rng.choice(SCALARS),)),
            TypeShape("list", (TypeShape("any"),)),
        )
        draw = self.rng.random()
        if self._records and draw < 0.35:
            return self.rng.choice(self._records)
        if draw < 0.68 or self._depth >= _DEEPEST:
            return self.rng.choices(SCALARS, (30, 34, 12, 10, 10))[0]
        return self.rng.choice(nested)

    def _any(self, _shape: TypeShape) -> Recipe:
        if not self._calm and self.rng.random() < 0.06:
            return self.unusual()
        return self.draw(self._some_shape())

    def _scalar(self) -> Recipe:
        return self.draw(self.rng.choice(SCALARS))

    def unusual(self) -> Recipe:
        """Types that a test for the exact type, or for truth, overlooks."""
        number = Atom(self.numbers.integer())
        pairs = Pairs(((Atom(self.texts.key()), number), (Atom("b"), Atom(self.texts.text()))))
        several = Items("list", tuple(Items("tuple", (key, value)) for key, value in pairs.pairs))
        return self.rng.choice(
            (
                Construct("collections:OrderedDict", (several,)),
                Construct("collections:defaultdict", (Name("builtins:list"), pairs)),
                Construct("collections:Counter", (Items("list", (Atom("a"), Atom("a"))),)),
                Construct("collections:deque", (Items("list", (number, Atom("x"))),)),
                Items("set", (number,)),
                Items("frozenset", (number,)),
                Items("tuple", (number, Atom(self.texts.text()))),
                Atom(b"ab"),
                Atom(complex(1, -2)),
                Construct("builtins:bytearray", (Atom(b"ab"),)),
                Construct("builtins:range", (Atom(3),)),
                Construct("decimal:Decimal", (Atom("1.50"),)),
                Construct("fractions:Fraction", (Atom(1), Atom(3))),
                Items("list", ()),
                Pairs(()),
                Items("tuple", ()),
            )
        )

    def _integer(self, shape: TypeShape) -> Recipe:
        if "or-bool" in shape.name and not self._calm and self.rng.random() < 0.03:
            return Atom(self.rng.random() < 0.5)
        return Atom(self.numbers.integer(negative="non-negative" not in shape.name))

    def _real(self, shape: TypeShape) -> Recipe:
        negative = "non-negative" not in shape.name
        special = "finite" not in shape.name and not self._calm
        if special and self.rng.random() < 0.04:
            return self.rng.choice((Atom(float("nan")), Atom(float("inf")), Atom(-float("inf") if negative else 0.0)))
        if special and "exact" not in shape.name and self.rng.random() < 0.04:
            # An integer is a float to a type checker.
            return Atom(self.numbers.integer(negative=negative))
        return Atom(self.numbers.real(negative=negative))

    def _complex(self, _shape: TypeShape) -> Recipe:
        return Atom(complex(self.numbers.real(), self.numbers.real()))

    def _text(self, shape: TypeShape) -> Recipe:
        return Atom(self.texts.key() if shape.name == "key" else self.texts.text())

    def _bytes(self, _shape: TypeShape) -> Recipe:
        if self.rng.random() < 0.3:
            return Atom(bytes(self.rng.randrange(256) for _ in range(self.rng.randint(0, 6))))
        return Atom(self.texts.text().encode("utf-8", "replace"))

    def _list(self, shape: TypeShape) -> Recipe:
        inner = shape.arguments[0]
        if inner.kind == "float" and not inner.name and not self._calm and self.rng.random() < 0.05:
            return self._with_one_nan(shape)
        return Items("list", self.items(shape.arguments[0]))

    def _with_one_nan(self, shape: TypeShape) -> Recipe:
        """One NaN object twice, which `in` and sets find again, and another which they do not."""
        nan = Construct("builtins:float", (Atom("nan"),), (), self.label())
        again = Reference(nan.label or 0)
        return Items("list", (*self.items(shape.arguments[0], 2), nan, again, Atom(float("nan"))))

    def _tuple(self, shape: TypeShape) -> Recipe:
        return Items("tuple", tuple(self.draw(each) for each in shape.arguments))

    def _tuple_of(self, shape: TypeShape) -> Recipe:
        return Items("tuple", self.items(shape.arguments[0]))

    def _set(self, shape: TypeShape) -> Recipe:
        return Items(shape.kind, self._distinct(shape.arguments[0]))

    def _distinct(self, shape: TypeShape) -> tuple[Recipe, ...]:
        drawn = self.items(_hashable_shape(shape))
        return tuple(dict.fromkeys(item for item in drawn if is_hashable(item)))

    def pairs(self, shape: TypeShape) -> Pairs:
        """A dict of this shape."""
        key, value = shape.arguments
        wanted = TypeShape("str", name="key") if key.kind in ("str", "any") else _hashable_shape(key)
        if key.kind == "any" and self.rng.random() < 0.12:
            wanted = TypeShape("int")
        keys = [each for each in self.items(wanted) if is_hashable(each)]
        if key.kind in ("str", "any") and self._constants.keys and self.rng.random() < 0.5:
            chosen = self.rng.sample(self._constants.keys, self.rng.randint(1, min(6, len(self._constants.keys))))
            keys = [Atom(each) for each in chosen] + keys[: self.rng.randint(0, 2)]
        member = value if value.kind == "any" and self.rng.random() < 0.6 else self._member(value)
        return Pairs(tuple((each, self.draw(member)) for each in dict.fromkeys(keys)))

    def _mapping(self, shape: TypeShape) -> Recipe:
        pairs = self.pairs(shape)
        if shape.kind == "mapping" and self.rng.random() < 0.15:
            return Construct("types:MappingProxyType", (pairs,))
        return pairs

    def _defaultdict(self, shape: TypeShape) -> Recipe:
        makers = {"list": "builtins:list", "int": "builtins:int", "set": "builtins:set", "str": "builtins:str"}
        maker = makers.get(shape.arguments[1].kind, "builtins:dict")
        return Construct("collections:defaultdict", (Name(maker), self.pairs(shape)))

    def _counter(self, shape: TypeShape) -> Recipe:
        counts = TypeShape("dict", (shape.arguments[0], TypeShape("int")))
        return Construct("collections:Counter", (self.pairs(counts),))

    def _deque(self, shape: TypeShape) -> Recipe:
        return Construct("collections:deque", (Items("list", self.items(shape.arguments[0])),))

    def _iterable(self, shape: TypeShape) -> Recipe:
        kind = self.rng.choices(("list", "tuple", "iterator"), (60, 20, 20))[0]
        return self._iterator(shape) if kind == "iterator" else Items(kind, self.items(shape.arguments[0]))

    def _iterator(self, shape: TypeShape) -> Recipe:
        return Construct("builtins:iter", (Items("list", self.items(shape.arguments[0])),))

    def _union(self, shape: TypeShape) -> Recipe:
        members = [each for each in shape.arguments if each.kind not in UNBUILDABLE]
        if not members:
            raise ShapeError("no member of the union can be built")
        return self.draw(self.rng.choice(members))

    def _literal(self, shape: TypeShape) -> Recipe:
        if not shape.values:
            raise ShapeError(f"{shape.kind} without values")
        return self.rng.choice(shape.values)

    def _record(self, shape: TypeShape) -> Recipe:
        chosen = [
            each
            for each in shape.fields
            if each.required or (each.shape.kind not in UNBUILDABLE and self.rng.random() < 0.65)
        ]
        drawn = [(each.name, self._field(each)) for each in chosen]
        if shape.name == "builtins:dict":
            if self.rng.random() < 0.06:
                drawn.insert(0, (self.texts.key(), Atom(self.numbers.integer())))
            return Pairs(tuple((Atom(name), value) for name, value in dict(drawn).items()))
        return Construct(shape.name, (), tuple(drawn))

    def _field(self, field: Field) -> Recipe:
        return self.draw(field.shape)

    def _standard(self, shape: TypeShape) -> Recipe:
        arguments = standard_arguments(shape.name, self)
        if arguments is None:
            raise ShapeError(shape.name)
        return Construct(shape.name, arguments)

    def _array(self, shape: TypeShape) -> Recipe:
        return array(shape, self.rng, self.numbers, self._constants.dtypes)

    def _frame(self, shape: TypeShape) -> Recipe:
        if shape.name.endswith("Series"):
            return column(self.items(self.rng.choice(SCALARS[:3])), self.rng)
        size = min(self.numbers.length(), 12)
        names = self._constants.keys[:6] or ("a", "b", "c")
        fields = shape.fields or [Field(name, self.rng.choice(SCALARS[:3])) for name in names]
        return table([(each.name, self.items(each.shape, size)) for each in fields], self.rng, self.items)

    def _callable(self, shape: TypeShape) -> Recipe:
        returned = shape.arguments[0] if shape.arguments else TypeShape("any")
        prefix = ""
        if returned.kind == "awaitable":
            prefix, returned = "async ", returned.arguments[0] if returned.arguments else TypeShape("any")
        fails = not self._calm and self.rng.random() < _FAILING_SHARE
        behaviours = _FAILING if fails else _RETURNING.get(returned.kind, BEHAVIOURS)
        return Construct("guest:callable", (Atom(prefix + self.rng.choice(behaviours)),))

    def _unsupported(self, shape: TypeShape) -> Recipe:
        raise ShapeError(shape.name or shape.kind)


def _hashable_shape(shape: TypeShape) -> TypeShape:
    """The shape of keys and set elements: unknown types are scalars."""
    return TypeShape("union", SCALARS) if shape.kind == "any" else shape


Maker = Callable[[Drawer, TypeShape], Recipe]
_ATOMS: dict[str, Maker] = {
    "none": lambda _drawer, _shape: Atom(None),
    "bool": lambda drawer, _shape: Atom(drawer.rng.random() < 0.5),
    "int": Drawer._integer,
    "float": Drawer._real,
    "complex": Drawer._complex,
    "str": Drawer._text,
    "bytes": Drawer._bytes,
}
_MAKERS: dict[str, Maker] = {
    "any": Drawer._any,
    "list": Drawer._list,
    "tuple": Drawer._tuple,
    "tuple_of": Drawer._tuple_of,
    "set": Drawer._set,
    "frozenset": Drawer._set,
    "dict": Drawer._mapping,
    "mapping": Drawer._mapping,
    "defaultdict": Drawer._defaultdict,
    "counter": Drawer._counter,
    "deque": Drawer._deque,
    "iterable": Drawer._iterable,
    "iterator": Drawer._iterator,
    "union": Drawer._union,
    "literal": Drawer._literal,
    "enum": Drawer._literal,
    "record": Drawer._record,
    "construct": Drawer._standard,
    "array": Drawer._array,
    "frame": Drawer._frame,
    "callable": Drawer._callable,
}
