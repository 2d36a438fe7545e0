"""Hints and classes read from the syntax: what a class of the module is built from, without importing it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from speedwright.model.recipe import Name, Recipe
from speedwright.model.signature import Field, TypeShape
from speedwright.verification.inputs.literals import literal_recipe
from speedwright.verification.inputs.reading import FunctionNode, module_tree

ANY = TypeShape("any")
_ATOMS = ("int", "float", "complex", "str", "bytes", "bool")
_ONE = {
    "list": "list", "set": "set", "frozenset": "frozenset", "deque": "deque", "Counter": "counter",
    "Iterator": "iterator",
    "List": "list", "Set": "set", "FrozenSet": "frozenset", "Deque": "deque", "Generator": "iterator",
    "Sequence": "list", "MutableSequence": "list", "AbstractSet": "set", "MutableSet": "set",
    "Iterable": "iterable", "Collection": "iterable",
}  # fmt: skip
_TWO = {
    "dict": "dict", "Dict": "dict", "OrderedDict": "dict", "defaultdict": "defaultdict", "DefaultDict": "defaultdict",
    "Mapping": "mapping", "MutableMapping": "mapping",
}  # fmt: skip
_STANDARD = {
    "date": "datetime:date", "datetime": "datetime:datetime", "timedelta": "datetime:timedelta",
    "time": "datetime:time",
    "Decimal": "decimal:Decimal", "Fraction": "fractions:Fraction", "Path": "pathlib:Path", "UUID": "uuid:UUID",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClassInfo:
    """A class of the module. `attributes` are names that its instances have, `methods` its own, by name."""

    shape: TypeShape
    attributes: frozenset[str]
    methods: tuple[tuple[str, FunctionNode], ...]


@lru_cache(maxsize=32)
def classes(source: bytes) -> dict[str, ClassInfo]:
    """The top-level classes of a module that can be built, by name."""
    nodes = {node.name: node for node in module_tree(source).body if isinstance(node, ast.ClassDef)}
    return {name: _class_info(name, nodes, ()) for name in nodes}


def shape_of_hint(
    node: ast.expr | None, known: dict[str, ast.ClassDef], open_names: tuple[str, ...] = ()
) -> TypeShape:
    """The shape of an annotation; `any` for what the syntax alone does not tell."""
    match node:
        case ast.Constant(None):
            return TypeShape("none")
        case ast.Constant(str() as text):
            return shape_of_hint(_parsed(text), known, open_names)
        case ast.Name(name) | ast.Attribute(_, name):
            return _named(name, (), known, open_names)
        case ast.BinOp(left, ast.BitOr(), right):
            members = tuple(shape_of_hint(each, known, open_names) for each in (left, right))
            return TypeShape("union", members)
        case ast.Subscript(ast.Name(name) | ast.Attribute(_, name), index):
            return _generic(name, index, known, open_names)
        case _:
            return ANY


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return None


def _generic(name: str, index: ast.expr, known: dict[str, ast.ClassDef], open_names: tuple[str, ...]) -> TypeShape:
    nodes = index.elts if isinstance(index, ast.Tuple) else [index]
    if name == "Literal":
        values = [literal_recipe(each) for each in nodes]
        return TypeShape("literal", values=tuple(each for each in values if each is not None))
    if name == "Callable":
        return TypeShape("callable")
    arguments = tuple(shape_of_hint(each, known, open_names) for each in nodes)
    if name == "Optional":
        return TypeShape("union", (*arguments, TypeShape("none")))
    if name == "Union":
        return TypeShape("union", arguments)
    if name in ("tuple", "Tuple"):
        if len(nodes) == 2 and isinstance(nodes[1], ast.Constant) and nodes[1].value is Ellipsis:
            return TypeShape("tuple_of", arguments[:1])
        return TypeShape("tuple", arguments)
    return _named(name, arguments, known, open_names)


def _named(
    name: str, arguments: tuple[TypeShape, ...], known: dict[str, ast.ClassDef], open_names: tuple[str, ...]
) -> TypeShape:
    if name in known:
        # A class that holds its own kind: three levels tell enough.
        deep = open_names.count(name) >= 3
        return TypeShape("unsupported", name=f":{name}") if deep else _class_info(name, known, open_names).shape
    if name in _ATOMS:
        return TypeShape(name)
    if name == "None":
        return TypeShape("none")
    if name in _ONE:
        return TypeShape(_ONE[name], arguments[:1] or (ANY,))
    if name in _TWO:
        return TypeShape(_TWO[name], arguments if len(arguments) == 2 else (ANY, ANY))
    if name in ("tuple", "Tuple"):
        return TypeShape("tuple_of", (ANY,))
    if name == "Callable":
        return TypeShape("callable")
    return TypeShape("construct", name=_STANDARD[name]) if name in _STANDARD else ANY


def _class_info(name: str, known: dict[str, ast.ClassDef], open_names: tuple[str, ...]) -> ClassInfo:
    node = known[name]
    methods = [each for each in node.body if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef))]
    bases = {base.id if isinstance(base, ast.Name) else getattr(base, "attr", "") for base in node.bases}
    inherited = [known[base] for base in bases if base in known]
    annotated = [*(each for base in inherited for each in base.body), *node.body]
    if bases & {"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"}:
        return ClassInfo(TypeShape("enum", name=f":{name}", values=_members(name, node)), frozenset(), ())
    starter = next((each for each in methods if each.name == "__init__"), None)
    starter = starter or next((each for base in inherited for each in _starters(base)), None)
    inside = (*open_names, name)
    if starter is not None:
        fields = tuple(_parameters(starter, known, inside))
    else:
        fields = tuple(_annotated_fields(annotated, known, inside))
    named = "builtins:dict" if "TypedDict" in bases else f":{name}"
    attributes = {field.name for field in fields} | set(_own_attributes(node))
    shape = TypeShape("record", name=named, fields=fields)
    return ClassInfo(
        shape, frozenset(attributes | {each.name for each in methods}), tuple((m.name, m) for m in methods)
    )


def _starters(node: ast.ClassDef) -> list[ast.FunctionDef]:
    return [each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"]


def _own_attributes(node: ast.ClassDef) -> Iterator[str]:
    for each in ast.walk(node):
        match each:
            case ast.Attribute(ast.Name("self"), name):
                yield name
            case _:
                pass


def _members(name: str, node: ast.ClassDef) -> tuple[Recipe, ...]:
    targets = [each.targets[0] for each in node.body if isinstance(each, ast.Assign)]
    return tuple(Name(f":{name}.{each.id}") for each in targets if isinstance(each, ast.Name))


def _parameters(node: FunctionNode, known: dict[str, ast.ClassDef], open_names: tuple[str, ...]) -> Iterator[Field]:
    positional = [*node.args.posonlyargs, *node.args.args]
    first_default = len(positional) - len(node.args.defaults)
    for number, argument in enumerate(positional):
        if number:
            shape = shape_of_hint(argument.annotation, known, open_names)
            yield Field(argument.arg, shape, number < first_default)
    for argument, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
        yield Field(argument.arg, shape_of_hint(argument.annotation, known, open_names), default is None)


def _annotated_fields(
    body: list[ast.stmt], known: dict[str, ast.ClassDef], open_names: tuple[str, ...]
) -> Iterator[Field]:
    for each in body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name) and not _is_class_variable(each):
            yield Field(each.target.id, shape_of_hint(each.annotation, known, open_names), each.value is None)


def _is_class_variable(node: ast.AnnAssign) -> bool:
    return "ClassVar" in ast.unparse(node.annotation)
