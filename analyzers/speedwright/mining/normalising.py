"""Both versions of a pair written one way, so that what differs is what matters.

Formatting, comments, docstrings and statements without effect go; the names of the fast version's variables become
those of the slow one wherever the two are seen to mean the same.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from speedwright.errors import SpeedwrightError
from speedwright.mining.pairs import Pair
from speedwright.mining.renaming import renamed

# Deeper trees are generated ones, and would end in the interpreter's own limit of recursion.
DEEPEST = 60


class NotMinable(SpeedwrightError):
    """A pair from which nothing can be learned; the text says why."""


@dataclass(frozen=True, slots=True)
class Normal:
    """The normal forms of both modules."""

    slow: str
    fast: str


def normal_form(pair: Pair) -> Normal:
    """Both versions in normal form. Raises NotMinable where one is no module of this Python."""
    slow, fast = _parsed(pair.slow, "slow"), _parsed(pair.fast, "fast")
    _Plain().visit(slow)
    _Plain().visit(fast)
    fast = renamed(slow, fast)
    return Normal(*(ast.unparse(ast.fix_missing_locations(each)) + "\n" for each in (slow, fast)))


def plain(text: str) -> str:
    """A version in normal form. Raises NotMinable."""
    tree = _parsed(text, "changed")
    _Plain().visit(tree)
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def _parsed(text: str, which: str) -> ast.Module:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise NotMinable(f"the {which} version does not parse: {error}") from error
    if _depth(tree) > DEEPEST:
        raise NotMinable(f"the {which} version is nested too deeply")
    return tree


def _depth(tree: ast.AST) -> int:
    level, depth = [tree], 0
    while level:
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        depth += 1
    return depth


class _Plain(ast.NodeTransformer):
    """Takes away what changes nothing: docstrings, lone literals, `pass` beside other statements."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for name in ("body", "orelse", "finalbody"):
            body = getattr(node, name, None)
            if isinstance(body, list) and body:
                kept = _distinct_imports([each for each in body if not _is_idle(each)])
                setattr(
                    node, name, kept or ([ast.Pass()] if name == "body" and not isinstance(node, ast.Module) else [])
                )
        return node


def _is_idle(node: ast.AST) -> bool:
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _distinct_imports(body: list[ast.stmt]) -> list[ast.stmt]:
    seen: set[str] = set()
    kept = []
    for node in body:
        text = ast.unparse(node) if isinstance(node, (ast.Import, ast.ImportFrom)) else ""
        if not text or text not in seen:
            kept.append(node)
        seen.add(text)
    return kept
