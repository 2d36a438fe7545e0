"""The site as readers meet it: built strictly, every link leads somewhere, and every skill has its page."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import pytest

from docs import site as hook
from speedwright.skills.registry import load_library

ROOT = Path(__file__).parents[2]


class _Page(HTMLParser):
    """The links of a page, and what links can point to in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if (link := given.get("href" if tag in ("a", "link") else "src")) is not None:
            self.links.append(link)
        self.anchors |= {value for name in ("id", "name") if (value := given.get(name)) is not None}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    built = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600)
    assert (built.returncode, built.stderr) == (0, ""), built.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, _Page]:
    return {path: _Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}


def test_no_link_is_dead(site: Path, pages: dict[Path, _Page]) -> None:
    dead = [
        f"{path.relative_to(site)}: {link}"
        for path, page in pages.items()
        for link in page.links
        if path.name != "404.html" and not _leads_somewhere(path, link, pages)
    ]
    assert dead == []


def _leads_somewhere(path: Path, link: str, pages: dict[Path, _Page]) -> bool:
    """Addresses elsewhere are well-formed; files and anchors here exist."""
    try:
        parts = urlsplit(link)
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme or parts.netloc:
        return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and " " not in link
    target = Path(os.path.normpath(path.parent / unquote(parts.path))) if parts.path else path
    page = pages.get(target) or pages.get(target / "index.html")
    if page is None:
        return target.is_file()
    return not parts.fragment or unquote(parts.fragment) in page.anchors


def test_every_skill_has_a_page_that_the_list_leads_to(site: Path, pages: dict[Path, _Page]) -> None:
    listed = {link for link in pages[site / "skills" / "index.html"].links if link.startswith("./") or "/" in link}
    for skill in load_library().skills:
        page = site / "skills" / skill.name / "index.html"
        assert skill.page.title.replace("`", "")[:20].split()[0] in page.read_text(encoding="utf-8")
        assert any(link.rstrip("/").endswith(skill.name) for link in listed), skill.name


def test_pages_from_the_top_of_the_repository_are_there(site: Path) -> None:
    assert "Unreleased" in (site / "changelog" / "index.html").read_text(encoding="utf-8")
    assert "Set up" in (site / "contributing" / "index.html").read_text(encoding="utf-8")


def rewritten(markdown: str, place: str = "editors/vscode.md") -> str:
    return hook.on_page_markdown(markdown, page=SimpleNamespace(file=SimpleNamespace(src_uri=place)))


def test_links_out_of_the_folder_become_links_in_the_site_or_names_of_files() -> None:
    assert rewritten("[a](../../README.md#how)") == "[a](../index.md#how)"
    assert rewritten("[a](../../vscode-extension/README.md)") == "[a] (`vscode-extension/README.md`)"
    assert rewritten("```\n[a](../../none)\n```\n") == "```\n[a](../../none)\n```\n"
    with pytest.raises(ValueError, match="leads nowhere"):
        rewritten("[a](../../none.md)")


def _pages_in_git() -> Iterator[Path]:
    listed = subprocess.run(["git", "ls-files", "docs"], cwd=ROOT, capture_output=True, text=True)
    yield from (ROOT / line for line in listed.stdout.splitlines() if line.endswith(".md"))


def test_pages_of_skills_stand_in_no_checkout() -> None:
    assert [path for path in _pages_in_git() if path.is_relative_to(ROOT / "docs" / "skills")] == []
