"""Where the header of a table stands, and what its columns are called."""

from collections.abc import Collection, Sequence
from typing import Final

from loaders.sheet import normalise

SEARCHED_ROWS: Final = 15
MAX_COLUMNS: Final = 2_000


def find(rows: Sequence[Sequence[str]], known: Collection[str]) -> int:
    """Index of the header: the row with most `known` (normalised) names, the first of equals.

    Where no row has two of them: the first with most filled cells.
    """
    searched = rows[:SEARCHED_ROWS]
    hits = [known_names(row, known) for row in searched]
    if max(hits, default=0) < 2:
        hits = [sum(1 for cell in row if cell.strip()) for row in searched]
    return hits.index(max(hits)) if hits else 0


def known_names(row: Sequence[str], known: Collection[str]) -> int:
    """How many different `known` names stand in `row`."""
    return len({normalise(cell) for cell in row} & set(known))


def column_names(header: Sequence[str]) -> list[str]:
    """A distinct normalised name per column; the second of the same name gets its position."""
    names: list[str] = []
    taken = {"source_row"}
    for position, cell in enumerate(header, 1):
        name = normalise(cell) or f"column {position}"
        name = f"{name} ({position})" if name in taken else name
        taken.add(name)
        names.append(name)
    return names


def shown_names(header: Sequence[str]) -> dict[str, str]:
    """Column name → header as written, without the columns that have none."""
    return {
        name: cell
        for name, cell in zip(column_names(header), header, strict=True)
        if normalise(cell)
    }
