"""Another party's case is 404 by every address, and no list, search, count, export or file tells that it exists."""

from __future__ import annotations

import pytest

from tests.parity.asking import Door
from tests.parity.routes import Route, discovered
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
    if row.public:
        return person.name in ("public", "applicant")  # the others are shown the same
    return person.signed_in and (not row.roles or bool(person.roles & row.roles))


def _hidden(door: Door, person: Person, route: Route) -> set[str]:
    """Words that this person may not meet on this route."""
    own, other = door.world.own, door.world.other
    assert route.row is not None
    if person.sees in ("own", "other"):
        foreign: Side = other if person.sees == "own" else own
        return foreign.words() if route.row.public else foreign.named()
    return own.words() | other.words()


@pytest.mark.parametrize("route", [r for r in OWNED if r.parameters], ids=lambda r: r.name)
def test_what_belongs_to_another_is_not_there(route: Route, door: Door) -> None:
    """Each parameter alone, and all together, taken from the other side: 404, and not a word of it."""
    wrong = []
    for person in ASKED:
        if not _allowed(route, person):
            continue
        mine, theirs = (door.world.own, door.world.other) if person.sees != "other" else (door.world.other, door.world.own)
        good, bad = door.world.values(mine, route.name), door.world.values(theirs, route.name)
        differing = [name for name in route.parameters if good[name] != bad[name]]
        mixes = [bad, *({**good, name: bad[name]} for name in differing)] if differing else []
        for values in mixes:
            path = route.path(values)
            answers = [door.get(person, path), door.post(person, path)]
            if not any(a.status == 404 for a in answers) or any(a.status not in (404, 405) for a in answers):
                wrong.append(f"{person.name} {path}: {[a.status for a in answers]}")
            told = {word for word in theirs.named() if any(word in a.text.replace(path, "") for a in answers)}
            if told:
                wrong.append(f"{person.name} {path}: tells {sorted(told)}")
    assert not wrong, "\n".join(wrong[:20])


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
        if not route.parameters:
            queries += [{name: text[:-1] for name in SEARCHES} for text in asked]
            queries += [{name: text[:-1]} for name in ("q", "text") for text in asked[:2]]
        for query in queries:
            told = sorted(word for word in hidden if word in door.get(person, path, **query).text)
            if told:
                wrong.append(f"{person.name} {path} {query}: tells {told}")
    assert not wrong, "\n".join(wrong[:20])
