"""Guards about frames and columns of pandas and arrays of numpy."""

from __future__ import annotations

import ast
import keyword

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard, worst
from speedwright.skills.guards.makers import made_by
from speedwright.skills.guards.neighbours import by_offset
from speedwright.syntax.node import Node, text_of, walk
from speedwright.syntax.python.imports import imported_path
from speedwright.syntax.python.inference import item_type_of, type_of, value_of_binding
from speedwright.syntax.python.kinds import FUNCTIONS, LOOP_STATEMENTS
from speedwright.syntax.python.libraries import library_type
from speedwright.syntax.python.loops import loops_around
from speedwright.syntax.python.scope import Occurrence, variable_at
from speedwright.syntax.python.uses import uses_of, within
from speedwright.syntax.source_file import SourceFile

_ARITHMETIC = frozenset({"+", "-", "*", "/"})
_FEW = frozenset({"head", "tail", "sample", "nlargest", "nsmallest"})
_NOT_NUMERIC = frozenset(
    {"string", "call", "attribute", "subscript", "for_statement", "while_statement", "list", "dictionary", "yield",
     "try_statement", "with_statement"}
)  # fmt: skip
_LEAVING = frozenset({"return_statement", "raise_statement", "yield"})
_COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})


@guard("library-type")
def is_library_type(source: SourceFile, value: Node, *types: str) -> Answer:
    """The value is a `DataFrame`, `Series` or `GroupBy` of pandas or an `ndarray` of numpy, from imports,
    annotations, constructors and methods.
    """
    known = library_type(source, value)
    if known is None:
        return Answer.NO if type_of(source, value) is not None else Answer.UNKNOWN
    return Answer.YES if known in types else Answer.NO


@guard("named-columns")
def named_columns(source: SourceFile, row: Node) -> Result:
    """The row is used for nothing but reading columns whose names are written out and can be attributes of a named
    tuple (`row["price"]`); binds these subscripts.
    """
    reads = _column_reads(source, row)
    named = bool(reads) and all(_is_field_name(_column(each.parent)) for each in reads)
    return Result(Answer.YES, tuple(each.path[-1] for each in reads)) if named else NO


@guard("columns-computed")
def columns_computed(source: SourceFile, expression: Node, row: Node) -> Result:
    """The expression is arithmetic over columns of the row (`row["price"] * 2`) and numbers, or one comparison of
    such: it means the same for whole columns; binds the row's name wherever it stands.
    """
    reads = _column_reads(source, row)
    names = {each.span.start for each in within(tuple(reads), expression)}
    if not names or len(names) != len(reads) or not _computes(expression, names):
        return NO
    return Result(Answer.YES, tuple(each.node for each in reads))


@guard("elements-computed")
def elements_computed(source: SourceFile, expression: Node, counter: Node) -> Result:
    """The expression is arithmetic over items that arrays have at the counter (`a[i] * b[i]`) and numbers: it means
    the same for whole arrays; binds the subscripts. Every name that is subscripted is known to be an array.
    """
    wanted = text_of(counter)
    items = [each for each in walk(expression) if each.type == "subscript" and _at(each) == wanted]
    arrays = [each.child_by_field_name("value") for each in items]
    if (
        not items
        or expression in items
        or not all(each is not None and library_type(source, each) == "ndarray" for each in arrays)
    ):
        return NO
    return Result(Answer.YES, tuple(items)) if _computes(expression, {each.start_byte for each in items}) else NO


@guard("neighbours-computed")
def neighbours_computed(source: SourceFile, expression: Node, counter: Node, values: Node) -> Answer:
    """The expression is arithmetic over the values at the counter, one before it or one behind it, and numbers, and
    no place lies beyond the rounds of `range(1, ...)`: one behind is read only where these end at `len(values) - 1`.
    """
    found = by_offset(source, expression, counter, values)
    if not found or len(found) < 2:
        return Answer.NO
    loop = next(loops_around(source, expression), None)
    rounds = None if loop is None else loop.child_by_field_name("right")
    arguments = None if rounds is None else rounds.child_by_field_name("arguments")
    ends_early = arguments is not None and arguments.named_children[-1].type == "binary_operator"
    near = found.keys() <= ({-1, 0, 1} if ends_early else {-1, 0})
    starts = {each.start_byte for places in found.values() for each in places}
    return Answer.YES if near and _computes(expression, starts) else Answer.NO


