"""Rewrites that are wrong for calls of a certain kind only: such calls are made."""

from __future__ import annotations

from pathlib import Path

import pytest

from speedwright.model.verdict import Outcome
from speedwright.pipeline.verify import VerifyRequest, verify

SPREAD = """
def spread(xs: list[int]) -> int:
    best = 0
    for i in range(len(xs)):
        for j in range(len(xs)):
            best = max(best, xs[i] - xs[j])
    return best
"""
REMEMBERED_BY_ENDS = """
_KNOWN: dict[tuple[int, int, int], int] = {}
def spread(xs: list[int]) -> int:
    if not xs:
        return 0
    key = (len(xs), xs[0], xs[-1])
    if key not in _KNOWN:
        _KNOWN[key] = max(xs) - min(xs)
    return _KNOWN[key]
"""
SCALED = """
def scaled(xs: tuple[int, ...], factor: int = 1) -> list[int]:
    out: list[int] = []
    for x in xs:
        out = out + [x * factor]
    return out
"""
REMEMBERED_WITHOUT_THE_FACTOR = """
_KNOWN: dict[tuple[int, ...], list[int]] = {}
def scaled(xs: tuple[int, ...], factor: int = 1) -> list[int]:
    if xs not in _KNOWN:
        _KNOWN[xs] = [x * factor for x in xs]
    return list(_KNOWN[xs])
"""
RISES = """
def rises(xs: list[int]) -> int:
    count = 0
    for i in range(1, len(xs)):
        if xs[i] > xs[i - 1]:
            count += 1
    return count
"""
IN_CHUNKS = """
from operator import lt
def rises(xs: list[int]) -> int:
    count = 0
    for start in range(0, len(xs), 2048):
        part = xs[start:start + 2048]
        count += sum(map(lt, part, part[1:]))
    return count
"""
TOTAL = """
from decimal import Decimal
def total(xs: list[Decimal]) -> Decimal:
    acc = Decimal(0)
    for i in range(len(xs)):
        acc = acc + xs[i]
    return acc
"""
TOTAL_BACKWARDS = """
from decimal import Decimal
def total(xs: list[Decimal]) -> Decimal:
    return sum(reversed(xs), Decimal(0))
"""
STAMP = """
from datetime import datetime
def stamp(moment: datetime) -> str:
    return moment.isoformat()
"""
STAMP_IN_SECONDS = """
from datetime import datetime
def stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}".zfill(19)
"""
DIGITS = """
def all_digits(text: str) -> bool:
    if not text:
        return False
    for i in range(len(text)):
        if not "0" <= text[i:i + 1] <= "9":
            return False
    return True
"""
DIGITS_UP_TO_THE_LINE_END = """
import re
_DIGITS = re.compile(r"[0-9]+$")
def all_digits(text: str) -> bool:
    return _DIGITS.match(text) is not None
"""
BASKET = """
class Basket:
    def __init__(self, lines: list[tuple[str, int]]) -> None:
        self.lines = lines
    def names(self) -> int:
        seen = []
        for name, _ in self.lines:
            if name not in seen:
                seen.append(name)
        return len(seen)
"""
BASKET_REMEMBERED = """
from functools import lru_cache
class Basket:
    def __init__(self, lines: list[tuple[str, int]]) -> None:
        self.lines = lines
    @lru_cache(maxsize=None)
    def names(self) -> int:
        return len({name for name, _ in self.lines})
"""
NAMES = (
    BASKET
    + """
def names_in(basket: Basket) -> int:
    return basket.names()
"""
)
NAMES_REMEMBERED = (
    "from functools import lru_cache\n"
    + BASKET
    + """
@lru_cache(maxsize=None)
def names_in(basket: Basket) -> int:
    return basket.names()
"""
)
READ = """
def was_read(values: list[float], wanted: float) -> bool:
    found = False
    for each in values:
        if each == wanted:
            found = True
    return found
"""
READ_BY_IDENTITY = """
def was_read(values: list[float], wanted: float) -> bool:
    return wanted in values
"""
DAMPED = """
import math
def damped(xs: list[float]) -> list[float]:
    out: list[float] = []
    for x in xs:
        out = out + [math.exp(-abs(x))]
    return out
"""
DAMPED_BY_ROUNDED_KEYS = """
import math
def damped(xs: list[float]) -> list[float]:
    known: dict[float, float] = {}
    out = []
    for x in xs:
        key = round(x, 9)
        if key not in known:
            known[key] = math.exp(-abs(x))
        out.append(known[key])
    return out
"""


@pytest.mark.parametrize(
    ("original", "candidate", "function"),
    [
        pytest.param(SPREAD, REMEMBERED_BY_ENDS, "spread", id="a-cache-by-length-and-ends"),
        pytest.param(SCALED, REMEMBERED_WITHOUT_THE_FACTOR, "scaled", id="a-cache-without-one-parameter"),
        pytest.param(TOTAL, TOTAL_BACKWARDS, "total", id="another-order-of-rounding"),
        pytest.param(STAMP, STAMP_IN_SECONDS, "stamp", id="whole-seconds"),
        pytest.param(DIGITS, DIGITS_UP_TO_THE_LINE_END, "all_digits", id="a-line-end-after-the-match"),
        pytest.param(RISES, IN_CHUNKS, "rises", id="work-in-large-chunks"),
        pytest.param(READ, READ_BY_IDENTITY, "was_read", id="what-does-not-equal-itself"),
        pytest.param(DAMPED, DAMPED_BY_ROUNDED_KEYS, "damped", id="a-cache-by-rounded-numbers"),
        pytest.param(BASKET, BASKET_REMEMBERED, "Basket.names", id="a-cache-for-an-instance-that-changes"),
        pytest.param(NAMES, NAMES_REMEMBERED, "names_in", id="a-cache-for-an-argument-that-changes"),
    ],
)
def test_what_errs_on_few_calls_is_told_apart(tmp_path: Path, original: str, candidate: str, function: str) -> None:
    before, after = tmp_path / "subject.py", tmp_path / "changed.py"
    before.write_text(original)
    after.write_text(candidate)
    verdict = verify(VerifyRequest(before, after, function, budget_s=120.0))

    assert verdict.outcome is Outcome.DIFFERENT, verdict.reason
