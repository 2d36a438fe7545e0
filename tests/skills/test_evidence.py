"""Evidence is data beside a page: read back as it was written, counted while it is about the page's cases."""

import json
from pathlib import Path

import pytest

from speedwright.skills.evidence import NAME, Gain, SizeGain, SkillEvidence, evidence_of, hash_of_cases, load, save
from speedwright.skills.reading import read_skill
from speedwright.skills.registry import load_library
from speedwright.skills.skill import Skill
from tests.skills.page_text import PAGE, page_in

LIBRARY = load_library().skills
GAIN = Gain(
    "3.11", "cpython 3.11.7", "Linux x86_64, some", "2026-11-28", 1,
    (SizeGain(10, 0.9, 0.8, 1.1), SizeGain(100, 4.0, 3.5, 4.5)), 23, 1.5,
)  # fmt: skip
FAILED = Gain("3.9", "cpython 3.9.18", "Linux x86_64, some", "2026-11-28", reason="no calls")


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    evidence = SkillEvidence("abc", {"3.11": GAIN, "3.9": FAILED})
    save(tmp_path / NAME, evidence)
    assert load(tmp_path / NAME) == evidence
    assert [each["python"] for each in json.loads((tmp_path / NAME).read_text())["measured"]] == ["3.9", "3.11"]


def test_evidence_of_other_cases_counts_as_none(tmp_path: Path) -> None:
    skill = read_skill(page_in(tmp_path))
    assert evidence_of(skill) is None
    save(skill.path.with_name(NAME), SkillEvidence(hash_of_cases(skill), {"3.11": GAIN}))
    found = evidence_of(skill)
    assert found is not None and found.gains["3.11"].largest == SizeGain(100, 4.0, 3.5, 4.5)
    skill.path.write_text(PAGE.replace("Because.", "Because it is."))
    assert evidence_of(read_skill(skill.path)) is not None
    skill.path.write_text(PAGE.replace("slow(x)", "slow(x, x)").replace("fast(x)", "fast(x, x)"))
    assert evidence_of(read_skill(skill.path)) is None


SIZE = '{"n": %s, "ratio": 2.0, "low": 1.9, "high": 2.1}'
ROW = (
    '{"schema": 1, "cases": "", "measured": [{"python": "%s", "interpreter": "i", "machine": "m", "date": "d", '
    f'"sizes": [{SIZE}]}}]}}'
)


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"schema": 2, "cases": "", "measured": []}', '{"schema": 1, "cases": "", "measured": [{}]}',
     '{"schema": 1, "cases": "", "measured": 3}', "[" * 60_000, "{" + " " * 70_000 + "}",
     ROW % ("3.11", "1e999"), ROW % ("x", "30")],
    ids=range(10),
)  # fmt: skip
def test_what_nobody_wrote_in_this_form_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / NAME).write_text(content)
    assert load(tmp_path / NAME) is None


@pytest.mark.parametrize("skill", LIBRARY, ids=lambda skill: skill.name)
def test_no_evidence_is_stale(skill: Skill) -> None:
    path = skill.path.with_name(NAME)
    if path.exists():
        again = f"its cases changed since: speedwright skills measure --skill {skill.name}"
        assert evidence_of(skill) is not None, again


def test_there_is_evidence() -> None:
    assert sum(evidence_of(skill) is not None for skill in LIBRARY) > 50


def test_calls_are_part_of_what_was_measured(tmp_path: Path) -> None:
    skill = read_skill(page_in(tmp_path))
    text = PAGE.replace("        fast(x)\n```\n", "        fast(x)\n```\n```calls\nf([1, 2])\n```\n")
    called = read_skill(page_in(tmp_path / "called", text))
    assert [case.calls for case in called.cases] == ["f([1, 2])", ""]
    assert hash_of_cases(called) != hash_of_cases(skill)
