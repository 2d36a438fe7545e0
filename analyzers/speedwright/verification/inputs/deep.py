"""Values nested more deeply than the interpreter recurses, as flat recipes."""

from __future__ import annotations

from speedwright.model.recipe import Atom, Construct, Items, Recipe, Reference
from speedwright.model.signature import TypeShape
from speedwright.verification.inputs.literals import last_of

# CPython gives up at 1000 calls by default.
DEPTH = 1500
_LABELS = 10_000


def deeply_nested(shape: TypeShape) -> tuple[Recipe, ...]:
    """Values of the shape that are DEPTH levels deep; none for a shape that does not contain itself."""
    if shape.kind == "any" or (shape.kind == "list" and shape.arguments[0].kind in ("any", "list")):
        return (_lists(),)
    if shape.kind == "record" and shape.name.startswith(":"):
        return _chain(shape)
    return ()


def _lists() -> Recipe:
    levels: list[Recipe] = [Items("list", (Atom(1),), _LABELS)]
    levels += [Items("list", (Reference(_LABELS + level),), _LABELS + level + 1) for level in range(DEPTH)]
    return last_of(*levels)


def _chain(shape: TypeShape) -> tuple[Recipe, ...]:
    """Instances that hold one another through a field of their own class, if the class has such a field."""
    links = [each.name for each in shape.fields if _may_be_open(each.shape)]
    plain = tuple((each.name, Atom(1)) for each in shape.fields if each.required and each.name not in links)
    if not links:
        return ()
    return tuple(last_of(*_links(shape.name, link, plain)) for link in links[:2])


def _links(name: str, link: str, plain: tuple[tuple[str, Recipe], ...]) -> list[Recipe]:
    found: list[Recipe] = [Construct(name, (), (*plain, (link, Atom(None))), _LABELS)]
    found.extend(
        Construct(name, (), (*plain, (link, Reference(_LABELS + level))), _LABELS + level + 1)
        for level in range(DEPTH)
    )
    return found


def _may_be_open(shape: TypeShape) -> bool:
    """A recursive field is read as `any`, or as a union of that with None."""
    kinds = {each.kind for each in shape.arguments} if shape.kind == "union" else {shape.kind}
    return "any" in kinds or kinds == {"record", "none"}
