"""Two officers at the same moment, each on a connection of their own: a patent is there once, and its owners are one file's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gaoxin.audit.services import verify
from gaoxin.innovation.services.patents import import_patents
from tests.approvals.conftest import real_database  # noqa: F401
from tests.innovation.conftest import FIRMS, ZONE, at, make, rows
from tests.innovation.test_patents import HEAD, TODAY, A, number
from tests.policies.test_at_once import together

ONE, TWO = FIRMS["one"][0], FIRMS["two"][0]
NOW = at("2025-06-01T09:00")


def test_two_officers_import_one_number_at_once(real_database, django_db_blocker):  # noqa: F811
    """The same file: both are told it is there. Other owners: one file is taken whole, the other whole refused."""
    with django_db_blocker.unblock():
        world = make()
        people, told = (
            {name: world[name.removesuffix("-2")] for name in ("officer", "head", "officer-2", "head-2")},
            dict[str, Any](),
        )

        def take(who: str, owner: str, *numbers: str) -> Callable[[], Any]:
            lines = "".join(f"{one},一种电路板,{one[:4]}-03-04,2024-05-06,{owner},,,\n" for one in numbers)

            def act() -> None:
                told[who] = import_patents(
                    zone=ZONE, data=(HEAD + lines).encode(), source=who, at=NOW, by=people[who], today=TODAY, key=who
                )

            return act

        assert together(take("officer", ONE, A), take("head", ONE, A)) == ["done", "done"]
        assert [one.written for one in told.values()] == [True, True] and rows("Patent").get().version == 1
        assert sorted((one.count("new"), one.count("same")) for one in told.values()) == [(0, 1), (1, 0)]
        assert rows("PatentOwner").get().name == ONE
        shared, mine, yours = (number(2022, 1, serial) for serial in (70001, 70002, 70003))
        assert together(take("officer-2", ONE, shared, mine), take("head-2", TWO, shared, yours)) == ["done", "done"]
        won, lost = sorted((told["officer-2"], told["head-2"]), key=lambda one: not one.written)
        assert won.written and not lost.written and [row.row for row in lost.wrong] == [2]
        owner, own = (ONE, mine) if won is told["officer-2"] else (TWO, yours)
        taken = {one.replace(".", "") for one in (A, shared, own)}
        assert set(rows("Patent").values_list("number", flat=True)) == taken
        assert {one.name for one in rows("PatentOwner").exclude(patent__number=A.replace(".", ""))} == {owner}
        assert verify(ZONE).ok
