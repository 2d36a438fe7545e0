"""Go."""

from speedwright.languages.language import Language
from speedwright.languages.shape import Declaration, Shape

_SHAPE = Shape(
    functions=frozenset({"function_declaration", "method_declaration", "func_literal"}),
    blocks=frozenset({"statement_list", "source_file"}),
    # Of `for i := 0; i < n; i++` as a whole nothing counts as repeated: its parts stand one level deeper.
    once=frozenset({"range_clause", "for_clause"}),
    calls=frozenset({"call_expression"}),
    callee=("function", "field"),
    receiver=("function", "operand"),
    targets={"assignment_statement": "left", "inc_statement": "", "dec_statement": ""},
    declarations=(
        Declaration("short_var_declaration", "left", "", "right"),
        Declaration("var_spec", "name", "type", "value"),
        Declaration("const_spec", "name", "type", "value"),
        Declaration("parameter_declaration", "name", "type"),
        Declaration("field_declaration", "name", "type"),
        Declaration("range_clause", "left"),
    ),
    leaving=frozenset({"return_statement", "break_statement", "goto_statement"}),
    names=frozenset({"identifier", "field_identifier"}),
    changers=frozenset({"Add", "Append", "Put", "Reset", "Set", "Write", "WriteByte", "WriteRune", "WriteString"}),
    readers=frozenset(
        {
            "Compare",
            "Contains",
            "Equal",
            "HasPrefix",
            "HasSuffix",
            "Index",
            "Join",
            "Println",
            "Printf",
            "Sprintf",
            "append",
            "cap",
            "copy",
            "len",
            "string",
        }
    ),
    constructors={"composite_literal": "type"},
    values={
        "interpreted_string_literal": "string",
        "raw_string_literal": "string",
        "int_literal": "int",
        "float_literal": "float64",
    },
    makers={
        "Itoa": "string",
        "Join": "string",
        "Repeat": "string",
        "Replace": "string",
        "ReplaceAll": "string",
        "Sprint": "string",
        "Sprintf": "string",
        "Split": "[]",
        "Fields": "[]",
        "ToLower": "string",
        "ToUpper": "string",
        "TrimSpace": "string",
    },
)

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
    shape=_SHAPE,
)
