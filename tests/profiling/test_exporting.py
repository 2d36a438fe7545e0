"""Flame graphs and speedscope files."""

import dataclasses
import json
import re
from html.parser import HTMLParser
from pathlib import Path

from speedwright.model.profile import Backend, CallTree, Cost, Frame, FunctionCost, Profile, Target
from speedwright.profiling.exporters.flame_graph import DEEPEST, flame_graph, nested
from speedwright.profiling.exporters.speedscope import speedscope_json

HOSTILE = "</script><script>alert(1)</script>"
CALLS = CallTree(
    frames=(Frame("main", "a.py", 9), Frame("f", "a.py", 2), Frame("f", "a.py", 3), Frame(HOSTILE, "b.py", 1)),
    parents=(-1, 0, 0, 2),
    frame_of=(0, 1, 2, 3),
    self_s=(0.5, 1.0, 2.0, 4.0),
)


def profile(calls: CallTree = CALLS) -> Profile:
    return Profile(Target(("python", HOSTILE)), Backend("py-spy", "1"), "", 7.5, 75, (), calls, ("a note",))


def test_lines_of_one_function_are_one_node_and_values_hold_what_is_below() -> None:
    tree = nested(CALLS, "all")

    assert (tree["value"], [each["name"] for each in tree["children"]]) == (7.5, ["main"])
    (function,) = tree["children"][0]["children"]
    assert (function["name"], function["value"]) == ("f", 7.0)
    assert [(each["name"], each["value"]) for each in function["children"]] == [(HOSTILE, 4.0)]


def test_the_page_holds_all_that_it_needs_and_nothing_ends_its_scripts() -> None:
    page = flame_graph(profile())
    scripts: list[dict[str, str | None]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag in ("script", "link", "img", "iframe"):
                scripts.append(dict(attrs))

    Reader().feed(page)
    assert scripts == [{}, {}, {"type": "application/json", "id": "calls"}, {}]
    assert "default-src 'none'" in page
    embedded = re.search(r'id="calls">(.*?)</script>', page)
    assert embedded is not None
    assert json.loads(embedded[1])["value"] == 7.5
    assert "&lt;/script&gt;" in page
    assert "a note" in page


def test_very_deep_stacks_have_a_graph() -> None:
    deep = 1900
    calls = CallTree(
        frames=tuple(Frame(f"f{n}", "a.py", n) for n in range(deep)),
        parents=tuple(range(-1, deep - 1)),
        frame_of=tuple(range(deep)),
        self_s=(0.0,) * (deep - 1) + (1.0,),
    )
    node, depth = nested(calls, "all"), 0
    while node["children"]:
        (node,), depth = node["children"], depth + 1

    assert (depth, node["value"]) == (DEEPEST, 1.0)
    assert "f3" in flame_graph(profile(calls))


def test_speedscope_gets_every_stack_with_its_time() -> None:
    written = speedscope_json(profile())
    (only,) = written["profiles"]

    assert dict(zip(map(tuple, only["samples"]), only["weights"], strict=True)) == {
        (0,): 0.5,
        (0, 1): 1.0,
        (0, 2): 2.0,
        (0, 2, 3): 4.0,
    }
    assert only["endValue"] == 7.5


def test_where_no_stacks_are_known_functions_stand_side_by_side() -> None:
    costs = (("f", 3.0), ("g", 1.0), ("idle", 0.0))
    functions = tuple(FunctionCost("a.py", name, 1, None, Cost(self_s, None)) for name, self_s in costs)
    flat = dataclasses.replace(profile(CallTree()), functions=functions)
    (only,) = speedscope_json(flat)["profiles"]

    assert (only["samples"], only["weights"]) == ([[0], [1]], [3.0, 1.0])
    assert '"name":"g"' in flame_graph(flat).replace('": "', '":"')


def test_vendored_components_come_with_their_licences() -> None:
    import speedwright.profiling.exporters as package

    folder = Path(package.__path__[0]) / "vendored"
    listed = (folder / "README.md").read_text(encoding="utf-8")
    for file in folder.iterdir():
        assert file.name == "README.md" or file.name in listed
