"""Real VS Code, in a browser: what a person sees of findings, proofs, profiles and trust, and what a click does."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from speedwright.model.verdict import Outcome
from speedwright.pipeline.notebooks.joining import join_cells
from tests.editors.vscode_windows import Editor, browser, editor, package, stockroom
from tests.editors.waiting import wait_until
from tests.editors.workbench import Workbench
from tests.lsp.processes import children
from tests.lsp.receipts import store
from tests.model import workspace as pairs
from tests.model.endpoint import KEY, ModelEndpoint, in_turn, structured

TRUSTING = {"security.workspace.trust.enabled": False}
SLOW = "if article not in stocked"
FAST = "if article not in stocked_set"


@pytest.fixture(scope="module")
def vscode(root: Path, cache: Path, npm_registry: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    for chromium in browser():
        yield editor(root, cache, tmp_path_factory.mktemp("vscode"), package(root, cache), chromium)


@pytest.fixture(scope="module")
def environment(speedwright: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """With this checkout's server on the PATH, and no receipts but those of this module."""
    path = os.pathsep.join([str(speedwright.parent), os.environ["PATH"]])
    return {"PATH": path, "SPEEDWRIGHT_CACHE": str(tmp_path_factory.mktemp("receipts"))}


@pytest.fixture
def receipts(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the server looks for receipts; those that are stored here are for the interpreter that it will find."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Path(environment["SPEEDWRIGHT_CACHE"])


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ModelEndpoint]:
    """A model that is wrong, which shows in no time."""
    with ModelEndpoint(in_turn([structured(pairs.WRONG)]), KEY) as running:
        yield running


@pytest.fixture(scope="module")
def workspace(root: Path, tmp_path_factory: pytest.TempPathFactory, endpoint: ModelEndpoint) -> Path:
    """With a copy of the program for each test that changes it, and the settings for asking a model."""
    folder = stockroom(root, tmp_path_factory.mktemp("trusted"), "proof.py", "heat.py", "cancelled.py")
    pairs.write(folder, endpoint.base_url)
    return folder


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


def test_an_untrusted_workspace_is_read_and_not_run(
    vscode: Editor, root: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    # The first of all, because two windows at a time would share their settings.
    with vscode.window(stockroom(root, tmp_path), {}, environment, "untrusted") as window:
        window.open_file("stock.py")
        window.squiggles().first.wait_for()
        window.status().locator(".codicon-shield").wait_for()
        window.hover(SLOW, "stocked", "scans the list", "Why it is slow")
        window.shot("hover")
        assert not window.has_command("Find proven speedups in this file")
        assert not window.has_command("Profile this file")
        assert window.has_command("Speedwright: Restart server")
        assert window.lenses() == []
        window.shot("untrusted")

        window.trust_workspace()
        window.open_file("stock.py")
        window.status().locator(".codicon-dashboard").wait_for()
        assert window.has_command("Find proven speedups in this file")
        wait_until(lambda: "verify" in window.lenses(), "the lens offers to verify")


def test_a_finding_its_proof_and_its_fix(window: Workbench, workspace: Path, receipts: Path) -> None:
    """Of the first function the proof is known already; the second is verified here, however that ends today."""
    file = workspace / "proof.py"
    store(receipts, workspace, file, file.read_text(encoding="utf-8"), Outcome.ACCEPTED, slice(1))

    window.open_file("proof.py")
    window.squiggles().first.wait_for()
    window.hover(SLOW, "stocked", "scans the list", "Proven faster", "Why it is slow")
    window.shot("finding")
    wait_until(lambda: "14.2x proven" in window.lenses(), "the lens tells what is proven")

    window.put_cursor("counts[article]", "ordered")
    window.command("Speedwright: Find proven speedups in this function")
    searching = window.wait_for_notification("Looking for speedups in proof.py::demand")
    window.shot("verifying")
    searching.wait_for(state="detached")
    window.wait_for_notification("in proof.py::demand")
    window.shot("verified")

    window.put_cursor(SLOW, "stocked")
    window.command("Speedwright: Show evidence")
    rows = window.rows("Evidence")
    rows.filter(has_text="proof.missing").filter(has_text="14x (13x to 15x)").wait_for()
    rows.filter(has_text="proof.demand").wait_for()
    rows.filter(has_text="Inputs").filter(has_text="214").wait_for()
    plot = window.webview("svg circle")
    assert "proof.missing" in plot.locator("body").inner_text()
    window.shot("evidence")

    window.put_cursor(SLOW, "stocked")
    fixes = window.quick_fixes()
    window.shot("fixes")
    fixes.filter(has_text="214 inputs agree").first.click()
    wait_until(lambda: FAST in window.text(), "the edit is made")
    rows.filter(has_text="of an earlier text").first.wait_for()
    wait_until(lambda: "14.2x proven" not in window.lenses(), "the lens is gone with what was slow")
    window.shot("fixed")
    window.save()
    assert FAST in file.read_text(encoding="utf-8")


def test_a_proof_is_applied_in_the_cell_of_a_notebook(window: Workbench, workspace: Path, receipts: Path) -> None:
    notebook = workspace / "audit.ipynb"
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = ["".join(each["source"]) for each in cells if each["cell_type"] == "code"]
    joined = join_cells(code).content.decode()
    store(receipts, workspace, notebook, joined, Outcome.ACCEPTED, language="python")

    window.open_file("audit.ipynb")
    window.squiggles().first.wait_for()
    window.hover("if article not in sold", "sold", "Proven faster")
    wait_until(lambda: "14.2x proven" in window.lenses(), "the lens tells what is proven")
    window.shot("notebook")
    window.put_cursor("if article not in sold", "sold")
    window.quick_fixes().filter(has_text="214 inputs agree").first.click()
    window.line("if article not in sold_set").wait_for()
    window.shot("notebook-fixed")
    window.save()
    assert "if article not in sold_set" in notebook.read_text(encoding="utf-8")


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
    window.hover(SLOW, "stocked", "scans the list")


def test_the_key_of_a_model_is_kept_as_a_secret_and_sent_to_its_endpoint(
    window: Workbench, vscode: Editor, endpoint: ModelEndpoint
) -> None:
    window.command("Speedwright: Set model key")
    window.enter("The endpoint that the key is for", endpoint.base_url)
    window.enter("The key (2/2)", KEY)
    window.wait_for_notification(f"The key of {endpoint.base_url} is kept")

    window.open_file("pairs.py")
    window.put_cursor("if first + second == target", "target")
    asking = window.quick_fixes().filter(has_text="Ask the model for a faster version of")
    asking.first.wait_for()
    window.shot("ask-action")
    window.page.keyboard.press("Escape")
    window.command("Speedwright: Ask the model for a faster version of this function")
    question = window.wait_for_notification("Send pairs_with_sum to m at")
    assert "The key is that of the editor's store." in question.inner_text()
    window.shot("asked-before-sending")
    assert endpoint.requests == []
    question.get_by_text("Send", exact=True).click()
    window.wait_for_notification("No proven speedups in pairs.py::pairs_with_sum")
    assert set(endpoint.keys) == {f"Bearer {KEY}"}
    assert not vscode.has_written(KEY)

    window.command("Speedwright: Clear model key")
    window.pick("The endpoint whose key to remove", endpoint.base_url)
    window.wait_for_notification(f"The key of {endpoint.base_url} was removed")


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
