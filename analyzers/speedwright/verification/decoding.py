"""What a guest reports about a signature and recorded calls, as the model's values. A child may send nonsense."""

from __future__ import annotations

from typing import Any

from speedwright.model.recipe import Call, call_from_json, recipe_from_json
from speedwright.model.signature import Field, Parameter, Signature, TypeShape


def decode_signature(data: Any) -> Signature:
    """The signature behind a guest's report. Raises ValueError for nonsense."""
    try:
        parameters = tuple(_parameter(each) for each in data["parameters"])
        return Signature(parameters, bool(data["is_method"]), bool(data["is_async"]))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not a signature") from error


def _parameter(data: Any) -> Parameter:
    shape, default = data["shape"], data["default"]
    return Parameter(
        name=str(data["name"]),
        kind=str(data["kind"]),
        shape=None if shape is None else _shape(shape),
        has_default=bool(data["has_default"]),
        default=None if default is None else recipe_from_json(default),
    )


def _shape(data: Any) -> TypeShape:
    return TypeShape(
        kind=str(data["kind"]),
        arguments=tuple(_shape(each) for each in data.get("arguments", ())),
        name=str(data.get("name", "")),
        values=tuple(recipe_from_json(each) for each in data.get("values", ()) if each is not None),
        fields=tuple(
            Field(str(each["name"]), _shape(each["shape"]), bool(each["required"])) for each in data.get("fields", ())
        ),
    )


def decode_calls(data: Any) -> tuple[Call, ...]:
    """The calls behind one recorded snippet. Raises ValueError for nonsense."""
    try:
        return tuple(call_from_json(each) for each in data["calls"])
    except (KeyError, TypeError) as error:
        raise ValueError("not recorded calls") from error
