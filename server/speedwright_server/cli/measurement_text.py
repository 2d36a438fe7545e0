"""Paired timings, for people."""

from __future__ import annotations

import math
from collections.abc import Iterator

from rich import box
from rich.table import Table
from rich.text import Text

from speedwright.model.measurement import Measurement
from speedwright_server.cli.evidence_text import labelled

_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns"))


def speedup(measurement: Measurement) -> str:
    """`14.2x faster (13.1-15.0)`; the ratio that decides, with its interval."""
    interval = f"({ratio(measurement.low)}-{ratio(measurement.high)})"
    if measurement.ratio >= 1:
        return f"{ratio(measurement.ratio)}x faster {interval}"
    return f"{ratio(measurement.ratio)}x the speed {interval}"


def sizes_table(measurement: Measurement) -> Table:
    """One row per size; a star marks the sizes that decide."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), header_style="dim")
    for heading in ("size", "original", "candidate", "faster", "interval", ""):
        table.add_column(heading, justify="left" if heading == "" else "right")
    for size in measurement.sizes:
        table.add_row(
            f"{size.n:,}",
            duration(size.original_s),
            duration(size.candidate_s),
            f"{ratio(size.ratio)}x",
            f"{ratio(size.low)}-{ratio(size.high)}",
            "realistic" if size.realistic else "",
        )
    return table


def measurement_lines(measurement: Measurement) -> Iterator[Text]:
    """Growth, memory and the costs beside the ratio, where they were measured."""
    if measurement.complexity is not None:
        yield labelled("growth", f"{measurement.complexity.before} -> {measurement.complexity.after}")
    if measurement.memory_ratio is not None:
        yield labelled("peak memory", f"{ratio(measurement.memory_ratio)} times that of the original")
    if measurement.warm_ratio is not None:
        yield labelled("warm", f"{ratio(measurement.warm_ratio)}x when repeated with equal arguments (not counted)")
    if measurement.import_cost_s > 0:
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
