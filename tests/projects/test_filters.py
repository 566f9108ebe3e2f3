"""The list by stage, leader and card: the database says of every project what the rules say of each."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gaoxin.projects.models import Project
from gaoxin.projects.rules.projects.stages import ORDER
from gaoxin.projects.selectors import projects
from gaoxin.projects.selectors.staged import NONE
from gaoxin.projects.services.projects import happening
from gaoxin.projects.services.projects.opening import import_projects
from tests.projects.conftest import ZONE, at, opening
from tests.projects.test_doors import client

TODAY = at().date()


@pytest.fixture
def staged(people: Any) -> dict[str, Any]:
    """Forty projects, each stage reached by some, some with gaps between; blocks of different lateness."""
    rows = [
        opening(f"P-{n:02d}", key=n % 2 == 0, leader=f"leader-{1 + n % 4 // 2}" if n % 2 == 0 else "")
        for n in range(40)
    ]
    import_projects(zone=ZONE, openings=rows, at=at(), by=people["head"], source="表格")
    for n in range(40):
        for place, kind in enumerate(ORDER):
            if n % 7 > place and (n + place) % 3:
                happening.note_milestone(
                    zone=ZONE, number=f"P-{n:02d}", kind=kind, on=dt.date(2024, 4, 1 + place), evidence="现场照片", at=at(),
                    by=people["steward"],
                )  # fmt: skip
    for number, due in (("P-03", 2), ("P-03", 20), ("P-04", 2), ("P-05", 28)):
        happening.raise_block(
            zone=ZONE, number=number, title="高压线未迁改", office="供电局", due_on=dt.date(2024, 5, due), at=at("2024-05-01T09:00"),
            by=people["steward"],
        )  # fmt: skip
    return people


def listed(by: Any, **asked: Any) -> list[projects.ProjectLine]:
    """All pages."""
    found: list[projects.ProjectLine] = []
    after = ""
    while True:
        page = projects.page(zone=ZONE, by=by, wanted=projects.Wanted(after=after, **asked), today=TODAY)
        found, after = [*found, *page.rows], page.next
        if not after:
            return found


def test_by_stage_by_leader_and_by_card(staged):
    by, every = staged["auditor"], listed(staged["auditor"])
    assert len(every) == Project.objects.count() == 40
    for stage in (NONE, *ORDER):
        same = [line.number for line in every if (line.stage or NONE) == stage]
        assert [line.number for line in listed(by, stage=stage)] == same and same, stage
    assert {line.number: line.card for line in every if line.card} == {"P-03": "red", "P-04": "red", "P-05": "yellow"}
    for card in ("red", "yellow"):
        assert [x.number for x in listed(by, card=card)] == [x.number for x in every if x.card == card]
    mine = listed(by, leader=f"leader-2@{ZONE}")
    assert {line.leader for line in mine} == {"leader-2（试）"} and len(mine) == 10
    both = listed(by, leader=f"leader-2@{ZONE}", stage=NONE)
    assert {line.number for line in both} == {line.number for line in mine if not line.stage}


def test_the_number_of_questions_does_not_grow(staged):
    counts: list[int] = []
    for after in ("", "P-29"):
        with CaptureQueriesContext(connection) as asked:
            projects.page(
                zone=ZONE, by=staged["auditor"], wanted=projects.Wanted(stage="started", after=after),
                today=TODAY,
            )  # fmt: skip
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16


def test_the_page_and_the_api_ask_the_same(staged):
    page = client("auditor").get(f"/projects/?stage=started&leader=leader-1@{ZONE}").content.decode()
    told = client("auditor").get(f"/api/v1/projects?stage=started&leader=leader-1@{ZONE}").json()["rows"]
    assert told and all(f"/projects/file/{row['number']}/" in page for row in told)
    assert page.count("data-row") == len(told)
    assert client("auditor").get("/api/v1/projects?card=green").status_code == 422
    assert client("auditor").get("/projects/?stage=nonsense&card=x").status_code == 200
