"""Pages ask the same number of questions of the database with ten cases and with two hundred; what they show stays right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bench.pages.filling import Filler, Pattern
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gaoxin.accounts.rules.roles import Role
from gaoxin.approvals.services import granted, worklists
from gaoxin.approvals.services.supervising import supervision
from gaoxin.approvals.services.worklists import Wanted
from tests.approvals.conftest import ZONE, at, rows
from tests.approvals.test_tally import counted, told
from tests.approvals.web.desk.conftest import Desk, desk, zone  # noqa: F401
from tests.approvals.web.my.conftest import Web

STATES = ("submitted", "accepted", "recommended", "granted")


@pytest.fixture(autouse=True)
def _fresh(db: Any) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ten(desk: Desk) -> dict[str, Any]:  # noqa: F811
    """Ten cases, the first of each state by its name."""
    made = {state: getattr(desk.zone, state)("2026-03-02T10:00") for state in STATES}
    for hour in (11, 12, 13):
        desk.zone.submitted(f"2026-03-02T{hour}:00")
        desk.zone.granted(f"2026-03-03T{hour}:00")
    desk.at = at("2026-03-04T10:00")
    return made


def grow(made: dict[str, Any], party: Any) -> None:
    """From ten to two hundred, by copies inside the database; a third of them of the one enterprise."""
    copies = {"submitted": 60, "accepted": 50, "recommended": 20, "granted": 60}
    hands = [("officer-0", "审查员零", "审查科")]
    patterns = [Pattern(name, made[name], 300, number, hands=hands) for name, number in copies.items()]
    Filler(ZONE, 3, party, lambda text: None).fill(patterns)
    assert rows("Case").count() == 200


def spent(ask: Callable[[], Any]) -> int:
    """How many queries a page takes once it is warm."""
    ask()
    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    assert answer.status_code == 200
    return len(queries)


def test_two_hundred_cases_ask_no_more_than_ten(desk, ten, monkeypatch):  # noqa: F811
    clerk, reviewer, supervisor = (desk.enter(role) for role in (Role.CLERK, Role.REVIEWER, Role.SUPERVISOR))
    web = Web(desk.zone, monkeypatch)
    web.person("applicant", Role.APPLICANT, desk.zone.party.id)
    applicant, stranger = web.client("applicant"), Client()
    number = desk.number(ten["submitted"])
    pages: dict[str, Callable[[], Any]] = {
        "worklist": lambda: clerk.get("/desk/"),
        "worklist, filtered": lambda: reviewer.get("/desk/?queue=review&item=construction-permit"),
        "worklist, mine": lambda: reviewer.get("/desk/?queue=review&scope=mine"),
        "worklist, all": lambda: supervisor.get("/desk/?queue=all"),
        "search, number": lambda: clerk.get("/desk/", {"queue": "all", "q": number}),
        "search, name": lambda: clerk.get("/desk/", {"queue": "all", "q": "演示新材料"}),
        "case, submitted": lambda: clerk.get(f"/desk/cases/{number}/"),
        "case, granted": lambda: supervisor.get(f"/desk/cases/{desk.number(ten['granted'])}/"),
        "supervision": lambda: supervisor.get("/desk/supervision/?year=2026"),
        "my enterprise": lambda: applicant.get("/my/"),
        "grants": lambda: stranger.get("/grants/"),
        "grants, search": lambda: stranger.get("/grants/", {"q": "新材料"}),
        "search of items": lambda: stranger.get("/guides/", {"q": "施工许可"}),
    }
    before = {name: spent(ask) for name, ask in pages.items()}
    grow(ten, desk.zone.party.id)
    assert {name: spent(ask) for name, ask in pages.items()} == before
    later = worklists.worklist(zone=ZONE, by=clerk.actor, wanted=Wanted(queue="all"), at=desk.at)
    assert spent(lambda: clerk.get(f"/desk/?queue=all&after={later.next}")) == before["worklist, all"] - 3


def test_every_page_of_two_hundred_is_shown_once(desk, ten):  # noqa: F811
    """Key by key through the piles, and a search that fits too many names to name them finds what the short way finds."""
    grow(ten, desk.zone.party.id)
    officer = desk.enter(Role.CLERK).actor
    ask: dict[str, Any] = {"zone": ZONE, "by": officer, "at": desk.at}
    for queue, states in (("all", STATES), ("open", STATES[:3]), ("intake", STATES[:1])):
        listed = [row.id for row in worklists.every_row(wanted=Wanted(queue=queue), **ask)]
        assert len(listed) == len(set(listed)) == rows("Case").filter(state__in=states).count()
        page, seen = worklists.worklist(wanted=Wanted(queue=queue), size=7, **ask), list[Any]()
        while True:
            seen += [row.id for row in page.rows]
            if not page.next:
                break
            page = worklists.worklist(wanted=Wanted(queue=queue, after=page.next), size=7, **ask)
        assert seen == listed


@pytest.mark.parametrize("text", ["合成", "演示新材料", "有限公司", "S01", "没有的", "hc"])
def test_a_search_finds_the_same_whether_names_are_few_or_many(desk, ten, monkeypatch, text):  # noqa: F811
    grow(ten, desk.zone.party.id)
    ask: dict[str, Any] = {"zone": ZONE, "by": desk.enter(Role.CLERK).actor, "at": desk.at}

    def found() -> tuple[Any, ...]:
        listed = tuple(
            [row.id for row in worklists.every_row(wanted=Wanted(queue=q, text=text), **ask)] for q in ("all", "open")
        )
        return (*listed, [row.id for row in granted.grants(zone=ZONE, query=text, limit=500)])

    few = found()
    monkeypatch.setattr(worklists, "NAMED", 0)
    monkeypatch.setattr(granted, "NAMED", 0)
    assert found() == few


def test_a_pile_is_counted_to_its_bound(desk, ten, monkeypatch):  # noqa: F811
    grow(ten, desk.zone.party.id)
    clerk = desk.enter(Role.CLERK)
    whole = rows("Case").filter(state="submitted").count()
    assert f'<span class="desk-count">{whole}</span>' in clerk.get("/desk/").content.decode()
    monkeypatch.setattr(worklists, "COUNTED", 20)
    assert worklists.counts(zone=ZONE, by=clerk.actor, wanted=Wanted(queue="intake"), at=desk.at)["intake"] == 21
    assert '<span class="desk-count">20+</span>' in clerk.get("/desk/").content.decode()


def test_the_figures_of_two_hundred_are_those_of_the_rows(desk, ten):  # noqa: F811
    grow(ten, desk.zone.party.id)
    desk.zone.granted("2026-03-07T11:00")
    assert told() == counted()
    years: list[Any] = [
        supervision(zone=ZONE, by=desk.enter(Role.SUPERVISOR).actor, at=desk.at, year=year) for year in (2025, 2026)
    ]
    assert sum(found.outcomes.get("granted", 0) for found in years) == rows("Decision").count() == 65
    assert sum(found.saturday.whole for found in years) == rows("Case").exclude(submitted_at=None).count() == 201
    assert sum(found.documents.whole for found in years) == rows("Requirement").count()


def test_the_home_of_a_large_enterprise_shows_the_first_lines_and_leads_to_the_rest(desk, ten, monkeypatch):  # noqa: F811
    grow(ten, desk.zone.party.id)
    rows("Case").update(applicant_id=desk.zone.party.id)
    web = Web(desk.zone, monkeypatch)
    web.person("applicant", Role.APPLICANT, desk.zone.party.id)
    applicant = web.client("applicant")
    first, whole = (applicant.get(path).context for path in ("/my/", "/my/?all=1"))
    assert len(first["licences"]) == 20 and first["shortened"]
    held = [licence.number for licence in whole["licences"]]
    assert len(held) == len(set(held)) == rows("Decision").count() and not whole["shortened"]
    assert [licence.number for licence in first["licences"]] == held[:20]
    for name in ("commitments", "duties"):
        assert first[name] == whole[name][:20]
    assert [row["due"] for row in whole["duties"]] == sorted(row["due"] for row in whole["duties"])
    link = "全部到期事项和证照"
    assert link in applicant.get("/my/").content.decode() and link not in applicant.get("/my/?all=1").content.decode()
