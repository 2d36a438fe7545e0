"""What the engine has to know about one language, and its grammar, loaded on first use."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache

import tree_sitter


@dataclass(frozen=True, slots=True)
class Language:
    """One language.

    `package` is the import name of the grammar's wheel and `entry` the function in it that gives the grammar;
    neither is touched before `grammar` is called, so that a Python file never costs the import of another
    grammar. `definitions` is a tree-sitter query for the named parts of a file: `@function`, `@class` or
    `@namespace` around `@name`, with an optional `@owner` (a Go receiver). `loops` and `comments` are node kinds.
    """

    name: str
    suffixes: tuple[str, ...]
    package: str
    definitions: str
    loops: frozenset[str]
    comments: frozenset[str] = frozenset({"comment"})
    entry: str = "language"


@cache
def grammar(language: Language) -> tree_sitter.Language:
    """The grammar of a language. Raises ImportError when its wheel is not installed."""
    module = importlib.import_module(language.package)
    return tree_sitter.Language(getattr(module, language.entry)())
