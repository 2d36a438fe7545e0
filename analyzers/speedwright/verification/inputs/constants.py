"""The constants that decide what a function does: its own, its callees' and its module's."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from speedwright.model.recipe import Recipe
from speedwright.verification.inputs.folding import Texts, folded_integer, folded_texts, text_names
from speedwright.verification.inputs.literals import literal_recipe
from speedwright.verification.inputs.reading import FunctionNode, callees, module_literals, module_tree

_LOOKUPS = ("get", "pop", "setdefault")
_REGEX_CALLS = ("compile", "match", "search", "fullmatch", "findall", "finditer", "sub", "subn", "split")
_DATE_CALLS = ("strptime", "strftime")
_DTYPES = ("uint8", "int8", "int16", "int32", "int64", "float32", "float64", "bool_")
_MOST_CHARACTERS = 200
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Constants:
    """Constants, nearest first and each once.

    `keys` are strings that index something, `choices` those that a whole value is compared with, `patterns`
    regular expressions, `formats` date formats, `dtypes` numpy's, `literals` the plain values of module-level names.
    """

    ints: tuple[int, ...] = ()
    floats: tuple[float, ...] = ()
    strings: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    dtypes: tuple[str, ...] = ()
    literals: tuple[tuple[str, Recipe], ...] = ()

    @property
    def characters(self) -> str:
        """The single characters of the strings that are too short to be prose."""
        return "".join(dict.fromkeys("".join(each for each in self.strings if len(each) <= 40)))

    @property
    def separators(self) -> tuple[str, ...]:
        """Short strings without letters and digits: what splits, joins and brackets."""
        return tuple(each for each in self.strings if 0 < len(each) <= 3 and not any(c.isalnum() for c in each))


@lru_cache(maxsize=32)
def constants(source: bytes, function: str) -> Constants:
    """The constants of `function` in a module; empty for a module that cannot be read."""
    tree = module_tree(source)
    reached = callees(tree, function)
    nodes = [node for each in reached for node in _body(each)]
    top = module_literals(tree)
    # A name the code uses comes before the rest of the module, which may have nothing to do with it.
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    near = [value for name, value in top.items() if name in used]
    far = [value for name, value in top.items() if name not in used]
    plain = [*_values(nodes), *_values(_walked(near))]
    calls = [*nodes, *_walked(near)]
    names = text_names(calls, top)
    return Constants(
        ints=_unique(each for each in plain if isinstance(each, int) and not isinstance(each, bool)),
        floats=_unique(each for each in plain if isinstance(each, float)),
        strings=_unique(each for each in [*plain, *_values(_walked(far))] if isinstance(each, str)),
        keys=_unique(_keys(nodes, near)),
        choices=_unique(_choices([*nodes, *_walked(near)])),
        patterns=_unique(_patterns(calls, names)),
        formats=_unique(_formats(calls)),
        dtypes=_unique(_dtypes(nodes)),
        literals=tuple((name, recipe) for name, node in top.items() if (recipe := literal_recipe(node)) is not None),
    )


def constants_of_both(original: bytes, candidate: bytes, function: str) -> Constants:
    """The constants of both versions, the original's first."""
    ours, theirs = (constants(source, function) for source in (original, candidate))
    merged = {
        each.name: _unique((*getattr(ours, each.name), *getattr(theirs, each.name)))
        for each in dataclasses.fields(Constants)
        if each.name != "literals"
    }
    return dataclasses.replace(ours, **merged)


def neighbours(number: int) -> tuple[int, ...]:
    """The integers where an off-by-one, a sign or a doubling shows."""
    return (number, number - 1, number + 1, -number, number * 2, number * 2 + 1)


