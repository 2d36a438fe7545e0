"""`skills learn --model` from the terminal: what is asked, what is shown, and what is wrong use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import speedwright
from tests.model import pages
from tests.model.endpoint import KEY, ModelEndpoint, Reply, in_turn
from tests.model.test_learning import FUNCTION, accepted

BAD = in_turn([Reply(json.dumps({"page": pages.MALFORMED}))])


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.setenv("SPEEDWRIGHT_MODEL_KEY", KEY)


def with_endpoint(root: Path, base_url: str) -> None:
    (root / "pyproject.toml").write_text(f'[tool.speedwright]\nmodel-base-url = "{base_url}"\nmodel-name = "m"\n')


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--dry-run"], "--dry-run goes with --model"),
        ([FUNCTION], "functions go with --model"),
        (["--model"], "no model is configured"),
        (["--model", "pairs.py::other"], "pairs.py::other: no rewrite of it was accepted"),
    ],
)
def test_wrong_use_is_one_clear_line(arguments: list[str], message: str, tmp_path: Path) -> None:
    accepted(tmp_path)

    done = speedwright("skills", "learn", *arguments, cwd=tmp_path)

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert message in done.stderr


def test_nothing_accepted_is_told(tmp_path: Path) -> None:
    with_endpoint(tmp_path, "http://127.0.0.1:9")

    done = speedwright("skills", "learn", "--model", cwd=tmp_path)

    assert done.returncode == 2 and "nothing was accepted in this workspace yet" in done.stderr


def test_the_requests_are_shown_before_anything_is_sent_and_what_fails_is_told(tmp_path: Path) -> None:
    accepted(tmp_path)
    with ModelEndpoint(BAD, KEY) as server:
        with_endpoint(tmp_path, server.base_url)

        dry = speedwright("skills", "learn", "--model", "--dry-run", "--format", "json", cwd=tmp_path)
        asked = speedwright("skills", "learn", "--model", cwd=tmp_path)
        assert server.requests == []
        learned = speedwright("skills", "learn", "--model", "--agree", FUNCTION, cwd=tmp_path)

        assert [each["body"] for each in json.loads(dry.stdout)["requests"]] == server.requests[:1]
    assert asked.returncode == 2 and "--agree" in asked.stderr
    assert learned.returncode == 0 and "2 the page does not hold" in learned.stderr
    assert learned.stdout.startswith(f"{FUNCTION}  dropped: line 5: front matter:")
    assert learned.stdout.endswith("1 dropped.\n")
    assert KEY not in learned.stdout + learned.stderr + dry.stdout
