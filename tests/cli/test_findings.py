"""Findings as text, JSON, workflow commands and SARIF."""

import json
from pathlib import Path

import pytest

from speedwright.model.finding import Finding, Severity
from speedwright.model.problem import Problem
from speedwright.model.text import Span
from speedwright.pipeline.check import CheckReport
from speedwright_server.cli.findings.github import findings_as_github_commands
from speedwright_server.cli.findings.json_text import findings_as_json
from speedwright_server.cli.findings.plain_text import findings_as_text

SOURCE = "def f(xs, ys):\n    # Zoë\n\treturn [x for x in xs if '\N{PILE OF POO}' and x in ys]\n"
MESSAGE = "`ys` is a list: each `in` scans it"


def finding(source: bytes, text: bytes, message: str) -> Finding:
    start = source.rindex(text)
    span = Span(start, start + len(text))
    return Finding("list-membership-in-loop", Path("pkg/a.py"), span, message, Severity.WARNING, "f")


def report(
    source: str = SOURCE, *problems: Problem, message: str = "`ys` is a list: each `in` scans it"
) -> CheckReport:
    content = source.encode()
    return CheckReport((finding(content, b"x in ys", message),), problems, 3, {Path("pkg/a.py"): content})


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_text_has_place_message_skill_and_the_line_with_the_match_underlined() -> None:
    lines = findings_as_text(report(), coloured=False).splitlines()

    assert lines[0] == "pkg/a.py:3:35: `ys` is a list: each `in` scans it [list-membership-in-loop]"
    assert lines[1] == "  |     return [x for x in xs if '\N{PILE OF POO}' and x in ys]"
    underlined = lines[1][lines[2].index("^") : lines[2].rindex("^") + 1]
    assert underlined == "x in ys"
    assert lines[-1].startswith("1 finding in 1 of 3 files.")


def test_text_underlines_to_the_end_of_the_line_where_the_match_goes_on_below() -> None:
    content = b"x = [\n  1,\n]\n"
    spanning = Finding("s", Path("a.py"), Span(4, 12), "m", Severity.HINT, None)
    text = findings_as_text(CheckReport((spanning,), (), 1, {Path("a.py"): content}), coloured=False)

    assert text.splitlines()[1:3] == ["  | x = [", "  |     ^"]


def test_text_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in findings_as_text(report("x = '\x1b[2J' and x in ys\n"), coloured=False)


def test_text_of_nothing_is_one_line() -> None:
    assert findings_as_text(CheckReport((), (), 1, {}), coloured=False) == "Nothing slow found in 1 file.\n"


def test_colour_is_only_where_it_is_wanted() -> None:
    assert "\x1b[" in findings_as_text(report(), coloured=True)
    assert "\x1b[" not in findings_as_text(report(), coloured=False)


def test_json_has_the_keys_of_the_contract_and_counts_characters_from_one() -> None:
    converted = json.loads(findings_as_json(report(SOURCE, Problem(Path("b.py"), "is not UTF-8", 2))))

    assert converted == {
        "schema": 1,
        "findings": [
            {
                "skill": "list-membership-in-loop",
                "path": "pkg/a.py",
                "start": {"line": 3, "column": 35},
                "end": {"line": 3, "column": 42},
                "message": "`ys` is a list: each `in` scans it",
                "severity": "warning",
                "function": "f",
                "heat": None,
                "related": [],
            }
        ],
        "problems": [{"path": "b.py", "line": 2, "message": "is not UTF-8"}],
    }


def test_workflow_commands_are_escaped() -> None:
    text = findings_as_github_commands(
        report(SOURCE, Problem(None, "50%: one\ntwo"), message="100%\r\n::error::"), Path.cwd()
    )

    assert text.splitlines() == [
        "::warning file=pkg/a.py,line=3,endLine=3,col=35,endColumn=42,title=list-membership-in-loop"
        "::100%25%0D%0A::error::",
        "::warning::50%25: one%0Atwo",
    ]


RELATED = "known = [\n    1,\n]\nfor x in xs:\n    if x in known: pass\n"


def related_report() -> CheckReport:
    content = RELATED.encode()
    spans = {
        "slow": content.index(b"x in known"),
        "loop": content.index(b"for x"),
        "haystack": content.rindex(b"known"),
    }
    captures = {name: (Span(at, at + 5),) for name, at in spans.items()}
    found = finding(content, b"x in known", "m")
    known = Finding(found.skill, found.path, found.span, "m", Severity.WARNING, None, captures)
    return CheckReport((known,), (), 1, {found.path: content})


def test_json_tells_the_triggers_on_other_lines() -> None:
    (found,) = json.loads(findings_as_json(related_report()))["findings"]

    assert found["related"] == [
        {"name": "loop", "start": {"line": 4, "column": 1}, "end": {"line": 4, "column": 6}},
    ]
