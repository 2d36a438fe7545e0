"""How shares and seconds are written, in hints, lenses, hovers and messages alike."""

from __future__ import annotations

# Below this, a share of native code says nothing.
LEAST_NATIVE = 0.005


def percent(share: float) -> str:
    """`38 %`; of what is there, never `0 %`."""
    return "< 1 %" if 0 < share < 0.01 else f"{share * 100:.0f} %"


def seconds(value: float) -> str:
    """`2.1 s`, `21 s`, `340 ms`."""
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s" if value < 10 else f"{value:.0f} s"


def heat_label(share: float, spent_s: float, native: float | None) -> str:
    """`38 % · 2.1 s · 12 % native`."""
    parts = [percent(share), seconds(spent_s)]
    if native is not None and native >= LEAST_NATIVE:
        parts.append(f"{percent(native)} native")
    return " · ".join(parts)
