"""Which inputs count: the rules that put one outside the domain, and what was assumed about each parameter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from speedwright.model.evidence import Assumption
from speedwright.model.recipe import Call, Case
from speedwright.model.signature import Parameter, Signature, TypeShape

_EXHAUSTED = ("RecursionError", "MemoryError")
_TYPE_ERRORS = ("TypeError", "AttributeError")


def outside(case: Case, answer: Any) -> str | None:
    """Why the original's answer puts an input outside the domain; None where it is inside.

    Outside is what the original cannot do (recursion, memory, time) and what it rejects without a `raise` of its
    own: other types, and keys that no example has. An example of the user's is outside only when it cannot be done,
    a value of a type that no example has whenever it is rejected so.
    """
    if "timeout" in answer:
        return "time-out"
    if "lost" in answer or "unbuildable" in answer:
        return "cannot be built" if "unbuildable" in answer else "ends the process"
    for step in answer["steps"]:
        raised = step.get("raised")
        if raised is None:
            continue
        if raised["type"] in _EXHAUSTED:
            return str(raised["type"])
        rejects = case.stretched or raised["type"] in (*_TYPE_ERRORS, "KeyError")
        if rejects and not raised["own"] and not case.example:
            return str(raised["type"])
    return None


def assumptions(
    signature: Signature, assumed: Sequence[Parameter], examples: Sequence[Call]
) -> dict[str, Assumption]:
    """What each parameter was taken to be, and from what: a hint, an example, the code's use of it, its default."""
    result: dict[str, Assumption] = {}
    for position, parameter in enumerate(signature.parameters):
        guess = next((each.shape for each in assumed if each.name == parameter.name), None)
        if parameter.shape is not None:
            # What a hint leaves open is as it was taken.
            result[parameter.name] = Assumption(shape_text(guess or parameter.shape), "hint")
        elif any(position < len(call.arguments) for call in examples):
            text = "like the examples" if guess is None else shape_text(guess)
            result[parameter.name] = Assumption(text, "example")
        elif guess is not None:
            result[parameter.name] = Assumption(shape_text(guess), "usage")
        else:
            result[parameter.name] = Assumption("anything", "default")
    return result


def shape_text(shape: TypeShape) -> str:
    """A shape as a type hint would be written."""
    inner = ", ".join(shape_text(each) for each in shape.arguments)
    match shape.kind:
        case "union":
            return " | ".join(shape_text(each) for each in shape.arguments)
        case "record" | "enum" | "construct" | "array" | "frame" | "unsupported":
            return shape.name.rpartition(":")[2] or shape.kind
        case "tuple_of":
            return f"tuple[{inner}, ...]"
        case "literal":
            return "Literal[...]"
        case "int" | "float" as kind if "non-negative" in shape.name:
            return f"{kind} >= 0"
        case kind:
            return f"{kind}[{inner}]" if inner else kind
