"""Which skills speak up in which files."""

from __future__ import annotations

from pathlib import Path

import pytest

from speedwright.detection.selecting import is_wanted
from speedwright.settings import Settings, SettingsError, settings_from


@pytest.mark.parametrize(
    ("table", "path", "expected"),
    [
        ({}, "a.py", True),
        ({"select": ["sort-*"]}, "a.py", True),
        ({"select": ["list-*"]}, "a.py", False),
        ({"select": ["sort-*"], "ignore": ["sort-in-loop"]}, "a.py", False),
        ({"ignore": ["sort-in"]}, "a.py", True),
        ({"per-file-ignores": {"tests/*": ["sort-*"]}}, "a.py", True),
        ({"per-file-ignores": {"tests/*": ["sort-*"]}}, "tests/deep/a.py", False),
        ({"per-file-ignores": {"tests/*": ["list-*"]}}, "tests/a.py", True),
        ({"per-file-ignores": {"/old.py": ["*"]}}, "src/old.py", False),
        ({"per-file-ignores": {"old.py": ["*"]}}, "src/very_old.py", True),
    ],
)
def test_settings_choose_skills_by_name_and_file(table: dict, path: str, expected: bool) -> None:
    settings = settings_from(table, "here")
    assert is_wanted("sort-in-loop", Path(path), settings) is expected
    assert is_wanted("sort-in-loop", Path("/work") / path, settings) is expected


@pytest.mark.parametrize("value", [["tests/*"], {"tests/*": "sort-*"}, {"tests/*": [1]}, "tests"])
def test_a_table_of_another_form_is_refused(value: object) -> None:
    with pytest.raises(SettingsError, match="per-file-ignores"):
        settings_from({"per-file-ignores": value}, "here")


def test_a_table_becomes_hashable_settings() -> None:
    assert settings_from({"per-file-ignores": {"a": ["b"]}}, "here") == Settings(per_file_ignores=(("a", ("b",)),))
