"""Emacs in batch, with Eglot as docs/editors/emacs.md sets it up, against the real server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.editors.installing import program

PATIENCE_S = 120

# Flymake runs by idle timers, of which a batch has none: it is started by hand.
SCRIPT = """
(require 'eglot)
{documented}
(setq eglot-sync-connect {patience} eglot-connect-timeout {patience})
(find-file {file})
(python-mode)
(call-interactively 'eglot)
(let ((end (+ (float-time) {patience})))
  (while (and (not (flymake-diagnostics)) (< (float-time) end))
    (flymake-start)
    (accept-process-output nil 0.1)))
(goto-char (point-min))
(search-forward {slow})
(let* ((hover (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                               (eglot--TextDocumentPositionParams) :timeout {patience}))
       (actions (eglot-code-actions (line-beginning-position) (line-end-position)))
       (told (mapcar (lambda (each) (list :line (line-number-at-pos (flymake-diagnostic-beg each))
                                          :text (flymake-diagnostic-text each)))
                     (flymake-diagnostics))))
  (princ (json-serialize (list :diagnostics (vconcat told)
                               :hover (plist-get (plist-get hover :contents) :value)
                               :actions (vconcat (mapcar (lambda (each) (plist-get each :title)) actions))))))
(eglot-shutdown (eglot--current-server-or-lose))
"""


@pytest.fixture(scope="module")
def emacs() -> str:
    found = program("emacs", "emacs-nox elpa-eglot")
    asked = [found, "--batch", "--eval", "(progn (package-initialize) (require 'eglot))"]
    if subprocess.run(asked, capture_output=True, timeout=PATIENCE_S).returncode != 0:
        pytest.skip("needs Eglot (on Debian: apt-get install elpa-eglot)")
    return found


def test_diagnostics_hover_and_actions(emacs: str, speedwright: Path, root: Path, tmp_path: Path) -> None:
    source = root / "fixtures" / "workspaces" / "stockroom"
    workspace = Path(shutil.copytree(source, tmp_path / "stockroom", ignore=shutil.ignore_patterns("__pycache__")))
    file = workspace / "stock.py"
    slow = "if article not in stocked"
    line = next(
        number for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if slow in text
    )
    page = (root / "docs" / "editors" / "emacs.md").read_text(encoding="utf-8")
    (documented,) = re.findall(r"```elisp\n(.*?)```", page, re.DOTALL)
    script = tmp_path / "script.el"
    script.write_text(
        SCRIPT.format(documented=documented, patience=PATIENCE_S, file=json.dumps(str(file)), slow=json.dumps(slow)),
        encoding="utf-8",
    )
    finished = subprocess.run(
        [emacs, "--batch", "--eval", "(package-initialize)", "--load", str(script)],
        cwd=workspace,
        env={
            **os.environ,
            "HOME": str(tmp_path),
            "PATH": os.pathsep.join([str(speedwright.parent), os.environ["PATH"]]),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=3 * PATIENCE_S,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    told = json.loads(finished.stdout[finished.stdout.index("{") :])
    assert [each["line"] for each in told["diagnostics"] if "scans the list" in each["text"]] == [line]
    assert "Why it is slow" in told["hover"]
    assert "Find proven speedups in `missing`" in told["actions"]
