"""Profiles as JSON (schema 1), written and strictly read: whatever is wrong with a file is one clear sentence."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from speedwright.errors import SpeedwrightError
from speedwright.model.profile import (
    SCHEMA,
    Backend,
    CallTree,
    Cost,
    Frame,
    FunctionCost,
    LineCost,
    Memory,
    Profile,
    Target,
)

KIND = "speedwright-profile"
MOST = 1 << 53
"""Numbers beyond it are not exact in JSON, and nobody measured them."""

T = TypeVar("T")


class ProfileError(SpeedwrightError):
    """A file that is no profile, or a damaged one."""


def profile_to_json(profile: Profile) -> dict[str, Any]:
    """One object; `profile_from_json` makes an equal profile of it."""
    return {
        "schema": SCHEMA,
        "kind": KIND,
        "target": asdict(profile.target),
        "backend": asdict(profile.backend),
        "created": profile.created,
        "total_s": profile.total_s,
        "samples": profile.samples,
        "functions": [_function_to_json(each) for each in profile.functions],
        "calls": {
            "frames": [[each.name, each.path, each.line, each.native] for each in profile.calls.frames],
            "parents": list(profile.calls.parents),
            "frame_of": list(profile.calls.frame_of),
            "self_s": list(profile.calls.self_s),
        },
        "notes": list(profile.notes),
    }


def profile_text(profile: Profile) -> str:
    """The text of a file that holds the profile."""
    return json.dumps(profile_to_json(profile), separators=(",", ":"), ensure_ascii=True) + "\n"


def profile_from_json(value: object) -> Profile:
    """The profile that decoded JSON describes. Raises ProfileError where anything is missing, odd or impossible."""
    whole = _object(value, "the profile")
    if whole.get("kind") != KIND:
        raise ProfileError("this is no profile of Speedwright")
    if whole.get("schema") != SCHEMA:
        raise ProfileError(f"the profile has schema {whole.get('schema')!r}; this version reads {SCHEMA}")
    return Profile(
        target=_target(_object(whole.get("target"), "target")),
        backend=Backend(**_texts(_object(whole.get("backend"), "backend"), ("name", "version"), "backend")),
        created=_text(whole.get("created"), "created"),
        total_s=_number(whole.get("total_s"), "total_s"),
        samples=_count(whole.get("samples"), "samples"),
        functions=_all(whole.get("functions"), "functions", _function),
        calls=_calls(_object(whole.get("calls"), "calls")),
        notes=_all(whole.get("notes"), "notes", _text),
    )


def _function_to_json(function: FunctionCost) -> dict[str, Any]:
    return {
        "path": function.path,
        "qualname": function.qualname,
        "line": function.line,
        "digest": function.digest,
        **asdict(function.cost),
        "lines": [{"line": each.line, **asdict(each.cost)} for each in function.lines],
    }


def _target(value: Mapping[str, Any]) -> Target:
    status = value.get("status")
    pid = value.get("pid")
    return Target(
        command=_all(value.get("command"), "target.command", _text),
        **_texts(value, ("folder", "executable", "version"), "target"),
        pid=None if pid is None else _count(pid, "target.pid"),
        status=None if status is None else _integer(status, "target.status"),
    )


def _function(value: object, where: str) -> FunctionCost:
    given = _object(value, where)
    digest = given.get("digest")
    return FunctionCost(
        path=_text(given.get("path"), f"{where}.path"),
        qualname=_text(given.get("qualname"), f"{where}.qualname"),
        line=_count(given.get("line"), f"{where}.line"),
        digest=None if digest is None else _text(digest, f"{where}.digest"),
        cost=_cost(given, where),
        lines=_all(given.get("lines"), f"{where}.lines", _line),
    )


def _line(value: object, where: str) -> LineCost:
    given = _object(value, where)
    return LineCost(_count(given.get("line"), f"{where}.line"), _cost(given, where))


def _cost(value: Mapping[str, Any], where: str) -> Cost:
    memory = value.get("memory")
    return Cost(
        self_s=_number(value.get("self_s"), f"{where}.self_s"),
        total_s=_optional(value.get("total_s"), f"{where}.total_s"),
        samples=_count(value.get("samples"), f"{where}.samples"),
        native=_share(value.get("native"), f"{where}.native"),
        system=_share(value.get("system"), f"{where}.system"),
        memory=None if memory is None else _memory(_object(memory, f"{where}.memory"), where),
    )


def _memory(value: Mapping[str, Any], where: str) -> Memory:
    names = ("allocated_mb", "peak_mb", "copied_mb_s")
    return Memory(*(_optional(value.get(name), f"{where}.memory.{name}") for name in names))


def _calls(value: Mapping[str, Any]) -> CallTree:
    frames = _all(value.get("frames"), "calls.frames", _frame)
    parents = _all(value.get("parents"), "calls.parents", _integer)
    frame_of = _all(value.get("frame_of"), "calls.frame_of", _count)
    self_s = _all(value.get("self_s"), "calls.self_s", _number)
    if not len(parents) == len(frame_of) == len(self_s):
        raise ProfileError("the profile is damaged: the parts of calls differ in length")
    if any(not -1 <= parent < node for node, parent in enumerate(parents)):
        raise ProfileError("the profile is damaged: calls.parents names a node that does not come before its own")
    if any(frame >= len(frames) for frame in frame_of):
        raise ProfileError("the profile is damaged: calls.frame_of names a frame that is not there")
    return CallTree(frames, parents, frame_of, self_s)


def _frame(value: object, where: str) -> Frame:
    if not isinstance(value, list) or len(value) != 4 or not isinstance(value[3], bool):
        raise _damaged(where, "a list of name, path, line and native")
    return Frame(_text(value[0], where), _text(value[1], where), _count(value[2], where), value[3])


def _all(value: object, where: str, read: Callable[[object, str], T]) -> tuple[T, ...]:
    if not isinstance(value, list):
        raise _damaged(where, "a list")
    return tuple(read(each, f"{where}[{index}]") for index, each in enumerate(value))


def _object(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _damaged(where, "an object")
    return value


def _texts(value: Mapping[str, Any], names: Sequence[str], where: str) -> dict[str, str]:
    return {name: _text(value.get(name), f"{where}.{name}") for name in names}


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise _damaged(where, "a text")
    return value


def _number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < MOST or math.isnan(value):
        raise _damaged(where, "a number from 0")
    return float(value)


def _optional(value: object, where: str) -> float | None:
    return None if value is None else _number(value, where)


def _share(value: object, where: str) -> float | None:
    share = _optional(value, where)
    if share is not None and share > 1:
        raise _damaged(where, "a share from 0 to 1")
    return share


def _integer(value: object, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= MOST:
        raise _damaged(where, "a whole number")
    return value


def _count(value: object, where: str) -> int:
    number = _integer(value, where)
    if number < 0:
        raise _damaged(where, "a whole number from 0")
    return number


def _damaged(where: str, expected: str) -> ProfileError:
    return ProfileError(f"the profile is damaged: {where} is not {expected}")
