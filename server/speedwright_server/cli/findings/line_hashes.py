"""The hash by which GitHub's code scanning knows a line again after the file has changed elsewhere."""

from __future__ import annotations

from array import array
from collections import Counter
from itertools import accumulate

# The algorithm is a public fact of github/codeql-action (src/fingerprints.ts): over UTF-16 code units without blanks
# and tabs, every end of a line as LF, a hash of the 100 units from where a line begins, as a polynomial in 37 modulo
# 2^64. Another value than GitHub's own would be refused with a warning, and alerts would open anew with every edit.
WINDOW = 100
_FACTOR = 37
_MASK = (1 << 64) - 1
_END = 0xFFFF
_BLANKS = str.maketrans("", "", " \t")


def line_hashes(content: bytes) -> list[str]:
    """For each line of a text, from the first: its hash, and which of the lines with this hash it is.

    Lines end at LF, CR LF or CR; the text after the last end is a line, too.
    """
    text = content.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").translate(_BLANKS)
    units = array("H", text.encode("utf-16-le", "surrogatepass"))
    starts = [0, *(place + 1 for place, unit in enumerate(units) if unit == 0x0A)]
    prefixes = _prefixes([*units, _END, *[0] * WINDOW])
    seen: Counter[int] = Counter()
    named = []
    for start in starts:
        value = (prefixes[start + WINDOW] - prefixes[start] * _SHIFT) & _MASK
        seen[value] += 1
        named.append(f"{value:x}:{seen[value]}")
    return named


_SHIFT = pow(_FACTOR, WINDOW, _MASK + 1)


def _prefixes(units: list[int]) -> list[int]:
    """The polynomial of the first n units, for each n from 0."""
    return list(accumulate(units, lambda value, unit: (value * _FACTOR + unit) & _MASK, initial=0))
