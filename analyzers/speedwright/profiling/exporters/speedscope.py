"""Profiles in the format of https://www.speedscope.app: the call tree, one sample for each of its nodes."""

from __future__ import annotations

import json
from typing import Any

from speedwright import __version__
from speedwright.model.profile import Profile
from speedwright.profiling.exporters.calls import exported_calls

SCHEMA_URL = "https://www.speedscope.app/file-format-schema.json"


def speedscope_text(profile: Profile) -> str:
    """The text of the file."""
    return json.dumps(speedscope_json(profile), separators=(",", ":")) + "\n"


def speedscope_json(profile: Profile) -> dict[str, Any]:
    """One sampled profile in seconds; samples are sorted by their stacks, so that equal callers stand together."""
    calls = exported_calls(profile)
    stacks: list[list[int]] = []
    for parent, frame in zip(calls.parents, calls.frame_of, strict=True):
        stacks.append([*(stacks[parent] if parent >= 0 else ()), frame])
    timed = sorted((stack, seconds) for stack, seconds in zip(stacks, calls.self_s, strict=True) if seconds > 0)
    name = " ".join(profile.target.command) or f"process {profile.target.pid}"
    return {
        "$schema": SCHEMA_URL,
        "exporter": f"speedwright@{__version__}",
        "name": name,
        "activeProfileIndex": 0,
        "shared": {"frames": [_frame(each.name, each.path, each.line) for each in calls.frames]},
        "profiles": [
            {
                "type": "sampled",
                "name": name,
                "unit": "seconds",
                "startValue": 0,
                "endValue": sum(seconds for _, seconds in timed),
                "samples": [stack for stack, _ in timed],
                "weights": [seconds for _, seconds in timed],
            }
        ],
    }


def _frame(name: str, path: str, line: int) -> dict[str, Any]:
    return {"name": name, **({"file": path} if path else {}), **({"line": line} if line else {})}
