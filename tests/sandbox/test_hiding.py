"""What a guest does not get to see, and what it needs nevertheless."""

from __future__ import annotations

from pathlib import Path

import pytest

from speedwright.sandbox.hiding import beside, hidden, needed_within
from speedwright.sandbox.watching import is_full


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".netrc").write_text("machine x password y")
    return tmp_path


def test_shared_folders_and_keys_are_hidden(home: Path) -> None:
    away = hidden([])
    assert Path("/tmp") in away
    assert (home / ".netrc") in away or any(folder in home.parents for folder in away)


def test_a_secret_that_holds_the_workspace_stays(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("speedwright.sandbox.hiding.SHARED", ())
    assert home / ".ssh" in hidden([])
    assert home / ".ssh" not in hidden([home / ".ssh" / "work"])


def test_the_workspace_is_given_back_once(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    found = needed_within([tmp_path], [tmp_path / "a" / "b", tmp_path / "a", tmp_path / "gone", Path("/usr")])
    assert found == [tmp_path / "a"]


def test_the_rest_of_the_machine_leaves_out_what_is_hidden(tmp_path: Path) -> None:
    for name in ("seen", "hidden"):
        (tmp_path / name).mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "hidden")
    rest = set(beside([tmp_path / "hidden"]))
    assert tmp_path / "seen" in rest
    assert not {tmp_path, tmp_path / "hidden", tmp_path / "link", Path("/")} & rest


def test_a_folder_is_full_by_size_or_by_number(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "file").write_bytes(b"x" * 100_000)
    assert not is_full(tmp_path, 1 << 20)
    assert is_full(tmp_path, 50_000)
