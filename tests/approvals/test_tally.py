"""The tally says what the rows say, whatever wrote them, and folding changes no count."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from django.db import connection, models

from gaoxin.accounts.rules.roles import Role
from gaoxin.approvals.models import Tally
from gaoxin.approvals.models.tally_triggers import SUMS, count_anew
from gaoxin.approvals.services import delivery, submission, tallying
from gaoxin.approvals.services.supervising import supervision
from gaoxin.core.errors import WrongState
from tests.approvals.conftest import CLERK, ZONE, at, officer, rows
from tests.approvals.test_import import GOOD, OPEN, take

YEAR = (at("2026-01-01T00:00"), at("2027-01-01T00:00"))


def counted() -> dict[tuple[str, str, str], int]:
    """What the rows themselves say: (day, measure, key) -> count."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT at, measure, key, n FROM ({' UNION ALL '.join(SUMS)}) s")  # noqa: S608
        found = cursor.fetchall()
    return dict(Counter((day_of(when), measure, key) for when, measure, key, _ in found))


def told() -> dict[tuple[str, str, str], int]:
    """The same from the tally."""
    found: Counter[tuple[str, str, str]] = Counter()
    for when, measure, key, count in Tally.objects.values_list("at", "measure", "key", "count"):
        found[day_of(when), measure, key] += count
    return {place: count for place, count in found.items() if count}


def day_of(moment: Any) -> str:
    if isinstance(moment, str):
        moment = dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)
    return moment.astimezone(YEAR[0].tzinfo).date().isoformat()


@pytest.fixture
def lives(zone: Any) -> Any:
    """Cases in every stretch of a life, and two of a former system."""
    zone.start()
    zone.submitted("2026-03-07T10:00")
    submission.withdraw(
        zone=ZONE, case_id=zone.submitted("2026-03-02T15:00"), reason="", by=zone.applicant, at=at("2026-03-03T10:00")
    )
    zone.accepted("2026-03-03T12:00")
    zone.refused("2026-03-04T11:00")
    zone.granted("2026-03-05T11:00")
    take(GOOD, OPEN)
    return zone


def test_the_tally_is_what_the_rows_say(lives):
    assert told() == counted()
    assert {measure for _, measure, _ in told()} == {"received", "decided", "outcome", "way"}
    found, saturdays = tallying.tally(zone=ZONE, begin=YEAR[0], end=YEAR[1])
    assert found["outcome"] == {"granted": 1, "refused": 1}
    assert (sum(found["received"].values()), saturdays) == (5, 1)
    assert tallying.tally(zone="elsewhere", begin=YEAR[0], end=YEAR[1])[0]["received"] == {}


def test_what_changes_later_is_told_where_it_was_counted(lives):
    """A visit at delivery takes a case out of those fully online; a document met otherwise, or no longer asked, goes over."""
    case = (
        rows("Case").get(state="granted", number__startswith="2026")
        if False
        else rows("Case").filter(state="granted", decided_at__year=2026).get()
    )
    before = told()
    rows("Case").filter(pk=case.pk).update(visits=models.F("visits") + 1, channel="window")
    need = rows("Requirement").filter(case_id=case.pk)
    way, other = need.order_by("id").first(), need.order_by("id").last()
    rows("Requirement").filter(pk=way.pk).update(way="deferred")
    other.delete()
    assert told() == counted() != before
    rows("Case").filter(pk=case.pk).update(submitted_at=at("2025-12-31T23:00"))
    assert told() == counted()
    assert ("2025-12-31", "received", "") in told()


def test_folding_keeps_every_count_and_leaves_a_row_a_day(lives):
    before, whole = told(), tallying.tally(zone=ZONE, begin=YEAR[0], end=YEAR[1])
    many = Tally.objects.count()
    assert tallying.fold(zone=ZONE, most=7) == 7
    while tallying.fold(zone=ZONE, most=7):
        assert told() == before
    assert told() == before and Tally.objects.count() == len(before) < many
    assert not Tally.objects.filter(folded=False).exists()
    assert tallying.tally(zone=ZONE, begin=YEAR[0], end=YEAR[1]) == whole
    lives.submitted("2026-03-07T12:00")
    assert told() == counted()
    tallying.fold(zone=ZONE)
    assert told() == counted()
    assert Tally.objects.filter(at=at("2026-03-07T00:00"), measure="received").get().count == 2
    assert tallying.fold(zone=ZONE) == 0 == tallying.fold(zone="elsewhere")


def test_an_act_that_fails_leaves_no_mark(lives):
    pk = rows("Case").get(state="submitted").pk
    before = Tally.objects.count()
    with pytest.raises(WrongState):
        delivery.deliver(zone=ZONE, case_id=pk, by=CLERK, at=at("2026-03-09T10:00"))
    assert Tally.objects.count() == before


def test_counting_anew_comes_to_the_same(lives):
    before = told()
    with connection.cursor() as cursor:
        count_anew(cursor, connection.vendor)
    assert told() == before == counted()


def test_supervision_reads_the_tally_of_any_year(lives):
    found = supervision(zone=ZONE, by=officer(Role.SUPERVISOR), at=at("2026-03-31T10:00"), year=2024)
    assert found is not None and (found.online.part, found.online.whole) == (1, 2)
