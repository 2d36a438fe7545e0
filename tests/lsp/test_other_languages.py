"""Documents in languages that are read and never rewritten: what editors get of them."""

from pathlib import Path

import pytest

from tests.lsp.client import PULLING
from tests.lsp.conftest import Connect

TYPESCRIPT = """\
function known(names: string[], codes: string[]): string[] {
  return names.filter((name) => codes.includes(name));
}
"""
GO = """\
package text

func all(parts []string) string {
	text := ""
	for _, part := range parts {
		text += part
	}
	return text
}
"""


@pytest.mark.parametrize(
    ("language", "name", "text", "skill"),
    [
        ("typescript", "known.ts", TYPESCRIPT, "array-scan-in-loop"),
        ("typescriptreact", "known.tsx", TYPESCRIPT, "array-scan-in-loop"),
        ("go", "all.go", GO, "string-plus-equals-in-loop"),
    ],
)
async def test_findings_are_told_and_no_action_is_offered(
    connect: Connect, tmp_path: Path, language: str, name: str, text: str, skill: str
) -> None:
    uri = (tmp_path / name).as_uri()
    async with connect(PULLING, tmp_path) as client:
        client.open(uri, text, language=language)
        (item,) = (await client.pull(uri))["items"]
        params = {"textDocument": {"uri": uri}, "range": item["range"], "context": {"diagnostics": [item]}}
        actions = await client.request("textDocument/codeAction", params)

    assert item["code"] == skill
    assert [each for each in actions or () if "edit" in each or each.get("data")] == []


async def test_a_hover_shows_a_rewrite_and_says_that_nothing_proved_it(connect: Connect, tmp_path: Path) -> None:
    uri = (tmp_path / "known.ts").as_uri()
    async with connect(PULLING, tmp_path) as client:
        client.open(uri, TYPESCRIPT, language="typescript")
        (item,) = (await client.pull(uri))["items"]
        position = {"textDocument": {"uri": uri}, "position": item["range"]["start"]}
        shown = (await client.request("textDocument/hover", position))["contents"]["value"]

    assert "Not verified, so only shown" in shown
    assert "+  const codesSet = new Set(codes);\n" in shown
    assert "Measured" not in shown
