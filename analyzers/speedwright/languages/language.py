"""What the engine has to know about one language, and its grammar, loaded on first use."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from functools import cache
from importlib.machinery import PathFinder
from types import ModuleType
from typing import TYPE_CHECKING

from speedwright.languages.shape import Shape

if TYPE_CHECKING:
    import tree_sitter


@dataclass(frozen=True, slots=True)
class Language:
    """One language.

    `package` is the import name of the grammar's wheel and `entry` the function in it that gives the grammar;
    neither is touched before `grammar` is called, so that a Python file never costs the import of another
    grammar. `definitions` is a tree-sitter query for the named parts of a file: `@function`, `@class` or
    `@namespace` around `@name`, with an optional `@owner` (a Go receiver). `loops` and `comments` are node kinds.
    `shape` is what structural guards need (Python has an analysis of its own). `dialect_of` names the language whose
    skills hold for this one, too, because its grammar has the same nodes.
    """

    name: str
    suffixes: tuple[str, ...]
    package: str
    definitions: str
    loops: frozenset[str]
    comments: frozenset[str] = frozenset({"comment"})
    entry: str = "language"
    shape: Shape | None = None
    dialect_of: str = ""


@cache
def grammar(language: Language) -> tree_sitter.Language:
    """The grammar of a language. Raises ImportError when its wheel is not installed."""
    # To know a file's language is not to read it.
    import tree_sitter

    module = _extension(language.package) or importlib.import_module(language.package)
    return tree_sitter.Language(getattr(module, language.entry)())


def _extension(package: str) -> ModuleType | None:
    """A wheel's extension module without the package around it, which imports a dozen modules to find its queries."""
    around = importlib.util.find_spec(package)
    locations = None if around is None else around.submodule_search_locations
    spec = None if locations is None else PathFinder.find_spec(f"{package}._binding", locations)
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    # For whoever imports the package after all: it finds its extension loaded.
    return sys.modules.setdefault(spec.name, module)
