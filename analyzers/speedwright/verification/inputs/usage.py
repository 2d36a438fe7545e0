"""Shapes for parameters without hints, inferred from what the body does with them."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence

from speedwright.model.recipe import Atom, Call, Recipe
from speedwright.model.signature import Field, Parameter, TypeShape
from speedwright.verification.inputs.annotations import ClassInfo, classes
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.constants import minds_signs
from speedwright.verification.inputs.frames import imports_pandas, is_table
from speedwright.verification.inputs.generalising import of_either_sign, shape_of, with_signs_of
from speedwright.verification.inputs.observing import Observer
from speedwright.verification.inputs.reading import FunctionNode, functions, module_tree
from speedwright.verification.inputs.slots import Slot
from speedwright.verification.inputs.snippets import literal_arguments
from speedwright.verification.inputs.tables import TABLE_CLASS

ANY = TypeShape("any")
INT = TypeShape("int", name="or-bool")
TEXT = TypeShape("str")
KEY = TypeShape("str", name="key")
REAL = TypeShape("float", name="finite")
MOST = 12
_DEEPEST = 4
# So many different values of one sign say something of the sign.
_TELLING = 3
# Where a recursive value ends: no element of a list has this shape, so that the list is empty.
_NOTHING = TypeShape("unsupported", name="deeper")
_TEXT_NAMES = frozenset(
    (
        "text",
        "name",
        "word",
        "line",
        "path",
        "title",
        "s",
        "string",
        "sentence",
        "message",
        "key",
        "phrase",
        "pattern",
    )
)
_NUMBER_NAMES = frozenset(
    ("n", "k", "m", "count", "size", "limit", "width", "number", "total", "qty", "price", "age")
)
_LIST_NAMES = frozenset(
    ("items", "values", "numbers", "nums", "words", "names", "lines", "rows", "records", "lst", "arr")
)


def alternatives(drawing: Drawing) -> tuple[tuple[Parameter, ...], ...]:
    """Complete parameter assignments, best first, at most MOST; hints stay, and what they leave open is filled.

    The caller tries them against the original and keeps those that it accepts.
    """
    slots = _observed(drawing)
    ranked = [
        _ranked(drawing, number, slots.get(each.name)) for number, each in enumerate(drawing.signature.parameters)
    ]
    chosen = _combinations(ranked)
    parameters = drawing.signature.parameters
    return tuple(
        tuple(dataclasses.replace(each, shape=shape) for each, shape in zip(parameters, shapes, strict=True))
        for shapes in chosen
    )


def _observed(drawing: Drawing) -> dict[str, Slot]:
    known = functions(module_tree(drawing.module_source))
    function = known.get(drawing.function)
    if function is None:
        return {}
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    slots = {each.arg: Slot() for each in arguments}
    bare = {name.rpartition(".")[2]: node for name, node in known.items()}
    Observer(bare, imports_pandas(drawing.module_source)).observe(function, list(slots.values()))
    return slots


def _combinations(ranked: list[tuple[TypeShape, ...]]) -> list[tuple[TypeShape, ...]]:
    """The best of each, then those that differ from it in few places: by the sum of the ranks."""
    spots = [range(len(each)) for each in ranked]
    bounded = itertools.islice(itertools.product(*spots), 50_000)
    best = sorted(bounded, key=lambda ranks: (sum(ranks), max(ranks, default=0)))[:MOST]
    return [tuple(each[rank] for each, rank in zip(ranked, ranks, strict=True)) for ranks in best]


def _ranked(drawing: Drawing, number: int, slot: Slot | None) -> tuple[TypeShape, ...]:
    parameter = drawing.signature.parameters[number]
    seen = slot or Slot(names={parameter.name})
    records = _records(drawing)
    if parameter.shape is not None:
        hint = _signed(drawing, number, closed(parameter.shape))
        refined = [refine(hint, each) for each in (*_instances(drawing, number), *_shapes(seen, records))[:3]]
        # An array of other dimensions than the code indexes is of no use to it.
        return _unique(refined[:1] if hint.kind == "array" else [*refined, hint])
    if drawing.signature.is_method and number == 0:
        return (parameter.shape or ANY,)
    usual = _shapes(seen, records)
    default = () if parameter.default is None else _default_shapes(parameter.default)
    examples = _example_values(drawing, number)
    if examples:
        # Examples narrow the type, unless the code itself tells types apart.
        also = usual[:3] if "tested" in seen.facts else []
        shown = shape_of(examples)
        if minds_signs(drawing.module_source, drawing.function):
            shown = of_either_sign(shown)
        return _unique([refine(shown, usual[0]), *default, *also])
    return _unique([*default, *usual])[:8]


def _signed(drawing: Drawing, number: int, hint: TypeShape) -> TypeShape:
    """The hint with the signs of real calls, unless the code itself provides for others."""
    values = _values(drawing.signature.parameters[number].name, number, drawing.real)
    if len(set(values)) < _TELLING or minds_signs(drawing.module_source, drawing.function):
        return hint
    return with_signs_of(hint, shape_of(values))


def _default_shapes(default: Recipe) -> tuple[TypeShape, ...]:
    """The type of a default value, where it says more than that the parameter is optional."""
    shape = shape_of([default])
    if shape.kind in ("none", "any", "dict"):
        return ()
    # One value narrows no sign.
    return (INT,) if shape.kind == "int" else (REAL,) if shape.kind == "float" else (shape,)


def _instances(drawing: Drawing, number: int) -> list[TypeShape]:
    """The class of a method with what the syntax and its methods say of the constructor's parameters."""
    if not drawing.signature.is_method or number:
        return []
    info = classes(drawing.module_source).get(drawing.function.rpartition(".")[0])
    return [] if info is None else [constructor(info)]


