"""Several calls in a row: state, caches, aliasing and identity show only then."""

from __future__ import annotations

import ast
import dataclasses
import itertools
from collections.abc import Callable, Iterator

from speedwright.model.recipe import Atom, Call, Case, Construct, Disturb, Items, Recipe, Reference, Step
from speedwright.model.signature import TypeShape
from speedwright.verification.inputs.annotations import ClassInfo, classes
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.calls import CallDrawer
from speedwright.verification.inputs.conforming import conforms
from speedwright.verification.inputs.literals import last_of
from speedwright.verification.inputs.reading import FunctionNode, functions, module_tree
from speedwright.verification.inputs.shapes import ShapeError
from speedwright.verification.inputs.traversal import (
    Labelled,
    children,
    label_of,
    parts_of,
    transformed,
    with_label,
    with_parts,
)
from speedwright.verification.inputs.twins import twins

_FIRST_LABEL = 5000
# Of one call: each is run as a whole step.
_MOST_TWINS = 5
Steps = tuple[Step, ...]


class Sequences:
    """Patterns of calls, each over freshly drawn ones."""

    name = "sequence"

    def cases(self, drawing: Drawing, count: int) -> Iterator[Case]:
        """The patterns in turn."""
        drawer = CallDrawer(drawing, self.name)
        patterns = _METHOD_PATTERNS if drawing.signature.is_method else _PATTERNS
        node = functions(module_tree(drawing.module_source)).get(drawing.function)
        if node is not None and _is_lazy(node):
            pairs = itertools.zip_longest(_LAZY_PATTERNS, patterns)
            patterns = tuple(each for pair in pairs for each in pair if each is not None)
        info = _class_of(drawing)
        examples = list(drawing.examples)
        for number in range(count):
            try:
                first, second = drawer.call(), drawer.call()
            except ShapeError:
                return
            if examples and number % 3 == 0:
                first = examples[number // 3 % len(examples)]
            pattern = patterns[number % len(patterns)]
            steps = pattern(drawer, _relabelled(first, 0), _relabelled(second, 1), info)
            stretched = pattern is _equal_but_other_type and _goes_beyond(drawer, first)
            yield Case(steps, self.name, stretched=stretched)


def _class_of(drawing: Drawing) -> ClassInfo | None:
    if not drawing.signature.is_method:
        return None
    shape = drawing.signature.parameters[0].shape or TypeShape("any")
    return classes(drawing.module_source).get(shape.name.rpartition(":")[2])


def _is_lazy(node: FunctionNode) -> bool:
    """Whether the items of its result may be made only when they are asked for."""
    return any(
        isinstance(each, (ast.Yield, ast.YieldFrom))
        or (isinstance(each, ast.Return) and isinstance(each.value, (ast.GeneratorExp, ast.Call)))
        for each in ast.walk(node)
    )


def _in_manner(manner: str) -> Pattern:
    """A caller who does not simply take all items."""

    def pattern(_drawer: CallDrawer, first: Call, _second: Call, _info: ClassInfo | None) -> Steps:
        return (dataclasses.replace(first, manner=manner),)

    return pattern


Pattern = Callable[[CallDrawer, Call, Call, "ClassInfo | None"], Steps]


def _relabelled(call: Call, number: int) -> Call:
    """The labels of different calls of a case must differ."""
    offset = number * 1_000_000

    def moved(recipe: Recipe) -> Recipe:
        if isinstance(recipe, Reference):
            return Reference(recipe.label + offset)
        label = label_of(recipe)
        return with_label(recipe, label + offset) if label is not None and isinstance(recipe, Labelled) else recipe

    return with_parts(call, [transformed(part, moved) for part in parts_of(call)]) if offset else call


def _same_objects(_drawer: CallDrawer, first: Call, _second: Call, _info: ClassInfo | None) -> Steps:
    """The very same arguments once more."""
    return _again(first, 2)


def _again(call: Call, times: int) -> Steps:
    named = [_named(part, spot) for spot, part in enumerate(parts_of(call))]
    repeated = with_parts(
        call, [Reference(label_of(part) or 0) if label_of(part) is not None else part for part in named]
    )
    return (with_parts(call, named), *(repeated for _ in range(times - 1)))


def _named(recipe: Recipe, spot: int) -> Recipe:
    if isinstance(recipe, Labelled) and label_of(recipe) is None:
        return with_label(recipe, _FIRST_LABEL + spot)
    return recipe


def _equal_arguments(_drawer: CallDrawer, first: Call, _second: Call, _info: ClassInfo | None) -> Steps:
    """Equal arguments that are other objects."""
    return (first, _relabelled(first, 2), _relabelled(first, 3))


def _disturbed(_drawer: CallDrawer, first: Call, _second: Call, _info: ClassInfo | None) -> Steps:
    """The caller changes the result and calls again."""
    return (first, Disturb(0), _relabelled(first, 2))


def _back_and_forth(_drawer: CallDrawer, first: Call, second: Call, _info: ClassInfo | None) -> Steps:
    """Another call in between."""
    return (first, second, _relabelled(first, 2))


def _almost_equal(drawer: CallDrawer, first: Call, second: Call, _info: ClassInfo | None) -> Steps:
    """Calls that differ from the first in one place: a cache by a part of the arguments takes them for it."""
    near = _fitting_twins(drawer, first, second)
    return (first, *(_relabelled(each, 2 + number) for number, each in enumerate(near)), _relabelled(first, 9))


def _fitting_twins(drawer: CallDrawer, first: Call, second: Call, start: int = 0) -> list[Call]:
    """A few of the twins that keep to the shapes of the parameters: one of a literal's values has no neighbours."""
    near = twins(first, second, drawer.rng, start)
    fitting = (each for each in near if all(conforms(part, shape) for part, shape in drawer.shaped(each)))
    return list(itertools.islice(fitting, _MOST_TWINS))


def _equal_but_other_type(drawer: CallDrawer, first: Call, _second: Call, _info: ClassInfo | None) -> Steps:
    """`1`, then `True`: equal as keys of a cache, different as values."""
    ones = with_parts(first, [_with_ones(part, Atom(1)) for part in parts_of(first)])
    truths = with_parts(first, [_with_ones(part, Atom(True)) for part in parts_of(first)])
    steps: list[Step] = [ones, _relabelled(truths, 2)]
    return tuple(reversed(steps)) if drawer.rng.random() < 0.5 else tuple(steps)


def _with_ones(recipe: Recipe, one: Atom) -> Recipe:
    """An integer argument, or one in a tuple, as caches have for a key."""
    if isinstance(recipe, Items) and recipe.kind == "tuple":
        return Items("tuple", tuple(_with_ones(item, one) for item in recipe.items), recipe.label)
    if not isinstance(recipe, Atom) or isinstance(recipe.value, bool) or not isinstance(recipe.value, int):
        return recipe
    return one


def _goes_beyond(drawer: CallDrawer, call: Call) -> bool:
    """Whether an integer that was never seen as a bool becomes one."""
    return any(_with_ones(part, Atom(True)) is not part and _is_exact(shape) for part, shape in drawer.shaped(call))


def _is_exact(shape: TypeShape) -> bool:
    return "exact" in shape.name or any(_is_exact(each) for each in shape.arguments)


def _changed_argument(drawer: CallDrawer, first: Call, second: Call, _info: ClassInfo | None) -> Steps:
    """The caller changes an argument in place between two calls: a cache by identity goes stale."""
    steps = _again(first, 2)
    opening, again = steps
    if not isinstance(opening, Call) or not isinstance(again, Call):
        return steps
    for spot, (part, other) in enumerate(zip(parts_of(opening), parts_of(second), strict=False)):
        target = parts_of(again)[spot]
        effect = drawer.changed(target, part, other) if isinstance(target, Reference) else None
        if effect is not None:
            parts = list(parts_of(again))
            parts[spot] = last_of(effect, target)
            return (opening, with_parts(again, parts))
    return steps


def _same_instance(drawer: CallDrawer, first: Call, second: Call, _info: ClassInfo | None) -> Steps:
    """The method again on one instance, with the same and with other arguments."""
    instance, label = _instance(first)
    opening = Call((instance, *first.arguments[1:]), first.keywords)
    repeated = Call((Reference(label), *_relabelled(first, 2).arguments[1:]), first.keywords)
    other = Call((Reference(label), *second.arguments[1:]), second.keywords)
    return drawer.rng.choice(((opening, repeated), (opening, other, repeated), (opening, repeated, repeated, other)))


def _instance(call: Call) -> tuple[Recipe, int]:
    """The instance with a label, and the label."""
    recipe = call.arguments[0]
    if isinstance(recipe, Construct) and recipe.name == "guest:last":
        last = children(recipe)[-1]
        if isinstance(last, Reference):
            return recipe, last.label
    label = label_of(recipe)
    if label is not None:
        return recipe, label
    return (with_label(recipe, _FIRST_LABEL) if isinstance(recipe, Labelled) else recipe), _FIRST_LABEL


def _changed_instance(drawer: CallDrawer, first: Call, second: Call, info: ClassInfo | None) -> Steps:
    """Other methods change the instance between two calls: what was remembered goes stale."""
    instance, label = _instance(first)
    opening = Call((instance, *first.arguments[1:]), first.keywords)
    past = drawer.past(info, label, drawer.rng.randint(1, 2)) if info is not None else []
    changed = last_of(*past, Reference(label)) if past else Reference(label)
    source = drawer.rng.choice((_relabelled(first, 2), second))
    return (opening, Call((changed, *source.arguments[1:]), source.keywords))


def _changed_attribute(drawer: CallDrawer, first: Call, second: Call, _info: ClassInfo | None) -> Steps:
    """The caller changes a public attribute of the instance between two calls."""
    instance, label = _instance(first)
    opening = Call((instance, *first.arguments[1:]), first.keywords)
    effect = drawer.changed(Reference(label), instance, second.arguments[0])
    changed = last_of(effect, Reference(label)) if effect is not None else Reference(label)
    return (opening, Call((changed, *_relabelled(first, 2).arguments[1:]), first.keywords))


def _almost_equal_on_instance(drawer: CallDrawer, first: Call, second: Call, _info: ClassInfo | None) -> Steps:
    """The same on one instance."""
    instance, label = _instance(first)
    opening = Call((instance, *first.arguments[1:]), first.keywords)
    near = [_relabelled(each, 2 + number) for number, each in enumerate(_fitting_twins(drawer, first, second, 1))]
    again = (dataclasses.replace(each, arguments=(Reference(label), *each.arguments[1:])) for each in near)
    return (opening, *again)


def _method_disturbed(_drawer: CallDrawer, first: Call, _second: Call, _info: ClassInfo | None) -> Steps:
    instance, label = _instance(first)
    opening = Call((instance, *first.arguments[1:]), first.keywords)
    again = Call((Reference(label), *_relabelled(first, 2).arguments[1:]), first.keywords)
    return (opening, Disturb(0), again)


_LAZY_PATTERNS: tuple[Pattern, ...] = (
    _in_manner("take 1"),
    _in_manner("change"),
    _in_manner("take 2"),
    _in_manner("send"),
    _in_manner("throw"),
    _in_manner("take 0"),
)
_PATTERNS: tuple[Pattern, ...] = (
    _same_objects,
    _disturbed,
    _equal_arguments,
    _back_and_forth,
    _almost_equal,
    _equal_but_other_type,
    _changed_argument,
)
_METHOD_PATTERNS: tuple[Pattern, ...] = (
    _same_instance,
    _changed_instance,
    _method_disturbed,
    _almost_equal_on_instance,
    _changed_attribute,
    _changed_instance,
)
