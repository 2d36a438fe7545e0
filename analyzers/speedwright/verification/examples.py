"""Example calls: found by reading the module or brought by the user, run in the sandbox, kept as recipes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from speedwright.errors import SpeedwrightError
from speedwright.model.recipe import Call, Case
from speedwright.sandbox.connection import GuestLost, GuestTimeout
from speedwright.sandbox.guest_handle import Guest
from speedwright.verification.decoding import decode_calls
from speedwright.verification.inputs.parametrised import shown_calls
from speedwright.verification.inputs.snippets import snippets

RECORDING_CPU_S = 5.0
GIVEN = "calls"
RECORDED = "recorded"
TEST = "test"


class CallsError(SpeedwrightError):
    """A file of example calls that holds no usable call."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What there is besides the two modules: the text of the user's file of calls, and calls recorded earlier.

    `recorded` are calls of real use, `by_tests` those that tests made: their sizes say nothing about real ones.
    `distinguishing` are inputs that told other candidates for the same original apart. `symbolic_s` is how long
    CrossHair may look for others, 0 where it was not asked for.
    """

    calls: str | None = None
    recorded: tuple[Call, ...] = ()
    by_tests: tuple[Call, ...] = ()
    distinguishing: tuple[Case, ...] = ()
    symbolic_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Examples:
    """Calls with the kind of place each came from: `calls`, `recorded`, `doctest`, `literal` or `test`.

    Those of `real` have sizes as they occur in use.
    """

    calls: tuple[tuple[str, Call], ...]
    real: tuple[Call, ...] = ()

    @property
    def cases(self) -> tuple[Case, ...]:
        """Each call as a case that outranks the rules of the domain."""
        return tuple(Case((call,), kind, example=True) for kind, call in self.calls)


def gather(
    guest: Guest,
    module_source: bytes,
    function: str,
    brought: Brought,
    by_tests: tuple[Call, ...] = (),
    test_sources: Iterable[bytes] = (),
) -> Examples:
    """All examples of `function`. The user's own file says which sizes are real; without it, recorded calls do.

    `by_tests` are calls that existing tests just made; what `test_sources` show is found by reading, for where tests
    cannot be run. Raises CallsError when the user's file holds no call that can be recorded. Other examples that
    fail, or do not end, are passed over: they are hints, not promises.
    """
    given = _given(guest, brought.calls, function) if brought.calls is not None else ()
    calls = [(GIVEN, call) for call in given]
    calls += [(RECORDED, call) for call in (*brought.recorded, *brought.by_tests)]
    calls += [(TEST, call) for call in by_tests]
    found = snippets(module_source.decode("utf-8", "replace"), function)
    found += tuple(each for text in test_sources for each in shown_calls(text, module_source, function))
    if found:
        try:
            reports = guest.record([each.source for each in found], RECORDING_CPU_S)
            for snippet, report in zip(found, reports, strict=True):
                calls += [(snippet.kind, call) for call in decode_calls(report)]
        except (GuestLost, GuestTimeout, ValueError):
            pass
    unique = tuple({Case((call,), "").key: (kind, call) for kind, call in reversed(calls)}.values())[::-1]
    return Examples(unique, given or brought.recorded)


def _given(guest: Guest, text: str, function: str) -> tuple[Call, ...]:
    try:
        (report,) = guest.record([text], RECORDING_CPU_S)
        calls = decode_calls(report)
    except (GuestLost, GuestTimeout, ValueError) as error:
        raise CallsError(f"the example calls cannot be run: {error}") from error
    if not calls:
        raise CallsError(f"the example calls give nothing to go by: {_nothing(report, function)}")
    return calls


def _nothing(report: Mapping[str, Any], function: str) -> str:
    """Why a recording has no calls."""
    if report["errors"]:
        return str(report["errors"][0])
    if report["undescribable"]:
        return f"the arguments of {function} cannot be written down (a file, a lock, a table of several levels)"
    return f"none of them calls {function}"