def constructor(info: ClassInfo) -> TypeShape:
    """The shape of a class, its unhinted fields inferred from what the methods do with them."""
    methods = [node for _, node in sorted(info.methods, key=lambda each: each[0] != "__init__")]
    starter = methods[0] if methods and methods[0].name == "__init__" else None
    if starter is None:
        return info.shape
    this = Slot()
    given = {each.arg: Slot(names={each.arg}) for each in (*starter.args.args[1:], *starter.args.kwonlyargs)}
    observer = Observer({})
    observer.observe(starter, [this, *given.values()])
    for node in methods[1:]:
        observer.observe(node, [this, *(Slot() for _ in node.args.args[1:])])
    fields = tuple(
        dataclasses.replace(each, shape=refine(each.shape, _inferred(given.get(each.name))))
        for each in info.shape.fields
    )
    return dataclasses.replace(info.shape, fields=fields)


def _inferred(slot: Slot | None) -> TypeShape:
    return ANY if slot is None or (slot.is_blank and not slot.names) else _shapes(slot, ())[0]


def inferred(node: FunctionNode) -> tuple[TypeShape, ...]:
    """The most likely shape of each positional parameter of a function taken by itself."""
    slots = [Slot() for _ in node.args.args]
    Observer({}).observe(node, slots)
    return tuple(_shapes(slot, ())[0] for slot in slots)


def closed(shape: TypeShape, inside: tuple[str, ...] = ()) -> TypeShape:
    """A recursive class to a depth of three: below that, optional links and lists of links are left empty."""
    if shape.kind == "record" and inside.count(shape.name) >= 3:
        return TypeShape("unsupported", name=shape.name)
    nested = (*inside, shape.name) if shape.kind == "record" else inside
    arguments = tuple(closed(each, nested) for each in shape.arguments)
    fields = tuple(dataclasses.replace(each, shape=closed(each.shape, nested)) for each in shape.fields)
    return dataclasses.replace(shape, arguments=arguments, fields=fields)


def _example_values(drawing: Drawing, number: int) -> list[Recipe]:
    calls = [*drawing.examples, *literal_arguments(drawing.module_source, drawing.function)]
    return _values(drawing.signature.parameters[number].name, number, calls)


def _values(name: str, number: int, calls: Sequence[Call]) -> list[Recipe]:
    values = [call.arguments[number] for call in calls if len(call.arguments) > number]
    return [*values, *(value for call in calls for keyword, value in call.keywords if keyword == name)]


