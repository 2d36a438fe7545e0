"""Notebooks as files: places of the module in their JSON, edits that leave the rest of it as it is, and odd files."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speedwright.model.text import Span, TextEdit, apply_edits
from speedwright.pipeline.check import check
from speedwright.pipeline.notebooks.file import NotebookFile, parse_notebook
from speedwright.settings import Settings

SLOW = """\
def f(names: list[str], banned: list[str]):
    for name in names:
        if name not in banned:
            print(name)"""
PYTHON = {"kernelspec": {"language": "python"}, "language_info": {"name": "python"}}


def code(source: Any, **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": metadata, "outputs": [{"text": ["not in banned"]}], "source": source}


def prose(source: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def notebook(*cells: Any, **more: Any) -> dict[str, Any]:
    return {"cells": list(cells), "metadata": PYTHON, "nbformat": 4, "nbformat_minor": 5, **more}


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def parsed(value: Any, **layout: Any) -> NotebookFile:
    return parse_notebook(json.dumps(value, **layout).encode())


def checked(folder: Path, content: str | bytes, name: str = "n.ipynb") -> tuple[list[str], list[str]]:
    """Cells and lines of findings, and problems, of a folder with one notebook and of the notebook by its name."""
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    report = check([folder], folder, Settings())
    named = check([folder / name], folder, Settings())
    assert report.findings == named.findings
    places = [report.place(each) for each in report.findings]
    return [f"{each.cell}:{each.line}:{each.column}" for each in places], [each.message for each in named.problems]


@pytest.mark.parametrize("source", [SLOW, lines(SLOW)], ids=["text", "lines"])
def test_findings_are_in_their_cells_whatever_the_layout(tmp_path: Path, source: Any) -> None:
    value = notebook(code("%time x\n!ls\nx = 1"), prose(["# Prose (", "'"]), code("%%bash\nls ("), code(source))

    for layout in ({"indent": 1}, {"separators": (",", ":")}, {"indent": "\t", "ensure_ascii": False}):
        assert checked(tmp_path, json.dumps(value, **layout)) == (["4:3:12"], [])
    assert checked(tmp_path, "\ufeff" + json.dumps(value)) == (["4:3:12"], [])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", ""),
        ("{", "is no notebook: line 1 is not JSON"),
        ("[]", "is no notebook: it has no cells"),
        ("{}", "is no notebook: it has no cells"),
        ("[" * 100_000, "is no notebook"),
        (json.dumps({"worksheets": [{"cells": []}], "nbformat": 3}), "is a notebook in the format 3"),
        (json.dumps(notebook(code({"text": "x"}))), "is no notebook: it has no cells, or one that is none"),
        (json.dumps(notebook("x = 1")), "is no notebook: it has no cells, or one that is none"),
        (json.dumps(notebook()), ""),
        (json.dumps(notebook(prose(SLOW))), ""),
        (json.dumps(notebook({"cell_type": "code"})), ""),
        (json.dumps(notebook({"cell_type": "raw", "source": SLOW})), ""),
        (json.dumps(notebook(code(SLOW, vscode={"languageId": "sql"}))), ""),
        (json.dumps(notebook(code("x = '\ud800'"))), ""),
        (json.dumps(notebook(code(SLOW[:60] + "("))), ""),
        (json.dumps(notebook(code("x = 1"), code("x = = 2"))), "cell 2, line 1: does not parse"),
        (b'{"cells": ["\xff"]}', "is not UTF-8: byte 0xFF"),
    ],
)
def test_odd_notebooks_are_told_of_and_end_nothing(tmp_path: Path, content: str | bytes, said: str) -> None:
    found, problems = checked(tmp_path, content)

    assert found == []
    assert len(problems) == bool(said)
    assert all(problem.startswith(said) for problem in problems)


def test_notebooks_in_other_languages_are_noted_where_they_are_named(tmp_path: Path) -> None:
    value = notebook(code("x <- 1"), metadata={"kernelspec": {"language": "R\ud800"}})
    path = tmp_path / "m.ipynb"
    path.write_text(json.dumps(value))

    named = check([path], tmp_path, Settings())
    found = check([tmp_path], tmp_path, Settings())

    assert [each.message for each in named.notes] == ["is a notebook in R?; only those in Python are read"]
    assert named.problems == ()
    assert (found.notes, found.problems, found.files) == ((), (), 0)


@pytest.mark.parametrize("content", ['{"worksheets": [], "nbformat": 3}', "{", '{"cells": 3}'])
def test_notebooks_that_cannot_be_read_are_problems_only_where_they_are_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "m.ipynb"
    path.write_text(content)

    assert len(check([path], tmp_path, Settings()).problems) == 1
    assert check([tmp_path], tmp_path, Settings()).problems == ()


@pytest.mark.parametrize("source", ["a = '\ud800'\nb = 1\n", ["a = '\ud800'\n", "b = 1\n"]])
def test_half_a_surrogate_pair_keeps_a_cell_from_being_edited(source: str | list[str]) -> None:
    """It has no text that could be written back as it was."""
    found = parse_notebook(json.dumps(notebook(code(source))).encode())
    start = found.module.index(b"b = 1")

    assert found.edited([TextEdit(Span(start, start + 1), "c")]) is None


def test_an_edit_changes_its_lines_and_nothing_else() -> None:
    before = json.dumps(notebook(prose("é"), code(lines(SLOW)), code("y = 1")), indent=1)
    found = parse_notebook(before.encode())
    start = found.module.index(b"    for name")
    after = found.edited([TextEdit(Span(start, start), '    banned_set = set(banned)  # "é"\n')])

    assert after is not None
    changed = [line for line in after.content.decode().splitlines() if line not in before.splitlines()]
    assert changed == [r'    "    banned_set = set(banned)  # \"\u00e9\"\n",']
    assert len(after.content.splitlines()) == len(before.splitlines()) + 1


def test_an_edit_across_cells_is_none_of_the_file() -> None:
    found = parsed(notebook(code("a"), code("b"), code("%time\nc")))

    assert found.edited([TextEdit(Span(0, 3), "c")]) is None
    assert found.edited([TextEdit(Span(4, 8), "c")]) is None


def test_a_found_notebook_is_kept_with_its_cells(tmp_path: Path) -> None:
    """Two notebooks that are one module, in which cells begin at different places."""
    for name, first in (("a.ipynb", prose("x")), ("b.ipynb", code(""))):
        (tmp_path / name).write_text(json.dumps(notebook(first, code(SLOW), code("x = = 2"))))
    (tmp_path / "c.ipynb").write_text(json.dumps(notebook(code("\n" + SLOW), code("x = = 2"))))

    def told() -> list[tuple[int | None, int]]:
        report = check([tmp_path], tmp_path, Settings(), kept=True)
        assert [each.message[:14] for each in report.problems] == ["cell 3, line 1"] * 2 + ["cell 2, line 1"]
        return [(place.cell, place.line) for place in map(report.place, report.findings)]

    assert told() == told() == [(2, 3), (2, 3), (1, 4)]


texts = st.text(st.sampled_from('ab\n\r"\\é🐍\u2028\t'), max_size=12)
sources = st.one_of(texts, texts.map(lines), st.lists(texts, max_size=3))
layouts = st.fixed_dictionaries(
    {"indent": st.sampled_from([None, 1, "\t"]), "ensure_ascii": st.booleans()},
)


@given(st.lists(sources, min_size=1, max_size=3), layouts, st.integers(0, 40), st.integers(0, 40), texts)
def test_places_and_edits_hold_in_any_layout(
    cells: list[Any], layout: dict[str, Any], first: int, second: int, new: str
) -> None:
    value = notebook(*map(code, cells))
    found = parsed(value, **layout)
    module = found.module.decode()
    start, end = sorted(len(module[:place].encode()) for place in (first, second))

    number, span = found.cell_of(Span(start, end))
    shown = found.span_in_file(span)
    part = found.module[span.start : span.end].decode()
    assert "".join(json.loads(f'"{each}"') for each in raw_strings(found.content[shown.start : shown.end])) == part
    after = found.edited([TextEdit(Span(start, end), new)])
    if after is not None:
        assert after.module == apply_edits(found.module, [TextEdit(Span(start, end), new)])
        edited = json.loads(after.content)
        edited["cells"][number]["source"] = value["cells"][number]["source"]
        assert edited == json.loads(json.dumps(value))


def raw_strings(content: bytes) -> list[str]:
    """The parts of JSON strings in a piece of a list of them that begins and ends inside of one."""
    parts, inside, part, escaped = [], True, "", False
    for character in content.decode():
        if inside and not escaped and character == '"':
            parts, part, inside = [*parts, part], "", False
        elif inside:
            part, escaped = part + character, character == "\\" and not escaped
        elif character == '"':
            inside = True
    return [*parts, part]
