"""Where a program spent its time: measured cost per function and line, and the calls that led there."""

from __future__ import annotations

from dataclasses import dataclass, field

SCHEMA = 1

MODULE = "<module>"
"""The qualified name of what a file does outside of its functions."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes (2**20 bytes): allocated in all, held at the peak, and copied per second; None where not measured."""

    allocated_mb: float | None = None
    peak_mb: float | None = None
    copied_mb_s: float | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """What one function or line cost.

    `self_s` are seconds in the place itself, with the native code that it called; `total_s` those with all that it
    called, recursion counted once, None where the backend cannot tell. `native` and `system` are shares of `self_s`
    (0 to 1) in native code and in the kernel; None where not measured. `samples` is 0 where nothing was sampled.
    """

    self_s: float
    total_s: float | None
    samples: int = 0
    native: float | None = None
    system: float | None = None
    memory: Memory | None = None


@dataclass(frozen=True, slots=True)
class LineCost:
    """The cost of a line, counted from 1, in the file as it was when the profile was taken."""

    line: int
    cost: Cost


@dataclass(frozen=True, slots=True)
class FunctionCost:
    """The cost of a function and of its lines, ascending; comprehensions and lambdas are part of the function.

    `path` is relative to the workspace's root for its files, else as the profiler knew it. `qualname` follows
    Python's `__qualname__`; it is `MODULE` for code outside of functions. `line` is the first of its text (that of a
    decorator), 0 where that is not known. `digest` stands for the function's text then, None where that was not read:
    a function with the same path, name and digest today is the one that was measured.
    """

    path: str
    qualname: str
    line: int
    digest: str | None
    cost: Cost
    lines: tuple[LineCost, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """One place in a stack; `line` is 0 where it is not known, `native` tells code that is no Python."""

    name: str
    path: str
    line: int
    native: bool = False


@dataclass(frozen=True, slots=True)
class CallTree:
    """Stacks with equal beginnings joined. Node `i` is `frames[frame_of[i]]`, called by node `parents[i]` (-1: none),
    which comes before it; `self_s[i]` are seconds in it while nothing below it ran.
    """

    frames: tuple[Frame, ...] = ()
    parents: tuple[int, ...] = ()
    frame_of: tuple[int, ...] = ()
    self_s: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Backend:
    """Who measured: the name of a backend, or of the format a file was in, and its version (empty: not known)."""

    name: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What was measured. `command` and `folder` (absolute) are empty where they are not known, as for most files.

    `executable` and `version` are those of its interpreter. `status` is that of the command's end, negative for a
    signal, None where it was not seen.
    """

    command: tuple[str, ...] = ()
    folder: str = ""
    pid: int | None = None
    executable: str = ""
    version: str = ""
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """One measured run. `functions` are sorted by self time, the hottest first; `total_s` is all that was measured,
    the whole of which shares are parts. `created` is a time in UTC (ISO 8601), empty where it is not known.
    `notes` tell people what they have to know about it (an interruption, what was left out).
    """

    target: Target
    backend: Backend
    created: str
    total_s: float
    samples: int
    functions: tuple[FunctionCost, ...]
    calls: CallTree = field(default_factory=CallTree)
    notes: tuple[str, ...] = ()

    def share(self, seconds: float) -> float:
        """The part of the whole (0 to 1)."""
        return seconds / self.total_s if self.total_s > 0 else 0.0
