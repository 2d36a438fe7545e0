"""Tables are told from dictionaries and lists by what is done with them, and have the columns that are read."""

from __future__ import annotations

import ast
import dataclasses
import itertools
import random

import pytest

from speedwright.model.recipe import Atom, Call, Construct, Items, Pairs, Recipe
from speedwright.model.signature import Field, Parameter, Signature, TypeShape
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.between import cells_of_table
from speedwright.verification.inputs.conforming import conforms
from speedwright.verification.inputs.constants import constants_of_both
from speedwright.verification.inputs.growth import grown, size_of
from speedwright.verification.inputs.mutating import Mutator
from speedwright.verification.inputs.registry import cases
from speedwright.verification.inputs.relating import Relating
from speedwright.verification.inputs.shapes import Drawer
from speedwright.verification.inputs.shrinking import simpler_recipes
from speedwright.verification.inputs.tables import TABLE_CLASS, column, row_count, table
from speedwright.verification.inputs.traversal import children
from speedwright.verification.inputs.usage import alternatives

TEXTS = {
    "by rows": ("for _, row in frame.iterrows():\n  print(row['a'] + 1.5)", {"a": "float"}),
    "by tuples": ("for row in frame.itertuples():\n  print(row.a * 2, row.b.strip())", {"a": "float", "b": "str"}),
    "applied": ("frame.apply(lambda row: row['a'] - row['b'], axis=1)", {"a": "float", "b": "float"}),
    "copied first": ("other = frame.copy()\nother.apply(lambda row: row['b'] * 2, axis=1)", {"b": "float"}),
    "selected": ("rows = frame[frame['day'] == 'monday']\nrows['heat'].mean()", {"day": "str", "heat": "float"}),
    "located": ("frame.loc[3, 'a'] = frame.loc[2, 'a'] - 1", {"a": "float"}),
    "by place": ("frame.iloc[3]['a'] - 1", {"a": "float"}),
    "grouped": ("for day, rows in frame.groupby('day'):\n  rows['a'].sum()", {"day": "int", "a": "float"}),
    "one group": ("groups = frame.groupby('a')\ngroups.get_group(3)['b'].iloc[-1] - 1", {"a": "int", "b": "float"}),
    "named columns": ("frame[['a', 'b']].sort_values('a')", {"a": "int", "b": "int"}),
    "texts": ("frame['label'].str.strip()", {"label": "str"}),
    "by its name": ("for each in frame['a']:\n  print(each - 1)", {"a": "float"}),
}


def drawing_of(body: str, imports: str = "import pandas as pd") -> Drawing:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    source = f"{imports}\ndef f(frame):\n{lines}\n"
    ast.parse(source)
    return Drawing(Signature((Parameter("frame", "positional", None),)), source.encode(), "f")


def columns_of(recipe: Recipe) -> dict[str, int]:
    """The lengths of the columns by name."""
    assert isinstance(recipe, Construct)
    assert recipe.name == TABLE_CLASS
    (pairs,) = recipe.arguments
    assert isinstance(pairs, Pairs)
    found = {}
    for name, cells in pairs.pairs:
        assert isinstance(name, Atom)
        assert isinstance(cells, Items)
        found[str(name.value)] = len(cells.items)
    return found


@pytest.mark.parametrize("name", TEXTS)
def test_columns_are_those_that_are_read(name: str) -> None:
    body, columns = TEXTS[name]
    ((parameter, *_), *_) = alternatives(drawing_of(body))

    assert parameter.shape is not None
    assert (parameter.shape.kind, parameter.shape.name) == ("frame", "pandas:DataFrame")
    assert {each.name: each.shape.kind for each in parameter.shape.fields} == columns


def test_a_module_without_pandas_has_no_tables() -> None:
    body, _ = TEXTS["by rows"]
    assert all(each[0].shape.kind != "frame" for each in alternatives(drawing_of(body, "import csv")))


