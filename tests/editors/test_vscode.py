"""Real VS Code, in a browser: what a person sees of findings, proofs, profiles and trust, and what a click does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editors.vscode_windows import Editor, browser, editor, package, stockroom
from tests.editors.waiting import wait_until
from tests.editors.workbench import Workbench
from tests.lsp.processes import children

TRUSTING = {"security.workspace.trust.enabled": False}
SLOW = "if article not in stocked"


@pytest.fixture(scope="module")
def vscode(root: Path, cache: Path, npm_registry: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    for chromium in browser():
        yield editor(root, cache, tmp_path_factory.mktemp("vscode"), package(root, cache), chromium)


@pytest.fixture(scope="module")
def environment(speedwright: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """With this checkout's server on the PATH, and no receipts but those of this module."""
    path = os.pathsep.join([str(speedwright.parent), os.environ["PATH"]])
    return {"PATH": path, "SPEEDWRIGHT_CACHE": str(tmp_path_factory.mktemp("receipts"))}


@pytest.fixture(scope="module")
def workspace(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stockroom(root, tmp_path_factory.mktemp("trusted"), "proof.py", "heat.py", "cancelled.py")


@pytest.fixture(scope="module")
def opened(vscode: Editor, workspace: Path, environment: dict[str, str]) -> Iterator[Workbench]:
    """One window for the tests in a trusted workspace: to load it takes longer than all that is done in it."""
    with vscode.window(workspace, TRUSTING, environment, "trusted") as window:
        yield window


@pytest.fixture
def window(opened: Workbench) -> Workbench:
    """The window as it was in the beginning."""
    opened.dismiss_notifications()
    opened.command("View: Close All Editors")
    return opened


def test_heat_after_a_profile(window: Workbench) -> None:
    window.open_file("heat.py")
    window.squiggles().first.wait_for()
    window.command("Speedwright: Profile this file")
    window.wait_for_notification("measured by py-spy")
    wait_until(lambda: any(" %" in lens for lens in window.lenses()), "heat above functions")
    wait_until(lambda: " %" in window.text(), "heat at the ends of lines")
    wait_until(lambda: window.gutter_icons("heat-") >= 1, "heat in the gutter")
    window.shot("heat")

    window.command("Speedwright: Open the flame graph")
    graph = window.webview("svg rect")
    graph.get_by_text("demand", exact=True).first.wait_for()
    window.shot("flame-graph")

    window.command("Speedwright: Clear the profile")
    window.open_file("heat.py")
    wait_until(lambda: window.gutter_icons("heat-") == 0, "no heat in the gutter")
    wait_until(lambda: " %" not in window.text(), "no heat at the ends of lines")


def test_a_cancelled_search_leaves_nothing_behind(window: Workbench) -> None:
    window.open_file("cancelled.py")
    window.squiggles().first.wait_for()
    window.command("Speedwright: Find proven speedups in this file")
    toast = window.wait_for_notification("Looking for speedups in cancelled.py")
    (server,) = _servers()
    wait_until(lambda: children(server), "the search runs something")
    window.shot("cancelling")
    toast.hover()
    toast.get_by_text("Cancel", exact=True).click()
    wait_until(
        lambda: window.notification("Looking for speedups in cancelled.py").count() == 0, "the progress is gone"
    )
    wait_until(lambda: not children(server), "no process of the search is left")
    assert _servers() == [server]
    assert "scans the list" in window.hover(SLOW, "stocked")


def _servers() -> list[int]:
    """The language servers that this process started, through code-server."""
    found = []
    for pid in children(os.getpid()):
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"server" in words and b"--stdio" in words:
            found.append(pid)
    return found
