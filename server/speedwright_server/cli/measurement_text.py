"""Paired timings, for people."""

from __future__ import annotations

import math
from collections.abc import Iterator

from rich.text import Text

from speedwright.model.measurement import Measurement, SizeMeasurement
from speedwright_server.cli.evidence_text import labelled

# Below a millisecond, what one import costs more than another is noise.
VISIBLE_IMPORT_S = 1e-3
_HEADINGS = ("n", "original", "candidate", "faster", "interval", "")
_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns"))


def speedup(measurement: Measurement) -> str:
    """`14.2x faster (13.1-15.0)`; the ratio that decides, with its interval."""
    return f"{ratio(measurement.ratio)}x faster ({ratio(measurement.low)}-{ratio(measurement.high)})"


def sizes_lines(measurement: Measurement) -> Iterator[Text]:
    """A table with one row per size, which marks those that decide."""
    rows = [_HEADINGS, *(_row(size) for size in measurement.sizes)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    for number, row in enumerate(rows):
        cells = "   ".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True))
        yield labelled("sizes" if number == 0 else "", Text(cells.rstrip(), style="dim" if number == 0 else ""))


def _row(size: SizeMeasurement) -> tuple[str, ...]:
    return (
        f"{size.n:,}",
        duration(size.original_s),
        duration(size.candidate_s),
        f"{ratio(size.ratio)}x",
        f"{ratio(size.low)}-{ratio(size.high)}",
        "realistic" if size.realistic else "",
    )


def measurement_lines(measurement: Measurement) -> Iterator[Text]:
    """Growth, memory and the costs beside the ratio, where they were measured."""
    if measurement.complexity is not None:
        yield labelled("growth", f"{measurement.complexity.before} -> {measurement.complexity.after}")
    if measurement.memory_ratio is not None:
        yield labelled("peak memory", f"{ratio(measurement.memory_ratio)} times that of the original")
    if measurement.warm_ratio is not None:
        yield labelled("warm", f"{ratio(measurement.warm_ratio)}x when repeated with equal arguments (not counted)")
    if measurement.noise_floor > 1:
        yield labelled(
            "noise", f"identical code seems up to {ratio(measurement.noise_floor)}x as fast as itself here"
        )
    if measurement.instruction_ratio is not None:
        yield labelled("counted", f"{ratio(measurement.instruction_ratio)} times the candidate's instructions")
    if measurement.not_counted:
        yield labelled("counted", f"no instructions: {measurement.not_counted}")
    if measurement.import_cost_s > VISIBLE_IMPORT_S:
        yield labelled("import", f"{duration(measurement.import_cost_s)} longer")
    if measurement.crossover is not None:
        yield labelled("crossover", f"slower below size {measurement.crossover:,}")


def ratio(value: float) -> str:
    """Three significant digits, without an exponent."""
    if not math.isfinite(value) or value <= 0:
        return str(value)
    rounded = float(f"{value:.3g}")
    return f"{rounded:.{max(0, 2 - math.floor(math.log10(rounded)))}f}"


def duration(seconds: float) -> str:
    """Seconds in the unit that keeps the number short: `1.24 ms`."""
    factor, unit = next(((factor, unit) for factor, unit in _UNITS if seconds >= factor), _UNITS[-1])
    return f"{seconds / factor:.3g} {unit}"
