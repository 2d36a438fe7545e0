"""The form of what a guest answers: the code in it may send anything in its name."""

from __future__ import annotations

from typing import Any

from speedwright.sandbox.connection import GuestLost

# A time that no call can have taken: what says so is no guest.
_LONGEST_S = 1e6
_STEP_KEYS = {
    "arguments", "result", "earlier", "cpu_s", "output", "errors", "logs", "callbacks", "warnings", "effects"
}  # fmt: skip


def checked_observation(answer: Any) -> Any:
    """The answer to one case. Raises GuestLost where it has another form."""
    if isinstance(answer, dict):
        if "timeout" in answer or "unbuildable" in answer:
            return answer
        steps = answer.get("steps")
        if isinstance(steps, list) and isinstance(answer.get("state"), dict) and all(map(_is_step, steps)):
            return answer
    raise GuestLost("the child broke the protocol")


def checked_attempt(answer: Any, count: int) -> Any:
    """What became of `count` versions that were tried together; of none without inputs. Raises GuestLost."""
    told = answer.get("versions") if isinstance(answer, dict) else None
    if not isinstance(told, list) or not isinstance(answer.get("inputs"), int):
        raise GuestLost("the child broke the protocol")
    if len(told) != (count if answer["inputs"] else 0) or not all(map(_is_version, told)):
        raise GuestLost("the child broke the protocol")
    return answer


def _is_step(step: Any) -> bool:
    return (
        isinstance(step, dict)
        and step.keys() >= _STEP_KEYS
        and _is_time(step["cpu_s"])
        and all(isinstance(step[key], dict) for key in ("raised", "items") if key in step)
    )


def _is_version(version: Any) -> bool:
    return (
        isinstance(version, dict)
        and isinstance(version.get("same"), bool)
        and isinstance(version.get("reason"), str)
        and isinstance(version.get("batches_s"), list)
        and all(map(_is_time, version["batches_s"]))
    )


def _is_time(value: Any) -> bool:
    return isinstance(value, (int, float)) and 0 <= value < _LONGEST_S