def test_tables_are_drawn_and_grown_with_columns_of_one_length() -> None:
    drawing = drawing_of(TEXTS["by tuples"][0])
    best = alternatives(drawing)[0]
    drawn = list(itertools.islice(cases(dataclasses.replace(drawing, signature=Signature(best)), 60), 60))
    calls = [step for each in drawn for step in each.steps if isinstance(step, Call)]
    lengths = [columns_of(call.arguments[0]) for call in calls if isinstance(call.arguments[0], Construct)]

    assert len(lengths) > 30
    assert all(set(each) >= {"a", "b"} and len(set(each.values())) == 1 for each in lengths)
    for small in (call for call in calls if size_of(call) > 3):
        large = grown(small, 700, random.Random(0))
        assert large is not None
        assert set(columns_of(large.arguments[0]).values()) == {700}
        assert set(columns_of(large.arguments[0])) == set(columns_of(small.arguments[0]))


def test_some_tables_have_a_column_that_nobody_reads_and_rows_of_their_own_numbers() -> None:
    cells = [Atom(1.5), Atom(2.5), Atom(3.5)]
    drawn = [table([("a", cells)], random.Random(seed), lambda _, rows: [Atom("x")] * rows) for seed in range(200)]
    columns = [columns_of(each) for each in drawn]
    indexes = [dict(each.keywords).get("index") for each in drawn if isinstance(each, Construct)]
    numbered = [
        [item.value for item in each.items if isinstance(item, Atom)] for each in indexes if isinstance(each, Items)
    ]

    assert {tuple(each) for each in columns} == {("a",), ("a", "unread")}
    assert all(set(each.values()) == {3} for each in columns)
    assert None in indexes
    assert any(len(set(each)) < 3 for each in numbered), "no number stands twice"
    assert any(each != sorted(each, key=str) for each in numbered), "none is out of order"
    assert any(isinstance(each[0], str) for each in numbered), "none has names"


def test_a_table_loses_whole_rows_when_it_shrinks() -> None:
    items = Items("list", tuple(map(Atom, range(4))))
    whole = Construct(TABLE_CLASS, (Pairs(((Atom("a"), items), (Atom("b"), items))),), (("index", items),))
    smaller = [each for each in simpler_recipes(whole) if len(set(columns_of(each).values())) == 1]
    counts = [next(iter(columns_of(each).values()), 0) for each in smaller]

    assert counts[:3] == [0, 2, 2], "the biggest steps come first"
    assert {tuple(columns_of(each)) for each in smaller} == {("a", "b")}


def test_a_table_keeps_the_columns_that_code_names_and_loses_the_others_when_it_shrinks() -> None:
    cells = Items("list", (Atom(5), Atom(6)))
    whole = Construct(TABLE_CLASS, (Pairs(((Atom("a"), cells), (Atom("unread"), cells))),))
    smaller = [columns_of(each) for each in simpler_recipes(whole)]

    assert {tuple(each) for each in smaller} == {("a",), ("a", "unread")}
    assert all(len(set(each.values())) == 1 for each in smaller), "all columns stay of one length"


def test_a_column_grows_beyond_the_rows_that_its_index_numbers() -> None:
    drawn = [column([Atom(1.5), Atom(2.5), Atom(3.5)], random.Random(seed)) for seed in range(20)]
    assert {len(each.keywords) for each in drawn if isinstance(each, Construct)} == {0, 1}
    for small in drawn:
        large = grown(Call((small,)), 100, random.Random(0))
        assert large is not None
        assert size_of(large) == 100
        assert isinstance(large.arguments[0], Construct)
        assert not large.arguments[0].keywords


def test_a_table_whose_lists_are_of_other_lengths_is_made_simpler_like_any_call() -> None:
    rows = Items("list", tuple(Items("list", (Atom(5), Atom(6))) for _ in range(3)))
    whole = Construct(TABLE_CLASS, (rows,), (("columns", Items("list", (Atom("a"), Atom("b")))),))
    smaller = list(simpler_recipes(whole))

    assert Construct(TABLE_CLASS, (rows,)) in smaller
    assert any(isinstance(each, Construct) and each.arguments == (Items("list", rows.items[:2]),) for each in smaller)