def refine(hint: TypeShape, inferred: TypeShape) -> TypeShape:
    """The hint, with what it leaves open (`any`) taken from usage where both have the same outer form."""
    if hint.kind == "any":
        return inferred
    if hint.kind == "dict" and inferred.kind == "record" and inferred.name == "builtins:dict":
        return inferred if hint.arguments[1].kind == "any" else _with_values(inferred, hint.arguments[1])
    if hint.kind == "record" and inferred.kind == "record" and hint.name == inferred.name:
        return _with_fields(hint, inferred)
    if hint.kind == "array" and not hint.values and inferred.kind == "array":
        return dataclasses.replace(hint, values=inferred.values)
    if hint.kind == "frame" and inferred.kind == "frame" and hint.name == inferred.name:
        return dataclasses.replace(hint, fields=inferred.fields)
    if hint.kind == "union":
        return dataclasses.replace(hint, arguments=tuple(refine(each, inferred) for each in hint.arguments))
    if len(hint.arguments) == len(inferred.arguments) and hint.kind not in ("record", "literal", "enum"):
        inner = tuple(refine(mine, theirs) for mine, theirs in zip(hint.arguments, inferred.arguments, strict=True))
        return dataclasses.replace(hint, arguments=inner)
    return hint


def _with_fields(hint: TypeShape, inferred: TypeShape) -> TypeShape:
    found = {each.name: each.shape for each in inferred.fields}
    fields = tuple(
        dataclasses.replace(each, shape=refine(each.shape, found.get(each.name, each.shape))) for each in hint.fields
    )
    return dataclasses.replace(hint, fields=fields)


def _with_values(record: TypeShape, value: TypeShape) -> TypeShape:
    fields = tuple(Field(each.name, refine(value, each.shape), each.required) for each in record.fields)
    return dataclasses.replace(record, fields=fields)


def _records(drawing: Drawing) -> tuple[tuple[TypeShape, frozenset[str]], ...]:
    return tuple((each.shape, each.attributes) for each in classes(drawing.module_source).values())


Records = tuple[tuple[TypeShape, frozenset[str]], ...]


def _shapes(slot: Slot, records: Records, depth: int = 0) -> list[TypeShape]:
    """Shapes that fit what was seen, best first; never empty."""
    if depth > _DEEPEST:
        return [_end(slot)]
    facts = slot.facts
    if slot.dimensions:
        return [TypeShape("array", name="numpy:ndarray", values=(Atom(slot.dimensions),))]
    if "called" in facts:
        return [TypeShape("callable")]
    if is_table(slot):
        return _tables(slot)
    wanted = set(slot.attributes)
    owners = [shape for shape, attributes in records if wanted and wanted <= attributes]
    found: list[TypeShape] = list(owners)
    tested = {fact for fact in facts if fact.startswith("is-")}
    if tested == {"is-dict"}:
        found.append(TypeShape("dict", (KEY, ANY)))
    if tested:
        found.append(ANY)
    if slot.entries and "text" not in facts:
        found.append(_record(slot, records, depth))
    if "mapping" in facts:
        found.extend(_dicts(slot, records, depth))
    if "text" in facts:
        found.append(TEXT)
    if "set" in facts:
        found.append(TypeShape("set", (_first(slot.element, records, depth),)))
    if facts & {"iterated", "indexed", "sized", "sliced", "list", "contains"} or slot.parts:
        found.extend(_sequences(slot, records, depth))
    found.extend(_scalars(slot))
    return list(_unique(found))[:8]


def _end(slot: Slot) -> TypeShape:
    """What stands where inference stops: nothing more of a recursive value, and an empty list of such."""
    if slot.is_recursive:
        return _NOTHING
    return TypeShape("list", (_NOTHING,)) if slot.element.is_recursive else ANY


def _record(slot: Slot, records: Records, depth: int) -> TypeShape:
    fields = tuple(
        Field(name, _first(each, records, depth, name), name not in slot.optional)
        for name, each in slot.entries.items()
    )
    return TypeShape("record", name="builtins:dict", fields=fields)


