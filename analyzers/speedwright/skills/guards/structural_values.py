"""Guards about what declarations and calls have in them, for all languages but Python."""

from __future__ import annotations

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.syntax.node import Node, span_of, text_of, walk
from speedwright.syntax.source_file import SourceFile
from speedwright.syntax.structure.declarations import declarations_of, type_of, type_word, value_type
from speedwright.syntax.structure.literals import is_empty
from speedwright.syntax.structure.loops import called_name, receiver, shape_of


@guard("made-as")
def made_as(source: SourceFile, name: Node, *types: str) -> Answer:
    """As declared-as, but the first value counts before the type that is written: a `List` may be a `LinkedList`."""
    shape = shape_of(source)
    found = {
        (each.value is not None and value_type(shape, each.value)) or type_of(source, each)
        for each in declarations_of(source, name)
    }
    if len(found) != 1 or None in found:
        return Answer.UNKNOWN
    return Answer.YES if found <= set(types) else Answer.NO


@guard("local-with-value")
def local_with_value(source: SourceFile, name: Node) -> Answer:
    """The only declaration of the name is that of a local, with a value that is not null."""
    found = declarations_of(source, name)
    if len(found) != 1 or "field" in found[0].node.type or "parameter" in found[0].node.type:
        return Answer.NO
    value = found[0].value
    return Answer.NO if value is None or text_of(value) in ("null", "nil", "nullptr") else Answer.YES


@guard("type-written")
def type_written(source: SourceFile, name: Node, text: str) -> Result:
    """The declaration writes the type of the name so; binds that type."""
    found = declarations_of(source, name)
    written = found[0].type if len(found) == 1 else None
    return NO if written is None or text_of(written) != text else Result(Answer.YES, (written,))


@guard("calls-again")
def calls_again(source: SourceFile, region: Node, on: Node, argument: Node, *methods: str) -> Answer:
    """The region calls one of these methods on the same thing with the same first argument, or reads it by `[]`; all
    written alike.
    """
    shape = shape_of(source)
    item = (on.text or b"") + b"[" + (argument.text or b"") + b"]"
    for each in walk(region):
        if each.text == item:
            return Answer.YES
        if each.type in shape.calls and called_name(shape, each) in methods:
            taken = receiver(shape, each)
            arguments = each.child_by_field_name("arguments")
            first = arguments.named_child(0) if arguments is not None else None
            if taken is not None and first is not None and (taken.text, first.text) == (on.text, argument.text):
                return Answer.YES
    return Answer.NO


@guard("named-type")
def named_type(_source: SourceFile, written: Node, *types: str) -> Answer:
    """The type that is written here is one of these, in one word (`vector` for `const std::vector<int>&`)."""
    return Answer.YES if type_word(text_of(written)) in types else Answer.NO


@guard("leftmost")
def leftmost(_source: SourceFile, chain: Node) -> Result:
    """Binds the leftmost operand of a chain of operators: the stream that `out << a << b` writes to."""
    node = chain
    while (left := node.child_by_field_name("left")) is not None:
        node = left
    return Result(Answer.YES, (node,))


@guard("declared-just-before")
def declared_just_before(source: SourceFile, name: Node, statement: Node) -> Answer:
    """The statement before this one declares the name and gives it nothing: no value, or an empty one."""
    found = declarations_of(source, name)
    before = statement.prev_named_sibling
    if len(found) != 1 or before is None or not span_of(before).contains(span_of(found[0].node)):
        return Answer.NO
    return Answer.YES if is_empty(found[0].value) else Answer.NO


@guard("kept-in")
def kept_in(_source: SourceFile, region: Node, name: Node) -> Answer:
    """The region returns or stores what the name has, points to it, or goes over it by a reference that may change
    it: not only reads it.
    """
    before = (
        [each for each in region.parent.children if each.type == "field_initializer_list"] if region.parent else []
    )
    places = (each for part in (region, *before) for each in walk(part) if each.text == name.text)
    return Answer.YES if any(_keeps(each) for each in places) else Answer.NO


_KEEPING = frozenset(
    {
        "argument_list",
        "field_initializer",
        "init_declarator",
        "initializer_list",
        "lambda_capture_specifier",
        "pointer_expression",
        "return_statement",
        "co_return_statement",
    }
)


def _keeps(place: Node) -> bool:
    around = place.parent
    if around is None:
        return False
    if around.type == "assignment_expression":
        return around.child_by_field_name("right") == place
    if around.type == "for_range_loop":
        by = around.child_by_field_name("declarator")
        is_constant = any(each.type == "type_qualifier" for each in around.children)
        return by is not None and by.type == "reference_declarator" and not is_constant
    return around.type in _KEEPING
