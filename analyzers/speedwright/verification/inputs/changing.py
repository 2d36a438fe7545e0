"""What a caller may do to an argument between two calls: what was remembered of it goes stale."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from speedwright.model.recipe import Atom, Construct, Items, Pairs, Recipe, Reference
from speedwright.model.signature import Field
from speedwright.verification.inputs.annotations import ClassInfo


def changed(
    target: Reference, made: Recipe, other: Recipe, known: Mapping[str, ClassInfo], rng: Random
) -> Recipe | None:
    """A call that changes the object `made` in place, within its type; None where nothing can, or nobody may.

    `known` are the classes of the module, by name. A public attribute of theirs gets the value that `other`, an
    instance as well, has there, or is changed in place itself.
    """
    match made:
        case Items("list", items, _):
            return Construct(_change_of_list(len(items), rng), (target,))
        case Items("set") | Pairs():
            return Construct("builtins:set.clear" if isinstance(made, Items) else "builtins:dict.clear", (target,))
        case Construct():
            info = known.get(_class_name(made))
            public = [] if info is None else _public(info)
            return _changed_attribute(target, other, rng.choice(public), rng) if public else None
        case _:
            return None


def _change_of_list(length: int, rng: Random) -> str:
    # What depends on the order alone is told by the one, what does not by the other.
    return rng.choice(("builtins:list.reverse", "builtins:list.pop")) if length > 1 else "builtins:list.clear"


def _class_name(made: Construct) -> str:
    match made:
        case Construct("guest:instance", (Atom(str() as name), _)):
            return name.rpartition(":")[2]
        case Construct("guest:last", (*_, _)):
            return next((_class_name(each) for each in made.arguments if isinstance(each, Construct)), "")
        case _:
            return made.name.rpartition(":")[2]


def _public(info: ClassInfo) -> list[Field]:
    """What its instances are made of and the outside can name."""
    methods = {name for name, _ in info.methods}
    return [each for each in info.shape.fields if not each.name.startswith("_") and each.name not in methods]


def _changed_attribute(target: Reference, other: Recipe, field: Field, rng: Random) -> Recipe:
    name = Atom(field.name)
    if field.shape.kind == "list" and rng.random() < 0.5:
        return Construct("builtins:list.clear", (Construct("builtins:getattr", (target, name)),))
    return Construct("builtins:setattr", (target, name, Construct("builtins:getattr", (other, name))))
