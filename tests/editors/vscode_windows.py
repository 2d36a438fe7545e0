"""Windows of real VS Code with our extension."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.editors.code_server import Installation, install_extension, installation, serving
from tests.editors.extension_package import installed_copy, packaged
from tests.editors.installing import NotInstallable, program
from tests.editors.workbench import Workbench

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@dataclass(frozen=True)
class Editor:
    """A VS Code with the extension, not started yet."""

    code_server: Installation
    home: Path
    browser: Browser
    artifacts: Path

    def has_written(self, text: str) -> bool:
        """Whether the text stands in any file of VS Code's: settings, state, logs."""
        files = (path for path in (self.home / "data").rglob("*") if path.is_file())
        return any(text.encode() in path.read_bytes() for path in files)

    @contextmanager
    def window(
        self, folder: Path, settings: Mapping[str, Any], environment: Mapping[str, str], name: str
    ) -> Iterator[Workbench]:
        """A window on a folder; its last picture, and what was logged, tell what went wrong."""
        with serving(self.code_server, self.home, {**os.environ, **environment, "HOME": str(self.home)}) as running:
            running.configure(settings)
            context = self.browser.new_context(viewport={"width": 1280, "height": 800})
            window = Workbench(context.new_page(), self.artifacts)
            try:
                window.open_folder(running.address, folder)
                yield window
            finally:
                window.shot(f"last-of-{name}")
                print(running.logs())
                context.close()


def browser() -> Iterator[Browser]:
    """Chromium; skips where it, or what drives it, is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the dependency group `editors`")
    chromium = program("chromium", "chromium")
    with playwright.sync_playwright() as running:
        # Without a sandbox of its own: tests may run as root, and what it shows is our own.
        browser = running.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def package(root: Path, cache: Path) -> Path:
    """The extension as a .vsix; skips where npm is missing."""
    program("npm", "npm")
    try:
        return packaged(installed_copy(root / "vscode-extension", cache), root)
    except NotInstallable as error:
        pytest.fail(f"the extension could not be packaged: {error}")


def editor(root: Path, cache: Path, home: Path, vsix: Path, browser: Browser) -> Editor:
    """VS Code with the extension installed, and all that it writes below `home`."""
    installed = installation(cache)
    install_extension(installed, vsix, home)
    return Editor(installed, home, browser, root / "artifacts" / "editors")


def stockroom(root: Path, folder: Path, *names: str) -> Path:
    """A copy of the workspace, with its program under these names as well: each test changes its own."""
    ignored = shutil.ignore_patterns("__pycache__", ".speedwright")
    workspace = Path(
        shutil.copytree(root / "fixtures" / "workspaces" / "stockroom", folder / "stockroom", ignore=ignored)
    )
    for name in names:
        shutil.copy(workspace / "stock.py", workspace / name)
    return workspace
