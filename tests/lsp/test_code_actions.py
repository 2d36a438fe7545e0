"""Code actions and hovers over the wire, from receipts that a verification left."""

from pathlib import Path
from typing import Any

import pytest

from speedwright.model.verdict import Outcome
from tests.lsp.applying import applied
from tests.lsp.client import PULLING, Client
from tests.lsp.conftest import Connect
from tests.lsp.receipts import store
from tests.lsp.slow_code import FASTER, MEMBERSHIP, SKILL, TWICE


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.py"
    path.write_text(MEMBERSHIP)
    return path


async def place(client: Client, uri: str) -> dict[str, Any]:
    items = (await client.pull(uri))["items"]
    position: dict[str, Any] = items[0]["range"]["start"]
    return position


async def actions(client: Client, uri: str, only: list[str] | None = None) -> list[dict[str, Any]]:
    items = (await client.pull(uri))["items"]
    at = items[0]["range"]["start"]
    context = {"diagnostics": items, **({} if only is None else {"only": only})}
    params = {"textDocument": {"uri": uri}, "range": {"start": at, "end": at}, "context": context}
    found: list[dict[str, Any]] = await client.request("textDocument/codeAction", params)
    return found


async def test_before_any_verification_there_is_only_a_way_to_verify(connect: Connect, report: Path) -> None:
    async with connect(PULLING, report.parent) as client:
        client.open(report.as_uri(), MEMBERSHIP)
        (action,) = await actions(client, report.as_uri())

    assert "edit" not in action
    assert action["kind"] == "quickfix"
    assert action["command"]["command"] == "speedwright.improveFunction"
    assert action["diagnostics"][0]["code"] == SKILL


EMOJI = "    '🐍🐍'; result = []"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("start", ["    result = []", EMOJI], ids=["plain", "emoji"])
async def test_an_accepted_receipt_becomes_an_edit_when_resolved(
    connect: Connect, report: Path, cache: Path, start: str, encoding: Any
) -> None:
    text, faster = (each.replace("    result = []", start) for each in (MEMBERSHIP, FASTER))
    store(cache, report.parent, report, text, Outcome.ACCEPTED)
    capabilities = {**PULLING, "general": {"positionEncodings": [encoding]}}
    async with connect(capabilities, report.parent) as client:
        client.open(report.as_uri(), text, version=7)
        (action,) = await actions(client, report.as_uri())
        resolved = await client.request("codeAction/resolve", action)

    assert action["title"] == "Use a set for `banned` - 14.2x (13.1-15.0), 214 inputs agree"
    assert action["isPreferred"]
    assert "edit" not in action
    (change,) = resolved["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": report.as_uri(), "version": 7}
    assert applied(text, resolved["edit"], encoding) == faster


@pytest.mark.parametrize("finding", [0, 1])
async def test_an_edit_that_joins_two_findings_is_offered_at_each(
    connect: Connect, report: Path, cache: Path, finding: int
) -> None:
    (combined,) = store(cache, report.parent, report, TWICE, Outcome.ACCEPTED, slice(1))
    assert len(combined.findings) == 2
    uri = report.as_uri()
    async with connect(PULLING, report.parent) as client:
        client.open(uri, TWICE)
        items = (await client.pull(uri))["items"]
        at = items[finding]["range"]["start"]
        context = {"diagnostics": items}
        params = {"textDocument": {"uri": uri}, "range": {"start": at, "end": at}, "context": context}
        (action,) = await client.request("textDocument/codeAction", params)
        resolved = await client.request("codeAction/resolve", action)
        hover = await client.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": at})

    assert applied(TWICE, resolved["edit"]) == combined.result.decode()
    assert "Proven faster" in hover["contents"]["value"]


async def test_clients_that_cannot_resolve_get_the_edit_at_once(connect: Connect, report: Path, cache: Path) -> None:
    store(cache, report.parent, report, MEMBERSHIP, Outcome.ACCEPTED)
    code_action = {"codeActionLiteralSupport": PULLING["textDocument"]["codeAction"]["codeActionLiteralSupport"]}
    capabilities = {**PULLING, "textDocument": {**PULLING["textDocument"], "codeAction": code_action}}
    async with connect(capabilities, report.parent) as client:
        client.open(report.as_uri(), MEMBERSHIP)
        (action,) = await actions(client, report.as_uri())

    assert applied(MEMBERSHIP, action["edit"]) == FASTER


