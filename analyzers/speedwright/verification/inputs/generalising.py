"""Examples to shapes: they narrow type, nesting and sign, and nothing else."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from speedwright.model.recipe import Atom, Construct, Items, Name, Pairs, Recipe, Reference
from speedwright.model.signature import Field, TypeShape

ANY = TypeShape("any")
_CLASSES_OF_ONE = {"collections:deque": "deque"}
_MOST_FIELDS = 12


def shape_of(recipes: Sequence[Recipe]) -> TypeShape:
    """The narrowest shape that all examples have; `any` without examples."""
    kinds = list(dict.fromkeys(_kind(each) for each in recipes))
    if not kinds:
        return ANY
    shapes = [_of_kind(kind, [each for each in recipes if _kind(each) == kind]) for kind in kinds]
    if kinds == ["int", "float"] or kinds == ["float", "int"]:
        return TypeShape("union", tuple(shapes))
    return shapes[0] if len(shapes) == 1 else TypeShape("union", tuple(shapes))


def _kind(recipe: Recipe) -> str:
    match recipe:
        case Atom(value):
            return "none" if value is None else type(value).__name__
        case Items(kind, _, _):
            return kind
        case Pairs():
            return "dict"
        case Construct("guest:callable", _, _, _):
            return "callable"
        case Construct(name, _, _, _):
            return name
        case Name(name):
            return "name"
        case Reference():
            return "any"


def _of_kind(kind: str, recipes: Sequence[Recipe]) -> TypeShape:
    if kind in ("int", "float"):
        return TypeShape(kind, name=_sign(recipes))
    if kind == "dict":
        return _dict_shape([each for each in recipes if isinstance(each, Pairs)])
    if kind == "tuple":
        return _tuple_shape([each for each in recipes if isinstance(each, Items)])
    if kind in ("list", "set", "frozenset"):
        return TypeShape(kind, (shape_of([item for each in recipes for item in _items(each)]),))
    if kind == "name":
        return TypeShape("literal", values=tuple(dict.fromkeys(recipes)))
    if ":" in kind:
        return _construct_shape(kind, [each for each in recipes if isinstance(each, Construct)])
    return TypeShape(kind)


def _items(recipe: Recipe) -> tuple[Recipe, ...]:
    return recipe.items if isinstance(recipe, Items) else ()


def _sign(recipes: Sequence[Recipe]) -> str:
    values = [each.value for each in recipes if isinstance(each, Atom) and isinstance(each.value, (int, float))]
    # A bool is an int to a hint, and an int a float: not to examples that are none.
    # Zero has no sign: it is inside the domain of positive examples.
    return "exact non-negative" if all(value >= 0 for value in values) else "exact"


def of_either_sign(shape: TypeShape) -> TypeShape:
    """The shape without what examples said of signs: for code that itself provides for negative numbers."""
    return dataclasses.replace(
        shape,
        name=shape.name.replace("non-negative", "").strip() if shape.kind in ("int", "float") else shape.name,
        arguments=tuple(of_either_sign(each) for each in shape.arguments),
        fields=tuple(dataclasses.replace(each, shape=of_either_sign(each.shape)) for each in shape.fields),
    )


def with_signs_of(hint: TypeShape, shown: TypeShape) -> TypeShape:
    """The hint with the signs of numbers that examples of real use show: no hint can say them.

    Everything else of the hint stays, which outranks examples.
    """
    if hint.kind in ("int", "float"):
        numbers = [each for each in _options(shown) if each.kind in ("int", "float")]
        unsigned = bool(numbers) and all("non-negative" in each.name for each in numbers)
        return dataclasses.replace(hint, name=f"{hint.name} non-negative".strip()) if unsigned else hint
    if hint.kind == "union":
        return dataclasses.replace(hint, arguments=tuple(with_signs_of(each, shown) for each in hint.arguments))
    same = next((each for each in _options(shown) if each.kind == hint.kind), None)
    if same is None or len(same.arguments) != len(hint.arguments):
        return hint
    inner = (with_signs_of(mine, theirs) for mine, theirs in zip(hint.arguments, same.arguments, strict=True))
    return dataclasses.replace(hint, arguments=tuple(inner))


def _options(shape: TypeShape) -> tuple[TypeShape, ...]:
    return shape.arguments if shape.kind == "union" else (shape,)


def _tuple_shape(examples: Sequence[Items]) -> TypeShape:
    lengths = {len(each.items) for each in examples}
    if len(lengths) == 1 and 0 < min(lengths) <= 6:
        columns = zip(*(each.items for each in examples), strict=True)
        return TypeShape("tuple", tuple(shape_of(column) for column in columns))
    return TypeShape("tuple_of", (shape_of([item for each in examples for item in each.items]),))


def _dict_shape(examples: Sequence[Pairs]) -> TypeShape:
    """Dicts that share text keys are records, others are mappings."""
    keys = [[key.value for key, _ in each.pairs if isinstance(key, Atom)] for each in examples]
    texts = [key for each in keys for key in each if isinstance(key, str)]
    every = len(texts) == sum(len(each.pairs) for each in examples)
    names = list(dict.fromkeys(texts))
    if len(examples) > 1 and every and 0 < len(names) <= _MOST_FIELDS and len(texts) >= 2 * len(names):
        fields = tuple(_field(name, examples) for name in names)
        return TypeShape("record", name="builtins:dict", fields=fields)
    pairs = [pair for each in examples for pair in each.pairs]
    return TypeShape("dict", (shape_of([key for key, _ in pairs]), shape_of([value for _, value in pairs])))


def _field(name: str, examples: Sequence[Pairs]) -> Field:
    values = [value for each in examples for key, value in each.pairs if isinstance(key, Atom) and key.value == name]
    return Field(name, shape_of(values), required=len(values) == len(examples))


def _construct_shape(name: str, examples: Sequence[Construct]) -> TypeShape:
    if name in _CLASSES_OF_ONE:
        inner = [item for each in examples if each.arguments for item in _items(each.arguments[0])]
        return TypeShape(_CLASSES_OF_ONE[name], (shape_of(inner),))
    if name.startswith("guest:") or any(each.arguments for each in examples):
        return TypeShape("literal", values=tuple(dict.fromkeys(examples)))
    names = list(dict.fromkeys(key for each in examples for key, _ in each.keywords))
    fields = []
    for field in names:
        values = [value for each in examples for key, value in each.keywords if key == field]
        fields.append(Field(field, shape_of(values), required=len(values) == len(examples)))
    return TypeShape("record", name=name, fields=tuple(fields))
