"""Whether importing two versions of a module can take different times at all.

Where it cannot, a measured difference is noise: importing a large library takes a second, give or take a tenth.
"""

from __future__ import annotations

import ast

_Function = (ast.FunctionDef, ast.AsyncFunctionDef)


def imports_alike(before: bytes, after: bytes) -> bool:
    """Whether two versions differ inside functions alone, of which none runs at import.

    False where this Python cannot parse one of them.
    """
    try:
        outside = [_Emptied().visit(ast.parse(version)) for version in (before, after)]
    except (SyntaxError, ValueError, RecursionError):
        return False
    return ast.dump(outside[0]) == ast.dump(outside[1]) and not _runs_own(outside[0])


class _Emptied(ast.NodeTransformer):
    """Takes the bodies out of functions; decorators and defaults run at import and stay."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Keeps all but the body."""
        node.body = [ast.Pass()]
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AsyncFunctionDef:
        """Keeps all but the body."""
        node.body = [ast.Pass()]
        return node


def _runs_own(tree: ast.Module) -> bool:
    """Whether code outside of functions names one of the module: it may call it, or hand it to what does."""
    own = {node.name for node in ast.walk(tree) if isinstance(node, (*_Function, ast.ClassDef))}
    hints = {id(part) for node in ast.walk(tree) for hint in _hints(node) for part in ast.walk(hint)}
    return any(_name(node) in own for node in ast.walk(tree) if id(node) not in hints)


def _hints(node: ast.AST) -> list[ast.expr]:
    """What says of which type something is: it runs nothing."""
    match node:
        case ast.arg() | ast.AnnAssign():
            return [node.annotation] if node.annotation is not None else []
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return [node.returns] if node.returns is not None else []
        case _:
            return []


def _name(node: ast.AST) -> str:
    match node:
        case ast.Name(name) | ast.Attribute(_, name):
            return name
        case _:
            return ""
