"""JavaScript; its definitions are TypeScript's too."""

from speedwright.languages.language import Language

DEFINITIONS = """
    (function_declaration name: (_) @name) @function
    (generator_function_declaration name: (_) @name) @function
    (method_definition name: (_) @name) @function
    (variable_declarator name: (identifier) @name value: [(arrow_function) (function_expression)]) @function
    (class_declaration name: (_) @name) @class
"""

LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})

JAVASCRIPT = Language(
    name="javascript",
    suffixes=(".js", ".mjs", ".cjs", ".jsx"),
    package="tree_sitter_javascript",
    definitions=DEFINITIONS,
    loops=LOOPS,
    comments=frozenset({"comment", "html_comment"}),
)