def _tables(slot: Slot) -> list[TypeShape]:
    """Tables with the columns that are read; of those that nothing is done with, numbers or texts."""
    found = []
    for unknown in (INT, TEXT):
        fields = tuple(Field(name, _column(each, name, unknown)) for name, each in slot.entries.items())
        found.append(TypeShape("frame", name=TABLE_CLASS, fields=fields))
    return list(_unique(found))


def _column(slot: Slot, name: str, unknown: TypeShape) -> TypeShape:
    facts = slot.facts | (slot.element.facts if "iterated" in slot.facts else set())
    if "text" in facts:
        return TEXT
    if facts & {"number", "real"}:
        return REAL
    return TEXT if name in _TEXT_NAMES else INT if name in _NUMBER_NAMES else unknown


def _dicts(slot: Slot, records: Records, depth: int) -> list[TypeShape]:
    key = _first(slot.key, records, depth)
    keys = KEY if key.kind in ("any", "str") else key
    values = _shapes(slot.value, records, depth + 1)
    open_values = [INT, TEXT, ANY] if slot.value.is_blank else values[:3]
    return [TypeShape("dict", (keys, value)) for value in open_values]


def _first(slot: Slot, records: Records, depth: int, name: str = "") -> TypeShape:
    if name:
        slot.names.add(name)
    return _shapes(slot, records, depth + 1)[0]


def _sequences(slot: Slot, records: Records, depth: int) -> list[TypeShape]:
    found: list[TypeShape] = []
    element = slot.element
    if slot.parts and not slot.facts & {"list", "iterated"}:
        parts = tuple(_first(each, records, depth) for each in slot.parts)
        found.append(TypeShape("tuple", parts))
        found.append(TypeShape("list", (_merged(parts),)))
    if element.is_blank:
        text_first = "sliced" in slot.facts or bool(slot.names & _TEXT_NAMES)
        plain = [TypeShape("list", (INT,)), TypeShape("list", (TEXT,))]
        rest = [
            TypeShape("list", (REAL,)),
            TypeShape("list", (TypeShape("list", (ANY,)),)),
            TypeShape("list", (ANY,)),
        ]
        return [*found, *([TEXT] if text_first and "list" not in slot.facts else []), *plain, TEXT, *rest]
    inner = _shapes(element, records, depth + 1)
    found.extend(TypeShape("list", (each,)) for each in inner[:5])
    if inner[0] == TEXT and "list" not in slot.facts:
        found.append(TEXT)
    return found


def _merged(parts: tuple[TypeShape, ...]) -> TypeShape:
    distinct = _unique(list(parts))
    return distinct[0] if len(distinct) == 1 else TypeShape("union", distinct)


def _scalars(slot: Slot) -> list[TypeShape]:
    facts, names = slot.facts, slot.names
    if "real" in facts:
        return [REAL, INT]
    if "index" in facts:
        return [INT]
    if "number" in facts:
        return [INT, REAL]
    if "hashed" in facts and not facts & {"iterated", "indexed", "sized", "text"}:
        return [KEY, INT]
    if "convertible" in facts:
        return [TEXT, INT, REAL]
    if names & _TEXT_NAMES and not facts - {"ordered", "added"}:
        return [TEXT, INT, ANY]
    if names & _NUMBER_NAMES and not facts - {"ordered", "added"}:
        return [INT, TEXT, REAL]
    if names & _LIST_NAMES and not facts - {"ordered", "added"}:
        return [TypeShape("list", (INT,)), TypeShape("list", (TEXT,)), ANY]
    if facts & {"ordered", "added"}:
        return [INT, TEXT, REAL, TypeShape("list", (INT,))]
    if facts & {"iterated", "indexed", "sized", "sliced", "list", "contains", "mapping", "text", "set"}:
        return []
    return [
        ANY,
        TEXT,
        INT,
        TypeShape("list", (INT,)),
        TypeShape("list", (TEXT,)),
        TypeShape("list", (TypeShape("list", (INT,)),)),
    ]


def _unique(shapes: list[TypeShape]) -> tuple[TypeShape, ...]:
    return tuple(dict.fromkeys(shapes)) or (ANY,)
