"""`check --format sarif` against the official schema, what GitHub asks for, and what was proven."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from speedwright.model.verdict import Outcome
from speedwright_server.cli.findings.line_hashes import line_hashes
from tests.cli.running import speedwright
from tests.lsp.conftest import MEET
from tests.lsp.receipts import store

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "fixtures" / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
OWN, GITHUB = "speedwrightFinding/v1", "primaryLocationLineHash"
SLOW = """\
def allowed(names: list[str], banned: list[str]) -> list[str]:
    kept = []
    for name in names:
        if name not in banned:  # \N{PILE OF POO}
            kept.append(name)
    return kept
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A workspace in a folder of a repository, whose top is elsewhere."""
    (tmp_path / ".git").mkdir()
    workspace = tmp_path / "service"
    workspace.mkdir()
    (workspace / "pyproject.toml").write_text("")
    (workspace / "a b.py").write_text(SLOW, encoding="utf-8")
    return tmp_path


def run_of(folder: Path, *arguments: str, cache: Path | None = None) -> dict[str, Any]:
    """The one run of a valid log."""
    environment = {} if cache is None else {"SPEEDWRIGHT_CACHE": str(cache)}
    done = speedwright("check", "--format", "sarif", *arguments, cwd=folder, environment=environment)
    log = json.loads(done.stdout)
    jsonschema.validate(log, SCHEMA)
    (run,) = log["runs"]
    return dict(run)


def test_paths_are_those_of_the_repository_wherever_the_command_is_started(repository: Path) -> None:
    for folder, argument in ((repository / "service", "."), (repository, "service")):
        (result,) = run_of(folder, argument)["results"]
        physical = result["locations"][0]["physicalLocation"]
        assert physical["artifactLocation"] == {"uri": "service/a%20b.py", "uriBaseId": "%SRCROOT%"}
        assert physical["region"] == {"startLine": 4, "startColumn": 12, "endLine": 4, "endColumn": 30}
        assert [each["message"]["text"] for each in result["relatedLocations"]] == ["loop"]


def test_a_rule_is_the_page_of_its_skill(repository: Path) -> None:
    run = run_of(repository)

    (rule,) = run["tool"]["driver"]["rules"]
    (result,) = run["results"]
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == (rule["id"], 0, "warning")
    assert rule["id"] == "list-membership-in-loop"
    assert rule["shortDescription"]["text"] in rule["help"]["markdown"]
    assert "## Why it is slow" in rule["help"]["markdown"]
    assert rule["properties"]["tags"] == ["performance", "data-structure", "python"]
    assert rule["defaultConfiguration"]["level"] == "warning"


def test_what_could_not_be_read_is_told_at_its_place(repository: Path) -> None:
    (repository / "bad.py").write_bytes(b"\n\xe9")

    (told,) = run_of(repository)["invocations"][0]["toolExecutionNotifications"]

    physical = told["locations"][0]["physicalLocation"]
    assert (physical["artifactLocation"]["uri"], physical["region"]) == ("bad.py", {"startLine": 2})


def fingerprints(repository: Path, text: str) -> list[dict[str, str]]:
    (repository / "service" / "a b.py").write_text(text, encoding="utf-8")
    return [result["partialFingerprints"] for result in run_of(repository)["results"]]


def test_fingerprints_stay_when_code_moves_and_tell_equal_lines_apart(repository: Path) -> None:
    twice = SLOW + SLOW.replace("def allowed", "def others")

    first, second = fingerprints(repository, twice)
    assert all(first[name] != second[name] for name in (OWN, GITHUB))
    assert fingerprints(repository, "import os\n\n\n# moved\n" + twice) == [first, second]
    (changed,) = fingerprints(repository, SLOW.replace("name not in", "name + name not in"))
    assert all(changed[name] != first[name] for name in (OWN, GITHUB))


# What github/codeql-action's own tests expect.
@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
        ),
        (
            " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
            [
                *("e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1"),
                *("b3edc88f2938467e:1", "c8e28b0b4002a3a0:1", "c129715d7a2bc9a3:1"),
            ],
        ),
        (
            "Lorem ipsum dolor sit amet.\n" * 10,
            [
                *(f"a7f2ff13bc495cf2:{number}" for number in range(1, 7)),
                *("a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1"),
                "c129715d7a2bc9a3:1",
            ],
        ),
    ],
)
def test_lines_have_the_hashes_that_github_makes_of_them(text: str, hashes: list[str]) -> None:
    assert line_hashes(text.encode()) == hashes


def fixed(text: str, replacements: list[dict[str, Any]]) -> str:
    """The text after a fix, which is read as the schema says it: columns count characters, from 1."""
    lines = text.splitlines(keepends=True)
    for each in reversed(replacements):
        region = each["deletedRegion"]
        start = sum(map(len, lines[: region["startLine"] - 1])) + region["startColumn"] - 1
        end = sum(map(len, lines[: region["endLine"] - 1])) + region["endColumn"] - 1
        text = text[:start] + each["insertedContent"]["text"] + text[end:]
    return text


def test_what_was_proven_here_is_a_fix_and_nothing_else_is(repository: Path, tmp_path: Path) -> None:
    workspace, path, cache = repository / "service", repository / "service" / "a b.py", tmp_path / "cache"
    # Reports start nothing: that there is an interpreter is known from an earlier verification.
    environment = {**os.environ, "SPEEDWRIGHT_CACHE": str(cache)}
    subprocess.run([sys.executable, "-c", MEET], cwd=workspace, env=environment, check=True)
    (result,) = run_of(repository, "service", cache=cache)["results"]
    assert "fixes" not in result

    (candidate,) = store(cache, workspace, path, SLOW, Outcome.ACCEPTED)
    (result,) = run_of(workspace, cache=cache)["results"]
    (fix,) = result["fixes"]
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "service/a%20b.py"
    assert fixed(SLOW, change["replacements"]) == candidate.result.decode()
    assert "14.2x as fast (13.1-15.0), same on 214 inputs" in fix["description"]["text"]
    assert (fix["properties"]["verdict"], fix["properties"]["low"]) == ("accepted", 13.1)

    store(cache, workspace, path, SLOW, Outcome.DIFFERENT)
    (result,) = run_of(workspace, cache=cache)["results"]
    assert "fixes" not in result


def test_a_profile_says_how_important_a_result_is(repository: Path) -> None:
    profile = repository / "p.txt"
    profile.write_text(f"allowed ({repository}/service/a b.py:4) 30\nother (/elsewhere.py:1) 10\n")
    run = run_of(repository, "--profile", str(profile))
    assert [result["rank"] for result in run["results"]] == [75.0]
