"""Terminal, language server and hook say the same and offer the same, over whole projects."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.cli.running import speedwright
from tests.lsp.applying import applied
from tests.lsp.client import PULLING, Client
from tests.lsp.conftest import Connect
from tests.pipeline.proofs import accept_all

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures"
PROJECTS = [
    *(f"planted/{name}" for name in ("atlas", "depot", "helpdesk", "sensors")),
    *(f"workspaces/{name}" for name in ("parcels", "shop")),
    "read_only",
]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
SEVERITIES = {"warning": 2, "information": 3, "hint": 4}
# Columns count characters, as the command line counts them.
COUNTING_CHARACTERS = {**PULLING, "general": {"positionEncodings": ["utf-32"]}}


class Told(NamedTuple):
    """A finding as people meet it; lines and columns from 0."""

    path: str
    start: tuple[int, int]
    end: tuple[int, int]
    skill: str
    message: str
    severity: int


@pytest.fixture
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    ignored = shutil.ignore_patterns("__pycache__", ".venv", ".pytest_cache", ".speedwright")
    shutil.copytree(FIXTURES / str(request.param), folder, ignore=ignored)
    (folder / "pyproject.toml").touch()
    return folder


def hook(name: str, project: Path, *more: str, cache: Path) -> Any:
    """The hook as pre-commit starts it: its entry, its arguments and the names of the files."""
    command, *entry = [*shlex.split(HOOKS[name]["entry"]), *HOOKS[name].get("args", [])]
    assert command == "speedwright"
    names = [path.relative_to(project).as_posix() for path in files(project)]
    environment = {"SPEEDWRIGHT_CACHE": str(cache)}
    return speedwright(*entry, *more, *names, cwd=project, environment=environment)


def files(project: Path) -> list[Path]:
    return sorted(path for path in project.rglob("*.py") if path.is_file())


def told_by_json(printed: str) -> set[Told]:
    return {
        Told(
            each["path"],
            (each["start"]["line"] - 1, each["start"]["column"] - 1),
            (each["end"]["line"] - 1, each["end"]["column"] - 1),
            each["skill"],
            each["message"],
            SEVERITIES[each["severity"]],
        )
        for each in json.loads(printed)["findings"]
    }


async def told_by_server(client: Client, project: Path) -> set[Told]:
    found = set()
    for path in files(project):
        client.open(path.as_uri(), path.read_text(encoding="utf-8"))
        for each in (await client.pull(path.as_uri()))["items"]:
            start, end = (each["range"][name] for name in ("start", "end"))
            places = ((at["line"], at["character"]) for at in (start, end))
            name = path.relative_to(project).as_posix()
            found.add(Told(name, *places, each["code"], each["message"], each["severity"]))
    return found


@pytest.mark.parametrize("project", PROJECTS, indirect=True)
async def test_the_same_is_found(project: Path, connect: Connect, cache: Path) -> None:
    terminal = speedwright("check", "--format", "json", cwd=project)
    before_commit = hook("speedwright", project, "--format", "json", cache=cache)
    async with connect(COUNTING_CHARACTERS, project) as client:
        in_editor = await told_by_server(client, project)

    in_terminal = told_by_json(terminal.stdout)
    assert in_terminal
    assert in_editor == in_terminal
    assert told_by_json(before_commit.stdout) == in_terminal
    assert (terminal.returncode, before_commit.returncode) == (1, 1)


@pytest.mark.parametrize("project", ["workspaces/parcels"], indirect=True)
async def test_the_same_is_found_where_quiet_findings_are_asked_for(project: Path, connect: Connect) -> None:
    def told() -> set[Told]:
        return told_by_json(speedwright("check", "--format", "json", cwd=project).stdout)

    loud = told()
    (project / "pyproject.toml").write_text("[tool.speedwright]\nquiet-findings = true\n")
    async with connect(COUNTING_CHARACTERS, project) as client:
        in_editor = await told_by_server(client, project)

    # The second time, what was found before is kept.
    assert told() == told() == in_editor
    assert in_editor > loud
    assert {each.severity for each in in_editor - loud} == {SEVERITIES["hint"]}


@pytest.mark.parametrize("project", PROJECTS[:4], indirect=True)
async def test_the_same_is_written(
    project: Path, connect: Connect, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", str(cache))
    for path in files(project):
        accept_all(path, project)
    before = texts(project)

    async with connect(PULLING, project) as client:
        in_editor = {path: await all_edits(client, project / path, before[path]) for path in before}
    pushed = shutil.copytree(project, tmp_path / "pushed" / "project")
    stopped = hook("speedwright-verify", pushed, cache=cache)
    terminal = speedwright("improve", "--apply", cwd=project)

    assert texts(project) != before
    assert changed(in_editor, texts(project)) == []
    assert changed(texts(pushed), texts(project)) == []
    assert (terminal.returncode, stopped.returncode) == (0, 1)


@pytest.mark.parametrize("project", ["workspaces/stockroom"], indirect=True)
async def test_the_same_is_found_in_notebooks(project: Path, connect: Connect) -> None:
    """Cell by cell, with what only IPython reads around the code."""
    notebook = project / "audit.ipynb"
    value = json.loads(notebook.read_text(encoding="utf-8"))
    slow = "".join(value["cells"][2]["source"])
    texts = ["%time import os\n!ls é", "# %md (\n'", "%%bash\nls (", f"?os\n{slow}", f"%%time\n{slow}", "def f(:"]
    kinds = ("markdown" if text.startswith("# %md") else "code" for text in texts)
    value["cells"] = [
        {"cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True)}
        for kind, text in zip(kinds, texts, strict=True)
    ]
    notebook.write_text(json.dumps(value), encoding="utf-8")

    terminal = json.loads(speedwright("check", "--format", "json", notebook.name, cwd=project).stdout)
    in_editor = set()
    async with connect(COUNTING_CHARACTERS, project) as client:
        uris = {f"vscode-notebook-cell:{notebook}#C{number}": text for number, text in enumerate(texts)}
        client.open_notebook(notebook.as_uri(), uris)
        for number, uri in enumerate(uris, 1):
            for each in (await client.pull(uri))["items"]:
                in_editor.add((number, *place(each["range"]), each["code"], each["message"], each["severity"]))

    in_terminal = {
        (
            each["cell"],
            *(each[name][part] - 1 for name in ("start", "end") for part in ("line", "column")),
            each["skill"],
            each["message"],
            SEVERITIES[each["severity"]],
        )
        for each in terminal["findings"]
    }
    assert in_editor == in_terminal
    assert {found[0] for found in in_terminal} == {4, 5}


def place(range_: dict[str, dict[str, int]]) -> tuple[int, ...]:
    return tuple(range_[name][part] for name in ("start", "end") for part in ("line", "character"))


def texts(project: Path) -> dict[str, str]:
    return {path.relative_to(project).as_posix(): path.read_text(encoding="utf-8") for path in files(project)}


def changed(first: dict[str, str], second: dict[str, str]) -> list[str]:
    assert first.keys() == second.keys()
    return [name for name, text in first.items() if text != second[name]]


async def all_edits(client: Client, path: Path, text: str) -> str:
    """The text after the preferred edit at each finding, until there is none left."""
    uri = path.as_uri()
    client.open(uri, text)
    version = 1
    while (edit := await _preferred(client, uri)) is not None:
        text = applied(text, edit, "utf-16")
        version += 1
        client.change(uri, version, {"text": text})
    return text


async def _preferred(client: Client, uri: str) -> Any:
    for place in _whole_file():
        params = {"textDocument": {"uri": uri}, "range": place, "context": {"diagnostics": []}}
        for action in await client.request("textDocument/codeAction", params):
            if action.get("isPreferred") and "disabled" not in action:
                return (await client.request("codeAction/resolve", action))["edit"]
    return None


def _whole_file() -> Iterator[dict[str, Any]]:
    yield {"start": {"line": 0, "character": 0}, "end": {"line": 100_000, "character": 0}}
