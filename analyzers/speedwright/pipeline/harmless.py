"""Which functions can be verified without being asked for: running them does nothing but compute."""

from __future__ import annotations

import ast
import sys
import warnings
from collections.abc import Iterator

from speedwright.syntax.python.reachable import unreached
from speedwright.syntax.source_file import SourceFile
from speedwright.verification.screening.signs import signs


def is_harmless(source: SourceFile, function: str) -> bool:
    """Whether importing the module and calling the function is seen to have no effect beyond its own objects.

    It is where neither the module's statements nor any function that it can come to has one of the signs for which
    candidates are screened, and nothing but the standard library is imported. What cannot be read is not harmless.
    """
    if source.language.name != "python" or source.root.has_error:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = ast.parse(source.content)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    others = unreached(source, [function])
    aside = [each for each in module.body if _is_aside(each, others)]
    lines = {line for each in aside for line in range(_first_line(each), (each.end_lineno or each.lineno) + 1)}
    if any(sign.line not in lines for sign in signs(source)):
        return False
    reached = (each for each in module.body if each not in aside)
    return all(name.partition(".")[0] in sys.stdlib_module_names for each in reached for name in _imported(each))


def _is_aside(statement: ast.stmt, others: frozenset[str]) -> bool:
    """Whether it has no part in importing the module, nor in the call."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        # What decorates a function runs with the import, as do its defaults.
        return statement.name in others and not statement.decorator_list
    if not isinstance(statement, ast.If):
        return False
    # What stands under `else` is what an import runs.
    return ast.unparse(statement.test) == "__name__ == '__main__'" and not statement.orelse


def _first_line(statement: ast.stmt) -> int:
    """Of what runs later: the heads of functions run with the import, and a body may stand in the same line."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return max(statement.body[0].lineno, statement.lineno + 1)
    return statement.lineno


def _imported(statement: ast.stmt) -> Iterator[str]:
    """The modules that are imported anywhere in it; a relative one has no name of the standard library."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "" if node.level or node.module is None else node.module
