"""The module that the cells of a notebook are, line for line, and edits of it as edits of cells."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speedwright.model.text import Span, TextEdit, apply_edits
from speedwright.pipeline.notebooks.joining import edits_by_cell, join_cells
from speedwright.syntax.line_index import LineIndex

MAGICS = {
    "%matplotlib inline\nimport x": "pass\nimport x",
    "x = !ls {y}\n  !cd \\\n  foo\nz = 1": "pass\n  pass\n\nz = 1",
    "files = %sx ls": "pass",
    's = """\n%not\n"""\n%magic': 's = """\n%not\n"""\npass',
    "f(a\n  % b)\n?f\nf??": "f(a\n  % b)\npass\npass",
    "x = 5 % \\\n3\ny = 'it''s' # (": "x = 5 % \\\n3\ny = 'it''s' # (",
    "%%bash\nls é 🐍\n": "\n\n",
    "\n%%html\n<b>": "\n\n",
    "%%time\nfor i in x:\n    %timeit i": "pass\nfor i in x:\n    pass",
    "def f(:\n    (": "\n",
    "x = '''\n": "\n",
    "d['%s'] = a % b\nif a != b: pass": "d['%s'] = a % b\nif a != b: pass",
    "": "",
}


@pytest.mark.parametrize(("cell", "python"), MAGICS.items())
def test_what_only_ipython_reads_leaves_its_lines_behind(cell: str, python: str) -> None:
    assert join_cells([cell]).content.decode() == python + "\n"


def test_cells_follow_each_other_and_prose_takes_an_empty_line() -> None:
    joined = join_cells(["x = 1\n", None, "y = x\r\nz = 2"])

    assert joined.content == b"x = 1\n\n\ny = x\r\nz = 2\n"
    assert [(each.line, each.line_count) for each in joined.cells] == [(0, 2), (2, 1), (3, 2)]
    assert [joined.cell_at(each.span.start) for each in joined.cells] == [0, 1, 2]
    assert [joined.cell_at(each.span.end) for each in joined.cells] == [0, 1, 2]


def placed(cells: list[str | None], old: str, new: str) -> list[tuple[int, str]] | None:
    """Where the replacement of `old` in the module is made, and by what."""
    joined = join_cells(cells)
    start = joined.content.index(old.encode())
    found = edits_by_cell(cells, joined, [TextEdit(Span(start, start + len(old.encode())), new)])
    return None if found is None else [(number, edit.text) for number, edit in found]


def test_an_edit_belongs_to_its_cell() -> None:
    assert placed(["x = 1", "%time\ny = 'é🐍'; z = 2"], "z = 2", "z = 3") == [(1, "z = 3")]


def test_the_last_line_of_a_cell_has_no_end_of_its_own() -> None:
    assert placed(["a\nb", "c"], "b\n", "d\n") == [(0, "d")]
    assert placed(["a\nb", "c"], "b\n", "") == [(0, "")]


@pytest.mark.parametrize(
    ("cells", "old", "new"),
    [
        (["a\nb", "c"], "b\nc", "d"),
        (["a\nb", "c"], "b\n", "d"),
        (["%time\nx = 1"], "pass\nx", "y"),
        (["%%time\nx = 1"], "pass", "import y\npass"),
        (["x = 1"], "x = 1", "%time"),
        (["x = 1", None], "x = 1\n\n", "x = 1\n"),
    ],
    ids=["two cells", "joins cells", "at a magic", "before a cell's magic", "makes a magic", "prose"],
)
def test_an_edit_that_cells_cannot_have_has_no_place(cells: list[str | None], old: str, new: str) -> None:
    assert placed(cells, old, new) is None


PIECES = [
    "x = 1\n",
    "if x:\n    ",
    "y",
    "%time\n",
    "!ls\n",
    "'",
    '"""',
    "(",
    ")",
    "\n",
    "é🐍",
    "%%bash\n",
    "%%time\n",
    "\\\n",
]
cell_texts = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)


@given(
    cells=st.lists(st.one_of(st.none(), cell_texts), min_size=1, max_size=4),
    places=st.tuples(st.integers(0, 60), st.integers(0, 60)),
    new=st.sampled_from(["", "z", "z\n", "\nz"]),
)
@settings(max_examples=150, deadline=None)
def test_what_is_placed_leaves_exactly_the_edited_module(
    cells: list[str | None], places: tuple[int, int], new: str
) -> None:
    joined = join_cells(cells)
    assert len(joined.content.decode().split("\n")) - 1 == sum(each.line_count for each in joined.cells)
    start, end = sorted(len(joined.content.decode()[:place].encode()) for place in places)
    edit = TextEdit(Span(start, end), new)
    found = edits_by_cell(cells, joined, [edit])
    if found is not None:
        ((number, own),) = found
        span = joined.cells[number].span
        assert span.start <= own.span.start <= own.span.end <= span.end
        assert cells[number] is not None
        # In the module, the cell's edit does what the edit does.
        assert apply_edits(joined.content, [own]) == apply_edits(joined.content, [edit])


@given(st.lists(st.none() | st.text(alphabet="a\r\n' )", max_size=6), max_size=5))
def test_a_cell_begins_at_the_line_that_it_says(texts: list[str | None]) -> None:
    joined = join_cells(texts)
    lines = LineIndex(joined.content)

    assert [lines.line_of(cell.span.start) for cell in joined.cells] == [cell.line for cell in joined.cells]
