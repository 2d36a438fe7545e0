"""Makes the arguments of a call belong together: drawn apart, a target is never in its list."""

from __future__ import annotations

from collections.abc import Sequence

from speedwright.model.recipe import Call, Recipe
from speedwright.model.signature import TypeShape
from speedwright.verification.inputs import between, within
from speedwright.verification.inputs.conforming import conforms, labelled
from speedwright.verification.inputs.relating import Arguments, Relating, Relation
from speedwright.verification.inputs.traversal import dangling


def relate(
    relating: Relating, arguments: Sequence[Recipe], shapes: Sequence[TypeShape] | None = None
) -> tuple[Recipe, ...]:
    """The arguments after some relations were put in force; each keeps to its shape, where shapes are given."""
    related = list(arguments)
    rng = relating.rng
    wanted = rng.choice((0, 1, 1, 2, 3))
    for relation in rng.sample(RELATIONS, len(RELATIONS)) if wanted else ():
        before = tuple(related)
        relation(relating, related)
        # An object that another argument refers to may be gone.
        if dangling((Call(tuple(related)),)) or (shapes is not None and not _keeps_to(related, before, shapes)):
            related = list(before)
        wanted -= tuple(related) != before
        if not wanted:
            break
    return tuple(related)


def _keeps_to(related: Arguments, before: Sequence[Recipe], shapes: Sequence[TypeShape]) -> bool:
    triples = zip(related, before, shapes, strict=True)
    changed = [(now, shape) for now, then, shape in triples if now is not then and shape.kind != "any"]
    known = labelled(related) if changed else {}
    return all(conforms(now, shape, known) for now, shape in changed)


RELATIONS: tuple[Relation, ...] = (
    between.member_as_target,
    between.member_as_target,
    between.cells_of_table,
    between.cells_of_table,
    between.near_length,
    between.near_length,
    between.near_text,
    between.near_text,
    between.text_with_repeats,
    between.text_from_terms,
    between.text_from_terms,
    within.terms_with_marks,
    between.equal_lengths,
    between.equal_lengths,
    between.common_elements,
    between.common_elements,
    between.common_keys,
    within.neighbours_are_keys,
    within.neighbours_are_keys,
    within.neighbours_are_keys,
    within.rectangular,
    within.rectangular,
    within.intervals,
    within.intervals,
    between.range_of_two,
    between.indexes_in_range,
    within.ties,
    within.ties,
    within.ordered,
    between.path_into,
    between.path_into,
    between.same_object,
    between.shared_nan,
    within.falsy_values,
    within.equal_elements,
    within.hashed_apart,
    within.near_elements,
    within.near_elements,
)
