"""Guards about files, JSON and dates."""

from __future__ import annotations

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import guard
from speedwright.syntax.node import Node, text_of
from speedwright.syntax.python.imports import imported_path
from speedwright.syntax.python.inference import type_of, value_of_binding
from speedwright.syntax.python.scope import Occurrence, is_bound_anywhere, variable_at
from speedwright.syntax.source_file import SourceFile

_ENCODER_OPTIONS = frozenset(
    {"skipkeys", "ensure_ascii", "check_circular", "allow_nan", "sort_keys", "separators", "default"}
)
_OPENERS = frozenset(
    {"zipfile.ZipFile", "tarfile.open", "sqlite3.connect", "psycopg2.connect", "psycopg.connect", "pymysql.connect",
     "pandas.read_csv", "pandas.read_excel", "pandas.read_parquet", "pandas.read_json", "cv2.imread", "gzip.open",
     "openpyxl.load_workbook", "io.open"}
)  # fmt: skip
_DATES = frozenset({"datetime.date", "datetime.datetime"})
_DATE_MAKERS = frozenset(
    {
        "today",
        "now",
        "utcnow",
        "fromtimestamp",
        "fromisoformat",
        "strptime",
        "fromordinal",
        "combine",
        "utcfromtimestamp",
    }
)
_DATE_METHODS = frozenset({"replace", "date", "astimezone"})
_DEPTH = 8


@guard("encoder-options")
def encoder_options(_source: SourceFile, option: Node) -> Answer:
    """The keyword argument is one that `json.dumps` hands to its encoder as it is. Not `cls`, and not `indent`, which
    is written in Python up to 3.13 and hides what the encoder costs.
    """
    name = option.child_by_field_name("name")
    return Answer.YES if name is not None and text_of(name) in _ENCODER_OPTIONS else Answer.NO


@guard("assigns-empty-list")
def assigns_empty_list(source: SourceFile, assignment: Node) -> Answer:
    """The assignment gives its name an empty list."""
    value = assignment.child_by_field_name("right")
    known = None if value is None else type_of(source, value)
    empty = value is not None and text_of(value) in ("[]", "list()")
    return Answer.YES if empty and known is not None and known.kind == "list" else Answer.NO


@guard("file-opened-by-with")
def file_opened_by_with(source: SourceFile, file: Node) -> Answer:
    """The name is bound once, by a `with` that opens a file: `with open(path, "w") as file`."""
    bindings = variable_at(source, file).bindings if file.type == "identifier" else ()
    if len(bindings) != 1 or bindings[0].role != "with-target":
        return Answer.NO
    pattern = next((each for each in reversed(bindings[0].path) if each.type == "as_pattern"), None)
    value = None if pattern is None else pattern.named_children[0]
    function = None if value is None or value.type != "call" else value.child_by_field_name("function")
    opens = function is not None and text_of(function).rpartition(".")[2] == "open"
    return Answer.YES if opens else Answer.NO


@guard("opens-files")
def opens_files(source: SourceFile, function: Node) -> Answer:
    """The function is the builtin `open`, `ZipFile`, `connect` of a database in a file or on a server, or a reader of
    pandas.
    """
    if function.type == "identifier" and not is_bound_anywhere(source, text_of(function)):
        return Answer.YES if text_of(function) == "open" else Answer.NO
    return Answer.YES if imported_path(source, function) in _OPENERS else Answer.NO


@guard("reading-mode")
def reading_mode(_source: SourceFile, mode: Node) -> Answer:
    """The second argument of `open` is no string, or one that says that the file is read."""
    reads = mode.type != "string" or text_of(mode).strip("\"'") in ("r", "rb", "rt")
    return Answer.YES if reads else Answer.NO


@guard("unchanged-path")
def unchanged_path(_source: SourceFile, path: Node) -> Answer:
    """The path is a name or an expression of names, and no device: what `/proc` and `/dev` hold changes all the
    time.
    """
    return Answer.NO if any(each in text_of(path) for each in ("/proc", "/dev", "/sys", ":memory:")) else Answer.YES


@guard("is-date")
def is_date(source: SourceFile, value: Node) -> Answer:
    """The value is a `date` or `datetime` of the standard library, from imports, annotations and what makes dates."""
    if _is_date(source, value, _DEPTH):
        return Answer.YES
    return Answer.UNKNOWN if type_of(source, value) is None else Answer.NO


def _is_date(source: SourceFile, value: Node, depth: int) -> bool:
    if not depth:
        return False
    match value.type:
        case "identifier":
            bindings = variable_at(source, value).bindings
            return bool(bindings) and all(_binds_date(source, each, depth - 1) for each in bindings)
        case "call":
            return _makes_date(source, value, depth - 1)
        case "binary_operator":
            left, operator = value.child_by_field_name("left"), value.child_by_field_name("operator")
            moved = left is not None and operator is not None and text_of(operator) in ("+", "-")
            return moved and left is not None and _is_moved(source, value) and _is_date(source, left, depth - 1)
        case "parenthesized_expression":
            return value.named_child_count == 1 and _is_date(source, value.named_children[0], depth - 1)
        case _:
            return False


def _is_moved(source: SourceFile, sum_: Node) -> bool:
    """Whether the right side is a `timedelta`: a date minus a date is none."""
    right = sum_.child_by_field_name("right")
    function = None if right is None or right.type != "call" else right.child_by_field_name("function")
    plus = text_of(sum_.child_by_field_name("operator") or sum_) == "+"
    return plus or (function is not None and imported_path(source, function) == "datetime.timedelta")


def _binds_date(source: SourceFile, binding: Occurrence, depth: int) -> bool:
    hint = None if binding.parent is None else binding.parent.child_by_field_name("type")
    if hint is not None:
        return _names_date(source, hint)
    value = value_of_binding(binding)
    if value is not None:
        return _is_date(source, value, depth)
    if binding.role == "augment":
        return True
    return binding.role == "loop-target" and _gives_dates(source, binding)


def _gives_dates(source: SourceFile, binding: Occurrence) -> bool:
    """`for day in days` where `days: list[date]`."""
    iterable = None if binding.parent is None else binding.parent.child_by_field_name("right")
    if iterable is None or iterable.type != "identifier":
        return False
    hints = [
        each.parent.child_by_field_name("type") for each in variable_at(source, iterable).bindings if each.parent
    ]
    items = [None if hint is None else _only_argument(hint) for hint in hints]
    return bool(items) and all(item is not None and _names_date(source, item) for item in items)


def _only_argument(hint: Node) -> Node | None:
    while hint.type in ("type", "generic_type", "type_parameter") and hint.named_child_count:
        hint = hint.named_children[-1]
    return hint if hint.type in ("identifier", "attribute") else None


def _names_date(source: SourceFile, hint: Node) -> bool:
    while hint.type == "type" and hint.named_child_count == 1:
        hint = hint.named_children[0]
    return imported_path(source, hint) in _DATES


def _makes_date(source: SourceFile, call: Node, depth: int) -> bool:
    function = call.child_by_field_name("function")
    if function is None:
        return False
    if imported_path(source, function) in _DATES:
        return True
    receiver, method = function.child_by_field_name("object"), function.child_by_field_name("attribute")
    if function.type != "attribute" or receiver is None or method is None:
        return False
    if text_of(method) in _DATE_MAKERS and imported_path(source, receiver) in _DATES:
        return True
    return text_of(method) in _DATE_METHODS and _is_date(source, receiver, depth)
