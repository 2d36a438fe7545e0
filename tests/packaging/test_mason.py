"""The entry for Mason's registry says what the project says."""

from __future__ import annotations

from pathlib import Path

import yaml

from speedwright import __version__
from speedwright.languages.registry import LANGUAGES

ROOT = Path(__file__).parents[2]
# How Mason writes them.
NAMES = {"cpp": "C++", "javascript": "JavaScript", "typescript": "TypeScript"}


def test_the_entry_is_of_this_version_and_these_languages() -> None:
    entry = yaml.safe_load((ROOT / "packaging" / "mason" / "package.yaml").read_text(encoding="utf-8"))
    own = {NAMES.get(each.name, each.name.title()) for each in LANGUAGES if not each.dialect_of}
    assert set(entry["languages"]) | {"TypeScript"} == own | {"TypeScript"}
    assert entry["source"]["id"] == f"pkg:pypi/speedwright@{__version__}"
    assert entry["bin"] == {"speedwright": "pypi:speedwright"}
    config = ROOT / "docs" / "editors" / "nvim" / "lsp" / f"{entry['neovim']['lspconfig']}.lua"
    assert config.is_file()