def test_mutated_tables_are_tables_still() -> None:
    drawing = drawing_of(TEXTS["by tuples"][0])
    cells = Items("list", tuple(map(Atom, range(5))))
    call = Call((Construct(TABLE_CLASS, (Pairs(((Atom("a"), cells), (Atom("b"), cells))),), (("index", cells),)),))
    mutator = Mutator(drawing, "test")
    mutated = [mutator.mutated(call).arguments[0] for _ in range(100)]

    assert {tuple(columns_of(each)) for each in mutated} == {("a", "b")}
    lengths = {row_count(each) for each in mutated}
    assert None not in lengths, "columns and index keep one length"
    assert {0, 5, 10} <= lengths
    assert any(each != call.arguments[0] and row_count(each) == 5 for each in mutated)


def test_a_list_holds_what_a_column_holds() -> None:
    drawing = drawing_of(TEXTS["by rows"][0])
    known = constants_of_both(drawing.module_source, drawing.candidate_source, drawing.function)
    cells, own = [Atom("north"), Atom("south")], [Atom("a"), Atom("b"), Atom("c")]
    data = Pairs(((Atom("n"), Items("list", (Atom(1), Atom(2)))), (Atom("side"), Items("list", tuple(cells)))))
    seen: set[Recipe] = set()
    for seed in range(30):
        rng = random.Random(seed)
        arguments: list[Recipe] = [Construct(TABLE_CLASS, (data,)), Items("list", tuple(own)), Atom("d")]
        cells_of_table(Relating(rng, Drawer(rng, known).texts, known), arguments)
        seen |= {*arguments[1].items, arguments[2]} if isinstance(arguments[1], Items) else set()

    assert seen == {*cells, *own, Atom("d")}


def test_a_column_of_another_type_holds_what_the_list_holds() -> None:
    drawing = drawing_of(TEXTS["by rows"][0])
    known = constants_of_both(drawing.module_source, drawing.candidate_source, drawing.function)
    table_ = Construct(TABLE_CLASS, (Pairs(((Atom("side"), Items("list", (Atom(1), Atom(2)))),)),))
    words = Items("list", (Atom("north"), Atom("south")))
    arguments: list[Recipe] = [table_, words]
    cells_of_table(Relating(random.Random(0), Drawer(random.Random(0), known).texts, known), arguments)
    changed = arguments[0]

    assert isinstance(changed, Construct)
    assert set(children(children(changed)[0])) <= set(words.items)
    assert columns_of(changed) == {"side": 2}


def test_a_table_that_lacks_a_column_is_no_input() -> None:
    shape = TypeShape("frame", name=TABLE_CLASS, fields=(Field("a", TypeShape("int")),))
    cells = Items("list", (Atom(1),))

    assert conforms(Construct(TABLE_CLASS, (Pairs(((Atom("a"), cells), (Atom("b"), cells))),)), shape)
    assert not conforms(Construct(TABLE_CLASS, (Pairs(((Atom("b"), cells),)),)), shape)


def test_columns_of_floats_and_texts_have_gaps_now_and_then_and_others_never() -> None:
    rng = random.Random(5)
    cells = {
        "f": [Atom(1.5)] * 9,
        "t": [Atom("a")] * 9,
        "n": [Atom(1)] * 9,
        "m": [Atom(1), Atom("a")] * 4 + [Atom(2)],
    }
    tables = [table(list(cells.items()), rng, lambda _shape, count: [Atom(0)] * count) for _ in range(60)]
    gaps = dict.fromkeys(cells, 0)
    for each in tables:
        assert isinstance(each, Construct)
        (data,) = each.arguments
        assert isinstance(data, Pairs)
        for name, drawn in data.pairs:
            if isinstance(name, Atom) and name.value in cells and isinstance(drawn, Items):
                gaps[name.value] += any(cell not in cells[name.value] for cell in drawn.items)
    assert gaps["f"] > 5
    assert gaps["t"] > 5
    assert gaps["n"] == gaps["m"] == 0
