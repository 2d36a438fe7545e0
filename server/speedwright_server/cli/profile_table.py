"""Profiles, and differences of two, as tables for people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from speedwright.model.profile import Cost, FunctionCost, LineCost, Profile
from speedwright_server.cli.terminal import Style, painted, visible

if TYPE_CHECKING:
    from speedwright.pipeline.profile import Comparison

SHOWN_TEXT = 70
LARGEST_BYTES = 8 << 20


def profile_table(profile: Profile, root: Path, top: int, coloured: bool) -> str:
    """The hottest functions and lines by their own time; the texts of lines as they are below `root` now."""
    lines = [_headline(profile), ""]
    lines += _function_lines(profile, top, coloured)
    lines += _line_lines(profile, root, top, coloured)
    lines += [f"note: {visible(note)}" for note in profile.notes]
    return "\n".join(lines) + "\n"


def _headline(profile: Profile) -> str:
    target = profile.target
    subject = " ".join(target.command) or (f"process {target.pid}" if target.pid is not None else "")
    python = f"Python {target.version}" if target.version else ""
    samples = f"in {profile.samples:,} samples" if profile.samples else ""
    who = f"{profile.backend.name} {profile.backend.version}".strip()
    measured = f"{profile.total_s:.3g} s {samples}".strip()
    return visible(", ".join(part for part in (f"{measured} by {who}", python, subject) if part))


def _function_lines(profile: Profile, top: int, coloured: bool) -> Iterator[str]:
    shown = [each for each in profile.functions if each.cost.self_s > 0][:top]
    has_memory = any(each.cost.memory is not None for each in shown)
    head = f"{'self':>7} {'':>9} {'total':>7} {'native':>7}" + (
        f" {'system':>7} {'peak MB':>8}" if has_memory else ""
    )
    yield painted(f"{head}  function", Style.BOLD, coloured)
    for each in shown:
        cost = each.cost
        numbers = (
            f"{_percent(profile.share(cost.self_s))} {_duration(cost.self_s):>9} "
            f"{_total(profile, cost)} {_share(cost.native)}"
        )
        memory = f" {_share(cost.system)} {_peak(cost)}" if has_memory else ""
        yield f"{numbers}{memory}  {visible(each.qualname)}  {_place(each, coloured)}"
    left = sum(1 for each in profile.functions if each.cost.self_s > 0) - len(shown)
    if left > 0:
        rest = sum(each.cost.self_s for each in profile.functions) - sum(each.cost.self_s for each in shown)
        yield f"{_percent(profile.share(rest))} {_duration(rest):>9} {'':>7} {'':>7}  ({left:,} more functions)"


def _line_lines(profile: Profile, root: Path, top: int, coloured: bool) -> Iterator[str]:
    found = [(line, each) for each in profile.functions for line in each.lines if line.cost.self_s > 0]
    if not found:
        return
    yield ""
    yield painted(f"{'self':>7} {'':>9} {'total':>7} {'native':>7}  line", Style.BOLD, coloured)
    for line, function in sorted(found, key=lambda each: -each[0].cost.self_s)[:top]:
        cost = line.cost
        text = visible(_text(root / function.path, line).strip())[:SHOWN_TEXT]
        yield (
            f"{_percent(profile.share(cost.self_s))} {_duration(cost.self_s):>9} {_total(profile, cost)} "
            f"{_share(cost.native)}  {visible(function.path)}:{line.line}  {painted(text, Style.DIM, coloured)}"
        ).rstrip()


def _text(path: Path, line: LineCost) -> str:
    """Nothing for what is no file of a size that people write: a profile of others may name any path."""
    import linecache

    try:
        readable = path.is_file() and path.stat().st_size <= LARGEST_BYTES
    except (OSError, ValueError):
        return ""
    return linecache.getline(str(path), line.line) if readable else ""


def _place(function: FunctionCost, coloured: bool) -> str:
    where = f"{function.path}:{function.line}" if function.line else function.path
    return painted(visible(where), Style.DIM, coloured)


def _total(profile: Profile, cost: Cost) -> str:
    return f"{'':>7}" if cost.total_s is None else _percent(profile.share(cost.total_s))


def _percent(share: float) -> str:
    return f"{share * 100:5.1f} %"


def _share(share: float | None) -> str:
    return f"{'':>7}" if share is None else f"{share * 100:5.0f} %"


def _peak(cost: Cost) -> str:
    peak = None if cost.memory is None else cost.memory.peak_mb
    return f"{'':>8}" if peak is None else f"{peak:8.1f}"


def _duration(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:,.2f} s"
    return f"{seconds * 1e3:.0f} ms"


def comparison_table(comparison: Comparison, top: int, coloured: bool) -> str:
    """The whole, and the functions whose own time changed the most."""
    lines = [
        f"{_duration(comparison.before_s)} before, {_duration(comparison.after_s)} after "
        f"({_times(comparison.before_s, comparison.after_s)})",
        "",
        painted(f"{'before':>10} {'after':>10} {'change':>10}  function", Style.BOLD, coloured),
    ]
    for each in [each for each in comparison.functions if each.gained_s][:top]:
        before, after = (_duration(cost.self_s) if cost is not None else "-" for cost in (each.before, each.after))
        sign = "-" if each.gained_s > 0 else "+"
        style = Style.GREEN if each.gained_s > 0 else Style.RED
        change = painted(f"{sign + _duration(abs(each.gained_s)):>10}", style, coloured)
        edited = "  (edited)" if each.edited else ""
        lines.append(f"{before:>10} {after:>10} {change}  {visible(each.qualname)}  {visible(each.path)}{edited}")
    return "\n".join(lines) + "\n"


def _times(before_s: float, after_s: float) -> str:
    if before_s <= 0 or after_s <= 0:
        return "nothing to compare"
    return f"{before_s / after_s:.2f}x as fast" if before_s >= after_s else f"{after_s / before_s:.2f}x as slow"
