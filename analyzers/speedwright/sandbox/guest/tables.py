"""Tables and columns of pandas as the calls that make them, where those make the same once more.

pandas is not imported: a value of its classes is there only where the code under test has done so.
"""

import sys


def described(value, label, describe, most):
    """The recipe of a `DataFrame` or `Series`; None for all else.

    `describe` gives that of a cell. Raises ValueError for more than `most` cells, and for what its cells do not tell
    (names of levels, categories without a row).
    """
    pandas = sys.modules.get("pandas")
    kind = type(value)
    if pandas is None or kind not in (getattr(pandas, "DataFrame", None), getattr(pandas, "Series", None)):
        return None
    # A table without columns may have rows.
    if max(value.size, len(value.index)) > most:
        raise ValueError("too large")
    return _Table(pandas, value, describe).described(label)


def moment(value):
    """The argument that makes a `Timestamp` anew. Raises ValueError where its time zone is more than an offset."""
    if value.tz is not None and str(value.tz) != "UTC":
        raise ValueError("a time zone")
    return [value.isoformat()]


def missing(value):
    """The recipe of what pandas puts where nothing is known (`NaT`, `NA`); None for all else."""
    pandas = sys.modules.get("pandas")
    if pandas is not None:
        for name in ("NaT", "NA"):
            if value is getattr(pandas, name, pandas):
                return ["name", "pandas:" + name]
    return None


class _Table:
    """Makes the value anew as its recipe will, to see whether that is the same."""

    def __init__(self, pandas, value, describe):
        self._pandas, self._value, self._describe = pandas, value, describe
        self._options, self._keywords = self._index()

    def described(self, label):
        if type(self._value) is self._pandas.DataFrame:
            data, recipe = self._columns()
            made, keywords = self._pandas.DataFrame(data, **self._options), self._keywords
        else:
            made, recipe, keywords = self._column(self._value)
        if not _are_same(made, self._value):
            raise ValueError("a table that its cells do not tell")
        return ["new", label, "pandas:" + type(self._value).__name__, [recipe], keywords]

    def _columns(self):
        """The cells by column, as values and as a recipe; a type that they do not tell is named."""
        data, recipes = {}, []
        for number, name in enumerate(self._value.columns):
            column = self._value.iloc[:, number].rename(None)
            made, recipe, keywords = self._column(column)
            is_told = keywords == self._keywords
            data[name] = self._cells_anew(column) if is_told else made
            whole = recipe if is_told else ["new", None, "pandas:Series", [recipe], keywords]
            recipes.append([self._describe(name), whole])
        return data, ["dict", None, recipes]

    def _column(self, column):
        cells, options, keywords = self._cells_anew(column), self._options, self._keywords
        if column.name is not None:
            options = dict(options, name=column.name)
            keywords = [*keywords, ["name", self._describe(column.name)]]
        made = self._pandas.Series(cells, **options)
        if made.dtype != column.dtype:
            made = self._pandas.Series(cells, dtype=str(column.dtype), **options)
            keywords = [*keywords, ["dtype", ["str", str(column.dtype)]]]
        return made, self._cells(column), keywords

    def _index(self):
        """What says how the rows are called, as keywords and as recipes of them; nothing where they are counted."""
        index = self._value.index
        if index.nlevels > 1:
            raise ValueError("several levels")
        if index.name is None and index.tolist() == list(range(len(index))):
            return {}, []
        cells, recipe = self._cells_anew(index), self._cells(index)
        options, keywords = {}, []
        if index.name is not None:
            options["name"], keywords = index.name, [["name", self._describe(index.name)]]
        if self._pandas.Index(cells).dtype != index.dtype:
            options["dtype"] = str(index.dtype)
            keywords = [*keywords, ["dtype", ["str", str(index.dtype)]]]
        if not options:
            return {"index": cells}, [["index", recipe]]
        named = ["new", None, "pandas:Index", [recipe], keywords]
        return {"index": self._pandas.Index(cells, **options)}, [["index", named]]

    def _cells_anew(self, column):
        """As their recipes make them: moments and spans of whole seconds, say, do not tell in what unit they were."""
        kinds = (self._pandas.Timestamp, self._pandas.Timedelta)
        return [type(cell)(cell.isoformat()) if isinstance(cell, kinds) else cell for cell in column.tolist()]

    def _cells(self, column):
        return ["list", None, [self._describe(cell) for cell in column.tolist()]]


def _are_same(made, value):
    if made.index.dtype != value.index.dtype or made.index.name != value.index.name or value.attrs:
        return False
    if hasattr(value, "columns"):
        are_alike = list(made.dtypes) == list(value.dtypes) and _are_same_names(made.columns, value.columns)
    else:
        are_alike = made.dtype == value.dtype and made.name == value.name
    return are_alike and made.equals(value)


def _are_same_names(made, value):
    return made.dtype == value.dtype and made.names == value.names and made.equals(value)
