"""Every route × everybody: let in or turned away exactly as the permission table says. Nothing here is listed by hand."""

from __future__ import annotations

import pytest

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access import ACCESS
from tests.parity.asking import Answer, Door
from tests.parity.parts import disputes, reports, stewards, transfer
from tests.parity.routes import BY_LOGIN_LIBRARY, Route, discovered, shadowed
from tests.parity.world import PEOPLE, Person

pytestmark = pytest.mark.django_db
ROUTES = discovered()
OPEN = [route for route in ROUTES if route.ours]
WHOLE = {*stewards.WHOLE, *reports.WHOLE, *transfer.WHOLE, *disputes.WHOLE}


def test_every_route_has_a_name() -> None:
    assert [route.pattern for route in ROUTES if not route.name] == []


def test_every_route_of_ours_has_a_row() -> None:
    """Of the login library's routes only those with a row are used; the rest answers 404 to everybody (below)."""
    missing = [route.name for route in ROUTES if not route.ours and not route.name.startswith(BY_LOGIN_LIBRARY)]
    assert missing == [], "add a row to src/gaoxin/config/access/"


def test_every_row_has_a_route() -> None:
    assert sorted(set(ACCESS) - {route.name for route in ROUTES}) == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: r.name or r.pattern)
def test_in_or_out_as_the_table_says(route: Route, door: Door) -> None:
    values = door.world.values(door.world.own, route.name)
    if shadowed(route, values):
        pytest.skip("another route of the same path answers")
    wrong = []
    turned_away = 0
    for person in PEOPLE:
        side = door.world.other if person.sees == "other" else door.world.own
        path = route.path(door.world.values(side, route.name))
        methods = door.methods(route, path)
        assert methods, f"{path} can be asked in no way"
        for method in methods:
            if method == "post" and turned_away > 2:
                break  # the door asks before the method; three who are refused show that it does
            answer = getattr(door, method)(person, path)
            turned_away += method == "post" and answer.refused
            told = _judge(route, person, method, answer)
            if told:
                wrong.append(f"{person.name} {method.upper()} {path}: {answer.status} {answer.location}: {told}")
    assert not wrong, "\n".join(wrong[:20])


def _judge(route: Route, person: Person, method: str, answer: Answer) -> str:
    """What is wrong with this answer, or ''."""
    if answer.status >= 500:
        return "an error of ours"
    row = route.row
    if row is None:
        return "" if answer.status == 404 else "a route without a row must not exist for anyone"
    if row.public and not row.roles:  # an operation of the API is public to the door, since tokens come later
        return "turned away from a public page" if answer.sent_to_login or answer.status == 403 else ""
    if not person.signed_in:
        fine = answer.sent_to_login or ((route.api or method == "post") and answer.status == 401)
        return "" if fine else "the public must be sent to sign in"
    if row.roles and not person.roles & row.roles:
        return "" if answer.status in (403, 404) else "the table does not name this role"
    if row.own and person.sees == "none" and route.parameters:
        return "" if answer.refused or answer.status in (405, 422) else "nothing here is theirs"
    if method == "get" and person.roles <= row.given and person.roles:
        return "" if answer.status in (200, 404) else "what was not given to them is not found"
    if route.name in WHOLE and person.roles == {Role.AGENT}:
        return "" if answer.refused or answer.status in (405, 422) else "a mandate for one item is not the enterprise's"
    if method == "get" and answer.refused and not route.name.startswith(BY_LOGIN_LIBRARY):
        return "the table lets this role in"  # the login library refuses whoever has no password or passkey to show
    return "sent to sign in while signed in" if answer.sent_to_login else ""
