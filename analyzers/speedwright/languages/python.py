"""Python."""

from speedwright.languages.language import Language

PYTHON = Language(
    name="python",
    suffixes=(".py", ".pyi", ".pyw"),
    package="tree_sitter_python",
    definitions="""
        (function_definition name: (identifier) @name) @function
        (class_definition name: (identifier) @name) @class
    """,
    loops=frozenset({"for_statement", "while_statement"}),
)