async def test_nothing_is_resolved_for_a_text_that_changed(connect: Connect, report: Path, cache: Path) -> None:
    store(cache, report.parent, report, MEMBERSHIP, Outcome.ACCEPTED)
    async with connect(PULLING, report.parent) as client:
        client.open(report.as_uri(), MEMBERSHIP)
        (action,) = await actions(client, report.as_uri())
        client.change(report.as_uri(), 2, {"text": MEMBERSHIP + "\n"})
        resolved = await client.request("codeAction/resolve", action)
        told = await client.until(lambda each: each["method"] == "window/showMessage")

    assert "edit" not in resolved
    assert "changed" in resolved["disabled"]["reason"]
    assert told["params"]["message"] == resolved["disabled"]["reason"]


async def test_nothing_is_resolved_from_a_receipt_that_is_gone(connect: Connect, report: Path, cache: Path) -> None:
    store(cache, report.parent, report, MEMBERSHIP, Outcome.ACCEPTED)
    async with connect(PULLING, report.parent) as client:
        client.open(report.as_uri(), MEMBERSHIP)
        (action,) = await actions(client, report.as_uri())
        for receipt in cache.rglob("*.json"):
            receipt.unlink()
        resolved = await client.request("codeAction/resolve", action)

    assert "edit" not in resolved
    assert "no longer holds" in resolved["disabled"]["reason"]


async def test_a_refuted_candidate_is_disabled_with_the_reason(connect: Connect, report: Path, cache: Path) -> None:
    store(cache, report.parent, report, MEMBERSHIP, Outcome.DIFFERENT)
    async with connect(PULLING, report.parent) as client:
        client.open(report.as_uri(), MEMBERSHIP)
        (action,) = await actions(client, report.as_uri())

    assert "edit" not in action
    assert "data" not in action
    assert "differ on allowed([], [])" in action["disabled"]["reason"]


async def test_only_the_kinds_in_the_context(connect: Connect, report: Path, cache: Path) -> None:
    store(cache, report.parent, report, MEMBERSHIP, Outcome.ACCEPTED)
    async with connect(PULLING, report.parent) as client:
        client.open(report.as_uri(), MEMBERSHIP)
        uri = report.as_uri()

        assert [each["kind"] for each in await actions(client, uri, ["quickfix"])] == ["quickfix"]
        assert [each["kind"] for each in await actions(client, uri, ["refactor"])] == ["refactor.rewrite"]
        fix_all = "source.fixAll.speedwright"
        assert [each["kind"] for each in await actions(client, uri, ["source"])] == ["source", fix_all]
        assert [each["kind"] for each in await actions(client, uri, ["source.fixAll"])] == [fix_all]
        assert [each["kind"] for each in await actions(client, uri, [fix_all])] == [fix_all]
        assert await actions(client, uri, ["source.fixAll.ruff"]) == []
        assert await actions(client, uri, ["source.organizeImports", "refactor.inline"]) == []


async def test_an_untrusted_workspace_gets_findings_and_nothing_else(
    connect: Connect, report: Path, cache: Path
) -> None:
    store(cache, report.parent, report, MEMBERSHIP, Outcome.ACCEPTED)
    async with connect(PULLING, report.parent, initializationOptions={"trusted": False}) as client:
        uri = report.as_uri()
        client.open(uri, MEMBERSHIP)

        assert [item["code"] for item in (await client.pull(uri))["items"]] == [SKILL]
        assert await actions(client, uri) == []
        assert await actions(client, uri, ["source"]) == []
        hover = await client.request(
            "textDocument/hover", {"textDocument": {"uri": uri}, "position": await place(client, uri)}
        )
        assert "Proven" not in hover["contents"]["value"]


async def test_hover_shows_the_page_and_the_verdict(connect: Connect, report: Path, cache: Path) -> None:
    uri = report.as_uri()
    async with connect(PULLING, report.parent) as client:
        client.open(uri, MEMBERSHIP)
        at = {"textDocument": {"uri": uri}, "position": await place(client, uri)}
        before = await client.request("textDocument/hover", at)
        store(cache, report.parent, report, MEMBERSHIP, Outcome.ACCEPTED)
        after = await client.request("textDocument/hover", at)
        nothing = await client.request("textDocument/hover", {**at, "position": {"line": 0, "character": 0}})

    page = before["contents"]["value"]
    assert before["contents"]["kind"] == "markdown"
    assert page.startswith("**")
    assert "\n**Why it is slow**\n" in page
    assert "\n**When not to use it**\n" in page
    assert not any(line.startswith("#") for line in page.splitlines()), "headings fill a hover"
    assert before["range"]["start"] == at["position"]
    assert after["contents"]["value"].startswith("**Proven faster** - Use a set for `banned`")
    assert after["contents"]["value"].endswith(page)
    assert nothing is None
