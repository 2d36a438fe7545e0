"""C++."""

from speedwright.languages.language import Language
from speedwright.languages.shape import Declaration, Shape

_SHAPE = Shape(
    functions=frozenset({"function_definition", "lambda_expression", "class_specifier", "struct_specifier"}),
    blocks=frozenset({"compound_statement", "translation_unit", "case_statement", "declaration_list"}),
    once=frozenset({"right", "initializer"}),
    calls=frozenset({"call_expression"}),
    callee=("function", "field", "name"),
    receiver=("function", "argument"),
    targets={"assignment_expression": "left", "update_expression": "argument"},
    declarations=(
        Declaration("declaration", "declarator", "type", "declarator"),
        Declaration("field_declaration", "declarator", "type", "default_value"),
        Declaration("parameter_declaration", "declarator", "type"),
        Declaration("optional_parameter_declaration", "declarator", "type"),
        Declaration("for_range_loop", "declarator", "type"),
    ),
    leaving=frozenset({"return_statement", "break_statement", "throw_statement", "goto_statement"}),
    names=frozenset({"identifier", "field_identifier", "this"}),
    per_item=frozenset(
        {"all_of", "any_of", "copy_if", "count_if", "find_if", "for_each", "none_of", "remove_if", "transform"}
    ),
    changers=frozenset(
        {
            "append",
            "assign",
            "clear",
            "emplace",
            "emplace_back",
            "erase",
            "insert",
            "merge",
            "pop",
            "pop_back",
            "pop_front",
            "push",
            "push_back",
            "push_front",
            "remove",
            "resize",
            "sort",
            "swap",
        }
    ),
    lists=frozenset({"vector", "list", "deque", "array"}),
    readers=frozenset(
        {
            "accumulate",
            "all_of",
            "any_of",
            "binary_search",
            "count",
            "count_if",
            "distance",
            "equal",
            "find",
            "find_if",
            "max",
            "max_element",
            "min",
            "min_element",
            "none_of",
            "sizeof",
            "strlen",
            "to_string",
        }
    ),
    values={"string_literal": "char", "number_literal": "int"},
    makers={"to_string": "string", "substr": "string"},
)

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
    shape=_SHAPE,
)
