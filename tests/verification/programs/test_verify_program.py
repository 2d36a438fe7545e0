"""Whole programs, judged end to end: every difference has its name, and its line for a shell shows it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from speedwright.errors import SpeedwrightError
from speedwright.model.evidence import Difference
from speedwright.model.verdict import Outcome, Verdict
from speedwright.pipeline.verify_program import ProgramRequest, verify_program

SLOW = """
def main():
    n = int(input())
    values = list(map(int, input().split()))
    seen = []
    for value in values:
        if value not in seen:
            seen.append(value)
    print(len(seen))
    print(*seen)

if __name__ == "__main__":
    main()
"""
FAST = """
import sys

n, *values = map(int, sys.stdin.buffer.read().split())
seen = dict.fromkeys(values)
sys.stdout.write(f"{len(seen)}\\n{' '.join(map(str, seen))}\\n")
"""
LISTS = (b"5\n1 2 3 2 1\n", b"3\n7 7 7\n")


def judge(tmp_path: Path, original: str, candidate: str, inputs=LISTS, budget_s: float = 60.0) -> Verdict:
    (tmp_path / "before.py").write_text(original)
    (tmp_path / "after.py").write_text(candidate)
    folder = None
    if inputs is not None:
        folder = tmp_path / "inputs"
        folder.mkdir()
        for number, text in enumerate(inputs):
            (folder / f"{number}.txt").write_bytes(text)
    return verify_program(ProgramRequest(tmp_path / "before.py", tmp_path / "after.py", folder, budget_s=budget_s))


def shows(tmp_path: Path, verdict: Verdict) -> bool:
    """Whether the counterexample, pasted into a shell, shows that the two programs differ."""
    found = verdict.evidence.counterexample
    assert found is not None
    answers = []
    for name in ("before.py", "after.py"):
        line = found.call.replace("before.py", name)
        done = subprocess.run(line, shell=True, cwd=tmp_path, capture_output=True, timeout=60, check=False)
        error = done.stderr.rsplit(b"\n", 2)[-2:] if b"Traceback" in done.stderr else done.stderr
        files = {path.name: path.read_bytes() for path in tmp_path.glob("*.out")}
        answers.append((done.returncode, done.stdout, error, files))
        for path in tmp_path.glob("*.out"):
            path.unlink()
    return answers[0] != answers[1]


def test_a_right_and_faster_program_is_accepted(tmp_path: Path) -> None:
    large = f"4000\n{' '.join(str(i * 7919 % 10007 + 1) for i in range(4000))}\n".encode()
    verdict = judge(tmp_path, SLOW, FAST, (*LISTS, large))
    assert verdict.outcome is Outcome.ACCEPTED, verdict.reason
    mutants = verdict.evidence.mutants
    assert mutants is not None
    assert mutants.killed > mutants.planted / 2
    assert verdict.function == "before"
    assert verdict.evidence.branch_coverage == 1.0
    assert verdict.evidence.sources["stdin"] == 3
    assert verdict.evidence.sources["generated"] > 10
    assert verdict.evidence.domain["line 2"].type == "as many int >= 1 as said before"
    assert verdict.measurement is not None
    assert verdict.measurement.sizes[-1].realistic
    assert verdict.measurement.sizes[-1].n == len(large)


# Whatever is computed, only the count is printed.
UNHEARD = """
values = [int(word) for word in open(0).read().split()]
total = 0
for value in values:
    first = value * 2 + 1
    second = first - 3 + value
    third = second * first + 5
    total = third - second * 7 + total
