"""C++."""

from speedwright.languages.language import Language

CPP = Language(
    name="cpp",
    suffixes=(".cpp", ".cc", ".cxx", ".hpp", ".hh", ".hxx", ".h"),
    package="tree_sitter_cpp",
    definitions="""
        (function_definition declarator: (function_declarator declarator: (_) @name)) @function
        (function_definition declarator: (_ (function_declarator declarator: (_) @name))) @function
        (class_specifier name: (_) @name body: (_)) @class
        (struct_specifier name: (_) @name body: (_)) @class
        (namespace_definition name: (_) @name) @namespace
    """,
    loops=frozenset({"for_statement", "for_range_loop", "while_statement", "do_statement"}),
)