@guard("alone-in-loop")
def alone_in_loop(source: SourceFile, statement: Node, name: Node) -> Result:
    """A `for` or `while` around the statement writes the name within the statement only, and nothing in it returns,
    raises or yields; binds the outermost such loop.
    """
    found = uses_of(source, name)
    best: Node | None = None
    for loop in loops_around(source, statement):
        if found is None or loop.type not in LOOP_STATEMENTS or _leaves(loop):
            break
        if len(within(found, loop)) != len(within(found, statement)):
            break
        best = loop
    return NO if best is None else Result(Answer.YES, (best,))


@guard("few-rows")
def few_rows(source: SourceFile, frame: Node) -> Answer:
    """The frame is what `head`, `tail`, `sample`, `nlargest` or `nsmallest` gives, or one that is written out
    (`DataFrame({"name": ["a", "b"]})`), at once or by an assignment.
    """
    values = [frame]
    if frame.type == "identifier":
        values = [
            value for each in variable_at(source, frame).bindings if (value := value_of_binding(each)) is not None
        ]
    found = [each for each in values if _last_name(each) in _FEW or _is_written_out(each)]
    return Answer.YES if found and len(found) == len(values) else Answer.NO


@guard("one-dimensional")
def one_dimensional(source: SourceFile, array: Node) -> Answer:
    """Every value of the name is an array with one dimension: `np.arange(...)`, `np.unique(...)`, `np.zeros(n)`, or
    `np.array` of a list of plain values; unknown for others.
    """
    bindings = variable_at(source, array).bindings if array.type == "identifier" else ()
    values = [value_of_binding(each) for each in bindings]
    return worst([Answer.UNKNOWN if value is None else _is_line(source, value) for value in values])


@guard("dtype-option")
def dtype_option(_source: SourceFile, option: Node) -> Answer:
    """The keyword argument says the type of the items: `dtype=float`."""
    name = option.child_by_field_name("name")
    return Answer.YES if name is not None and text_of(name) == "dtype" else Answer.NO


@guard("draws-floats")
def draws_floats(source: SourceFile, function: Node) -> Answer:
    """The function draws floats of numpy: a method of a name that `default_rng` made, or `numpy.random.rand` and
    `randn` themselves.
    """
    if imported_path(source, function) in ("numpy.random.rand", "numpy.random.randn", "numpy.random.random"):
        return Answer.YES
    generator, name = function.child_by_field_name("object"), function.child_by_field_name("attribute")
    drawn = name is not None and text_of(name) in ("random", "standard_normal", "standard_exponential")
    if not drawn or generator is None or generator.type not in ("identifier", "attribute"):
        return Answer.NO
    made = made_by.function(source, generator, "numpy.random.default_rng")
    return Answer.YES if made is Answer.YES else Answer.NO


@guard("numeric-function")
def numeric_function(source: SourceFile, name: Node) -> Answer:
    """The name is a function of this file whose body is made of branches, comparisons and arithmetic alone: it
    makes no texts and calls nothing.
    """
    bindings = variable_at(source, name).bindings
    definition = bindings[0].parent if len(bindings) == 1 and bindings[0].role == "definition" else None
    body = None if definition is None else definition.child_by_field_name("body")
    if body is None:
        return Answer.NO
    return Answer.NO if any(each.type in _NOT_NUMERIC for each in walk(body)) else Answer.YES


@guard("reduces-exactly")
def reduces_exactly(_source: SourceFile, method: Node, reduction: Node) -> Result:
    """One value for each group, by a reduction whose result does not depend on the order of the items: `max`, `min`,
    `count`, `nunique`; binds the reduction. Not for `transform`, which gives one for each row.
    """
    exact = text_of(reduction) in ("max", "min", "count", "nunique") and text_of(method) != "transform"
    return Result(Answer.YES, (reduction,)) if exact else NO


@guard("compares-columns")
def compares_columns(_source: SourceFile, mask: Node, frame: Node) -> Answer:
    """The expression is comparisons of the frame's own columns with plain values, joined by `&`, `|` and `~`: a
    column of truth values with the frame's index.
    """
    return Answer.YES if _is_mask(mask, text_of(frame)) else Answer.NO


@guard("unused")
def unused(source: SourceFile, name: Node) -> Result:
    """A loop's target is called `_` or read nowhere; binds it."""
    if name.type != "identifier":
        return NO
    others = [each for each in variable_at(source, name).occurrences if not each.binds]
    return NO if others else Result(Answer.YES, (name,))


