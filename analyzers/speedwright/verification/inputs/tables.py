"""Tables and columns of pandas as recipes: the columns that code reads, and what else real tables have."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Iterable, Iterator, Sequence

from speedwright.model.recipe import Atom, Construct, Items, Pairs, Recipe
from speedwright.model.signature import TypeShape

TABLE_CLASS, COLUMN_CLASS = "pandas:DataFrame", "pandas:Series"
# A column that the code does not name decides of which type a row is that is taken out whole: floats for integers
# beside floats, objects beside texts.
_UNREAD_SHARE = 0.4
_UNREAD = (TypeShape("str"), TypeShape("int"), TypeShape("float", name="finite"), TypeShape("bool"))
_UNREAD_NAME = "unread"
# Rows that were filtered, sorted or joined before are numbered with gaps, out of order or twice; or have names.
_NUMBERED_SHARE = 0.35

Column = tuple[str, Sequence[Recipe]]
Row = tuple[Recipe, ...]


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
    data = Pairs(tuple((Atom(name), Items("list", tuple(cells))) for name, cells in found.items()))
    return _numbered(Construct(TABLE_CLASS, (data,)), rows, rng)


def column(cells: Sequence[Recipe], rng: random.Random) -> Recipe:
    """A column by itself (a Series), now and then with an index of its own."""
    return _numbered(Construct(COLUMN_CLASS, (Items("list", tuple(cells)),)), len(cells), rng)


def numbered_anew(recipe: Construct) -> Construct:
    """The same without an index: what becomes longer has more rows than that numbers."""
    if recipe.name not in (TABLE_CLASS, COLUMN_CLASS):
        return recipe
    return dataclasses.replace(recipe, keywords=tuple(each for each in recipe.keywords if each[0] != "index"))


def simpler_tables(
    recipe: Construct,
    fewer: Callable[[tuple[Row, ...]], Iterable[tuple[Row, ...]]],
    simpler: Callable[[Recipe], Iterable[Recipe]],
) -> Iterator[Recipe]:
    """Tables with fewer rows, without what the code does not read, then with simpler cells.

    Rows go as `fewer` leaves them, each a cell of every column, and cells as `simpler` has them. The columns that
    code names stay: a table without them would be no input that it is made for. None of a table of another form.
    """
    match recipe:
        case Construct(name, (Pairs(pairs, inner),), keywords, label) if pairs:
            names = [each for each, _ in pairs]
            lists = [each for _, each in pairs] + [each for _, each in keywords]
        case _:
            return
    columns = [each.items for each in lists if isinstance(each, Items)]
    if len(columns) < len(lists) or len({len(each) for each in columns}) > 1:
        return

    def made(cells: Sequence[Row], kept: Sequence[Recipe] = names, numbered: bool = True) -> Recipe:
        lists = [Items("list", each) for each in cells]
        data = [pair for pair in zip(names, lists, strict=False) if pair[0] in kept]
        named = [(key, each) for (key, _), each in zip(keywords, lists[len(names) :], strict=True)]
        return Construct(name, (Pairs(tuple(data), inner),), tuple(named) if numbered else (), label)

    for rows in fewer(tuple(zip(*columns, strict=True))):
        yield made(list(zip(*rows, strict=True)) or [()] * len(columns))
    if keywords:
        yield made(columns, numbered=False)
    if Atom(_UNREAD_NAME) in names and len(names) > 1:
        yield made(columns, kept=[each for each in names if each != Atom(_UNREAD_NAME)])
    for spot, cells in enumerate(columns):
        for place, cell in enumerate(cells):
            for each in simpler(cell):
                changed = (*cells[:place], each, *cells[place + 1 :])
                yield made([*columns[:spot], changed, *columns[spot + 1 :]])


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
