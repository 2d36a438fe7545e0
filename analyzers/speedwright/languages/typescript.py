"""TypeScript, and TSX, which has a grammar of its own."""

from speedwright.languages.javascript import DEFINITIONS, LOOPS, SHAPE
from speedwright.languages.language import Language

_DEFINITIONS = (
    DEFINITIONS
    + """
    (abstract_class_declaration name: (_) @name) @class
    (internal_module name: (_) @name) @namespace
"""
)

TYPESCRIPT = Language(
    name="typescript",
    suffixes=(".ts", ".mts", ".cts"),
    package="tree_sitter_typescript",
    entry="language_typescript",
    definitions=_DEFINITIONS,
    loops=LOOPS,
    shape=SHAPE,
    dialect_of="javascript",
)

TSX = Language(
    name="tsx",
    suffixes=(".tsx",),
    package="tree_sitter_typescript",
    entry="language_tsx",
    definitions=_DEFINITIONS,
    loops=LOOPS,
    shape=SHAPE,
    dialect_of="javascript",
)
