"""`improve --model` from the terminal: nothing leaves before somebody agreed, and nobody is nagged."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import speedwright
from tests.lsp.processes import children, ended
from tests.model import workspace
from tests.model.endpoint import KEY, ModelEndpoint, Reply, in_turn, structured

TARGET = "pairs.py::pairs_with_sum"
NO_IDEA = in_turn([Reply("I have no idea.")])


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.setenv("SPEEDWRIGHT_MODEL_KEY", KEY)


def test_without_an_endpoint_there_is_one_clear_message(tmp_path: Path) -> None:
    workspace.write(tmp_path)

    done = speedwright("improve", "--model", TARGET, cwd=tmp_path)

    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and "model-base-url and model-name" in done.stderr


@pytest.mark.parametrize("option", ["--dry-run", "--agree"])
def test_options_about_models_go_with_model(option: str, tmp_path: Path) -> None:
    workspace.write(tmp_path)

    done = speedwright("improve", option, TARGET, cwd=tmp_path)

    assert done.returncode == 2 and "goes with --model" in done.stderr


def test_nothing_is_sent_before_somebody_agrees_and_then_for_good(tmp_path: Path) -> None:
    with ModelEndpoint(NO_IDEA, KEY) as server:
        workspace.write(tmp_path, server.base_url)

        dry = speedwright("improve", "--model", "--dry-run", "--format", "json", TARGET, cwd=tmp_path)
        plain = speedwright("improve", "--model", "--dry-run", TARGET, cwd=tmp_path)
        asked = speedwright("improve", "--model", TARGET, cwd=tmp_path)
        assert server.requests == []
        agreed = speedwright("improve", "--model", "--agree", TARGET, cwd=tmp_path)
        first = list(server.requests)
        again = speedwright("improve", "--model", TARGET, cwd=tmp_path)

        assert (dry.returncode, plain.returncode, asked.returncode) == (0, 0, 2)
        bodies = [each["body"] for each in json.loads(dry.stdout)["requests"]]
        assert _in_order(each for each in first if len(each["messages"]) == 2) == _in_order(bodies)
        assert "--- user" in plain.stdout and "def pairs_with_sum" in plain.stdout
        assert asked.stderr.count("\n") == 1 and "--agree" in asked.stderr and server.base_url in asked.stderr
        assert agreed.returncode == again.returncode == 0
        assert "4 requests" in agreed.stderr and "4 the answer holds no code" in agreed.stderr
        assert len(first) == 4 == len(server.requests), "an equal request is not sent twice"
        assert all(KEY not in each.stdout + each.stderr for each in (dry, plain, asked, agreed, again))


def _in_order(bodies: Iterable[dict[str, Any]]) -> list[str]:
    """Requests that are under way together arrive in any order."""
    return sorted(json.dumps(each, sort_keys=True) for each in bodies)


def test_a_wrong_key_is_one_problem(tmp_path: Path) -> None:
    with ModelEndpoint(NO_IDEA, "another") as server:
        workspace.write(tmp_path, server.base_url)

        done = speedwright("improve", "--model", "--agree", TARGET, cwd=tmp_path)

    assert done.returncode == 1
    assert "refuses the key" in done.stderr and KEY not in done.stderr + done.stdout


def test_ctrl_c_ends_requests_that_are_under_way(tmp_path: Path) -> None:
    with ModelEndpoint(in_turn([Reply(stalls=True)])) as server:
        workspace.write(tmp_path, server.base_url)
        command = [sys.executable, "-m", "speedwright_server", "improve", "--model", "--agree", TARGET]
        with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            server.wait_for(1)
            process.send_signal(signal.SIGINT)
            process.communicate()

    assert process.returncode in (130, -signal.SIGINT)


ENDLESS = "def pairs_with_sum(numbers, target):\n    while True:\n        target += 1\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_whatever_ends_it_while_it_verifies_no_child_is_left(number: signal.Signals, tmp_path: Path) -> None:
    with ModelEndpoint(in_turn([structured(ENDLESS), Reply(stalls=True)])) as server:
        workspace.write(tmp_path, server.base_url)
        command = [sys.executable, "-m", "speedwright_server", "improve", "--model", "--agree", TARGET]
        with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            while not _is_verifying(process.pid):
                assert process.poll() is None
                time.sleep(0.05)
            running = children(process.pid)
            process.send_signal(number)
            process.communicate()

    assert process.returncode in (-number, 128 + number)
    assert len(running) > 1 and asyncio.run(ended(running)) == set()


def _is_verifying(pid: int) -> bool:
    """Whether a worker of the pool has a guest."""
    workers = [each for each in children(pid) if "spawn_main" in _command(each)]
    return any(children(each) for each in workers)


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except OSError:
        return ""
