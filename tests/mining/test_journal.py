"""What finished pairs gave outlives the process, and damage costs only what it hit."""

from dataclasses import replace
from pathlib import Path

import pytest

from speedwright.mining.hunks import Mined, nothing_of
from speedwright.mining.journal import PLACE, Journal
from tests.mining.own_pairs import SQUARE
from tests.mining.test_generalising import PEAK as HUNK

MINED = Mined("key", "own/root", 12.0, 1, (HUNK,))


def test_what_is_kept_is_what_is_read(tmp_path: Path) -> None:
    failed = nothing_of(SQUARE, "it cannot be run")
    for each in (MINED, failed):
        Journal(tmp_path, "1").add(each)

    assert Journal(tmp_path, "1").load() == {"key": MINED, SQUARE.key: failed}
    assert (tmp_path / PLACE).with_name(".gitignore").read_text() == "*\n"


def test_another_version_starts_anew(tmp_path: Path) -> None:
    Journal(tmp_path, "1").add(MINED)

    assert Journal(tmp_path, "2").load() == {}


def test_a_torn_line_costs_itself_alone(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "1")
    journal.add(MINED)
    file = tmp_path / PLACE
    file.write_text(file.read_text() + '{"version": "1", "key": "torn", "hu')
    journal.add(nothing_of(SQUARE, "no"))

    assert set(journal.load()) == {"key", SQUARE.key}


def test_what_is_known_of_an_equal_pair_goes_by_its_name_of_today() -> None:
    moved = replace(SQUARE, name="moved.jsonl:7")
    (hunk,) = MINED.of(moved).hunks

    assert moved.key == SQUARE.key
    assert (MINED.of(moved).name, hunk.pair, hunk.problem) == ("moved.jsonl:7", "moved.jsonl:7", SQUARE.problem)


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("kept")
    (tmp_path / PLACE).parent.mkdir(parents=True)
    (tmp_path / PLACE).symlink_to(tmp_path / "other")
    Journal(tmp_path, "1").add(MINED)
    assert (tmp_path / "other").read_text() == "kept"


@pytest.mark.parametrize(
    ("member", "wrong"),
    [('"ratio":12.0', '"ratio":"12"'), ('"name":"own/root"', '"name":7'), ('"edits":1,', '"edits":"1",')],
)
def test_a_line_of_other_types_is_as_good_as_none(tmp_path: Path, member: str, wrong: str) -> None:
    Journal(tmp_path, "1").add(MINED)
    file = tmp_path / PLACE
    text = file.read_text()
    assert member in text
    file.write_text(text.replace(member, wrong, 1))
    assert Journal(tmp_path, "1").load() == {}
