"""Lenses say what is proven and what is left to check, and a click does that."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from speedwright.model.measurement import Measurement
from speedwright.model.verdict import Outcome
from tests.lsp.applying import applied
from tests.lsp.client import PULLING, Client, ResponseError
from tests.lsp.conftest import Connect
from tests.lsp.receipts import MEASUREMENT, store
from tests.lsp.slow_code import FASTER, MEMBERSHIP, TWICE

APPLYING = {**PULLING, "workspace": {**PULLING["workspace"], "applyEdit": True}}


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.py"
    path.write_text(MEMBERSHIP)
    return path


async def lenses(client: Client, uri: str) -> list[dict[str, Any]]:
    found = await client.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
    return [await client.request("codeLens/resolve", each) for each in found]


async def test_before_any_verification_a_lens_offers_it(connect: Connect, report: Path) -> None:
    async with connect(APPLYING, report.parent) as client:
        client.open(report.as_uri(), "\n" + MEMBERSHIP)
        (lens,) = await lenses(client, report.as_uri())

    assert lens["range"]["start"] == {"line": 1, "character": 0}
    assert lens["command"]["title"] == "verify"
    assert lens["command"]["command"] == "speedwright.improveFunction"
    assert lens["command"]["arguments"] == [report.as_uri(), {"line": 1, "character": 0}]


async def test_what_is_proven_is_told_with_what_is_left(connect: Connect, report: Path, cache: Path) -> None:
    store(cache, report.parent, report, TWICE, Outcome.ACCEPTED, slice(1, 2))
    async with connect(APPLYING, report.parent) as client:
        client.open(report.as_uri(), TWICE)
        (lens,) = await lenses(client, report.as_uri())

    assert lens["command"]["title"].startswith("14.2x proven · ")
    assert lens["command"]["title"].endswith(" more to check")
    assert lens["command"]["command"] == "speedwright.improveFunction"


async def test_what_was_refused_is_told(connect: Connect, report: Path, cache: Path) -> None:
    store(cache, report.parent, report, MEMBERSHIP, Outcome.DIFFERENT)
    async with connect(APPLYING, report.parent) as client:
        client.open(report.as_uri(), MEMBERSHIP)
        (lens,) = await lenses(client, report.as_uri())

    assert lens["command"]["title"] == "nothing proven (1 tried)"


async def test_a_click_on_a_proof_applies_it_to_the_version_it_is_for(
    connect: Connect, report: Path, cache: Path
) -> None:
    store(cache, report.parent, report, MEMBERSHIP, Outcome.ACCEPTED)
    async with connect(APPLYING, report.parent) as client:
        client.open(report.as_uri(), MEMBERSHIP, version=5)
        (lens,) = await lenses(client, report.as_uri())
        client.answers["workspace/applyEdit"] = {"applied": True}
        done = await client.request("workspace/executeCommand", lens["command"])
        (asked,) = client.named("workspace/applyEdit")

    assert lens["command"]["title"] == "14.2x proven"
    assert lens["command"]["command"] == "speedwright.applyProven"
    assert done == {"applied": True}
    assert asked["params"]["edit"]["documentChanges"][0]["textDocument"]["version"] == 5
    assert applied(MEMBERSHIP, asked["params"]["edit"]) == FASTER


async def test_a_click_applies_the_version_whose_speedup_the_lens_names(
    connect: Connect, report: Path, cache: Path
) -> None:
    known = (cache, report.parent, report, TWICE, Outcome.ACCEPTED)
    store(*known)
    (named,) = store(*known, slice(1, 2), measurement=measured(30.0))
    async with connect(APPLYING, report.parent) as client:
        client.open(report.as_uri(), TWICE)
        (lens,) = await lenses(client, report.as_uri())
        client.answers["workspace/applyEdit"] = {"applied": True}
        await client.request("workspace/executeCommand", lens["command"])
        store(*known, slice(1), measurement=measured(50.0))
        await client.request("workspace/executeCommand", lens["command"])
        clicked = client.named("workspace/applyEdit")

    assert lens["command"]["title"] == "30x proven"
    text = named.result.decode()
    assert [applied(TWICE, each["params"]["edit"]) for each in clicked] == [text, text]


def measured(ratio: float) -> Measurement:
    return replace(MEASUREMENT, ratio=ratio, low=ratio - 1, high=ratio + 1)


async def test_data_of_another_server_stays_as_it_is(connect: Connect, report: Path) -> None:
    async with connect(APPLYING, report.parent) as client:
        client.open(report.as_uri(), MEMBERSHIP)
        foreign = {"range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}}}
        for data in ({"id": 3}, {"uri": report.as_uri()}, "text"):
            lens = {**foreign, "data": data}

            assert await client.request("codeLens/resolve", lens) == lens


async def test_a_click_on_a_lens_of_an_older_text_applies_nothing(
    connect: Connect, report: Path, cache: Path
) -> None:
    store(cache, report.parent, report, MEMBERSHIP, Outcome.ACCEPTED)
    async with connect(APPLYING, report.parent) as client:
        client.open(report.as_uri(), MEMBERSHIP)
        found = await client.request("textDocument/codeLens", {"textDocument": {"uri": report.as_uri()}})
        (lens,) = await lenses(client, report.as_uri())
        client.change(report.as_uri(), 2, {"text": MEMBERSHIP.replace("not in", "in")})
        done = await client.request("workspace/executeCommand", lens["command"])
        with pytest.raises(ResponseError) as stale:
            await client.request("codeLens/resolve", found[0])

        assert client.named("workspace/applyEdit") == []
    assert done == {"applied": False}
    assert stale.value.code == -32801


async def test_clients_that_cannot_apply_edits_verify_again_instead(
    connect: Connect, report: Path, cache: Path
) -> None:
    store(cache, report.parent, report, MEMBERSHIP, Outcome.ACCEPTED)
    async with connect(PULLING, report.parent) as client:
        client.open(report.as_uri(), MEMBERSHIP)
        (lens,) = await lenses(client, report.as_uri())
        assert lens["command"]["command"] == "speedwright.improveFunction"
        with pytest.raises(ResponseError):
            asked = {**lens["command"], "command": "speedwright.applyProven"}
            await client.request("workspace/executeCommand", asked)


@pytest.mark.parametrize("options", [{"trusted": False}])
async def test_an_untrusted_workspace_has_no_lenses(connect: Connect, report: Path, options: dict[str, Any]) -> None:
    async with connect(APPLYING, report.parent, initializationOptions=options) as client:
        client.open(report.as_uri(), MEMBERSHIP)

        assert await lenses(client, report.as_uri()) == []


async def test_documents_that_are_no_files_and_functions_without_findings_have_none(
    connect: Connect, report: Path
) -> None:
    async with connect(APPLYING, report.parent) as client:
        client.open("untitled:a.py", MEMBERSHIP)
        client.open(report.as_uri(), "def nothing(): pass\n")

        assert await lenses(client, "untitled:a.py") == []
        assert await lenses(client, report.as_uri()) == []
