"""What mkdocs is told while it builds the site: one page per skill, and links that lead out of this folder.

A hook in the sense of `hooks` in mkdocs.yml. The pages of skills are made from the library in every build and stand
in no checkout, so none of them can be stale.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

from speedwright.pipeline.skills import article
from speedwright.skills.registry import load_library

ROOT = Path(__file__).parents[1]
# Pages that stand at the top of the repository, where its hosts look for them.
TOP = {"CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md", "README.md": "index.md"}
_LINK = re.compile(r"\]\((?!\w+:|#|/)([^)\s#]+)(#[^)\s]*)?\)")
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_SKILL = re.compile(r"^\| `([a-z0-9-]+)` \|", re.MULTILINE)


def on_files(files: Files, *, config: Any) -> Files:
    """Adds the pages that stand elsewhere."""
    for name, page in TOP.items():
        if page != "index.md":
            files.append(File.generated(config, page, content=(ROOT / name).read_text(encoding="utf-8")))
    for name, text in skill_pages():
        files.append(File.generated(config, f"skills/{name}.md", content=text))
    return files


def skill_pages() -> Iterator[tuple[str, str]]:
    """Name and Markdown of each skill's page, as hovers and `explain` show it."""
    for skill in load_library().skills:
        yield skill.name, article(skill)


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """The page with its links as the site needs them. Raises ValueError for one that leads nowhere."""
    place = str(page.file.src_uri)
    if place == "skills.md":
        markdown = _SKILL.sub(r"| [`\1`](skills/\1.md) |", markdown)
    at = next((name for name, made in TOP.items() if made == place and place != "index.md"), f"docs/{place}")
    return _outside_fences(markdown, lambda text: _LINK.sub(lambda found: _link(found, at, place), text))


def _outside_fences(markdown: str, change: Any) -> str:
    parts, end = [], 0
    for fence in _FENCE.finditer(markdown):
        parts += [change(markdown[end : fence.start()]), fence[0]]
        end = fence.end()
    return "".join([*parts, change(markdown[end:])])


def _link(found: re.Match[str], at: str, place: str) -> str:
    """A link of the page that is at `at` in the repository and at `place` in the site."""
    target = posixpath.normpath(posixpath.join(posixpath.dirname(at), found[1]))
    inside = TOP.get(target) or target.removeprefix("docs/")
    if target in TOP or target.startswith("docs/"):
        return f"]({posixpath.relpath(inside, posixpath.dirname(place) or '.')}{found[2] or ''})"
    if not (ROOT / target).exists():
        raise ValueError(f"{at}: the link {found[1]} leads nowhere")
    # The site has no address of the repository to link to: the file is named instead.
    return f"] (`{target}`)"
