"""The hash of what decides verdicts leaves nothing out."""

from __future__ import annotations

import shutil
from pathlib import Path

import grimp
import pytest

from speedwright import __version__, judging_code
from speedwright.judging_code import PARTS, judging_code_digest

# What verifying imports and what decides nothing: the values of settings stand in keys by themselves.
_NO_JUDGES = {
    "speedwright",
    "speedwright.accepted_rewrites",
    "speedwright.cache",
    "speedwright.errors",
    "speedwright.judging_code",
    "speedwright.pipeline.sources",
    "speedwright.settings",
    "speedwright.syntax.vocabulary",
    "speedwright.usefulness",
}
# What makes the cells of a notebook a module: that text is what is judged.
_NO_JUDGES |= {
    "speedwright.pipeline.files",
    "speedwright.pipeline.ignoring",
    "speedwright.pipeline.logical_lines",
    "speedwright.pipeline.notebooks",
    "speedwright.pipeline.notebooks.file",
    "speedwright.pipeline.notebooks.joining",
    "speedwright.pipeline.notebooks.json_text",
    "speedwright.pipeline.workspace",
}
# The other languages: nothing verifies them.
_PYTHON = {"speedwright.languages.language", "speedwright.languages.python", "speedwright.languages.shape"}


def _is_covered(module: str) -> bool:
    path = module.partition(".")[2].replace(".", "/")
    return any(f"{path}.py" == part or f"{path}/".startswith(f"{part}/") for part in PARTS)


def test_what_takes_part_in_verdicts_is_hashed() -> None:
    graph = grimp.build_graph("speedwright")
    behind = graph.find_upstream_modules("speedwright.pipeline.verify") | {"speedwright.pipeline.verify"}
    behind |= graph.find_upstream_modules("speedwright.receipts") | {"speedwright.receipts"}
    languages = {each for each in behind if each.startswith("speedwright.languages.")} - _PYTHON

    assert {each for each in behind - languages if not _is_covered(each)} == _NO_JUDGES & behind


def test_every_part_is_there() -> None:
    package = Path(judging_code.__file__).parent

    assert [part for part in PARTS if not (package / part).exists()] == []


@pytest.mark.parametrize("name", ["verification/comparison.py", "sandbox/guest/canonical.py", "acceptance.py"])
def test_another_text_is_another_judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    package = tmp_path / "speedwright"
    shutil.copytree(Path(judging_code.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(judging_code, "_PACKAGE", package)

    def digest() -> str:
        return judging_code_digest.__wrapped__()

    before = digest()
    (package / "generation" / "new.py").write_text("")
    assert digest() == before
    with (package / name).open("a") as file:
        file.write("\n")
    assert digest() != before


def test_without_sources_the_version_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging_code, "_PACKAGE", tmp_path)

    assert judging_code_digest.__wrapped__() == __version__
