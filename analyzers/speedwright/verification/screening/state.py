"""What a module keeps between calls so that it could count them.

A version that knows how often it was called, or that it was called before, can act differently while it is tested.

A cache by value is none of this: it is found by the measurement, which never repeats an argument.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from speedwright.syntax.node import Node, child_of_kind, text_of, walk
from speedwright.syntax.python.scope import variable_at
from speedwright.syntax.source_file import SourceFile

COUNTS = "can count its calls"
_OWN_CLASS = "cls"
_MUTABLE = (
    "list",
    "dictionary",
    "set",
    "list_comprehension",
    "dictionary_comprehension",
    "set_comprehension",
    "call",
)
_DISPLAYS = ("list", "dictionary", "set")
_LASTING = ("iter", "count", "cycle", "enumerate", "zip", "map", "filter")
_PARAMETERS = ("default_parameter", "typed_default_parameter")


@dataclass(frozen=True, slots=True)
class State:
    """One place where something is kept, below the top-level statement `top`."""

    top: Node
    node: Node
    what: str
    why: str = COUNTS


def kept_state(source: SourceFile) -> Iterator[State]:
    """Every place in a module where a function could count its calls."""
    root = source.tree.root_node
    names = _Names(source, *_bound(root))
    factories = _called_on_import(root)
    for top in root.named_children:
        yield from _lasting_iterators(top)
        yield from _rebound(top, names.definitions)
        if _defined(top) in factories:
            yield from _kept_in_closure(top)
        for function in walk(top):
            if function.type in _PARAMETERS and _is_mutable(function.child_by_field_name("value")):
                yield State(top, function, "a default that can change")
        if top.type in ("function_definition", "class_definition", "decorated_definition"):
            for node in walk(top):
                what = _counted(node, names)
                if what is not None:
                    yield State(top, node, what)


@dataclass(frozen=True, slots=True)
class _Names:
    """What names of the module mean: variables that hold something which can change, functions and classes."""

    source: SourceFile
    variables: set[str]
    definitions: set[str]

    def is_variable(self, node: Node | None) -> bool:
        return node is not None and self._is_one_of(node, self.variables)

    def is_definition(self, node: Node) -> bool:
        return self._is_one_of(node, self.definitions)

    def _is_one_of(self, node: Node, names: set[str]) -> bool:
        if node.type != "identifier" or text_of(node) not in names:
            return False
        return text_of(node) == _OWN_CLASS or not variable_at(self.source, node).is_local


def _bound(root: Node) -> tuple[set[str], set[str]]:
    """The variables of a module that hold something which can change, and its functions and classes."""
    variables: set[str] = set()
    definitions = {_OWN_CLASS}
    for top in root.named_children:
        inner = child_of_kind(top, "assignment") if top.type == "expression_statement" else None
        if inner is not None:
            target, value = inner.child_by_field_name("left"), inner.child_by_field_name("right")
            if target is not None and value is not None and _is_mutable(value):
                variables |= {text_of(each) for each in walk(target) if each.type == "identifier"}
        if name := _defined(top):
            definitions.add(name)
    return variables, definitions


def _defined(top: Node) -> str:
    """The name that a top-level definition gives; empty for other statements."""
    definition = child_of_kind(top, "function_definition") or child_of_kind(top, "class_definition")
    name = (top if definition is None else definition).child_by_field_name("name")
    return "" if name is None else text_of(name)


def _called_on_import(root: Node) -> set[str]:
    """Functions that are called while the module is imported, as decorators or for a value."""
    called: set[str] = set()
    for top in root.named_children:
        if top.type == "expression_statement":
            found = [node.child_by_field_name("function") for node in walk(top) if node.type == "call"]
        else:
            found = [node.named_children[0] for node in walk(top) if node.type == "decorator" and node.named_children]
        called |= {text_of(each).partition("(")[0] for each in found if each is not None}
    return called


def _rebound(top: Node, definitions: set[str]) -> Iterator[State]:
    """A function whose name then means something else: that is what would be verified, and not what is read."""
    assignment = child_of_kind(top, "assignment") if top.type == "expression_statement" else None
    target = None if assignment is None else assignment.child_by_field_name("left")
    if target is not None and text_of(target) in definitions:
        yield State(top, target, f"another meaning of {text_of(target)}", "hides what it says")


def _kept_in_closure(top: Node) -> Iterator[State]:
    """What functions made by a function that is called once have in common."""
    for node in walk(top):
        target = node.child_by_field_name("left") if node.type == "augmented_assignment" else None
        called = node.child_by_field_name("function") if node.type == "call" else None
        if (
            node.type == "nonlocal_statement"
            or (target is not None and target.type in ("subscript", "attribute"))
            or (called is not None and text_of(called) == "next")
        ):
            yield State(top, node, f"{text_of(node)[:40]}")


def _is_mutable(value: Node | None) -> bool:
    return value is not None and value.type in _MUTABLE


def _lasting_iterators(top: Node) -> Iterator[State]:
    assignment = child_of_kind(top, "assignment") if top.type == "expression_statement" else None
    value = None if assignment is None else assignment.child_by_field_name("right")
    if value is None:
        return
    called = value.child_by_field_name("function") if value.type == "call" else None
    name = "" if called is None else text_of(called).rpartition(".")[2]
    if value.type == "generator_expression" or name in _LASTING or "__next__" in text_of(value):
        yield State(top, value, "an iterator that lasts")


def _counted(node: Node, names: _Names) -> str | None:
    """What a node inside a function keeps, in words; None where it keeps nothing."""
    if node.type == "global_statement":
        return text_of(node)
    if node.type in ("augmented_assignment", "assignment"):
        return _changed(node, names)
    if node.type == "call":
        called, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        first = None if arguments is None else next(iter(arguments.named_children), None)
        asks = called is not None and text_of(called) in ("len", "next", "bool")
        return text_of(node) if asks and names.is_variable(first) else None
    condition = _condition(node)
    return f"a test of {text_of(condition)}" if condition is not None and names.is_variable(condition) else None


def _condition(node: Node) -> Node | None:
    if node.type == "conditional_expression":
        return node.named_children[1] if len(node.named_children) > 1 else None
    if node.type in ("if_statement", "elif_clause", "while_statement"):
        return node.child_by_field_name("condition")
    return node.child_by_field_name("argument") if node.type == "not_operator" else None


def _changed(node: Node, names: _Names) -> str | None:
    target = node.child_by_field_name("left")
    if target is None or target.type not in ("subscript", "attribute"):
        return None
    root: Node | None = target
    while root is not None and root.type in ("subscript", "attribute"):
        root = root.child_by_field_name("object") or root.child_by_field_name("value")
    if root is None:
        return None
    if "__class__" in text_of(target) or (root.type == "call" and text_of(root).startswith("type(")):
        return f"a change of {text_of(target)}"
    counted = node.type == "augmented_assignment" and names.is_variable(root)
    marked = target.type == "attribute" and names.is_definition(root)
    return f"a change of {text_of(target)}" if counted or marked else None
