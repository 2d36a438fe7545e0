"""Tables of pandas that examples bring: written down where the calls that make them make the same once more."""

from __future__ import annotations

import json
import sys
import types
from pathlib import Path

import numpy
import pandas
import pytest

from speedwright.model.recipe import Case
from speedwright.model.verdict import Outcome, Verdict
from speedwright.pipeline.verify import VerifyRequest, verify
from speedwright.verification.decoding import decode_calls
from speedwright.verification.examples import CallsError
from speedwright.verification.inputs.rendering import render
from tests.sandbox.guest_modules import guest_module

DAYS = pandas.to_datetime(["2024-01-31", None, "2024-02-29"])
TABLES = {
    "numbers and texts": pandas.DataFrame({"n": [1, 2], "f": [0.5, None], "t": ["a", "b"], "is": [True, False]}),
    "rows that were filtered": pandas.DataFrame({"n": range(6)}).query("n > 3"),
    "rows in steps": pandas.DataFrame({"n": range(6)}).iloc[::2],
    "named rows": pandas.DataFrame({"n": [1, 2], "v": [3, 4]}).set_index("n"),
    "rows by day": pandas.DataFrame({"v": [1, 2]}, index=pandas.to_datetime(["2024-01-01", "2024-03-01"])),
    "no rows": pandas.DataFrame({"n": numpy.array([], dtype="int64"), "f": numpy.array([], dtype="float64")}),
    "nothing": pandas.DataFrame(),
    "small numbers": pandas.DataFrame({"n": numpy.array([1, 2], dtype="int8")}, index=["x", "y"]),
    "numbers that may be missing": pandas.DataFrame({"n": pandas.array([1, None], dtype="Int64")}),
    "categories": pandas.DataFrame({"t": pandas.Categorical(["a", "b", "a"])}),
    "days, one unknown": pandas.DataFrame({"day": DAYS}),
    "days in nanoseconds": pandas.DataFrame({"day": DAYS.astype("datetime64[ns]")}),
    "a column in seconds": pandas.Series(DAYS.astype("datetime64[s]")),
    "spans in seconds": pandas.DataFrame({"span": pandas.to_timedelta(["1D"]).astype("timedelta64[s]")}),
    "rows by nanoseconds": pandas.DataFrame({"v": [1, 2, 3]}, index=DAYS.astype("datetime64[ns]")),
    "moments in UTC": pandas.DataFrame({"at": DAYS.tz_localize("UTC")}),
    "spans": pandas.DataFrame({"span": pandas.to_timedelta(["1D", "90s"])}),
    "columns by number": pandas.DataFrame([[1, "a"], [2, "b"]]),
    "cells of all sorts": pandas.DataFrame({"x": [1, "a", None, [2]]}),
    "a column": pandas.Series([1.5, 2.5], name="price", index=["x", "y"]),
    "a column of small numbers": pandas.Series(numpy.array([1, 2], dtype="float32")),
}
NOT_TOLD = {
    "two columns of one name": pandas.DataFrame([[1, 2]], columns=["a", "a"]),
    "a category without a row": pandas.DataFrame({"t": pandas.Categorical(["a"], categories=["b", "a"])}),
    "columns with a name": pandas.DataFrame({"a": [1]}).rename_axis(columns="letter"),
    "periods": pandas.Series(pandas.period_range("2024-01", periods=2, freq="M")),
    "a time zone": pandas.DataFrame({"at": DAYS.tz_localize("Europe/Berlin")}),
    "levels of rows": pandas.DataFrame({"v": [1]}, index=pandas.MultiIndex.from_tuples([(1, 2)])),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_written_down_as_the_call_that_makes_it(name: str) -> None:
    table = TABLES[name]
    recipe = json.loads(json.dumps(guest_module("describing").Describer("m").describe(table)))
    made = guest_module("building").Builder(types.ModuleType("m")).build(recipe)

    assert type(made) is type(table)
    assert made.equals(table)
    assert made.index.name == table.index.name
    assert made.index.dtype == table.index.dtype
    types_of = [list(each.dtypes) if hasattr(each, "columns") else each.dtype for each in (made, table)]
    assert types_of[0] == types_of[1]

    (call,) = decode_calls({"calls": [["call", [recipe], []]]})
    namespace: dict[str, object] = {}
    exec(f"import pandas\nf = lambda table: table\n{_kept(render(Case((call,), 'calls'), 'f', False))}", namespace)
    assert table.equals(namespace["shown"])


def _kept(text: str) -> str:
    *before, last = text.splitlines()
    return "\n".join([*before, f"shown = {last}"])


@pytest.mark.parametrize("name", NOT_TOLD)
def test_what_its_cells_do_not_tell_is_not_written_down(name: str) -> None:
    describing = guest_module("describing")
    with pytest.raises(describing.Undescribable):
        describing.Describer("m").describe(NOT_TOLD[name])


class Count(int):
    def __new__(cls, value: int) -> Count:
        return super().__new__(cls, value)


def test_what_a_class_keeps_beneath_its_attributes_is_not_written_down() -> None:
    describing = guest_module("describing")
    with pytest.raises(describing.Undescribable):
        describing.Describer("m").describe(Count(3))


@pytest.mark.parametrize(
    "table", [pandas.DataFrame({"n": range(300_000)}), pandas.DataFrame(index=range(1, 300_001))]
)
def test_a_table_with_many_cells_is_not_looked_at(table: pandas.DataFrame) -> None:
    describing = guest_module("describing")
    with pytest.raises(describing.Undescribable):
        describing.Describer("m").describe(table)


ROWS = """
import pandas as pd
def longest(frame: pd.DataFrame) -> int:
    best = 0
    for _, row in frame.iterrows():
        best = max(best, len(row["name"]))
    return best
"""
COLUMN = """
import pandas as pd
def longest(frame: pd.DataFrame) -> int:
    return max([len(name) for name in frame["name"].tolist()], default=0)
"""


SUMMED = """
import pandas as pd
def spent(frame: pd.DataFrame) -> float:
    total = 0.0
    for price in frame["price"]:
        total = total + price
    return total
"""
SUMMED_WITHOUT_GAPS = """
import pandas as pd
def spent(frame: pd.DataFrame) -> float:
    return float(sum(frame["price"].dropna().tolist(), 0.0))
"""


def judged(tmp_path: Path, calls: str, function: str = "longest", original: str = ROWS, new: str = COLUMN) -> Verdict:
    before, after = tmp_path / "before.py", tmp_path / "after.py"
    before.write_text(original)
    after.write_text(new)
    (tmp_path / "calls.py").write_text(calls)
    request = VerifyRequest(
        before, after, function, python=sys.executable, calls=tmp_path / "calls.py", budget_s=120.0
    )
    return verify(request)


def test_calls_with_tables_are_examples(tmp_path: Path) -> None:
    calls = "import pandas as pd\nlongest(pd.DataFrame({'name': ['a', 'bc'] * 100, 'n': range(200)}))\n"
    verdict = judged(tmp_path, calls)

    assert verdict.evidence.sources["calls"] == 1
    assert verdict.outcome is not Outcome.DIFFERENT, verdict.reason


def test_calls_whose_arguments_cannot_be_written_down_are_told_apart_from_none(tmp_path: Path) -> None:
    with pytest.raises(CallsError, match="the arguments of longest cannot be written down"):
        judged(tmp_path, "import pandas as pd\nlongest(pd.DataFrame([['a', 1]], columns=['name', 'name']))\n")


def test_columns_with_gaps_are_tried(tmp_path: Path) -> None:
    calls = "import pandas as pd\nspent(pd.DataFrame({'price': [0.5, 2.5] * 100}))\n"
    assert judged(tmp_path, calls, "spent", SUMMED, SUMMED_WITHOUT_GAPS).outcome is Outcome.DIFFERENT