def near_texts(text: str) -> tuple[str, ...]:
    """Strings that almost are `text`: shorter, longer, other case, embedded, doubled, without one character."""
    if not text:
        return ("", " ", "a")
    inside = text[: len(text) // 2] + text[len(text) // 2 + 1 :]
    found = (text, text + "x", "x" + text, text[:-1], text[1:], text.swapcase(), text * 2)
    return (*found, f" {text} ", f"a{text}b", inside, text[::-1], text + text[-1])


_SIGNED_CALLS = ("abs", "fabs", "copysign")
_REAL_CALLS = ("float", "sqrt", "cbrt", "log", "log2", "log10", "exp", "pow", "hypot", "fsum")


@lru_cache(maxsize=32)
def minds_signs(source: bytes, function: str) -> bool:
    """Whether the function itself provides for negative numbers: it takes absolute values or asks what is below 0."""
    nodes = [node for each in callees(module_tree(source), function) for node in _body(each)]
    return any(_minds_sign(node) for node in nodes)


def _minds_sign(node: ast.AST) -> bool:
    match node:
        case ast.Call(ast.Name(name) | ast.Attribute(_, name)):
            return name in _SIGNED_CALLS
        case ast.Compare(_, [ast.Lt() | ast.LtE()], [ast.Constant(0)]):
            return True
        case ast.Compare(ast.Constant(0), [ast.Gt() | ast.GtE()], _):
            return True
        case _:
            return False


@lru_cache(maxsize=32)
def computes_reals(source: bytes, function: str) -> bool:
    """Whether the function makes floats of numbers: integers that no float holds, or only nearly, then matter."""
    nodes = [node for each in callees(module_tree(source), function) for node in _body(each)]
    return any(_makes_real(node) for node in nodes)


def _makes_real(node: ast.AST) -> bool:
    match node:
        case ast.Call(ast.Name(name) | ast.Attribute(_, name)):
            return name in _REAL_CALLS
        case ast.BinOp(_, ast.Div(), _) | ast.Constant(float()):
            return True
        case _:
            return False


def _body(function: FunctionNode) -> list[ast.AST]:
    """All nodes of a function but its docstring and its hints."""
    statements = function.body
    first = statements[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        statements = statements[1:]
    defaults = [each for each in (*function.args.defaults, *function.args.kw_defaults) if each is not None]
    return _walked([*defaults, *statements])


def _walked(roots: Iterable[ast.AST]) -> list[ast.AST]:
    return [node for root in roots for node in ast.walk(root)]


def _values(nodes: Iterable[ast.AST]) -> Iterator[object]:
    for node in nodes:
        if isinstance(node, ast.Constant):
            if isinstance(node.value, bytes):
                yield node.value.decode("latin-1")
            else:
                yield node.value
        elif isinstance(node, (ast.BinOp, ast.UnaryOp)):
            folded = folded_integer(node)
            if folded is not None:
                yield folded


def _keys(nodes: list[ast.AST], near: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.Subscript(_, ast.Constant(str() as key)):
                yield key
            case ast.Call(ast.Attribute(_, method), [ast.Constant(str() as key), *_]) if method in _LOOKUPS:
                yield key
            case ast.Compare(ast.Constant(str() as key), [ast.In() | ast.NotIn()], _):
                yield key
            case ast.For(ast.Name(), ast.Tuple(items) | ast.List(items)):
                yield from _texts(items)
            case _:
                pass
    for value in near:
        if isinstance(value, ast.Dict):
            yield from _texts(value.keys)


def _dtypes(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "value", None)
        if isinstance(name, str) and name in _DTYPES:
            yield name


def _choices(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.Compare(left, [ast.Eq() | ast.NotEq()], [right]):
                yield from _texts([left, right])
            case ast.Compare(_, [ast.In() | ast.NotIn()], [ast.Tuple(items) | ast.List(items) | ast.Set(items)]):
                yield from _texts(items)
            case ast.Dict(keys, _):
                yield from _texts(keys)
            case ast.MatchValue(value):
                yield from _texts([value])
            case _:
                pass


def _texts(nodes: Iterable[ast.expr | None]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _patterns(nodes: list[ast.AST], names: Texts) -> Iterator[str]:
    """What is given to `re`, as far as it is put together from constants."""
    for node in nodes:
        match node:
            case ast.Call(ast.Attribute(ast.Name("re" | "regex"), method), arguments) if method in _REGEX_CALLS:
                yield from (text for argument in arguments[:2] for text in folded_texts(argument, names))
            case _:
                pass


def _formats(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.Call(ast.Attribute(_, method), arguments) if method in _DATE_CALLS:
                yield from (text for text in _texts(arguments) if "%" in text)
            case _:
                pass


def _unique(values: Iterable[Value]) -> tuple[Value, ...]:
    return tuple(dict.fromkeys(each for each in values if not isinstance(each, str) or len(each) <= _MOST_CHARACTERS))
