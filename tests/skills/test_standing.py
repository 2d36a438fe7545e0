"""How useful a skill has been: what the numbers say, and what a damaged file is worth."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from speedwright.model.verdict import Outcome
from speedwright.skills.standing import OUTCOMES, PLACE, Standing, Standings, sealed


def test_the_outcomes_are_those_of_verdicts() -> None:
    assert tuple(each.value for each in Outcome) == OUTCOMES


@pytest.mark.parametrize(
    ("standing", "failing"),
    [
        (Standing(), False),
        (Standing(not_faster=4), False),
        (Standing(not_faster=3, different=2), True),
        (Standing(accepted=1, not_faster=9), True),
        (Standing(accepted=1, not_faster=5), False),
        (Standing(accepted=5, not_faster=5), False),
        (Standing(undecided=50), False),
    ],
)
def test_what_keeps_failing(standing: Standing, failing: bool) -> None:
    assert standing.is_failing is failing


def test_the_estimate_begins_in_the_middle_and_follows_verdicts() -> None:
    assert Standing().usefulness == 0.5
    assert Standing(accepted=8, different=1).usefulness == 9 / 11
    assert Standing(undecided=9).usefulness == 0.5


def test_in_words() -> None:
    assert Standing().text == ""
    assert Standing(accepted=1).text == "1 of 1 rewrite accepted here"
    assert Standing(1, 1, 4, 0).text == "1 of 6 rewrites accepted here (4 not faster, 1 different)"


def write(root: Path, text: str) -> Path:
    file = root / PLACE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    standings = Standings(tmp_path)
    assert standings.of("one") == Standing()
    file = write(tmp_path, sealed({"one": {"a": "accepted"}}))
    assert standings.of("one") == Standing(accepted=1)
    write(tmp_path, sealed({"one": {"a": "different", "b": "accepted"}}))
    os.utime(file, ns=(1, 1))
    assert standings.of("one") == Standing(accepted=1, different=1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing\n",
        sealed({"one": {"a": "accepted"}}).replace("accepted", "acceptef"),
        sealed({"one": {"a": "wonderful"}}),
        sealed({"one": 3}),  # type: ignore[dict-item]  # what a file may hold
        sealed({"one": {"a": ["accepted"]}}),  # type: ignore[dict-item]  # what a file may hold
        "[" * 100_000,
    ],
)
def test_a_damaged_file_is_told_and_counts_as_none(
    tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, text)
    with caplog.at_level(logging.WARNING):
        assert Standings(tmp_path).of("one") == Standing()
    assert "it begins anew" in caplog.text


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    elsewhere = write(tmp_path / "elsewhere", sealed({"one": {"a": "accepted"}}))
    link = tmp_path / PLACE
    link.parent.mkdir(parents=True)
    link.symlink_to(elsewhere)
    assert Standings(tmp_path).of("one") == Standing()
