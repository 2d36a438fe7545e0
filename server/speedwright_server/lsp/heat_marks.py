"""Heat as the protocol shows it: hints at lines, lenses at functions, diagnostics at hotspots, a part of hovers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lsprotocol import types

from speedwright.model.thresholds import NATIVE_BOUND
from speedwright.pipeline.documents import Encoding
from speedwright_server.lsp.command_names import IMPROVE_FUNCTION
from speedwright_server.lsp.diagnostics import Told, place_of
from speedwright_server.lsp.documents import Document
from speedwright_server.lsp.heat_text import STALE, cost_markdown, heat_label, percent, run_markdown, seconds
from speedwright_server.lsp.to_lsp import line_range

if TYPE_CHECKING:
    from speedwright.pipeline.heating import FileHeat, FunctionHeat, Hotspot


def line_hints(
    document: Document, heat: FileHeat, lines: tuple[int, int], encoding: Encoding
) -> list[types.InlayHint]:
    """One for each hot line from the first to the last, both counted from 0 and inclusive.

    The share of the time (0 to 1) is in its data, for clients that colour lines by it.
    """
    from speedwright.pipeline.heating import hot_lines

    hints = []
    for each in hot_lines(heat, lines[0] + 1, lines[1] + 1):
        cost = each.cost
        spent_s = cost.self_s if cost.total_s is None else cost.total_s
        share = heat.profile.share(spent_s)
        label = heat_label(share, spent_s, cost.native)
        place = line_range(document.source, each.line - 1, encoding).end
        split = types.MarkupContent(types.MarkupKind.Markdown, cost_markdown(heat.profile, cost))
        data = {"share": share}
        hints.append(types.InlayHint(place, label, tooltip=split, padding_left=True, data=data))
    return hints


def function_lenses(document: Document, heat: FileHeat, encoding: Encoding) -> list[types.CodeLens]:
    """One above each function that took a hundredth of the time or more."""
    from speedwright.pipeline.heating import warm_functions

    lenses = []
    for each in warm_functions(heat):
        place = line_range(document.source, each.line - 1, encoding)
        command = types.Command(function_label(each), IMPROVE_FUNCTION, arguments=[document.uri, place.start])
        lenses.append(types.CodeLens(place, command=command))
    return lenses


def function_label(function: FunctionHeat) -> str:
    """`38 % · 2.1 s · 12 % native`, with the mark of what has changed since."""
    cost = function.cost
    label = heat_label(function.share, cost.self_s if cost.total_s is None else cost.total_s, cost.native)
    return f"{label} · {STALE}" if function.stale else label


def heat_hover(heat: FileHeat, line: int) -> str | None:
    """What is known of a line (from 0): of itself, and of the function that begins there; None where it is cold."""
    from speedwright.pipeline.heating import hot_lines, warm_functions

    parts = [
        f"**This line:** {cost_markdown(heat.profile, each.cost)}" for each in hot_lines(heat, line + 1, line + 1)
    ]
    for each in warm_functions(heat):
        if each.line == line + 1:
            stale = " It has changed since." if each.stale else ""
            parts.append(f"**`{each.qualname}`:** {cost_markdown(heat.profile, each.cost)}{stale}")
    return "\n\n".join([*parts, run_markdown(heat.profile)]) if parts else None


def told_hotspots(document: Document, spots: Iterable[Hotspot], encoding: Encoding) -> list[Told]:
    """Hints, the quietest that there is: a hot function in which nothing was found."""
    return [
        Told(
            place=place_of(line_range(document.source, each.line - 1, encoding)),
            message=_hotspot(each),
            severity=types.DiagnosticSeverity.Hint.value,
            code="hotspot",
        )
        for each in spots
    ]


def _hotspot(spot: Hotspot) -> str:
    stale = f" ({STALE})" if spot.stale else ""
    took = f"`{spot.function}` itself takes {percent(spot.share)} of the time, {seconds(spot.self_s)}{stale}"
    if spot.native is not None and spot.native >= NATIVE_BOUND:
        return f"{took}, {percent(spot.native)} of it in native code: other Python around it would hardly help"
    return f"{took}, and no known slow pattern is in it"
