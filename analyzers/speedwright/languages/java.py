"""Java."""

from speedwright.languages.language import Language

JAVA = Language(
    name="java",
    suffixes=(".java",),
    package="tree_sitter_java",
    definitions="""
        (method_declaration name: (_) @name) @function
        (constructor_declaration name: (_) @name) @function
        (class_declaration name: (_) @name) @class
        (interface_declaration name: (_) @name) @class
        (enum_declaration name: (_) @name) @class
        (record_declaration name: (_) @name) @class
    """,
    loops=frozenset({"for_statement", "enhanced_for_statement", "while_statement", "do_statement"}),
    comments=frozenset({"line_comment", "block_comment"}),
)
