"""Guards about slices that grow by one item in every round of a loop."""

from __future__ import annotations

import re

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.syntax.node import Node, text_of
from speedwright.syntax.python.loops import loops_around
from speedwright.syntax.python.scope import variable_at
from speedwright.syntax.python.uses import uses_of, within
from speedwright.syntax.source_file import SourceFile


@guard("round-over-places")
def round_over_places(source: SourceFile, node: Node, values: Node) -> Result:
    """A `for` around the node counts the places of the values, from the first to the last: `for i in range(len(x))`,
    `for i in range(1, len(x) + 1)`, `for i, item in enumerate(x)`; nothing else binds the counter in it. Binds the
    `for`.
    """
    for loop in loops_around(source, node):
        counter = _counter(loop, values)
        if counter is not None and _slices_by(node, counter):
            found = within(uses_of(source, counter) or (), loop)
            once = [each.role for each in found if each.binds] == ["loop-target"]
            return Result(Answer.YES, (loop,)) if once and variable_at(source, counter).is_local else NO
    return NO


@guard("round-counter")
def round_counter(_source: SourceFile, loop: Node, values: Node) -> Result:
    """Binds the name that counts the rounds of such a loop."""
    counter = _counter(loop, values)
    return NO if counter is None else Result(Answer.YES, (counter,))


@guard("counts-from-one")
def counts_from_one(_source: SourceFile, loop: Node) -> Result:
    """The loop is a `for i in range(1, ...)`; binds it."""
    iterable = loop.child_by_field_name("right")
    from_one = iterable is not None and _packed(iterable).startswith("range(1,")
    return Result(Answer.YES, (loop,)) if from_one else NO


@guard("slice-ends")
def slice_ends(_source: SourceFile, part: Node, counter: Node, loop: Node, *kinds: str) -> Result:
    """Of all values, the slice has those `through` this round's, those `before` it, those `behind` it, or all `from`
    it on; binds what is sliced.
    """
    iterable, sliced = loop.child_by_field_name("right"), part.parent
    from_one = iterable is not None and _packed(iterable).startswith("range(1,")
    index = text_of(counter)
    place, following = (f"{index}-1", index) if from_one else (index, f"{index}+1")
    written = {"through": f":{following}", "before": f":{place}", "behind": f"{following}:", "from": f"{place}:"}
    value = None if sliced is None else sliced.child_by_field_name("value")
    return Result(Answer.YES, (value,)) if value and _packed(part) in [written[kind] for kind in kinds] else NO


@guard("all-prefixes")
def all_prefixes(_source: SourceFile, part: Node, counter: Node, rounds: Node, values: Node) -> Answer:
    """Over all rounds the slices are the values up to the first, to the second, and so on to all of them."""
    name, index = text_of(values), text_of(counter)
    forms = {(f":{index}+1", f"range(len({name}))"), (f":{index}", f"range(1,len({name})+1)")}
    return Answer.YES if (_packed(part), _packed(rounds)) in forms else Answer.NO


@guard("first-in-round")
def first_in_round(_source: SourceFile, loop: Node) -> Result:
    """Binds the first statement of the loop's body."""
    body = loop.child_by_field_name("body")
    return NO if body is None or not body.named_children else Result(Answer.YES, (body.named_children[0],))


@guard("window-start")
def window_start(source: SourceFile, part: Node, values: Node) -> Result:
    """The slice is `values[i : i + width]`, in a loop or comprehension whose target i takes all places at which such
    a window lies inside the values: `range(len(values) - width + 1)`. Binds i.
    """
    window = _window(source, part, values)
    return NO if window is None else Result(Answer.YES, (window[0],))


@guard("window-width")
def window_width(source: SourceFile, part: Node, values: Node) -> Result:
    """As window-start; binds the width."""
    window = _window(source, part, values)
    return NO if window is None else Result(Answer.YES, (window[1],))


def _window(source: SourceFile, part: Node, values: Node) -> tuple[Node, Node] | None:
    ends = part.named_children
    if len(ends) != 2 or ends[0].type != "identifier" or ends[1].type != "binary_operator":
        return None
    start, width = ends[0], ends[1].named_children[-1]
    if _packed(part) != f"{text_of(start)}:{text_of(start)}+{_packed(width)}":
        return None
    wanted = f"range(len({text_of(values)})-{_packed(width)}+1)"
    bindings = variable_at(source, start).bindings
    loop = bindings[0].parent if [each.role for each in bindings] == ["loop-target"] else None
    iterable = None if loop is None else loop.child_by_field_name("right")
    return (start, width) if iterable is not None and _packed(iterable) == wanted else None


def _packed(node: Node) -> str:
    return re.sub(r"\s+", "", text_of(node))


def _slices_by(call: Node, counter: Node) -> bool:
    return re.search(rf"(?<!\w){re.escape(text_of(counter))}(?!\w)", text_of(call)) is not None


def _counter(loop: Node, values: Node) -> Node | None:
    target, iterable = loop.child_by_field_name("left"), loop.child_by_field_name("right")
    if loop.type != "for_statement" or target is None or iterable is None:
        return None
    name, over = text_of(values), _packed(iterable)
    if target.type == "identifier" and over in (f"range(len({name}))", f"range(1,len({name})+1)"):
        return target
    pair = target.type in ("pattern_list", "tuple_pattern") and target.named_child_count == 2
    first = target.named_children[0] if pair else None
    return first if first is not None and first.type == "identifier" and over == f"enumerate({name})" else None
