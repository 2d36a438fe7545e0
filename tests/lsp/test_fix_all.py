"""All that is proven of a document is one action; nothing else is in it."""

from pathlib import Path
from typing import Any

import pytest

from speedwright.model.verdict import Outcome
from tests.lsp.applying import applied
from tests.lsp.client import PULLING, Client
from tests.lsp.conftest import Connect
from tests.lsp.receipts import EVIDENCE, store
from tests.lsp.slow_code import FASTER, MEMBERSHIP

KIND = "source.fixAll.speedwright"
BOTH = MEMBERSHIP + "\n\n" + MEMBERSHIP.replace("allowed", "permitted")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.py"
    path.write_text(MEMBERSHIP)
    return path


async def fix_all(client: Client, uri: str) -> list[dict[str, Any]]:
    start = {"line": 0, "character": 0}
    context = {"diagnostics": [], "only": ["source.fixAll"], "triggerKind": 2}
    params = {"textDocument": {"uri": uri}, "range": {"start": start, "end": start}, "context": context}
    found: list[dict[str, Any]] = await client.request("textDocument/codeAction", params)
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_all_functions_at_once(connect: Connect, report: Path, cache: Path, encoding: Any) -> None:
    text = BOTH.replace("    result = []", "    '🐍é'; result = []  # 𝄞")
    store(cache, report.parent, report, text, Outcome.ACCEPTED)
    capabilities = {**PULLING, "general": {"positionEncodings": [encoding]}}
    async with connect(capabilities, report.parent) as client:
        client.open(report.as_uri(), text, version=4)
        (action,) = await fix_all(client, report.as_uri())
        resolved = await client.request("codeAction/resolve", action)

    assert action["kind"] == KIND
    assert action["title"] == "Apply 2 proven speedups"
    assert "edit" not in action
    assert resolved["edit"]["documentChanges"][0]["textDocument"]["version"] == 4
    after = applied(text, resolved["edit"], encoding)
    assert after.count("banned_set = set(banned)") == 2
    assert after.count("if name not in banned_set:") == 2
    assert after.count("'🐍é'; result = []  # 𝄞") == 2


async def test_only_what_is_proven_is_in_it(connect: Connect, report: Path, cache: Path) -> None:
    store(cache, report.parent, report, BOTH, Outcome.DIFFERENT, slice(1))
    store(cache, report.parent, report, BOTH, Outcome.ACCEPTED, slice(1, 2))
    async with connect(PULLING, report.parent) as client:
        client.open(report.as_uri(), BOTH)
        (action,) = await fix_all(client, report.as_uri())
        resolved = await client.request("codeAction/resolve", action)

    assert action["title"] == "Apply the proven speedup"
    after = applied(BOTH, resolved["edit"])
    assert after.startswith(MEMBERSHIP)
    assert after.endswith(FASTER.replace("allowed", "permitted"))


@pytest.mark.parametrize("weaker", [{"relaxations": ("order",)}, {"state_kept": ("cache",)}])
async def test_a_proof_that_somebody_should_read_is_not_in_it(
    connect: Connect, report: Path, cache: Path, weaker: dict[str, Any]
) -> None:
    store(cache, report.parent, report, MEMBERSHIP, Outcome.ACCEPTED, evidence=weaker)
    async with connect(PULLING, report.parent) as client:
        client.open(report.as_uri(), MEMBERSHIP)

        assert await fix_all(client, report.as_uri()) == []
    assert EVIDENCE.relaxations == ()


async def test_before_any_verification_there_is_none(connect: Connect, report: Path) -> None:
    async with connect(PULLING, report.parent) as client:
        client.open(report.as_uri(), MEMBERSHIP)

        assert await fix_all(client, report.as_uri()) == []


async def test_an_untrusted_workspace_has_none(connect: Connect, report: Path, cache: Path) -> None:
    store(cache, report.parent, report, MEMBERSHIP, Outcome.ACCEPTED)
    async with connect(PULLING, report.parent, initializationOptions={"trusted": False}) as client:
        client.open(report.as_uri(), MEMBERSHIP)

        assert await fix_all(client, report.as_uri()) == []


@pytest.mark.parametrize("gone", ["text", "receipt", "document"])
async def test_nothing_is_resolved_that_does_not_hold_any_more(
    connect: Connect, report: Path, cache: Path, gone: str
) -> None:
    store(cache, report.parent, report, MEMBERSHIP, Outcome.ACCEPTED)
    uri = report.as_uri()
    async with connect(PULLING, report.parent) as client:
        client.open(uri, MEMBERSHIP)
        (action,) = await fix_all(client, uri)
        if gone == "text":
            client.change(uri, 2, {"text": "# new\n" + MEMBERSHIP})
        elif gone == "receipt":
            for receipt in cache.rglob("*.json"):
                receipt.unlink()
        else:
            client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        resolved = await client.request("codeAction/resolve", action)

    assert "edit" not in resolved
    assert resolved["disabled"]["reason"]


async def test_a_document_opened_again_with_the_same_version_and_another_text(
    connect: Connect, report: Path, cache: Path
) -> None:
    store(cache, report.parent, report, MEMBERSHIP, Outcome.ACCEPTED)
    uri = report.as_uri()
    async with connect(PULLING, report.parent) as client:
        client.open(uri, MEMBERSHIP, version=1)
        (action,) = await fix_all(client, uri)
        client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        client.open(uri, MEMBERSHIP.replace("not in banned", "in banned"), version=1)
        resolved = await client.request("codeAction/resolve", action)

    assert "edit" not in resolved


async def test_clients_that_cannot_resolve_or_say_versions(connect: Connect, report: Path, cache: Path) -> None:
    store(cache, report.parent, report, MEMBERSHIP, Outcome.ACCEPTED)
    literals = PULLING["textDocument"]["codeAction"]["codeActionLiteralSupport"]
    capabilities = {"textDocument": {"codeAction": {"codeActionLiteralSupport": literals}}}
    async with connect(capabilities, report.parent) as client:
        client.open(report.as_uri(), MEMBERSHIP)
        (action,) = await fix_all(client, report.as_uri())

    assert set(action["edit"]) == {"changes"}
    assert applied(MEMBERSHIP, action["edit"]) == FASTER
