"""Ruby."""

from speedwright.languages.language import Language
from speedwright.languages.shape import Declaration, Shape

_SHAPE = Shape(
    functions=frozenset({"method", "singleton_method", "block", "do_block", "lambda", "class", "module"}),
    blocks=frozenset({"body_statement", "block_body", "do", "then", "else", "program"}),
    once=frozenset({"value"}),
    calls=frozenset({"call"}),
    callee=("method",),
    receiver=("receiver",),
    targets={"assignment": "left", "operator_assignment": "left"},
    declarations=(
        Declaration("assignment", "left", "", "right"),
        Declaration("method_parameters", ""),
        Declaration("block_parameters", ""),
        Declaration("for", "pattern"),
    ),
    leaving=frozenset({"return", "break"}),
    names=frozenset({"identifier", "instance_variable", "class_variable", "global_variable", "constant"}),
    per_item=frozenset(
        {
            "all?", "any?", "collect", "count", "delete_if", "detect", "each", "each_key", "each_pair", "each_slice",
            "each_value", "each_with_index", "each_with_object", "filter", "filter_map", "find", "find_all",
            "find_index", "flat_map", "group_by", "inject", "keep_if", "loop", "map", "max_by", "min_by", "none?",
            "partition", "reduce", "reject", "reject!", "reverse_each", "select", "select!", "sort_by", "step", "sum",
            "times", "to_h", "upto",
        }
    ),
    changers=frozenset(
        {
            "<<", "add", "append", "clear", "compact!", "concat", "delete", "delete_at", "delete_if", "fill",
            "flatten!", "insert", "keep_if", "map!", "merge!", "pop", "prepend", "push", "reject!", "replace",
            "reverse!", "select!", "shift", "sort!", "sort_by!", "store", "uniq!", "unshift", "update",
        }
    ),
    values={
        "array": "[]", "string_array": "[]", "symbol_array": "[]", "string": "string", "hash": "hash",
        "integer": "integer", "float": "float",
    },
    makers={
        name: "[]"
        for name in (
            "collect", "compact", "filter_map", "flat_map", "flatten", "keys", "map", "pluck", "sort", "sort_by", "split",
            "to_a", "uniq", "values",
        )
    }
    | {"to_set": "Set", "to_h": "hash", "to_s": "string", "group_by": "hash"},
)  # fmt: skip

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
    shape=_SHAPE,
)
