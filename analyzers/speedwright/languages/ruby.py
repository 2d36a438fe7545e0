"""Ruby."""

from speedwright.languages.language import Language

RUBY = Language(
    name="ruby",
    suffixes=(".rb", ".rake"),
    package="tree_sitter_ruby",
    definitions="""
        (method name: (_) @name) @function
        (singleton_method name: (_) @name) @function
        (class name: (_) @name) @class
        (module name: (_) @name) @namespace
    """,
    loops=frozenset({"for", "while", "until", "while_modifier", "until_modifier"}),
)
