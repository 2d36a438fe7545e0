"""The type of an expression, from literals, constructors, comprehensions, annotations and bindings.

Every answer is sound for code that keeps its own annotations; where two bindings disagree, nothing is known.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from speedwright.syntax.keeping import kept
from speedwright.syntax.node import Node, child_of_kind, text_of
from speedwright.syntax.python.attributes import attribute_bindings
from speedwright.syntax.python.hints import hinted_type
from speedwright.syntax.python.kinds import COMPREHENSIONS, SEQUENCE_PATTERNS
from speedwright.syntax.python.methods import INTEGER_RESULTS, LIST_OF_STRING_RESULTS, STRING_RESULTS
from speedwright.syntax.python.scope import Occurrence, Variable, is_bound_anywhere, variable_at
from speedwright.syntax.python.types import Type, merged
from speedwright.syntax.source_file import SourceFile

_DEPTH = 24
"""How far a chain of names and expressions is followed."""


def type_of(source: SourceFile, node: Node) -> Type | None:
    """The type of an expression; None when it is not known."""
    return _infer(source, node, _DEPTH)


def item_type_of(source: SourceFile, iterable: Node) -> Type | None:
    """The type of what iterating over an expression gives: a dict's views and `enumerate` say more than a type."""
    return _item_of(source, iterable, _DEPTH)


def value_of_binding(occurrence: Occurrence) -> Node | None:
    """The expression that a plain assignment (`name = value`, `name: hint = value`, `name := value`) binds."""
    parent = occurrence.parent
    if parent is None:
        return None
    if occurrence.role == "assign" and parent.type == "assignment":
        return parent.child_by_field_name("right")
    return parent.child_by_field_name("value") if occurrence.role == "walrus" else None


@kept(2048)
def _infer(source: SourceFile, node: Node, depth: int) -> Type | None:
    infer = _BY_KIND.get(node.type)
    return None if infer is None or depth <= 0 else infer(source, node, depth - 1)


def _constant(kind: str) -> Callable[[SourceFile, Node, int], Type]:
    known = Type(kind)
    return lambda _source, _node, _depth: known


def _string(_source: SourceFile, node: Node, _depth: int) -> Type:
    start = node.named_children[0] if node.named_child_count else None
    prefix = text_of(start).lower() if start is not None else ""
    return Type("bytes" if "b" in prefix.rstrip("'\"") else "str")


def _concatenated(source: SourceFile, node: Node, depth: int) -> Type | None:
    return _infer(source, node.named_children[0], depth) if node.named_child_count else None


def _items(source: SourceFile, node: Node, depth: int) -> Type:
    items = [child for child in node.named_children if child.type != "comment"][:20]
    item = merged(_infer(source, child, depth) for child in items)
    return Type(node.type, () if item is None else (item,))


def _tuple(source: SourceFile, node: Node, depth: int) -> Type:
    items = [child for child in node.named_children if child.type != "comment"]
    if any(child.type == "list_splat" for child in items):
        return Type("tuple")
    return Type("tuple", tuple(_infer(source, child, depth) for child in items[:20]))


def _dictionary(source: SourceFile, node: Node, depth: int) -> Type:
    pairs = [child for child in node.named_children if child.type == "pair"][:20]
    if not pairs or any(child.type == "dictionary_splat" for child in node.named_children):
        return Type("dict")
    return Type("dict", (_merged_fields(source, pairs, "key", depth), _merged_fields(source, pairs, "value", depth)))


def _merged_fields(source: SourceFile, nodes: list[Node], field: str, depth: int) -> Type | None:
    values = (node.child_by_field_name(field) for node in nodes)
    return merged(None if value is None else _infer(source, value, depth) for value in values)


def _comprehension(source: SourceFile, node: Node, depth: int) -> Type:
    kind = {"list_comprehension": "list", "set_comprehension": "set"}.get(node.type, "generator")
    body = node.child_by_field_name("body")
    return Type(kind, (None if body is None else _infer(source, body, depth),))


