"""One skill's page, shown in the terminal."""

from __future__ import annotations

import sys
from pathlib import Path

from speedwright_server.cli.terminal import console
from speedwright_server.cli.workspace import workspace_of


def show_page(name: str) -> None:
    """Prints the page as people read it: rendered in a terminal, Markdown elsewhere.

    Raises UnknownSkillError with the nearest names.
    """
    from speedwright.pipeline.skills import article, experience, library, skill_named

    skills = library(workspace_of([Path()]).root)
    skill = skill_named(name, skills)
    markdown = "\n".join(filter(None, (article(skill), experience(skill, skills))))
    if not sys.stdout.isatty():
        sys.stdout.write(markdown)
        return
    from rich.markdown import Markdown

    console(sys.stdout).print(Markdown(markdown, code_theme="ansi_dark"))
