"""Values nested more deeply than the interpreter recurses, as flat recipes."""

from __future__ import annotations

from speedwright.model.recipe import Atom, Construct, Items, Recipe, Reference
from speedwright.model.signature import Field, TypeShape
from speedwright.verification.inputs.literals import last_of

# CPython gives up at 1000 calls by default.
DEPTH = 1500
_LABELS = 10_000
_LINK_NAMES = ("next", "left", "right", "parent", "child", "tail", "rest", "inner", "link")


def deeply_nested(shape: TypeShape) -> tuple[Recipe, ...]:
    """Values of the shape that are DEPTH levels deep; none for a shape that does not contain itself."""
    if shape.kind == "any" or (shape.kind == "list" and _innermost(shape).kind in ("any", "unsupported")):
        return (_lists(),)
    if shape.kind == "record" and shape.name.startswith(":"):
        return _chain(shape)
    return ()


def _innermost(shape: TypeShape) -> TypeShape:
    return _innermost(shape.arguments[0]) if shape.kind == "list" else shape


def _lists() -> Recipe:
    levels: list[Recipe] = [Items("list", (Atom(1),), _LABELS)]
    levels += [Items("list", (Reference(_LABELS + level),), _LABELS + level + 1) for level in range(DEPTH)]
    return last_of(*levels)


def _chain(shape: TypeShape) -> tuple[Recipe, ...]:
    """Instances that hold one another through a field of their own class, if the class has such a field."""
    links = [each.name for each in shape.fields if _is_link(each, shape.name)]
    plain = tuple((each.name, Atom(1)) for each in shape.fields if each.required and each.name not in links)
    return tuple(last_of(*_links(shape.name, link, plain)) for link in links[:2])


def _links(name: str, link: str, plain: tuple[tuple[str, Recipe], ...]) -> list[Recipe]:
    found: list[Recipe] = [Construct(name, (), (*plain, (link, Atom(None))), _LABELS)]
    found.extend(
        Construct(name, (), (*plain, (link, Reference(_LABELS + level))), _LABELS + level + 1)
        for level in range(DEPTH)
    )
    return found


def _is_link(field: Field, owner: str) -> bool:
    """Whether the field holds another instance or nothing: by its hint, or by its name where it has none."""
    members = field.shape.arguments if field.shape.kind == "union" else (field.shape,)
    if any(each.kind == "record" and each.name == owner for each in members):
        return True
    return any(each.kind == "any" for each in members) and field.name in _LINK_NAMES