def _dictionary_comprehension(source: SourceFile, node: Node, depth: int) -> Type:
    body = node.child_by_field_name("body")
    return Type("dict") if body is None else _dictionary_pair(source, body, depth)


def _dictionary_pair(source: SourceFile, pair: Node, depth: int) -> Type:
    return Type(
        "dict", (_merged_fields(source, [pair], "key", depth), _merged_fields(source, [pair], "value", depth))
    )


def _inner(source: SourceFile, node: Node, depth: int) -> Type | None:
    return _infer(source, node.named_children[-1], depth) if node.named_child_count else None


def _conditional(source: SourceFile, node: Node, depth: int) -> Type | None:
    if node.named_child_count != 3:
        return None
    first, _, second = node.named_children
    return merged(_infer(source, each, depth) for each in (first, second))


def _or(source: SourceFile, node: Node, depth: int) -> Type | None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return None
    return merged(_infer(source, each, depth) for each in (left, right))


def _binary(source: SourceFile, node: Node, depth: int) -> Type | None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = node.child_by_field_name("operator")
    if left is None or right is None or operator is None:
        return None
    return _operation(text_of(operator), _infer(source, left, depth), _infer(source, right, depth))


def _operation(operator: str, left: Type | None, right: Type | None) -> Type | None:
    kinds = (left.kind if left else None, right.kind if right else None)
    if operator == "+" and kinds[0] == kinds[1] and kinds[0] in ("list", "str", "bytes", "tuple"):
        return merged([left, right])
    if operator == "%" and kinds[0] == "str":
        return Type("str")
    if operator == "*":
        for sequence, count in ((left, right), (right, left)):
            if sequence and count and count.kind == "int" and sequence.kind in ("list", "str", "bytes"):
                return sequence
    if operator in ("-", "|", "&", "^") and kinds == ("set", "set"):
        return merged([left, right])
    return _arithmetic(operator, kinds)


def _arithmetic(operator: str, kinds: tuple[str | None, str | None]) -> Type | None:
    if not set(kinds) <= {"int", "float"}:
        return None
    if operator in ("+", "-", "*", "//", "%"):
        return Type("float" if "float" in kinds else "int")
    if operator == "/":
        return Type("float")
    return Type("int") if kinds == ("int", "int") and operator in ("&", "|", "^", "<<", ">>") else None


def _subscript(source: SourceFile, node: Node, depth: int) -> Type | None:
    value = node.child_by_field_name("value")
    of = None if value is None else _infer(source, value, depth)
    if of is None:
        return None
    if child_of_kind(node, "slice") is not None:
        return of if of.kind in ("list", "str", "bytes") else None
    if of.kind == "dict":
        return of.arguments[1] if len(of.arguments) == 2 else None
    return of.item if of.kind in ("list", "str", "bytes", "deque", "tuple") else None


def _identifier(source: SourceFile, node: Node, depth: int) -> Type | None:
    return _variable_type(source, variable_at(source, node), depth)


def _variable_type(source: SourceFile, variable: Variable, depth: int) -> Type | None:
    known = merged(
        _binding_type(source, binding, depth)
        for binding in variable.bindings
        if binding.role not in ("augment", "delete", "global", "nonlocal")
    )
    if known is None or (known.kind in ("int", "float") and _is_augmented(variable)):
        return None
    return _with_appended_items(source, variable, known, depth)


def _is_augmented(variable: Variable) -> bool:
    return any(each.role == "augment" for each in variable.bindings)


_ONE_BY_ONE = frozenset({".append()", ".add()"})
_OTHER_WAYS_IN = frozenset({".extend()", ".insert()", ".update()", "store-item", "augment"})


