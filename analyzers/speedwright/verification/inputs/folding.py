"""What expressions over constants come to: small integers, and strings that are put together from parts."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Mapping, Sequence

# Different strings that one expression is followed into.
_MOST = 12

# The strings that a name may stand for, and the sequences of strings.
Texts = Mapping[str, tuple[str, ...]]


def folded_integer(node: ast.expr) -> int | None:
    """The value of small integer arithmetic such as `2 ** 16` or `60 * 60`."""
    match node:
        case ast.Constant(int() as value):
            return value
        case ast.UnaryOp(ast.USub(), operand):
            inner = folded_integer(operand)
            return None if inner is None else -inner
        case ast.BinOp(left, operator, right):
            return _combined(folded_integer(left), operator, folded_integer(right))
        case _:
            return None


def _combined(left: int | None, operator: ast.operator, right: int | None) -> int | None:
    if left is None or right is None:
        return None
    match operator:
        case ast.Pow() if 0 <= right <= 256 and abs(left) <= 1024:
            return int(left**right)
        case ast.LShift() if 0 <= right <= 256:
            return left << right
        case ast.Mult():
            return left * right
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case _:
            return None


def folded_texts(node: ast.expr, names: Texts) -> tuple[str, ...]:
    """The strings that `node` may come to: by `+`, f-strings, `join` and names; none where that is not known."""
    match node:
        case ast.Constant(str() as text):
            return (text,)
        case ast.Name(name):
            return names.get(name, ())
        case ast.FormattedValue(value, -1, None):
            return folded_texts(value, names)
        case ast.BinOp(left, ast.Add(), right):
            return _joined([folded_texts(left, names), folded_texts(right, names)])
        case ast.JoinedStr(parts):
            return _joined([folded_texts(part, names) for part in parts])
        case ast.Call(ast.Attribute(ast.Constant(str() as between), "join"), [sequence], []):
            items = _items(sequence, names)
            return (between.join(items),) if items else ()
        case ast.Call(ast.Attribute(_, "escape"), [text], []):
            return folded_texts(text, names)
        case _:
            return ()


def text_names(nodes: Iterable[ast.AST], literals: Mapping[str, ast.expr]) -> dict[str, tuple[str, ...]]:
    """What the names of module-level `literals` and of loops over such strings stand for.

    A name for a sequence stands for each of its strings.
    """
    found = {name: texts for name, value in literals.items() if (texts := _items(value, {}) or _text(value))}
    for node in nodes:
        if isinstance(node, (ast.For, ast.comprehension)) and isinstance(node.target, ast.Name):
            items = _items(node.iter, found)
            if items:
                found.setdefault(node.target.id, items[:_MOST])
    return found


def _text(node: ast.expr) -> tuple[str, ...]:
    return (node.value,) if isinstance(node, ast.Constant) and isinstance(node.value, str) else ()


def _items(node: ast.expr, names: Texts) -> tuple[str, ...]:
    """The strings of a sequence that is written out, or that a name stands for."""
    match node:
        case ast.Tuple(items) | ast.List(items) | ast.Set(items):
            texts = [_text(item) for item in items]
            return tuple(text for each in texts for text in each) if all(texts) else ()
        case ast.Dict(keys, _):
            return tuple(text for key in keys if key is not None for text in _text(key))
        case ast.Name(name):
            return names.get(name, ())
        case _:
            return ()


def _joined(parts: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    if not all(parts):
        return ()
    return tuple("".join(each) for each in itertools.islice(itertools.product(*parts), _MOST))
