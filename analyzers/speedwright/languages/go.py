"""Go."""

from speedwright.languages.language import Language

GO = Language(
    name="go",
    suffixes=(".go",),
    package="tree_sitter_go",
    definitions="""
        (function_declaration name: (_) @name) @function
        (method_declaration
          receiver: (parameter_list (parameter_declaration
            type: [(type_identifier) @owner
                   (pointer_type (type_identifier) @owner)
                   (generic_type type: (type_identifier) @owner)
                   (pointer_type (generic_type type: (type_identifier) @owner))]))
          name: (_) @name) @function
    """,
    loops=frozenset({"for_statement"}),
)
