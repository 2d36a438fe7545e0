"""JavaScript; its definitions and its shape are TypeScript's too."""

from speedwright.languages.language import Language
from speedwright.languages.shape import Declaration, Shape

DEFINITIONS = """
    (function_declaration name: (_) @name) @function
    (generator_function_declaration name: (_) @name) @function
    (method_definition name: (_) @name) @function
    (variable_declarator name: (identifier) @name value: [(arrow_function) (function_expression)]) @function
    (class_declaration name: (_) @name) @class
"""

LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})

SHAPE = Shape(
    functions=frozenset(
        {
            "arrow_function",
            "function_declaration",
            "function_expression",
            "generator_function",
            "generator_function_declaration",
            "method_definition",
            "class_declaration",
            "class",
            "class_static_block",
        }
    ),
    blocks=frozenset({"statement_block", "program", "switch_case", "switch_default"}),
    once=frozenset({"right", "initializer"}),
    calls=frozenset({"call_expression"}),
    callee=("function", "property"),
    receiver=("function", "object"),
    targets={
        "assignment_expression": "left",
        "augmented_assignment_expression": "left",
        "update_expression": "argument",
    },
    declarations=(
        Declaration("variable_declarator", "name", "type", "value"),
        Declaration("required_parameter", "pattern", "type", "value"),
        Declaration("optional_parameter", "pattern", "type", "value"),
        Declaration("formal_parameters", ""),
        Declaration("arrow_function", "parameter"),
        Declaration("for_in_statement", "left"),
        Declaration("catch_clause", "parameter"),
        Declaration("field_definition", "property", "", "value"),
        Declaration("public_field_definition", "name", "type", "value"),
    ),
    leaving=frozenset({"return_statement", "break_statement", "throw_statement"}),
    names=frozenset({"identifier", "shorthand_property_identifier_pattern", "property_identifier", "this"}),
    per_item=frozenset(
        {
            "every",
            "filter",
            "find",
            "findIndex",
            "findLast",
            "flatMap",
            "forEach",
            "map",
            "reduce",
            "reduceRight",
            "some",
            "sort",
        }
    ),
    changers=frozenset(
        {
            "add",
            "clear",
            "copyWithin",
            "delete",
            "fill",
            "pop",
            "push",
            "reverse",
            "set",
            "shift",
            "sort",
            "splice",
            "unshift",
        }
    ),
    lists=frozenset({"[]", "Array", "ReadonlyArray"}),
    list_methods=frozenset(
        {
            "every",
            "filter",
            "find",
            "findIndex",
            "flatMap",
            "forEach",
            "join",
            "map",
            "pop",
            "push",
            "reduce",
            "shift",
            "some",
            "sort",
            "splice",
            "unshift",
        }
    ),
    readers=frozenset({"Boolean", "Number", "String", "entries", "isArray", "keys", "log", "stringify", "values"}),
    constructors={"new_expression": "constructor"},
    values={"array": "[]", "string": "string", "template_string": "string", "object": "object", "number": "number"},
    makers=dict.fromkeys(
        (
            "concat",
            "entries",
            "filter",
            "flat",
            "flatMap",
            "from",
            "keys",
            "map",
            "slice",
            "sort",
            "split",
            "toSorted",
            "values",
        ),
        "[]",
    )
    | {"toString": "string", "join": "string", "trim": "string", "toLowerCase": "string", "String": "string"},
)

JAVASCRIPT = Language(
    name="javascript",
    suffixes=(".js", ".mjs", ".cjs", ".jsx"),
    package="tree_sitter_javascript",
    definitions=DEFINITIONS,
    loops=LOOPS,
    comments=frozenset({"comment", "html_comment"}),
    shape=SHAPE,
)
