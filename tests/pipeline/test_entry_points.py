"""What a difference between two versions of a file can be seen through, and the verdict on all of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from speedwright.errors import SpeedwrightError
from speedwright.model.verdict import Outcome, Verdict
from speedwright.pipeline.entry_points import entry_points
from speedwright.pipeline.verdict_json import verdict_to_json
from speedwright.pipeline.verify import VerifyRequest, verify

MODULE = '''
"""Words."""
import re
from math import floor

LIMIT = 10
PATTERN = re.compile("a")

def _clean(word):
    return word.strip()

def _unused(word):
    return word

def words(text):
    return [_clean(word) for word in text.split()][:LIMIT]

def count(text):
    return len(words(text))

def matches(text):
    return PATTERN.findall(text)

class Bag:
    size = 3

    def __init__(self, items):
        self.items = list(items)

    @property
    def first(self):
        return self.items[0]

    def add(self, item):
        self.items.append(item)

    def head(self):
        return self.first

    def _grow(self):
        self.items += self.items

    def double(self):
        self._grow()

def bag(items):
    return Bag(items)
'''
CHANGES = {
    "a public function": ("len(words(text))", "sum(1 for _ in words(text))", {"count"}),
    "several functions": ("text", "texts", {"words", "count", "matches"}),
    "a private helper": ("word.strip()", "word.strip().strip()", {"words"}),
    "a private helper that nothing uses": ("return word\n", "return word + ''\n", {"_unused"}),
    "a constant": ("LIMIT = 10", "LIMIT = 5 * 2", {"words"}),
    "a constant behind a constant's name": ('re.compile("a")', 're.compile("[a]")', {"matches"}),
    "a docstring": ('"""Words."""', '"""All words."""', set()),
    "a method": ("append(item)", "extend([item])", {"Bag.add"}),
    "a private method": ("self.items += self.items", "self.items *= 2", {"Bag.double"}),
    "a property": ("self.items[0]", "next(iter(self.items))", {"Bag.head"}),
    "a constructor": ("list(items)", "[*items]", {"Bag.add", "Bag.head", "Bag.double", "bag"}),
    "an attribute of a class": ("size = 3", "size = 2 + 1", {"Bag.add", "Bag.head", "Bag.double", "bag"}),
    "an import, through what is made with it": ("import re\n", "import regex as re\n", {"matches"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_change_is_seen_through(change: str) -> None:
    old, new, expected = CHANGES[change]
    candidate = MODULE.replace(old, new)
    assert candidate != MODULE
    if not expected:
        with pytest.raises(SpeedwrightError, match="no function"):
            entry_points(MODULE.encode(), candidate.encode())
    else:
        assert set(entry_points(MODULE.encode(), candidate.encode())) == expected


def test_a_public_function_that_is_gone_is_an_entry_point() -> None:
    assert entry_points(b"def f(): pass\ndef g(): pass\n", b"def g(): pass\n") == ("f",)


def test_one_class_narrows_the_answer() -> None:
    candidate = MODULE.replace("append(item)", "extend([item])").replace("LIMIT = 10", "LIMIT = 9")
    assert entry_points(MODULE.encode(), candidate.encode(), within="Bag") == ("Bag.add",)


SLOW = """
class Register:
    def __init__(self, names: list[str]) -> None:
        self.names = list(names)

    def enter(self, name: str) -> bool:
        if name in self.names:
            return False
        self.names.append(name)
        return True

    def doubles(self, others: list[str]) -> list[str]:
        return [other for other in others if other in self.names]

def common(xs: list[int], ys: list[int]) -> list[int]:
    return [x for x in xs if x in ys]

def unique(xs: list[int]) -> list[int]:
    kept = []
    for x in xs:
        if x not in kept:
            kept.append(x)
    return kept
"""


def judge(tmp_path: Path, candidate: str, function: str | None = None, budget_s: float = 300.0) -> Verdict:
    before, after = tmp_path / "subject.py", tmp_path / "changed.py"
    before.write_text(SLOW)
    after.write_text(candidate)
    return verify(VerifyRequest(before, after, function, budget_s=budget_s))


UNIQUE = SLOW[SLOW.index("    kept = []") :]


def test_two_right_rewrites_are_accepted_together(tmp_path: Path) -> None:
    candidate = SLOW.replace("[x for x in xs if x in ys]", "list(filter(set(ys).__contains__, xs))")
    candidate = candidate.replace(UNIQUE, "    return list(dict.fromkeys(xs))\n")
    verdict = judge(tmp_path, candidate)
    assert verdict.outcome is Outcome.ACCEPTED, verdict.reason
    parts = verdict_to_json(verdict)["entry_points"]
    assert [(part["function"], part["verdict"]) for part in parts] == [
        ("subject.common", "accepted"),
        ("subject.unique", "accepted"),
    ]


def test_one_wrong_rewrite_among_right_ones_is_different(tmp_path: Path) -> None:
    candidate = SLOW.replace("[x for x in xs if x in ys]", "list(filter(set(ys).__contains__, xs))")
    verdict = judge(tmp_path, candidate.replace(UNIQUE, "    return sorted(set(xs))\n"))
    assert verdict.outcome is Outcome.DIFFERENT, verdict.reason
    assert verdict.function == "subject.unique"
    assert verdict.evidence.counterexample is not None
    assert "unique(" in verdict.evidence.counterexample.call


def test_a_class_stands_for_its_methods_and_their_state(tmp_path: Path) -> None:
    candidate = SLOW.replace("        self.names.append(name)\n", "        self.names.insert(0, name)\n")
    verdict = judge(tmp_path, candidate, "Register")
    assert verdict.outcome is Outcome.DIFFERENT, verdict.reason
    assert verdict.function == "subject.Register.enter"


def test_a_memo_that_another_method_makes_stale_is_found(tmp_path: Path) -> None:
    candidate = SLOW.replace(
        "        return [other for other in others if other in self.names]",
        '        if not hasattr(self, "_known"):\n            self._known = set(self.names)\n'
        "        return [other for other in others if other in self._known]",
    )
    verdict = judge(tmp_path, candidate, "Register")
    assert verdict.outcome is Outcome.DIFFERENT, verdict.reason


def test_the_json_of_one_function_has_no_list_of_them(tmp_path: Path) -> None:
    verdict = judge(tmp_path, SLOW.replace("kept = []", "kept: list = []").replace("kept", "seen"), "unique", 10.0)
    assert "entry_points" not in json.loads(json.dumps(verdict_to_json(verdict)))
