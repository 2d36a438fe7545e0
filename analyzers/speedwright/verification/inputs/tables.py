"""Tables and columns of pandas as recipes: the columns that code reads, and what else real tables have."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Iterable, Iterator, Sequence

from speedwright.model.recipe import Atom, Construct, Items, Pairs, Recipe
from speedwright.model.signature import TypeShape
from speedwright.verification.inputs.traversal import children, rebuilt

TABLE_CLASS, COLUMN_CLASS = "pandas:DataFrame", "pandas:Series"
# A column that the code does not name decides of which type a row is that is taken out whole: floats for integers
# beside floats, objects beside texts.
_UNREAD_SHARE = 0.4
_UNREAD = (TypeShape("str"), TypeShape("int"), TypeShape("float", name="finite"), TypeShape("bool"))
_UNREAD_NAME = "unread"
# Rows that were filtered, sorted or joined before are numbered with gaps, out of order or twice; or have names.
_NUMBERED_SHARE = 0.35
# Where nothing was measured or entered, a column has NaN, or None.
_MISSING_SHARE = 0.25

Column = tuple[str, Sequence[Recipe]]


def table(
    columns: Sequence[Column], rng: random.Random, draw: Callable[[TypeShape, int], Sequence[Recipe]]
) -> Recipe:
    """A table with these columns, all of one length, and now and then with an index and a column of its own.

    `draw(shape, count)` gives the cells of a column that is not named in the code.
    """
    rows = len(columns[0][1]) if columns else 0
    found = dict(columns)
    if rng.random() < _UNREAD_SHARE:
        found.setdefault(_UNREAD_NAME, draw(rng.choice(_UNREAD), rows))
    data = Pairs(tuple((Atom(name), Items("list", _gaps(cells, rng))) for name, cells in found.items()))
    return _numbered(Construct(TABLE_CLASS, (data,)), rows, rng)


def column(cells: Sequence[Recipe], rng: random.Random) -> Recipe:
    """A column by itself (a Series), now and then with an index of its own."""
    return _numbered(Construct(COLUMN_CLASS, (Items("list", _gaps(cells, rng)),)), len(cells), rng)


def _gaps(cells: Sequence[Recipe], rng: random.Random) -> tuple[Recipe, ...]:
    """The cells, now and then with gaps: among floats or texts, where a gap leaves the type of the others alone."""
    kinds = {type(each.value) if isinstance(each, Atom) else None for each in cells}
    if kinds not in ({float}, {str}) or rng.random() >= _MISSING_SHARE:
        return tuple(cells)
    gap = Atom(float("nan") if kinds == {float} else None)
    return tuple(gap if rng.random() < 0.4 else each for each in cells)


def numbered_anew(recipe: Construct) -> Construct:
    """The same without an index: what becomes longer has more rows than that numbers."""
    if recipe.name not in (TABLE_CLASS, COLUMN_CLASS):
        return recipe
    return dataclasses.replace(recipe, keywords=tuple(each for each in recipe.keywords if each[0] != "index"))


def row_count(recipe: Recipe) -> int | None:
    """How many rows a table has; None where it is none, or its columns are no lists of one length."""
    if not isinstance(recipe, Construct) or recipe.name != TABLE_CLASS:
        return None
    columns = children(recipe)
    lengths = {len(each.items) if isinstance(each, Items) else None for each in columns}
    return lengths.pop() if len(lengths) == 1 else None


def column_names(recipe: Recipe) -> list[str]:
    """The names of a table's columns that are texts; none of anything else."""
    match recipe:
        case Construct("pandas:DataFrame", (Pairs(columns, _),)):
            return [name.value for name, _ in columns if isinstance(name, Atom) and isinstance(name.value, str)]
        case _:
            return []


def rearranged(recipe: Recipe, rows: Sequence[int]) -> Recipe:
    """The table with these of its rows, each a cell of every column, in this order."""
    lists = [each for each in children(recipe) if isinstance(each, Items)]
    return rebuilt(recipe, [Items(each.kind, tuple(each.items[row] for row in rows), each.label) for each in lists])


def simpler_tables(
    recipe: Recipe,
    fewer: Callable[[tuple[int, ...]], Iterable[tuple[int, ...]]],
    simpler: Callable[[Recipe], Iterable[Recipe]],
) -> Iterator[Recipe]:
    """Tables with fewer rows, without what the code does not read, then with simpler cells.

    `fewer` gives parts of the rows' numbers, `simpler` a cell's simpler values. The columns that code names stay. For
    tables whose rows can be counted.
    """
    rows = range(row_count(recipe) or 0)
    yield from (rearranged(recipe, each) for each in fewer(tuple(rows)))
    match recipe:
        case Construct(name, (Pairs(columns, inner),), keywords, label):
            if keywords:
                yield Construct(name, (Pairs(columns, inner),), (), label)
            kept = tuple(each for each in columns if each[0] != Atom(_UNREAD_NAME))
            if 0 < len(kept) < len(columns):
                yield Construct(name, (Pairs(kept, inner),), keywords, label)
    yield from _simpler_cells(recipe, simpler)


def _simpler_cells(recipe: Recipe, simpler: Callable[[Recipe], Iterable[Recipe]]) -> Iterator[Recipe]:
    """The table with one cell of it as `simpler` has that."""
    lists = [each for each in children(recipe) if isinstance(each, Items)]
    for spot, column in enumerate(lists):
        for row, cell in enumerate(column.items):
            for each in simpler(cell):
                items = (*column.items[:row], each, *column.items[row + 1 :])
                yield rebuilt(recipe, [*lists[:spot], Items(column.kind, items, column.label), *lists[spot + 1 :]])


def _numbered(recipe: Construct, rows: int, rng: random.Random) -> Construct:
    if rows == 0 or rng.random() >= _NUMBERED_SHARE:
        return recipe
    return dataclasses.replace(recipe, keywords=(("index", Items("list", _index(rows, rng))),))


def _index(rows: int, rng: random.Random) -> tuple[Recipe, ...]:
    kept = sorted(rng.sample(range(2 * rows + 1), rows))
    if rng.random() < 0.3:
        rng.shuffle(kept)
    if rng.random() < 0.15:
        kept = [each // 2 for each in kept]
    return tuple(map(Atom, kept if rng.random() < 0.8 else [f"row {each}" for each in kept]))
