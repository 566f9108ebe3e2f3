"""Which rows of a long tree a page shows: groups are closed until somebody opens them, and what is open comes in pages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from gaoxin.projects.rules.progress.works import Row

MOST = 60  # rows of a page; a tree that has no more is shown whole


@dataclass(frozen=True, slots=True)
class Unfolded:
    """rows: of the page, in the tree's order. following: code that the next page begins with, empty for none. folds: whether the
    tree is long enough to be folded. inside: how many leaves each group has."""

    rows: tuple[Row, ...]
    following: str
    folds: bool
    inside: dict[str, int]


def unfold(
    rows: Sequence[Row], *, opened: Collection[str] = (), whole: bool = False, start: str = "", most: int = MOST
) -> Unfolded:
    """rows: depth first. opened: codes of groups. whole: all are open. start: code of the page's first row; the first page where it
    is not among what is shown."""
    inside: dict[str, int] = {}
    path: list[str] = []
    for row in rows:
        del path[row.depth :]
        if row.leaf:
            for code in path:
                inside[code] += 1
        else:
            inside[row.work.code] = 0
            path.append(row.work.code)
    folds = len(rows) > most
    shown = list(rows) if whole or not folds else _open(rows, set(opened))
    at = next((place for place, row in enumerate(shown) if row.work.code == start), 0)
    page = shown[at : at + most]
    following = shown[at + most].work.code if len(shown) > at + most else ""
    return Unfolded(tuple(page), following, folds, inside)


def _open(rows: Sequence[Row], opened: set[str]) -> list[Row]:
    shown: list[Row] = []
    closed = 0  # rows deeper than this are below a closed group; 0 is above all
    for row in rows:
        if closed and row.depth >= closed:
            continue
        closed = 0 if row.leaf or row.work.code in opened else row.depth + 1
        shown.append(row)
    return shown
