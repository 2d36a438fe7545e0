"""Notebooks in the terminal: places in cells or in the file, and proven edits in the JSON."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.cli.running import speedwright
from tests.cli.test_sarif import SCHEMA, fixed
from tests.lsp.conftest import MEET
from tests.pipeline.proofs import accept_all

NOTEBOOK = Path(__file__).parents[2] / "fixtures" / "workspaces" / "stockroom" / "audit.ipynb"
MESSAGE = "`article not in sold` scans the list `sold` from its start in every round of a loop"
# The file has one line for each line of a cell; this is that of the finding.
LINE = 32


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(NOTEBOOK, tmp_path)
    (tmp_path / "pyproject.toml").touch()
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    return tmp_path


@pytest.fixture
def proven(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", str(tmp_path_factory.mktemp("receipts")))
    accept_all(folder / "audit.ipynb", folder)
    return folder


def test_people_and_programs_are_told_the_cell(folder: Path) -> None:
    text = speedwright("check", cwd=folder)
    told = json.loads(speedwright("check", "--format", "json", cwd=folder).stdout)

    assert text.stdout.startswith(f"audit.ipynb:cell 3:4:12: {MESSAGE} [")
    (finding,) = told["findings"]
    assert (finding["cell"], finding["start"]) == (3, {"line": 4, "column": 12})
    assert [(each["cell"], each["start"]["line"]) for each in finding["related"]] == [(3, 3)]


def test_code_hosts_are_told_the_line_of_the_file(folder: Path) -> None:
    github = speedwright("check", "--format", "github", cwd=folder)
    log = json.loads(speedwright("check", "--format", "sarif", cwd=folder).stdout)

    jsonschema.validate(log, SCHEMA)
    (result,) = log["runs"][0]["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    told = f"line={LINE},endLine={LINE},col=17,endColumn=36,title=list-membership-in-loop::cell 3, line 4: {MESSAGE}"
    assert github.stdout == f"::warning file=audit.ipynb,{told}\n"
    assert (region["startLine"], region["startColumn"], region["endColumn"]) == (LINE, 17, 36)
    assert result["message"]["text"] == f"cell 3, line 4: {MESSAGE}"


def test_changed_lines_are_those_of_the_file(folder: Path) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    for arguments in (("add", "."), (*identity, "commit", "--quiet", "--message", "all")):
        subprocess.run(["git", *arguments], cwd=folder, check=True)
    notebook = folder / "audit.ipynb"
    text = notebook.read_text(encoding="utf-8")

    notebook.write_text(text.replace("What was", "Which was"), encoding="utf-8")
    assert speedwright("check", "--diff", "HEAD", cwd=folder).returncode == 0
    notebook.write_text(text.replace("not in sold:", "not in  sold:"), encoding="utf-8")
    assert speedwright("check", "--diff", "HEAD", cwd=folder).returncode == 1


def test_a_proven_edit_is_written_into_its_cell(proven: Path) -> None:
    notebook = proven / "audit.ipynb"
    before = notebook.read_text(encoding="utf-8").splitlines()
    patch = speedwright("improve", "--format", "diff", cwd=proven).stdout
    done = speedwright("improve", "--apply", "audit.ipynb", cwd=proven)
    after = notebook.read_text(encoding="utf-8").splitlines()

    assert (done.returncode, done.stderr) == (0, "")
    assert [line for line in after if line not in before] == [
        r'    "    sold_set = set(sold)\n",',
        r'    "        if article not in sold_set:\n",',
    ]
    shutil.copy(NOTEBOOK, proven)
    subprocess.run(["git", "apply"], input=patch, cwd=proven, text=True, check=True)
    assert notebook.read_text(encoding="utf-8").splitlines() == after
    assert speedwright("check", cwd=proven).returncode == 0


def test_two_notebooks_are_compared_as_modules(folder: Path) -> None:
    notebook = folder / "audit.ipynb"
    text = notebook.read_text(encoding="utf-8").replace("return found", "return found + found")
    (folder / "new.ipynb").write_text(text, encoding="utf-8")

    done = speedwright("verify", "audit.ipynb", "new.ipynb", "--budget", "60", cwd=folder)
    assert (done.returncode, done.stdout.splitlines()[0]) == (1, "audit.unsold  different")


def test_a_proven_edit_is_a_fix_of_the_file(proven: Path) -> None:
    # Reports start nothing: that there is an interpreter is known from an earlier verification.
    subprocess.run([sys.executable, "-c", MEET], cwd=proven, check=True)
    (result,) = json.loads(speedwright("check", "--format", "sarif", cwd=proven).stdout)["runs"][0]["results"]
    (fix,) = result["fixes"]
    text = (proven / "audit.ipynb").read_text(encoding="utf-8")

    value = json.loads(fixed(text, fix["artifactChanges"][0]["replacements"]))
    assert "        if article not in sold_set:\n" in value["cells"][2]["source"]


UNSOLD = """\
def unsold(articles: list[str], sold: list[str]) -> list[str]:
    found = []
    for article in articles:
        if article not in sold:
            found.append(article)
    return found
"""
COUNTS = """\
%%time
def counts_of(paths: list[str]) -> dict[str, int]:
    counts = {}
    for path in paths:
        counts[path] = paths.count(path)
    return counts
"""


def test_what_cells_cannot_have_is_told_and_keeps_nothing_else_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import would have to stand before the first line of the notebook, which has to stay the first."""
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
        for source in (COUNTS, UNSOLD)
    ]
    value = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "audit.ipynb").write_text(json.dumps(value, indent=1))
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", str(folder / "receipts"))
    accept_all(folder / "audit.ipynb", folder, together=False)

    done = speedwright("improve", "--format", "diff", cwd=folder)

    assert done.returncode == 1
    assert "audit.ipynb: was left as it is: the edit reaches over cells of the notebook" in done.stderr
    assert "sold_set" in done.stdout
    assert "Counter" not in done.stdout
    subprocess.run(["git", "apply", "--check"], input=done.stdout, cwd=folder, text=True, check=True)
