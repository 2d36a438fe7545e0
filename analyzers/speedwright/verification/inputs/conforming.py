"""Whether a recipe is of a shape: what relations and examples must not break."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from speedwright.model.recipe import Atom, Case, Construct, Items, Pairs, Recipe, Reference
from speedwright.model.signature import Signature, TypeShape
from speedwright.verification.inputs.tables import column_names
from speedwright.verification.inputs.traversal import label_of, walk

_PLAIN = frozenset({"bool", "bytes", "float", "frozenset", "int", "list", "none", "set", "str", "tuple", "tuple_of"})
_SAME = {"list": "list", "set": "set", "frozenset": "frozenset", "tuple_of": "tuple"}


def conforms(recipe: Recipe, shape: TypeShape, known: Mapping[int, Recipe] | None = None) -> bool:
    """Whether the recipe surely builds a value of the shape; `known` are labelled objects of other arguments."""
    return _Conforming({**(known or {}), **labelled([recipe])}).holds(recipe, shape)


def is_drawable(case: Case, signature: Signature) -> bool:
    """Whether the positional arguments of all calls surely have the shapes of the parameters."""
    shapes = [each.shape or TypeShape("any") for each in signature.parameters if each.kind == "positional"]
    start = 1 if signature.is_method else 0
    known = labelled([argument for call in case.calls for argument in call.arguments])
    return all(
        conforms(argument, shape, known)
        for call in case.calls
        for argument, shape in list(zip(call.arguments, shapes, strict=False))[start:]
    )


def labelled(recipes: Sequence[Recipe]) -> dict[int, Recipe]:
    """The labelled objects inside recipes, by label."""
    found = [(label_of(part), part) for recipe in recipes for part in walk(recipe)]
    return {label: part for label, part in found if label is not None}


class _Conforming:
    def __init__(self, known: Mapping[int, Recipe]) -> None:
        self._known = known

    def holds(self, recipe: Recipe, shape: TypeShape) -> bool:
        if shape.kind == "any":
            return True
        if shape.kind == "union":
            return any(self.holds(recipe, each) for each in shape.arguments)
        if shape.kind in ("literal", "enum"):
            return recipe in shape.values
        if isinstance(recipe, Reference):
            return recipe.label in self._known and self.holds(self._known[recipe.label], shape)
        match recipe:
            case Atom(value):
                return _atom_fits(value, shape)
            case Items(kind, items, _):
                return self._items(kind, items, shape)
            case Pairs():
                return self._pairs(recipe, shape)
            case Construct("guest:last", (*_, final), _, _):
                return self.holds(final, shape)
            case Construct():
                return self._construct(recipe, shape)
            case _:
                return True

    def _items(self, kind: str, items: Sequence[Recipe], shape: TypeShape) -> bool:
        if shape.kind == "tuple":
            fits = kind == "tuple" and len(items) == len(shape.arguments)
            return fits and all(self.holds(item, each) for item, each in zip(items, shape.arguments, strict=True))
        if shape.kind == "iterable":
            return kind in ("list", "tuple") and all(self.holds(item, shape.arguments[0]) for item in items)
        return kind == _SAME.get(shape.kind) and all(self.holds(item, shape.arguments[0]) for item in items)

    def _pairs(self, recipe: Pairs, shape: TypeShape) -> bool:
        if shape.kind in ("dict", "mapping"):
            key, value = shape.arguments
            return all(self.holds(left, key) and self.holds(right, value) for left, right in recipe.pairs)
        if shape.kind != "record" or shape.name != "builtins:dict":
            return False
        fields = {field.name: field for field in shape.fields}
        given = {key.value: value for key, value in recipe.pairs if isinstance(key, Atom)}
        required = all(field.name in given for field in shape.fields if field.required)
        known = [(value, fields[name]) for name, value in given.items() if isinstance(name, str) and name in fields]
        return required and all(self.holds(value, field.shape) for value, field in known)

    def _construct(self, recipe: Construct, shape: TypeShape) -> bool:
        if shape.kind == "record":
            fields = {field.name: field.shape for field in shape.fields}
            named = [(value, fields[name]) for name, value in recipe.keywords if name in fields]
            return recipe.name == shape.name and all(self.holds(value, each) for value, each in named)
        if shape.kind == "frame" and shape.fields:
            return {each.name for each in shape.fields} <= set(column_names(recipe))
        inner = [part for part in recipe.arguments if isinstance(part, Items)]
        if shape.kind in ("deque", "iterator", "iterable", "counter") and shape.arguments:
            return all(self.holds(item, shape.arguments[0]) for each in inner for item in each.items)
        # Relations do not look inside other constructs; that these are no plain values is certain. A float is made
        # by a call where it is no number.
        plain = recipe.name == f"builtins:{shape.kind}" and "finite" not in shape.name.split()
        return shape.kind not in _PLAIN or plain


def _atom_fits(value: object, shape: TypeShape) -> bool:
    if value is None:
        return shape.kind == "none"
    if isinstance(value, bool):
        return shape.kind == "bool" or (shape.kind == "int" and "or-bool" in shape.name)
    if isinstance(value, (int, float)):
        signed = "non-negative" not in shape.name or not value < 0
        # An int is a float to a hint, not to usage and examples that are none.
        hinted = shape.kind == "float" and not {"exact", "finite"} & set(shape.name.split())
        number = shape.kind == type(value).__name__ or (hinted and isinstance(value, int))
        return signed and number
    return type(value).__name__ == shape.kind