def _with_appended_items(source: SourceFile, variable: Variable, known: Type, depth: int) -> Type:
    """`found = []` says nothing about items; what is appended to it does."""
    if known.kind not in ("list", "set") or known.arguments:
        return known
    if any(each.role in _OTHER_WAYS_IN for each in variable.occurrences):
        return known
    arguments = (_only_argument(each.path[-2]) for each in variable.occurrences if each.role in _ONE_BY_ONE)
    item = merged(None if argument is None else _infer(source, argument, depth) for argument in arguments)
    return known if item is None else Type(known.kind, (item,))


def _only_argument(call: Node) -> Node | None:
    arguments = call.child_by_field_name("arguments")
    if arguments is None or arguments.type != "argument_list" or arguments.named_child_count != 1:
        return None
    return arguments.named_children[0]


def _binding_type(source: SourceFile, binding: Occurrence, depth: int) -> Type | None:
    parent = binding.parent
    if parent is None:
        return None
    hint = parent.child_by_field_name("type")
    if hint is not None:
        return hinted_type(hint)
    value = value_of_binding(binding)
    if value is not None:
        return _infer(source, value, depth)
    return _target_type(source, binding, depth) if binding.role == "loop-target" else None


def _target_type(source: SourceFile, binding: Occurrence, depth: int) -> Type | None:
    """The type of a name in `for target in iterable`, which may stand inside a pattern."""
    at = len(binding.path) - 1
    while at and binding.path[at].type in SEQUENCE_PATTERNS:
        at -= 1
    iterable = binding.path[at].child_by_field_name("right")
    known = None if iterable is None else _item_of(source, iterable, depth)
    for pattern, child in pairwise((*binding.path[at + 1 :], binding.node)):
        position = next((i for i, each in enumerate(pattern.named_children) if each == child), 0)
        known = _part(known, position)
    return known


def _part(of: Type | None, position: int) -> Type | None:
    if of is None:
        return None
    if of.kind == "tuple":
        return of.arguments[position] if position < len(of.arguments) else None
    return of.item


def _item_of(source: SourceFile, iterable: Node, depth: int) -> Type | None:
    if iterable.type == "call":
        special = _iteration_call(source, iterable, depth)
        if special is not None:
            return special
    of = _infer(source, iterable, depth)
    return None if of is None else of.item


def _iteration_call(source: SourceFile, call: Node, depth: int) -> Type | None:
    name, arguments = _builtin_call(source, call)
    items = [_item_of(source, argument, depth) for argument in arguments if argument.type != "keyword_argument"]
    if name == "enumerate" and items:
        return Type("tuple", (Type("int"), items[0]))
    if name == "zip":
        return Type("tuple", tuple(items))
    if name == "reversed" and items:
        return items[0]
    function = call.child_by_field_name("function")
    if function is not None and function.type == "attribute":
        return _view_item(source, function, depth)
    return None


def _view_item(source: SourceFile, attribute: Node, depth: int) -> Type | None:
    method, receiver = attribute.child_by_field_name("attribute"), attribute.child_by_field_name("object")
    of = None if receiver is None else _infer(source, receiver, depth)
    if of is None or method is None or of.kind != "dict" or len(of.arguments) != 2:
        return None
    parts = {"keys": of.arguments[0], "values": of.arguments[1], "items": Type("tuple", of.arguments)}
    return parts.get(text_of(method))


def _builtin_call(source: SourceFile, call: Node) -> tuple[str | None, list[Node]]:
    """The name of the builtin that is called, None for anything else, and the arguments."""
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    given = [] if arguments is None else arguments.named_children
    if function is None or function.type != "identifier" or is_bound_anywhere(source, text_of(function)):
        return None, given
    return text_of(function), given


