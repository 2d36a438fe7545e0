"""How loudly a finding is told, and when a page is silent."""

import json
from pathlib import Path

import pytest

from speedwright.cache import put_ignored
from speedwright.detection.detector import detect
from speedwright.detection.weighing import Weight, is_worthless, severity
from speedwright.model.finding import Severity
from speedwright.pipeline.diagnosing import diagnose
from speedwright.pipeline.skills import library
from speedwright.settings import Settings
from speedwright.skills.evidence import NAME, Gain, SizeGain, SkillEvidence, hash_of_cases, save
from speedwright.skills.pythons import Pythons
from speedwright.skills.registry import load_library
from speedwright.skills.skill import changes_growth
from speedwright.skills.standing import PLACE, sealed
from speedwright.syntax.source_file import SourceFile
from tests.skills.page_text import page_in

WARNING, INFORMATION, HINT = Severity.WARNING, Severity.INFORMATION, Severity.HINT


def gain(low: float, high: float, python: str = "3.11") -> Gain:
    sizes = (SizeGain(10, low, low, high), SizeGain(1000, (low + high) / 2, low, high))
    return Gain(python, f"cpython {python}.1", "some", "2026-11-28", 1, sizes)


@pytest.mark.parametrize(
    ("stated", "doubts", "weight", "expected"),
    [
        (WARNING, (), Weight(), WARNING),
        (WARNING, ("hashable",), Weight(), INFORMATION),
        (INFORMATION, ("hashable",), Weight(), INFORMATION),
        (WARNING, (), Weight(gain=gain(3.0, 4.0)), WARNING),
        (WARNING, (), Weight(gain=gain(1.3, 1.9)), INFORMATION),
        (WARNING, (), Weight(grows=True, gain=gain(1.3, 1.9)), WARNING),
        (WARNING, (), Weight(depth=2, gain=gain(1.3, 1.9)), WARNING),
        (WARNING, (), Weight(gain=gain(1.0, 1.2)), HINT),
        (WARNING, (), Weight(grows=True, gain=gain(1.0, 1.2)), INFORMATION),
        (INFORMATION, (), Weight(grows=True, depth=2, gain=gain(30.0, 40.0)), INFORMATION),
        (HINT, (), Weight(gain=gain(30.0, 40.0)), HINT),
        (WARNING, (), Weight(heat=0.5), WARNING),
        (WARNING, (), Weight(heat=0.05), INFORMATION),
        (WARNING, (), Weight(grows=True, heat=0.001), HINT),
        (WARNING, ("hashable",), Weight(grows=True, gain=gain(3.0, 4.0)), INFORMATION),
        (WARNING, (), Weight(gain=gain(1.3, 1.9)._replace(sizes=())), INFORMATION),
        (WARNING, (), Weight(failing=True), INFORMATION),
        (WARNING, ("hashable",), Weight(failing=True), HINT),
        (HINT, (), Weight(failing=True), HINT),
    ],
)
def test_severity(stated: Severity, doubts: tuple[str, ...], weight: Weight, expected: Severity) -> None:
    assert severity(stated, doubts, weight) is expected


def test_what_does_not_pay_any_more() -> None:
    assert is_worthless([gain(0.9, 1.04)])
    assert not is_worthless([gain(0.9, 1.06)])
    assert not is_worthless([gain(0.9, 1.04), gain(1.2, 1.3, "3.13")])
    assert not is_worthless([])
    assert not is_worthless([gain(0.9, 1.0)._replace(sizes=())])


def test_growth() -> None:
    assert changes_growth("O(n^2)", "O(n)")
    assert not changes_growth("O(n)", "O(n)")
    assert not changes_growth("two calls", "one call")


SLOW = SourceFile.parse(b"def f(xs):\n    for x in xs:\n        slow(x)\n", Path("m.py"))


def test_a_page_is_silent_where_it_does_not_pay(tmp_path: Path) -> None:
    path = page_in(tmp_path)
    skill = load_library([tmp_path]).skill("call-of-slow")
    assert skill is not None
    gains = {"3.10": gain(1.2, 1.3, "3.10"), "3.13": gain(0.9, 1.0, "3.13")}
    save(path.with_name(NAME), SkillEvidence(hash_of_cases(skill), gains))

    def found(pythons: Pythons) -> list[str]:
        return [each.skill for each in detect(SLOW, load_library([tmp_path], pythons))]

    assert found(Pythons()) == ["call-of-slow"]
    assert found(Pythons((3, 10), (3, 10))) == ["call-of-slow"]
    assert found(Pythons((3, 12), (3, 13))) == []
    assert found(Pythons((3, 9), (3, 9))) == ["call-of-slow"]
    stale = json.loads(path.with_name(NAME).read_text()) | {"cases": "others"}
    path.with_name(NAME).write_text(json.dumps(stale))
    assert found(Pythons((3, 13), (3, 13))) == ["call-of-slow"]


def test_a_skill_that_keeps_failing_sinks_and_says_why(tmp_path: Path) -> None:
    page_in(tmp_path / ".speedwright" / "skills")
    source = SourceFile.parse(b"def f(xs):\n    for x in xs:\n        slow(x)\n", tmp_path / "m.py")
    before = [each for each in diagnose(source, library(tmp_path), Settings()) if each.skill == "call-of-slow"]
    failures = {str(number): "not-faster" for number in range(5)}
    put_ignored(tmp_path, PLACE, sealed({"call-of-slow": failures}))
    after = [each for each in diagnose(source, library(tmp_path), Settings()) if each.skill == "call-of-slow"]
    assert [(each.severity, each.message) for each in before] == [(WARNING, "`slow(x)` is slow")]
    told = "`slow(x)` is slow (told quietly: 0 of 5 rewrites accepted here (5 not faster))"
    assert [(each.severity, each.message) for each in after] == [(INFORMATION, told)]