print(len(values))
"""


def test_inputs_that_would_notice_few_faults_decide_nothing(tmp_path: Path) -> None:
    faster = UNHEARD.replace(
        "[int(word) for word in open(0).read().split()]", "list(map(int, open(0).read().split()))"
    )
    verdict = judge(tmp_path, UNHEARD, faster, [b"1 2 3 " * 100_000, b"4 5"])
    assert verdict.outcome is Outcome.UNDECIDED
    assert "of the faults planted in the candidate were noticed; not line " in verdict.reason


def test_small_examples_are_grown_to_be_timed(tmp_path: Path) -> None:
    verdict = judge(tmp_path, SLOW, FAST)
    assert verdict.outcome is Outcome.ACCEPTED, verdict.reason
    assert verdict.measurement is not None
    assert not any(size.realistic for size in verdict.measurement.sizes)


def test_the_same_program_is_not_faster(tmp_path: Path) -> None:
    verdict = judge(tmp_path, SLOW, SLOW.replace("seen", "kept"))
    assert verdict.outcome in (Outcome.NOT_FASTER, Outcome.UNDECIDED), verdict.reason


NUMBERS = (b"3\n", b"5\n", b"12\n")
DIFFERENCES = {
    "output": ("n = int(input())\nprint(n)", "n = int(input())\nprint(min(n, 99))", Difference.OUTPUT),
    "no last newline": ("print(input())", "print(input(), end='')", Difference.OUTPUT),
    "standard error": (
        "import sys\nn = int(input())\nprint(n)",
        "import sys\nn = int(input())\nprint(n)\nif n > 5: print('big', file=sys.stderr)",
        Difference.OUTPUT,
    ),
    "exit status": (
        "import sys\nn = int(input())\nsys.exit(n % 2)",
        "import sys\nn = int(input())\nsys.exit(n % 2 * (n < 50))",
        Difference.EXCEPTION,
    ),
    "its own exception": (
        "n = int(input())\nif n > 20: raise ValueError('large')\nprint(n)",
        "n = int(input())\nif n > 20: raise ValueError('too large')\nprint(n)",
        Difference.EXCEPTION,
    ),
    "a crash": (
        "n = int(input())\nprint(n)",
        "n = int(input())\nprint(n if n < 30 else [][n])",
        Difference.EXCEPTION,
    ),
    "no end": ("n = int(input())\nprint(n)", "n = int(input())\nwhile n > 30: pass\nprint(n)", Difference.EXCEPTION),
    "a file": (
        "n = int(input())\nopen('a.out', 'w').write(str(n))",
        "n = int(input())\nopen('a.out', 'w').write(str(n % 70))",
        Difference.EFFECTS,
    ),
}


@pytest.mark.parametrize("name", DIFFERENCES)
def test_every_kind_of_difference_is_found(tmp_path: Path, name: str) -> None:
    original, candidate, difference = DIFFERENCES[name]
    verdict = judge(tmp_path, original, candidate, NUMBERS)
    assert verdict.outcome is Outcome.DIFFERENT, verdict.reason
    found = verdict.evidence.counterexample
    assert found is not None
    assert found.difference is difference
    if name != "no end":
        assert shows(tmp_path, verdict), found.call


def test_counterexamples_are_small(tmp_path: Path) -> None:
    cases = b"3\n4\n9 8 7 6\n2\n5 5\n3\n1 2 3\n"
    loop = "for _ in range(int(input())):\n    n, a = input(), list(map(int, input().split()))\n    print({})\n"
    verdict = judge(tmp_path, loop.format("max(a)"), loop.format("max(a[:5])"), (cases, cases))
    assert verdict.outcome is Outcome.DIFFERENT, verdict.reason
    found = verdict.evidence.counterexample
    assert found is not None
    assert found.call.startswith("printf '1\\n6\\n"), found.call
    assert shows(tmp_path, verdict)


def test_what_the_original_cannot_read_is_outside_the_domain(tmp_path: Path) -> None:
    original = "n = int(input())\nprint([1, 2, 3, 4][n - 1])"
    candidate = "n = int(input())\nprint(n if n < 5 else 0)"
    verdict = judge(tmp_path, original, candidate, (b"1\n", b"2\n", b"4\n"))
    assert verdict.evidence.outside["IndexError"] > 0
    assert verdict.outcome is not Outcome.DIFFERENT, verdict.reason


def test_line_numbers_and_words_of_the_interpreter_are_no_promise(tmp_path: Path) -> None:
    original = "n = int(input())\nif n > 3:\n    raise ValueError(n)\nprint(n)"
    verdict = judge(tmp_path, original, f"# moved\n\n{original}", NUMBERS)
    assert verdict.outcome is not Outcome.DIFFERENT, verdict.reason
    assert verdict.evidence.inputs > 20


def test_a_program_that_answers_at_random_is_undecided(tmp_path: Path) -> None:
    source = "import random\nprint(int(input()) * random.random())"
    verdict = judge(tmp_path, source, source, NUMBERS)
    assert verdict.outcome is Outcome.UNDECIDED
    assert "same answer twice" in verdict.reason


def test_the_order_of_a_set_of_words_is_seen_as_what_it_is(tmp_path: Path) -> None:
    source = "print(*set(input().split()))"
    verdict = judge(tmp_path, source, source, (b"ab cd ef gh ij\n", b"kl mn op qr st\n"))
    assert verdict.outcome is Outcome.UNDECIDED, verdict.reason
    assert "same answer twice" in verdict.reason


def test_a_program_without_input_needs_none(tmp_path: Path) -> None:
    slow = "total = 0\nfor i in range(400000):\n    total += i\nprint(total)"
    verdict = judge(tmp_path, slow, "n = 400000\nprint(n * (n - 1) // 2)", None)
    assert verdict.outcome is Outcome.ACCEPTED, verdict.reason


def test_imports_are_paid_for_in_every_run(tmp_path: Path) -> None:
    quick = "print(sum(range(20000)) + int(input()))"
    verdict = judge(tmp_path, quick, f"import asyncio, unittest, sqlite3, email.mime.text\n{quick}", NUMBERS)
    assert verdict.outcome in (Outcome.NOT_FASTER, Outcome.UNDECIDED), verdict.reason


def test_inputs_that_are_needed_and_missing_are_said(tmp_path: Path) -> None:
    verdict = judge(tmp_path, "import sys\nprint(len(sys.stdin.read()))", "import sys\nprint(0)", None)
    assert verdict.outcome is Outcome.UNDECIDED
    assert "--stdin" in verdict.reason


def test_what_is_not_python_is_undecided(tmp_path: Path) -> None:
    verdict = judge(tmp_path, "print(input())", "print(input()", NUMBERS)
    assert verdict.outcome is Outcome.UNDECIDED
    assert "line 1 (cannot be read)" in verdict.reason


def test_a_folder_without_files_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SpeedwrightError, match="holds no file"):
        judge(tmp_path, SLOW, FAST, ())


def test_inputs_that_are_no_text_are_compared_as_they_are(tmp_path: Path) -> None:
    source = "import sys\nprint(sum(sys.stdin.buffer.read()){})"
    verdict = judge(tmp_path, source.format(""), source.format(" % 300"), (b"\xff\xfe\x00", b"\xff\xff\xff"))
    assert verdict.outcome is Outcome.DIFFERENT, verdict.reason
    assert shows(tmp_path, verdict)
