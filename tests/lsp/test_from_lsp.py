"""Protocol values become ours, whatever clients put into them."""

from pathlib import Path

import pytest

from speedwright_server.lsp.from_lsp import name_of, options_of, path_of, position_from


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///home/me/a.py", "/home/me/a.py"),
        ("file:///home/me/a%20b%23c%3Fd.py", "/home/me/a b#c?d.py"),
        ("file:///home/me/a;b.py", "/home/me/a;b.py"),
        ("file://localhost/home/me/%C3%A9.py", "/home/me/é.py"),
        ("file://server/share/a.py", "//server/share/a.py"),
    ],
)
def test_path_behind_a_file_uri(uri: str, path: str) -> None:
    assert path_of(uri) == Path(path)


@pytest.mark.parametrize(
    "uri",
    [
        "untitled:Untitled-1",
        "vscode-remote://ssh/home/a.py",
        "git:/a.py?ref",
        "",
        "a.py",
        "file:///a%00b.py",
        "file:///\0",
    ],
)
def test_no_path_behind_anything_else(uri: str) -> None:
    assert path_of(uri) is None


def test_documents_that_are_no_files_have_names() -> None:
    assert name_of("untitled:Untitled-1") == "Untitled-1"
    assert name_of("git:/work/a%20b.py?HEAD") == "a b.py"
    assert name_of("weird:") == "untitled"


def test_settings_are_known_in_any_spelling_and_the_rest_is_the_editors() -> None:
    told = {"memoryLimit": 512, "source_roots": ["src"], "budget": None, "trace": {"server": "off"}, "ignore": []}

    assert options_of(told) == {"memory-limit": 512, "source-roots": ["src"], "ignore": []}
    assert options_of(None) == options_of("all") == options_of([1]) == {}


def test_positions_in_arguments_are_plain_json() -> None:
    position = position_from({"line": 3, "character": 4})

    assert position is not None
    assert (position.line, position.character) == (3, 4)
    for wrong in (None, 3, {"line": 3}, {"line": "3", "character": 4}, {"line": -1, "character": 0}):
        assert position_from(wrong) is None
