"""Another party's case is 404 by every address, and no list, search, count, export or file tells that it exists."""

from __future__ import annotations

from typing import Any

import pytest

from tests.parity.asking import Door
from tests.parity.routes import BY_LOGIN_LIBRARY, Route, discovered
from tests.parity.world import PEOPLE, Person, Side

pytestmark = pytest.mark.django_db
OPEN = [route for route in discovered() if route.ours]
OWNED = [route for route in OPEN if route.row and route.row.own]
SEARCHES = ("q", "text", "search", "number", "name", "applicant", "project", "case", "term")
LIMITED = [person for person in PEOPLE if person.sees in ("own", "none")]
ASKED = LIMITED + [person for person in PEOPLE if person.sees == "other"]


def _allowed(route: Route, person: Person) -> bool:
    row = route.row
    assert row is not None
    if row.public and not row.roles:
        return person.name in ("public", "applicant")  # the others are shown the same
    return person.signed_in and (not row.roles or bool(person.roles & row.roles))


def _hidden(door: Door, person: Person, route: Route) -> set[str]:
    """Words that this person may not meet on this route. The log's administrator reads of which case an entry is (its key,
    no more): a log without subjects could not be searched."""
    own, other = door.world.own, door.world.other
    assert route.row is not None
    if route.name == "manage:audit":
        return {word for side in (own, other) for word in side.named() - {str(pk) for pk in side.cases.values()}}
    if person.sees in ("own", "other"):
        foreign: Side = other if person.sees == "own" else own
        return foreign.words() if route.row.public else foreign.named()
    return own.words() | other.words()


@pytest.mark.parametrize("route", [r for r in OWNED if r.parameters], ids=lambda r: r.name)
def test_what_belongs_to_another_is_not_there(route: Route, door: Door) -> None:
    """Each parameter alone, and all together, taken from the other side: 404, and not a word of it. What is asked of an
    address before the address is looked up (the body of an act) is answered as for what nobody has."""
    wrong = []
    for person in ASKED:
        if not _allowed(route, person):
            continue
        mine, theirs = (
            (door.world.own, door.world.other) if person.sees != "other" else (door.world.other, door.world.own)
        )
        good, bad = door.world.values(mine, route.name), door.world.values(theirs, route.name)
        nobodys = door.world.nobodys(theirs, route.name)
        for names in [n for n in _mixed(route, good, bad)]:
            path, nowhere = (route.path({**good, **{name: v[name] for name in names}}) for v in (bad, nobodys))
            methods = door.methods(route, path)
            answers = [getattr(door, method)(person, path) for method in methods]
            elsewhere = [getattr(door, method)(person, nowhere) for method in methods]
            if [a.status for a in answers] != [a.status for a in elsewhere]:
                wrong.append(
                    f"{person.name} {path}: {[a.status for a in answers]}, of nobody {[a.status for a in elsewhere]}"
                )
            if not {404, 422} & {a.status for a in answers} or not {a.status for a in answers} <= {404, 405, 422}:
                wrong.append(f"{person.name} {path}: {[a.status for a in answers]}")
            if told := {word for word in theirs.named() if any(word in _less(a.text, path, bad) for a in answers)}:
                wrong.append(f"{person.name} {path}: tells {sorted(told)}")
    assert not wrong, "\n".join(wrong[:20])


def _mixed(route: Route, good: dict[str, Any], bad: dict[str, Any]) -> list[list[str]]:
    """Which parameters to take from the other: all that differ, then each alone."""
    differing = [name for name in route.parameters if good[name] != bad[name]]
    return [differing, *([[name] for name in differing] if len(differing) > 1 else [])] if differing else []


def _less(text: str, path: str, values: dict[str, Any]) -> str:
    """An answer without what it merely repeats of the question."""
    for word in (path, *(str(value) for value in values.values() if str(value) in path)):
        text = text.replace(word, "")
    return text


@pytest.mark.parametrize("route", OPEN, ids=lambda r: r.name)
def test_nothing_of_another_is_told_anywhere(route: Route, door: Door) -> None:
    """Every page as it opens, and as it answers a search for the other's number, name and project, less their last sign:
    what the page merely repeats of the question is no leak."""
    wrong = []
    for person in ASKED:
        if not _allowed(route, person):
            continue
        side = door.world.other if person.sees == "other" else door.world.own
        foreign = door.world.own if person.sees == "other" else door.world.other
        path = route.path(door.world.values(side, route.name))
        if route.parameters and person.sees == "none":
            continue  # nothing there is theirs: the test above
        hidden = _hidden(door, person, route)
        asked = (foreign.numbers["submitted"], foreign.name, foreign.project, foreign.identifier)
        queries: list[dict[str, str]] = [{}]
        if not route.parameters and not route.name.startswith(BY_LOGIN_LIBRARY):
            queries += [{name: text[:-1] for name in SEARCHES} for text in asked]
            queries += [{name: text[:-1]} for name in ("q", "text") for text in asked[:2]]
        for query in queries:
            answer = door.get(person, path, **query)
            told = sorted(word for word in hidden if word in answer.text)
            if told:
                wrong.append(f"{person.name} {path} {query}: tells {told}")
            if answer.status == 405:
                break  # it is not for reading
    assert not wrong, "\n".join(wrong[:20])
