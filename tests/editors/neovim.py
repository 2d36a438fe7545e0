"""Runs a script in a Neovim of its own, with the configuration of docs/editors."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Far more than a start takes; a server that never answers must not hang the tests.
PATIENCE_S = 60

CONFIGURATION = Path("docs") / "editors" / "nvim" / "lsp" / "speedwright.lua"


@dataclass(frozen=True)
class Neovim:
    """The command that starts it, and the environment that it needs."""

    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


def lua(text: str) -> str:
    """A text as Lua writes it."""
    return "[==[" + text + "]==]"


def run_script(nvim: Neovim, speedwright: Path, root: Path, init: str, script: str, folder: Path) -> Any:
    """What the script passes to `answer`, run in `folder` by a Neovim with our configuration and this `init.lua`."""
    home = folder.parent / "nvim"
    shipped = home / "config" / "nvim" / "lsp" / "speedwright.lua"
    shipped.parent.mkdir(parents=True)
    shutil.copy(root / CONFIGURATION, shipped)
    answer = home / "answer.json"
    (home / "init.lua").write_text(init, encoding="utf-8")
    telling = (
        f"local function answer(value)\n  vim.fn.writefile({{ vim.json.encode(value) }}, {lua(str(answer))})\nend\n"
    )
    (home / "script.lua").write_text(telling + script, encoding="utf-8")
    environment = {
        **os.environ,
        **nvim.environment,
        "PATH": os.pathsep.join([str(speedwright.parent), os.environ["PATH"]]),
        "HOME": str(home),
        **{f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")},
    }
    # An error must end Neovim too, which otherwise waits for a key.
    command = [*nvim.command, "--headless", "-i", "NONE", "-n", "-u", str(home / "init.lua")]
    finished = subprocess.run(
        [*command, "-c", f"luafile {home / 'script.lua'}", "-c", "qall!"],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=3 * PATIENCE_S,
    )
    assert answer.exists(), finished.stdout + finished.stderr + logs(home)
    return json.loads(answer.read_text(encoding="utf-8"))


def logs(home: Path) -> str:
    """What Neovim's client wrote."""
    return "".join(path.read_text(encoding="utf-8") for path in home.rglob("lsp.log"))