_CONSTRUCTORS = frozenset({"list", "set", "frozenset", "tuple", "sorted"})
_RESULTS = {
    "len": "int", "str": "str", "repr": "str", "int": "int", "ord": "int", "chr": "str", "float": "float",
    "bool": "bool", "range": "range", "dict": "dict", "bytes": "bytes", "hash": "int", "id": "int", "hex": "str",
    "bin": "str", "format": "str", "input": "str", "isinstance": "bool", "any": "bool", "all": "bool",
}  # fmt: skip
_COLLECTIONS = {"deque": "deque", "defaultdict": "dict", "OrderedDict": "dict", "Counter": "dict"}


def _call(source: SourceFile, call: Node, depth: int) -> Type | None:
    function = call.child_by_field_name("function")
    if function is None:
        return None
    if function.type == "attribute":
        return _method_result(source, function, depth)
    if text_of(function) in _COLLECTIONS:
        return _collections_call(source, function)
    name, arguments = _builtin_call(source, call)
    if name in _CONSTRUCTORS:
        kind = "list" if name == "sorted" else str(name)
        item = _item_of(source, arguments[0], depth) if arguments else None
        return Type(kind, () if item is None else (item,))
    return Type(_RESULTS[name]) if name in _RESULTS else None


def _collections_call(source: SourceFile, function: Node) -> Type | None:
    """`deque(...)` and its like, where the name is imported and nothing else."""
    bindings = variable_at(source, function).bindings
    if not bindings or any(each.role != "import" for each in bindings):
        return None
    return Type(_COLLECTIONS[text_of(function)])


def _method_result(source: SourceFile, attribute: Node, depth: int) -> Type | None:
    receiver, method = attribute.child_by_field_name("object"), attribute.child_by_field_name("attribute")
    if receiver is None or method is None:
        return None
    name, of = text_of(method), _infer(source, receiver, depth)
    if text_of(receiver) == "collections" and name in _COLLECTIONS:
        return Type(_COLLECTIONS[name])
    if of is None:
        return None
    return _known_method_result(of, name)


def _known_method_result(of: Type, name: str) -> Type | None:
    if name == "copy" or (of.kind == "set" and name in ("union", "intersection", "difference")):
        return of
    if name in INTEGER_RESULTS and of.kind in ("str", "bytes", "list", "tuple"):
        return Type("int")
    if of.kind == "str" and name in STRING_RESULTS:
        return Type("str")
    if of.kind == "str" and name in LIST_OF_STRING_RESULTS:
        return Type("list", (Type("str"),))
    if of.kind == "str" and name.startswith(("is", "startswith", "endswith")):
        return Type("bool")
    return of.item if of.kind in ("list", "set", "deque") and name in ("pop", "popleft") else None


def _attribute(source: SourceFile, node: Node, depth: int) -> Type | None:
    bindings = attribute_bindings(source, node)
    if bindings is None:
        return None
    return merged(
        [
            hinted_type(hint) if hint is not None else None if value is None else _infer(source, value, depth)
            for hint, value in bindings
        ]
    )


def _named_expression(source: SourceFile, node: Node, depth: int) -> Type | None:
    value = node.child_by_field_name("value")
    return None if value is None else _infer(source, value, depth)


_BY_KIND: dict[str, Callable[[SourceFile, Node, int], Type | None]] = {
    "integer": _constant("int"),
    "float": _constant("float"),
    "true": _constant("bool"),
    "false": _constant("bool"),
    "none": _constant("none"),
    "not_operator": _constant("bool"),
    "string": _string,
    "concatenated_string": _concatenated,
    "list": _items,
    "set": _items,
    "tuple": _tuple,
    "expression_list": _tuple,
    "dictionary": _dictionary,
    "dictionary_comprehension": _dictionary_comprehension,
    "parenthesized_expression": _inner,
    "conditional_expression": _conditional,
    "boolean_operator": _or,
    "binary_operator": _binary,
    "unary_operator": _inner,
    "subscript": _subscript,
    "identifier": _identifier,
    "call": _call,
    "attribute": _attribute,
    "named_expression": _named_expression,
    **dict.fromkeys(COMPREHENSIONS - {"dictionary_comprehension"}, _comprehension),
}
