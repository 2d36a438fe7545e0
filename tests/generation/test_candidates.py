"""Candidates from findings."""

import ast
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from speedwright.detection.detector import detect
from speedwright.generation.combining import combine
from speedwright.generation.registry import candidates
from speedwright.model.candidate import Candidate, Origin
from speedwright.skills.registry import load_library
from speedwright.syntax.source_file import SourceFile

LIBRARY = load_library()
HEADER = "def report(rows: list[int], known: list[int]) -> str:\n"
CODE = f"""{HEADER}    text = ""
    queue = [0]
    for row in rows:
        queue.append(queue.pop(0) + row)
        if row in known:
            text += str(row)
    return text
"""


def made(text: str) -> tuple[Candidate, ...]:
    source = SourceFile.parse(text.encode(), Path("module.py"))
    return candidates(source, detect(source, LIBRARY), LIBRARY)


def combined(text: str) -> Candidate:
    source = SourceFile.parse(text.encode(), Path("module.py"))
    joined = combine(source, made(text))
    assert joined is not None
    return joined


def test_each_skill_is_a_candidate_of_its_own():
    assert [each.title for each in made(CODE)] == [
        "Use a deque for `queue`",
        "Use a set for `known`",
        "Collect the parts of `text` and join them",
    ]


def test_the_findings_of_one_skill_are_joined_and_come_before_their_parts():
    joined, *parts = made(
        "def f(a: list[int], b: list[int], c: list[int]):\n    return [x in b or x in c for x in a]\n"
    )
    assert [len(each.findings) for each in (joined, *parts)] == [2, 1, 1]
    assert joined.title == "2 speedups: Use a set for `b`; Use a set for `c`"


def test_candidates_of_several_skills_can_be_combined():
    whole = combined(CODE)
    assert whole.title == f"3 speedups: {'; '.join(part.title for part in made(CODE))}"
    assert whole.skills == ("front-pop-queue", "list-membership-in-loop", "string-building-in-loop")
    assert whole.entry_points == ("report",)
    assert whole.origin is Origin.REWRITE
    assert len(whole.findings) == 3


def test_the_combined_result_is_all_of_them():
    result = combined(CODE).result.decode()
    assert "known_set = set(known)" in result
    assert "queue.popleft()" in result
    assert '"".join(text_parts)' in result
    ast.parse(result)


def test_one_finding_one_candidate():
    (only,) = made("def f(a: list[int], b: list[int]):\n    return [x for x in a if x in b]\n")
    assert only.title == "Use a set for `b`"


def test_two_tests_of_one_list_share_its_set():
    joined = made(f"{HEADER}    return [r for r in rows if r in known and r - 1 not in known]\n")[0]
    assert joined.result.decode().count("set(known)") == 1
    assert joined.title == "Use a set for `known`"


def test_a_new_name_means_one_thing():
    text = (
        "def f(a: list[int], p, q):\n"
        "    p.known = list(a)\n"
        "    known = list(a)\n"
        "    for x in a:\n"
        "        if x in known:\n"
        "            print(x)\n"
        "    for x in a:\n"
        "        if x - 1 in known:\n"
        "            print(x)\n"
        "    return known\n"
    )
    for candidate in made(text):
        ast.parse(candidate.result)


def test_a_finding_of_a_module_has_no_candidate():
    assert made("KNOWN = list(range(99))\nfor x in KNOWN:\n    print(x in KNOWN)\n") == ()


def test_methods_and_nested_functions_are_verified_from_outside():
    text = (
        "class C:\n    def m(self, a: list[int], b: list[int]):\n"
        "        def inner():\n            return [x for x in a if x in b]\n        return inner()\n"
    )
    (only,) = made(text)
    assert only.entry_points == ("C.m",)


def test_broken_code_elsewhere_does_not_stop_a_rewrite():
    broken = "def g(:\n    pass\n\n\n"
    assert made(broken + CODE) and all(b"def g(:" in each.result for each in made(broken + CODE))


def test_line_ends_and_other_bytes_stay():
    text = CODE.replace("\n", "\r\n").encode() + b"# \xff\r\n"
    source = SourceFile.parse(text, Path("module.py"))
    result = candidates(source, detect(source, LIBRARY), LIBRARY)[0].result
    assert b"\xff" in result
    assert result.count(b"\n") == result.count(b"\r\n")


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_result_compiles_whenever_the_original_does(data):
    lines = CODE.splitlines(keepends=True)
    kept = data.draw(st.lists(st.booleans(), min_size=len(lines), max_size=len(lines)))
    indent = data.draw(st.sampled_from(["    ", "  ", "\t"]))
    text = "".join(line for line, keep in zip(lines, kept, strict=True) if keep).replace("    ", indent)
    try:
        ast.parse(text)
    except SyntaxError:
        return
    for candidate in made(text):
        ast.parse(candidate.result)
