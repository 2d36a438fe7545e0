"""A flame graph in one HTML file: d3-flame-graph and the call tree, and nothing from the network."""

from __future__ import annotations

import html
import json
from importlib.resources import files
from typing import Any

from speedwright.model.profile import CallTree, Profile
from speedwright.profiling.exporters.calls import exported_calls

SCRIPTS = ("d3-7.9.2.min.js", "d3-flame-graph-5.0.0.min.js")
DEEPEST = 200
"""Rows of the graph; what is deeper counts for the row above it."""

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ font: 14px system-ui, sans-serif; margin: 1em; }}
h1 {{ font-size: 1.1em; overflow-wrap: anywhere; }}
#told {{ min-height: 1.5em; overflow-wrap: anywhere; }}
input {{ width: 20em; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{summary}</p>
<p><input id="sought" type="search" placeholder="find a function or file"> <button id="whole">whole graph</button></p>
<p id="told"></p>
<div id="chart"></div>
{scripts}
<script type="application/json" id="calls">{calls}</script>
<script>
"use strict";
const calls = JSON.parse(document.getElementById("calls").textContent);
const told = document.getElementById("told");
const text = (node) => {{
  const seconds = node.data.value, share = 100 * seconds / calls.value;
  const place = node.data.place ? " (" + node.data.place + ")" : "";
  return node.data.name + place + ": " + seconds.toPrecision(3) + " s, " + share.toFixed(1) + " %";
}};
const chart = flamegraph.default();
chart.width(document.getElementById("chart").clientWidth).cellHeight(18).minFrameSize(1).transitionDuration(200).inverted(true)
  .setLabelHandler(text)
  .setDetailsHandler((details) => {{ told.textContent = details || ""; }})
  .setSearchMatch((node, term) => (node.data.name + " " + node.data.place).includes(term));
d3.select("#chart").datum(calls).call(chart);
document.getElementById("sought").addEventListener("input", (event) => {{
  if (event.target.value) chart.search(event.target.value); else chart.clear();
}});
document.getElementById("whole").addEventListener("click", () => chart.resetZoom());
</script>
</body>
</html>
"""


def flame_graph(profile: Profile) -> str:
    """The text of the page."""
    target = profile.target
    subject = " ".join(target.command) or (f"process {target.pid}" if target.pid else "profile")
    who = f"{profile.backend.name} {profile.backend.version}".strip()
    python = f", Python {target.version}" if target.version else ""
    notes = "".join(f"; {note}" for note in profile.notes)
    folder = files("speedwright.profiling.exporters") / "vendored"
    scripts = "\n".join(f"<script>{(folder / name).read_text(encoding='utf-8')}</script>" for name in SCRIPTS)
    return _PAGE.format(
        title=html.escape(subject),
        summary=html.escape(f"{profile.total_s:.3g} s by {who}{python}{notes}"),
        scripts=scripts,
        calls=_embedded(nested(exported_calls(profile), subject)),
    )


def nested(calls: CallTree, name: str) -> dict[str, Any]:
    """The call tree as d3-flame-graph reads it: `value` are seconds of a node and all below it.

    Lines of one function that the same caller called are one node: a flame graph is about functions.
    """
    root: dict[str, Any] = {"name": name, "place": "", "value": 0.0, "children": {}}
    nodes: list[dict[str, Any]] = []
    depths: list[int] = []
    for parent, number in zip(calls.parents, calls.frame_of, strict=True):
        caller, depth = (nodes[parent], depths[parent] + 1) if parent >= 0 else (root, 1)
        depths.append(depth)
        frame = calls.frames[number]
        found = {"name": frame.name, "place": frame.path, "value": 0.0, "children": {}}
        is_shown = depth <= DEEPEST
        nodes.append(caller["children"].setdefault((frame.name, frame.path), found) if is_shown else caller)
    for number in range(len(nodes) - 1, -1, -1):
        nodes[number]["value"] += calls.self_s[number]
    return _summed(root)


def _summed(root: dict[str, Any]) -> dict[str, Any]:
    """Children as lists, and their values added to those that called them; stacks may be deeper than Python's own."""
    order = [root]
    for node in order:
        node["children"] = list(node["children"].values())
        order += node["children"]
    for node in reversed(order):
        node["value"] += sum(child["value"] for child in node["children"])
    return root


def _embedded(value: object) -> str:
    """JSON that no text in it can end the element of."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c").replace("&", "\\u0026")
