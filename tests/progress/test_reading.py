"""What is read the quick way is what the plain way says: every report of every work, one by one."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gaoxin.approvals.services import rulebook
from gaoxin.core.uuid7 import uuid7
from gaoxin.projects.models import Baseline, Confirmation, ProgressReport, SubWork
from gaoxin.projects.rules.progress.unfolding import unfold
from gaoxin.projects.rules.progress.value import Done, curve, done_by, progress_on
from gaoxin.projects.rules.progress.works import Work, leaves_of, roll_up, share_done, tree
from gaoxin.projects.selectors import progress as reading
from gaoxin.projects.selectors.progress import plans
from tests.progress.conftest import WORKS, ZONE, at, freeze, leaf

pytestmark = pytest.mark.django_db
LEAVES = {work.code: work.quantity for work in WORKS if work.quantity}


def reports(park, seed: int) -> None:
    """Forty over three months: some rejected, some waiting, some of one day, many repeating what was said before, some corrections."""
    chance = random.Random(seed)
    baseline = Baseline.objects.get(zone=ZONE, project=park)
    works = {work.code: work for work in SubWork.objects.filter(project=park)}
    rows, words = [], []
    for number in range(40):
        code = chance.choice(list(LEAVES))
        row = ProgressReport(
            id=uuid7(), zone=ZONE, project=park, work=works[code], baseline=baseline, place="K0", photo_sha256="0" * 64,
            quantity=LEAVES[code] * chance.randrange(5) / 4 + Decimal(chance.choice(["0", "0.001", "-0"])),
            taken_on=dt.date(2024, 1, 8) + dt.timedelta(chance.randrange(80)), photo_name="a.png", photo_media="png", scanned="none",
            reporter="one", reporter_name="甲", at=at("2024-04-01T09:00"), key=f"{seed}-{number:05d}",
        )  # fmt: skip
        rows.append(row)
        if (verdict := chance.choice(["confirmed", "confirmed", "confirmed", "rejected", ""])) != "":
            words.append(Confirmation(zone=ZONE, report=row, verdict=verdict, reason="-", reporter="one", by="two", by_name="乙",
                                      at=at(f"2024-04-0{chance.randrange(1, 9)}T09:00")))  # fmt: skip
    ProgressReport.objects.bulk_create(rows)
    Confirmation.objects.bulk_create(words)


def plainly(park, known_at: dt.datetime | None = None) -> list[Done]:
    found = Confirmation.objects.filter(verdict="confirmed", report__project=park).order_by("report_id")
    rows = [word.report for word in found if known_at is None or word.at <= known_at]
    return [Done(r.work.code, r.taken_on, r.quantity, f"{n:09d}") for n, r in enumerate(rows)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sums_and_curve_are_those_of_all_reports(park, seed):
    reports(park, seed)
    plan = reading.frozen(zone=ZONE, project_id=park.id)
    assert plan
    for known in (None, at("2024-04-04T12:00")):
        quick, plain = reading.done_in(zone=ZONE, project_id=park.id, known_at=known), plainly(park, known)
        assert 0 < len(quick) < len(plain)
        for day in (dt.date(2024, 1, 20), dt.date(2024, 2, 29), dt.date(2024, 4, 1)):
            assert done_by(quick, day) == done_by(plain, day)
            calendar = rulebook.calendar()
            assert curve(plan.plan, quick, day, calendar) == curve(plan.plan, plain, day, calendar)
    for day in (dt.date(2024, 1, 20), dt.date(2024, 4, 1)):
        assert reading.quantities(zone=ZONE, project_ids=[park.id], on=day)[park.id] == done_by(
            plain := plainly(park), day
        )
        counted = sum(report.on <= day for report in plain)
        assert reading.progress_of(zone=ZONE, number=park.number, on=day) == (
            progress_on(plan.plan, plain, day),
            counted,
        )
        page, _ = reading.projects_page(zone=ZONE, on=day)
        assert page[0][1] == progress_on(plan.plan, plain, day)


def test_the_roll_up_is_the_sum_of_the_shares():
    chance = random.Random(5)
    done = {code: quantity * chance.randrange(5) / 4 for code, quantity in LEAVES.items()}
    shares = {row.work.code: row.share for row in tree(WORKS)}
    wanted = sum((shares[code] * share_done(LEAVES[code], done[code]) for code in leaves_of(WORKS)), Fraction(0))
    assert roll_up(WORKS, done)[""] == wanted
    assert roll_up(WORKS, {}) == dict.fromkeys(["", "R1", "R1.1", "R1.2", "R1.3", "C"], Fraction(0))


def test_what_waits_is_counted_to_a_page(park):
    reports(park, 1)
    waits = ProgressReport.objects.filter(zone=ZONE).count() - Confirmation.objects.count()
    assert waits and reading.count_waiting(zone=ZONE) == (waits, False)
    assert reading.count_waiting(zone=ZONE, project_id=park.id) == (waits, False)
    assert reading.count_waiting(zone=ZONE, only=frozenset()) == (0, False)


DEEP = [
    Work("A", "甲", "", 5000), Work("A.1", "甲一", "A", 5000), leaf("A.1.1", "A.1", 5000, "m", "1", 1),
    leaf("A.1.2", "A.1", 5000, "m", "1", 1), leaf("A.2", "A", 5000, "m", "1", 1), leaf("B", "", 2500, "m", "1", 1),
    Work("C", "丙", "", 2500), leaf("C.1", "C", 10_000, "m", "1", 1),
]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "codes", "following"),
    [
        ({}, ["A", "B", "C"], ""),
        ({"opened": ["A"]}, ["A", "A.1", "A.2"], "B"),
        ({"opened": ["A", "A.1"], "start": "A.2"}, ["A.2", "B", "C"], ""),
        ({"opened": ["A.1", "C", "nowhere"]}, ["A", "B", "C"], "C.1"),  # what is below a closed group stays closed
        ({"whole": True}, ["A", "A.1", "A.1.1"], "A.1.2"),
        ({"whole": True, "start": "A.1.2"}, ["A.1.2", "A.2", "B"], "C"),
        ({"start": "nowhere"}, ["A", "B", "C"], ""),
        ({"most": 8}, [work.code for work in DEEP], ""),
    ],
)
def test_a_long_tree_is_folded(asked, codes, following):
    told = unfold(tree(DEEP), **({"most": 3} | asked))
    assert [row.work.code for row in told.rows] == codes and told.following == following
    assert told.inside == {"A": 3, "A.1": 2, "C": 1} and told.folds == (asked.get("most") != 8)


def test_a_baseline_is_read_once_and_the_next_one_at_once(park, monkeypatch):
    monkeypatch.setattr(plans, "KEPT", 1)
    first = reading.frozen(zone=ZONE, project_id=park.id)
    with CaptureQueriesContext(connection) as again:
        assert reading.frozen(zone=ZONE, project_id=park.id) == first
    assert len(again) == 1  # which baseline is in force is asked each time
    freeze(after=1, works=WORKS, reason="复核", key="second-baseline", at=at("2024-02-01T10:00"))
    second = reading.frozen(zone=ZONE, project_id=park.id)
    assert first and second and (first.row.number, second.row.number) == (1, 2)
    assert set(plans._KNOWN) == {second.row.id}  # no more than that many are kept
    old = reading.frozen(zone=ZONE, project_id=park.id, number=1)
    assert old == first
