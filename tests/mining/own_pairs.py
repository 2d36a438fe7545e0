"""Slow and fast versions written for these tests."""

from __future__ import annotations

import json
from pathlib import Path

from speedwright.mining.pairs import Pair

ROOT_SLOW = '''
def root(x: int) -> int:
    """The whole part of the square root."""
    if x < 0:
        return 0
    n = 0
    while n * n <= x:
        n += 1
    return n - 1
'''
ROOT_FAST = """
import math

def root(number):
    if number < 0:
        return 0
    found = math.isqrt(number) + 1
    return found - 1
"""
SQUARE_SLOW = """
def is_square(area: int) -> bool:
    if area < 0:
        return False
    side = 0
    while side * side <= area:
        side += 1
    last = side - 1
    return last * last == area
"""
SQUARE_FAST = """
import math

def is_square(area: int) -> bool:
    # A comment, and other names.
    if area < 0:
        return False
    edge = math.isqrt(area) + 1
    before = edge - 1
    return before * before == area
"""
INPUTS = ("[0]", "[15]", "[10 ** 6]", "[10 ** 6 - 1]", "[999_999 * 3]")

ROOT = Pair("own/root", "root", ROOT_SLOW, ROOT_FAST, "root", INPUTS)
SQUARE = Pair("own/square", "square", SQUARE_SLOW, SQUARE_FAST, "is_square", INPUTS)


def write_pairs(path: Path, *pairs: Pair) -> Path:
    """The pairs as JSON lines."""
    rows = [
        {
            "id": pair.name,
            "problem": pair.problem,
            "slow": pair.slow,
            "fast": pair.fast,
            "entry_point": pair.entry_point,
            "inputs": list(pair.inputs),
        }
        for pair in pairs
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
