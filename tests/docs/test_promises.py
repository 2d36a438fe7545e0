"""What pages tell people to type has to work."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from speedwright_server.cli.table import NAMES, command_named

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "vscode-extension").glob("*.md"),
        *(ROOT / "vscode-extension" / "src").glob("*.ts"),
    ]
)
INDEX = re.compile(r"\b(?:pip|pipx|uv)\b[\w ]* install (?:-\S+ )*speedwright\b")
COMMAND_LINE = re.compile(rf"\bspeedwright ({'|'.join(NAMES)})\b([^`#|\n]*)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_pages_promise_no_package_index(page: Path) -> None:
    assert INDEX.findall(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_options_in_pages_exist(page: Path) -> None:
    unknown = [
        (name, option)
        for name, rest in COMMAND_LINE.findall(page.read_text(encoding="utf-8"))
        for option in re.findall(r"(?<!\S)--[a-z-]+", rest.partition(" -- ")[0])
        if option not in _options(name)
    ]
    assert unknown == []


def _options(name: str) -> set[str]:
    parser = argparse.ArgumentParser()
    command_named(name).add_arguments(parser)
    return set(re.findall(r"--[a-z-]+", "".join(_helps(parser)))) | {"--verbose"}


def _helps(parser: argparse.ArgumentParser) -> Iterator[str]:
    """The help of a command and of its actions."""
    yield parser.format_help()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from _helps(inner)
