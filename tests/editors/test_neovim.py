"""Debian's Neovim with the configuration of docs/editors/neovim.md, against the real server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

# Far more than a start takes; a server that never answers must not hang the tests.
PATIENCE_S = 60


@pytest.fixture(scope="module")
def nvim() -> str:
    found = shutil.which("nvim")
    if found is None:
        pytest.skip("needs nvim")
    return found


@pytest.fixture
def workspace(root: Path, tmp_path: Path) -> Path:
    source = root / "fixtures" / "workspaces" / "shop"
    return Path(shutil.copytree(source, tmp_path / "work" / "shop", ignore=shutil.ignore_patterns("__pycache__")))


def test_diagnostics_arrive(nvim: str, speedwright: Path, root: Path, workspace: Path) -> None:
    file = workspace / "shop" / "orders" / "intake.py"
    lines = file.read_text(encoding="utf-8").splitlines()
    slow = next(number for number, line in enumerate(lines) if "if sku not in catalogue" in line)
    shown = _run(
        nvim,
        speedwright,
        _fallback(root),
        f"""
        vim.cmd("edit " .. vim.fn.fnameescape({_lua(str(file))}))
        vim.wait({PATIENCE_S * 1000}, function() return #vim.diagnostic.get(0) > 0 end, 20)
        local shown = {{}}
        for _, each in ipairs(vim.diagnostic.get(0)) do
          table.insert(shown, {{ line = each.lnum, source = each.source, message = each.message }})
        end
        answer(shown)
        """,
        workspace,
    )
    assert {each["source"] for each in shown} == {"speedwright"}, _logs(workspace.parent)
    (found,) = (each for each in shown if each["line"] == slow)
    assert found["message"]


def test_heat_of_a_profile_arrives(nvim: str, speedwright: Path, root: Path, workspace: Path) -> None:
    """This version knows no inlay hints; lenses and hovers are what it shows."""
    file = workspace / "shop" / "orders" / "intake.py"
    lines = file.read_text(encoding="utf-8").splitlines()
    slow = next(number for number, line in enumerate(lines, 1) if "if sku not in catalogue" in line)
    first = max(number for number, line in enumerate(lines[:slow], 1) if line.startswith("def "))
    name = lines[first - 1].removeprefix("def ").partition("(")[0]
    stacks = workspace / "stacks.raw"
    stacks.write_text(f"{name} (shop/orders/intake.py:{slow}) 150\nother (elsewhere.py:1) 50\n", encoding="utf-8")
    shown = _run(
        nvim,
        speedwright,
        _fallback(root),
        f"""
        vim.cmd("edit " .. vim.fn.fnameescape({_lua(str(file))}))
        vim.wait({PATIENCE_S * 1000}, function() return #vim.diagnostic.get(0) > 0 end, 20)
        local function ask(method, params)
          local _, found = next(vim.lsp.buf_request_sync(0, method, params, {PATIENCE_S * 1000}))
          return found.result
        end
        local file = {_lua(str(stacks))}
        ask("workspace/executeCommand", {{ command = "speedwright.loadProfile", arguments = {{ file }} }})
        local document = vim.lsp.util.make_text_document_params()
        local lenses = ask("textDocument/codeLens", {{ textDocument = document }})
        local place = {{ line = {slow - 1}, character = 8 }}
        local hover = ask("textDocument/hover", {{ textDocument = document, position = place }})
        answer({{ line = lenses[1].range.start.line, title = lenses[1].command.title, hover = hover.contents.value }})
        """,
        workspace,
    )
    assert (shown["line"], shown["title"]) == (first - 1, "75 % · 1.5 s")
    assert "75 % in itself" in shown["hover"]


def test_configuration_for_current_versions_is_sound(
    nvim: str, speedwright: Path, root: Path, tmp_path: Path
) -> None:
    """This version cannot use it, but loads it: the fields are there, and the command line is that of the server."""
    config = root / "docs" / "editors" / "nvim" / "lsp" / "speedwright.lua"
    answer = _run(
        nvim,
        speedwright,
        "",
        f"""
        local config = dofile({_lua(str(config))})
        config.on_attach({{ offset_encoding = "utf-16" }}, 0)
        local commands = vim.tbl_keys(vim.api.nvim_buf_get_commands(0, {{}}))
        table.sort(commands)
        answer({{ cmd = config.cmd, filetypes = config.filetypes, commands = commands }})
        """,
        tmp_path,
    )
    assert set(answer.pop("filetypes")) >= {"python", "javascript", "typescript", "java", "cpp", "go", "ruby"}
    assert answer == {
        "cmd": ["speedwright", "server", "--stdio"],
        "commands": [
            "SpeedwrightClearProfile",
            "SpeedwrightFile",
            "SpeedwrightFunction",
            "SpeedwrightLoadProfile",
            "SpeedwrightProfile",
            "SpeedwrightProfileFile",
            "SpeedwrightProfileProcess",
            "SpeedwrightProfileTest",
        ],
    }


def _fallback(root: Path) -> str:
    """The configuration that the documentation tells people with an old version to use."""
    page = (root / "docs" / "editors" / "neovim.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```lua\n(.*?)```", page, re.DOTALL)
    return str(block)


def _lua(text: str) -> str:
    return "[==[" + text + "]==]"


def _run(nvim: str, speedwright: Path, configuration: str, script: str, folder: Path) -> Any:
    """What the script passes to `answer`, run in a Neovim of its own with this configuration."""
    home = folder.parent / "nvim"
    home.mkdir()
    answer = home / "answer.json"
    (home / "init.lua").write_text(configuration, encoding="utf-8")
    (home / "script.lua").write_text(
        f"local function answer(value)\n  vim.fn.writefile({{ vim.json.encode(value) }}, {_lua(str(answer))})\nend\n"
        + script,
        encoding="utf-8",
    )
    environment = os.environ | {
        "PATH": os.pathsep.join([str(speedwright.parent), os.environ["PATH"]]),
        "HOME": str(home),
        **{f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")},
    }
    # An error must end Neovim too, which otherwise waits for a key.
    command = ["--headless", "-i", "NONE", "-n", "-u", str(home / "init.lua")]
    finished = subprocess.run(
        [nvim, *command, "-c", f"luafile {home / 'script.lua'}", "-c", "qall!"],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE_S,
    )
    assert answer.exists(), finished.stdout + finished.stderr + _logs(home)
    return json.loads(answer.read_text(encoding="utf-8"))


def _logs(home: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in home.rglob("lsp.log"))
