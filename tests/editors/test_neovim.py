"""Debian's Neovim, and a current one, with the configuration of docs/editors, against the real server."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.editors.installing import program
from tests.editors.neovim import CONFIGURATION, PATIENCE_S, Neovim, logs, lua, run_script
from tests.editors.neovim_build import current_neovim

SLOW = "if sku not in catalogue"

# What a script does first: it opens the file, and waits for what is told of it.
OPENED = """
local patience = {patience}
vim.cmd("edit " .. vim.fn.fnameescape({file}))
vim.wait(patience, function() return #vim.diagnostic.get(0) > 0 end, 20)
local function ask(method, params)
  local _, found = next(vim.lsp.buf_request_sync(0, method, params, patience))
  return found and found.result
end
local document = vim.lsp.util.make_text_document_params()
local place = {{ line = {slow}, character = 8 }}
"""

HEAT = """
vim.cmd("SpeedwrightLoadProfile " .. {stacks})
local function heat()
  local space = vim.api.nvim_get_namespaces()["speedwright-heat"]
  local marks = space and vim.api.nvim_buf_get_extmarks(0, space, 0, -1, { details = true }) or {}
  if #marks > 0 then
    return { line = marks[1][2], text = marks[1][4].virt_text[1][1] }
  end
  local hints = vim.lsp.inlay_hint and vim.lsp.inlay_hint.get({ bufnr = 0 }) or {}
  if #hints > 0 then
    return { line = hints[1].inlay_hint.position.line, text = hints[1].inlay_hint.label }
  end
end
vim.wait(patience, function() return heat() ~= nil end, 20)
local hover = ask("textDocument/hover", { textDocument = document, position = place })
answer({ heat = heat(), hover = hover.contents.value })
"""


@pytest.fixture(params=["the system's", "current"])
def nvim(request: pytest.FixtureRequest, cache: Path) -> Neovim:
    if request.param == "current":
        return current_neovim(cache)
    return Neovim([program("nvim", "neovim")])


@pytest.fixture
def init(request: pytest.FixtureRequest, nvim: Neovim, root: Path) -> str:
    """What the documentation says for this version."""
    if nvim.environment:
        return 'vim.lsp.enable("speedwright")'
    page = (root / "docs" / "editors" / "neovim.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```lua\n(.*?)```", page, re.DOTALL)
    return str(block)


@pytest.fixture
def file(root: Path, tmp_path: Path) -> Path:
    source = root / "fixtures" / "workspaces" / "shop"
    workspace = shutil.copytree(source, tmp_path / "work" / "shop", ignore=shutil.ignore_patterns("__pycache__"))
    return Path(workspace) / "shop" / "orders" / "intake.py"


def test_diagnostics_arrive(nvim: Neovim, init: str, speedwright: Path, root: Path, file: Path) -> None:
    script = """
    local shown = {}
    for _, each in ipairs(vim.diagnostic.get(0)) do
      table.insert(shown, { line = each.lnum, source = each.source, message = each.message })
    end
    answer(shown)
    """
    shown = _run(nvim, init, speedwright, root, file, script)
    assert {each["source"] for each in shown} == {"speedwright"}, logs(_workspace(file).parent)
    (found,) = (each for each in shown if each["line"] == _slow(file) - 1)
    assert found["message"]


def test_heat_of_a_profile_arrives(nvim: Neovim, init: str, speedwright: Path, root: Path, file: Path) -> None:
    slow = _slow(file)
    stacks = _workspace(file) / "stacks.raw"
    stacks.write_text(f"{_function(file)} (shop/orders/intake.py:{slow}) 150\nother (elsewhere.py:1) 50\n")
    shown = _run(nvim, init, speedwright, root, file, HEAT.replace("{stacks}", lua(str(stacks))))
    assert shown["heat"]["line"] == slow - 1
    assert shown["heat"]["text"].strip() == "75 % · 1.5 s"
    assert "75 % in itself" in shown["hover"]


def test_commands_are_there(nvim: Neovim, init: str, speedwright: Path, root: Path, file: Path) -> None:
    script = """
    local commands = vim.tbl_keys(vim.api.nvim_buf_get_commands(0, {}))
    table.sort(commands)
    answer(commands)
    """
    found = _run(nvim, init, speedwright, root, file, script)
    assert [each.removeprefix("Speedwright") for each in found if each.startswith("Speedwright")] == [
        "ClearProfile",
        "File",
        "FlameGraph",
        "Function",
        "LoadProfile",
        "Profile",
        "ProfileFile",
        "ProfileProcess",
        "ProfileTest",
    ]


def test_lenses_offer_to_verify(nvim: Neovim, init: str, speedwright: Path, root: Path, file: Path) -> None:
    script = """
    local function found()
      local lenses = {}
      for _, each in ipairs(vim.lsp.codelens.get(vim.lsp.codelens.enable and { bufnr = 0 } or 0)) do
        table.insert(lenses, (each.lens or each).range.start.line)
      end
      return lenses
    end
    if not vim.lsp.codelens.enable then
      vim.lsp.codelens.refresh()
    end
    vim.wait(patience, function() return #found() > 0 end, 20)
    answer(found())
    """
    lines = file.read_text(encoding="utf-8").splitlines()
    definition = next(number for number, line in enumerate(lines) if line.startswith(f"def {_function(file)}("))
    assert definition in _run(nvim, init, speedwright, root, file, script)


def test_configuration_names_all_languages(root: Path) -> None:
    text = (root / CONFIGURATION).read_text(encoding="utf-8")
    for language in ("python", "javascript", "typescript", "java", "cpp", "go", "ruby"):
        assert f'"{language}"' in text


def _run(nvim: Neovim, init: str, speedwright: Path, root: Path, file: Path, script: str) -> Any:
    opened = OPENED.format(patience=PATIENCE_S * 1000, file=lua(str(file)), slow=_slow(file) - 1)
    return run_script(nvim, speedwright, root, init, opened + script, _workspace(file))


def _workspace(file: Path) -> Path:
    return file.parents[2]


def _slow(file: Path) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if SLOW in line)


def _function(file: Path) -> str:
    lines = file.read_text(encoding="utf-8").splitlines()[: _slow(file)]
    first = next(line for line in reversed(lines) if line.startswith("def "))
    return first.removeprefix("def ").partition("(")[0]