def _is_written_out(value: Node) -> bool:
    """Whether a frame is made from lists that the code spells out: they have as many items as somebody wrote."""
    arguments = value.child_by_field_name("arguments") if _last_name(value) == "DataFrame" else None
    data = arguments.named_children[0] if arguments is not None and arguments.named_child_count else None
    if data is None or data.type not in ("dictionary", "list"):
        return False
    columns = [each.child_by_field_name("value") if each.type == "pair" else each for each in data.named_children]
    kinds = ("list", "tuple", "dictionary") if data.type == "list" else ("list", "tuple")
    return all(each is not None and each.type in kinds for each in columns)


def _is_line(source: SourceFile, value: Node) -> Answer:
    name, arguments = _last_name(value), value.child_by_field_name("arguments")
    first = arguments.named_children[0] if arguments is not None and arguments.named_child_count else None
    if first is None or name in ("arange", "linspace", "unique", "flatnonzero", "ravel", "flatten"):
        return Answer.UNKNOWN if first is None else Answer.YES
    if name in ("zeros", "ones", "empty", "full"):
        known = type_of(source, first)
        return Answer.NO if first.type == "tuple" else Answer.YES if known and known.kind == "int" else Answer.UNKNOWN
    item = item_type_of(source, first)
    if item is None:
        return Answer.UNKNOWN
    return Answer.YES if item.kind in ("int", "float", "str", "bool") else Answer.NO


def _is_mask(expression: Node, frame: str, depth: int = 20) -> bool:
    inner = expression.named_children
    match expression.type:
        case "parenthesized_expression" | "unary_operator":
            inverts = expression.type != "unary_operator" or expression.children[0].type == "~"
            return depth > 0 and inverts and len(inner) == 1 and _is_mask(inner[0], frame, depth - 1)
        case "binary_operator":
            joined = expression.children[1].type in ("&", "|") if expression.child_count == 3 else False
            return depth > 0 and joined and all(_is_mask(each, frame, depth - 1) for each in inner)
        case "comparison_operator":
            compared = expression.child_count == 3 and expression.children[1].type in _COMPARISONS
            return compared and _is_own_column(inner[0], frame)
        case _:
            return False


def _is_own_column(expression: Node, frame: str) -> bool:
    receiver = expression.child_by_field_name("value") or expression.child_by_field_name("object")
    index = expression.child_by_field_name("subscript")
    named = expression.type == "attribute" or (index is not None and index.type == "string")
    return named and receiver is not None and text_of(receiver) == frame


def _leaves(loop: Node) -> bool:
    inside = walk(loop, into=lambda each: each.type not in FUNCTIONS)
    return any(each.type in _LEAVING for each in inside)


def _last_name(value: Node) -> str:
    function = value.child_by_field_name("function") if value.type == "call" else None
    return "" if function is None else text_of(function).rpartition(".")[2]


def _column_reads(source: SourceFile, row: Node) -> list[Occurrence]:
    """All uses of the row's name but its binding; empty where one is no read of a column by a string."""
    variable = variable_at(source, row)
    if not variable.complete or len(variable.bindings) != 1:
        return []
    reads = [each for each in variable.occurrences if not each.binds]
    return reads if all(each.role == "index" and _column(each.parent) is not None for each in reads) else []


def _column(subscript: Node | None) -> str | None:
    index = None if subscript is None else subscript.child_by_field_name("subscript")
    if index is None or index.type != "string":
        return None
    try:
        known = ast.literal_eval(text_of(index))
    except (SyntaxError, ValueError):
        return None
    return known if isinstance(known, str) else None


def _is_field_name(name: str | None) -> bool:
    fits = name is not None and name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_")
    return fits and name not in ("index", "count", "Index")


def _at(subscript: Node) -> str:
    index = subscript.child_by_field_name("subscript")
    return "" if index is None else text_of(index)


def _computes(expression: Node, leaves: set[int], depth: int = 40) -> bool:
    """Whether an expression is made of arithmetic, numbers and subscripts that begin at these bytes."""
    match expression.type:
        case "integer" | "float":
            return True
        case "subscript":
            return expression.start_byte in leaves
        case "parenthesized_expression" | "unary_operator":
            inner = expression.named_children
            sign = expression.child_by_field_name("operator")
            signed = sign is None or text_of(sign) in ("-", "+")
            return depth > 0 and signed and len(inner) == 1 and _computes(inner[0], leaves, depth - 1)
        case "binary_operator":
            operator = expression.child_by_field_name("operator")
            known = operator is not None and text_of(operator) in _ARITHMETIC
        case "comparison_operator":
            known = expression.child_count == 3 and expression.children[1].type in _COMPARISONS
        case _:
            return False
    sides = expression.named_children
    return depth > 0 and known and len(sides) == 2 and all(_computes(each, leaves, depth - 1) for each in sides)
