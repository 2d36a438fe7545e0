"""Java."""

from speedwright.languages.language import Language
from speedwright.languages.shape import Declaration, Shape

_SHAPE = Shape(
    functions=frozenset(
        {
            "method_declaration",
            "constructor_declaration",
            "lambda_expression",
            "class_declaration",
            "class_body",
            "static_initializer",
        }
    ),
    blocks=frozenset({"block", "constructor_body", "switch_block_statement_group"}),
    once=frozenset({"value", "init"}),
    calls=frozenset({"method_invocation"}),
    callee=("name",),
    receiver=("object",),
    targets={"assignment_expression": "left", "update_expression": ""},
    declarations=(
        Declaration("local_variable_declaration", "declarator", "type", "declarator"),
        Declaration("field_declaration", "declarator", "type", "declarator"),
        Declaration("formal_parameter", "name", "type"),
        Declaration("enhanced_for_statement", "name", "type"),
        Declaration("resource", "name", "type", "value"),
        Declaration("catch_formal_parameter", "name"),
        Declaration("lambda_expression", "parameters"),
    ),
    leaving=frozenset({"return_statement", "break_statement", "throw_statement"}),
    names=frozenset({"identifier", "this"}),
    per_item=frozenset(
        {
            "allMatch",
            "anyMatch",
            "computeIfAbsent",
            "filter",
            "flatMap",
            "forEach",
            "map",
            "mapToInt",
            "mapToLong",
            "mapToObj",
            "noneMatch",
            "removeIf",
            "replaceAll",
        }
    ),
    changers=frozenset(
        {
            "add",
            "addAll",
            "addFirst",
            "addLast",
            "clear",
            "merge",
            "offer",
            "poll",
            "pop",
            "push",
            "put",
            "putAll",
            "remove",
            "removeAll",
            "removeFirst",
            "removeIf",
            "removeLast",
            "retainAll",
            "set",
            "sort",
        }
    ),
    readers=frozenset({"equals", "format", "hash", "isEmpty", "println", "requireNonNull", "valueOf"}),
    lists=frozenset({"List", "ArrayList", "LinkedList", "Vector", "CopyOnWriteArrayList"}),
    constructors={"object_creation_expression": "type"},
    values={
        "string_literal": "String",
        "decimal_integer_literal": "int",
        "decimal_floating_point_literal": "double",
        "array_initializer": "[]",
    },
    makers={"toList": "List", "asList": "List"},
)

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
    shape=_SHAPE,
)
