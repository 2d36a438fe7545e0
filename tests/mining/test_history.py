"""A repository's own performance commits."""

from pathlib import Path

import pytest

from speedwright.mining.history import HistoryError, pairs_of, performance_commits, top_of
from tests.mining.history_of_own import made_repository


def test_a_commit_that_speaks_of_speed_gives_the_functions_it_changed(tmp_path: Path) -> None:
    repository = made_repository(tmp_path / "repository")

    (commit,) = performance_commits(repository)
    (pair,) = pairs_of(repository, commit, tmp_path / "tree")

    assert (pair.entry_point, pair.path, pair.inputs) == ("root", "shapes/roots.py", ())
    assert "while n * n <= x" in pair.slow
    assert "import math\nfrom .limits import LEAST\n" in pair.fast
    assert "math.isqrt(x) + 1" in pair.fast
    assert "while side * side <= area" in pair.fast, "other functions stay as they were"
    assert (tmp_path / "tree" / "shapes" / "limits.py").read_text() == "LEAST = 0\n"


def test_a_folder_without_history_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="its history cannot be read"):
        performance_commits(tmp_path / "nowhere")


def test_a_folder_below_the_top_and_names_beyond_ascii_are_found(tmp_path: Path) -> None:
    repository = made_repository(tmp_path / "repository", name="wurzeln_für_alle")

    top = top_of(repository / "shapes")
    (commit,) = performance_commits(top)
    (pair,) = pairs_of(top, commit, tmp_path / "tree")

    assert top == repository.resolve()
    assert pair.path == "shapes/wurzeln_für_alle.py"


def test_a_tree_that_leads_out_of_itself_is_not_laid_out(tmp_path: Path) -> None:
    repository = made_repository(tmp_path / "repository", link="/etc")

    (commit,) = performance_commits(repository)
    with pytest.raises(HistoryError, match="cannot be laid out"):
        list(pairs_of(repository, commit, tmp_path / "tree"))


def test_the_repository_is_that_of_the_folder_whatever_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = made_repository(tmp_path / "repository")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    assert top_of(repository / "shapes") == repository.resolve()
    assert len(performance_commits(repository)) == 1
