"""Two at the same moment, on two connections: one of them wins, the other is told, and nothing is half done."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections

from gaoxin.audit.models import AuditEntry
from gaoxin.core.errors import Conflict, GaoxinError, WrongState
from gaoxin.investment.models import CreditShare, Lead, LeadMerge, StageMove, Team
from gaoxin.investment.services.leads import merging
from gaoxin.investment.services.leads.changing_teams import close_team
from gaoxin.investment.services.leads.importing import import_leads
from gaoxin.investment.services.leads.moving import move
from gaoxin.investment.services.leads.registering import assign, register_lead
from tests.approvals.conftest import real_database  # noqa: F401
from tests.leads.conftest import NOW, ZONE, Office, made_office, workbook


@pytest.fixture
def real(real_database: None, django_db_blocker: Any) -> Iterator[Office]:  # noqa: F811
    with django_db_blocker.unblock():
        yield made_office()


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What each act returned or raised, all begun at the same moment, each on a connection of its own."""
    gate = threading.Barrier(len(acts))
    found: list[Any] = [None] * len(acts)

    def run(index: int) -> None:
        gate.wait()
        try:
            found[index] = acts[index]()
        except GaoxinError as error:
            found[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def refusals(found: list[Any]) -> list[GaoxinError]:
    return [one for one in found if isinstance(one, GaoxinError)]


def test_two_teams_claim_one_lead(real: Office):
    lead = assign(zone=ZONE, pk=real.lead().id, team=None, by=real.head, at=NOW)
    moves = StageMove.objects.count()
    ask = {"zone": ZONE, "pk": lead.id, "at": NOW, "version": lead.version}
    found = together(
        lambda: assign(team=real.team.id, by=real.promoter, **ask),
        lambda: assign(team=real.other.id, by=real.rival, **ask),
    )
    lost = refusals(found)
    assert len(lost) == 1, found  # told of the conflict, or that the lead is no longer there for them
    row = Lead.objects.get(id=lead.id)
    assert row.team_id in (real.team.id, real.other.id) and row.version == lead.version + 1
    assert StageMove.objects.count() == moves + 1


def test_two_members_move_one_lead(real: Office):
    lead = real.lead()
    ask = {"zone": ZONE, "pk": lead.id, "to": "lost", "reason": "投资方放弃", "at": NOW, "version": 1}
    found = together(lambda: move(by=real.promoter, **ask), lambda: move(by=real.head, **ask))
    lost = refusals(found)
    assert len(lost) == 1 and isinstance(lost[0], Conflict), found
    assert list(StageMove.objects.filter(lead=lead).order_by("seq").values_list("seq", "to")) == [
        (1, "contact"),
        (2, "lost"),
    ]


def test_one_pair_is_merged_once_also_crosswise(real: Office):
    one = real.lead()
    two = real.lead(by=real.rival, title="另一条", despite=frozenset({str(one.id)}))
    ask = {"zone": ZONE, "reason": "同一家公司", "by": real.head, "at": NOW}
    found = together(
        lambda: merging.merge(kept=one.id, gone=two.id, **ask), lambda: merging.merge(kept=two.id, gone=one.id, **ask)
    )
    lost = refusals(found)
    assert len(lost) == 1 and isinstance(lost[0], WrongState | Conflict), found
    assert LeadMerge.objects.count() == 1
    assert Lead.objects.filter(merged_into=None).count() == 1
    assert sum(CreditShare.objects.filter(ended_at=None).values_list("share_bp", flat=True)) == 10_000


def test_one_file_is_imported_twice_at_once(real: Office):
    rows = [[f"L{n:03d}", f"项目{n}", f"投资方{n}公司", "online"] for n in range(40)]
    rows += [["", f"无号{n}", f"无号投资方{n}公司", "door"] for n in range(40)]
    data = workbook(["编号", "项目名称", "投资方", "招商模式"], *rows)
    ask = {"zone": ZONE, "data": data, "source": "x.xlsx", "by": real.head, "at": NOW}
    found = together(lambda: import_leads(**ask), lambda: import_leads(**ask))
    done = [one for one in found if not isinstance(one, GaoxinError)]
    assert done and Lead.objects.count() == StageMove.objects.count() == 80, found
    assert sum(one.added for one in done) == 80
    assert AuditEntry.objects.filter(act="import-leads").count() == 1


@pytest.mark.parametrize("how", ["assign", "register", "import"])
def test_no_lead_lands_on_a_team_that_is_closed(real: Office, how: str):
    kept = real.lead()
    pool = assign(
        zone=ZONE, pk=real.lead(title="乙", despite=frozenset({str(kept.id)})).id, team=None, by=real.head, at=NOW
    )
    data = workbook(
        ["项目名称", "投资方", "招商模式", "队伍编号"], *([f"项{n}", f"投资方{n}公司", "door", "T1"] for n in range(20))
    )
    acts: dict[str, Callable[[], Any]] = {
        "assign": lambda: assign(zone=ZONE, pk=pool.id, team=real.team.id, by=real.head, at=NOW, version=pool.version),
        "register": lambda: register_lead(
            zone=ZONE, by=real.head, at=NOW, title="丙", investor="丙丁戊公司", mode="door", team=real.team.id
        ),
        "import": lambda: import_leads(zone=ZONE, data=data, source="x.xlsx", by=real.head, at=NOW),
    }
    close = {
        "zone": ZONE,
        "team": real.team.id,
        "to": real.other.id,
        "reason": "两队合并办公",
        "by": real.head,
        "at": NOW,
    }
    found = together(acts[how], lambda: close_team(**close))
    assert isinstance(found[1], int), found  # the team is closed in any case
    assert not Lead.objects.filter(team=real.team, merged_into=None).exists()
    won = not isinstance(found[0], GaoxinError)
    given = {"assign": [pool.id] if won else [], "register": [], "import": []}[how]
    assert set(given) <= set(Lead.objects.filter(team=real.other).values_list("id", flat=True))
    assert found[1] == 1 + ({"assign": 1, "register": 1, "import": 20}[how] if won else 0)


def test_two_teams_closed_into_each_other_at_once(real: Office):
    ask = {"zone": ZONE, "reason": "两队合并办公", "by": real.head, "at": NOW}
    real.lead()
    found = together(
        lambda: close_team(team=real.team.id, to=real.other.id, **ask),
        lambda: close_team(team=real.other.id, to=real.team.id, **ask),
    )
    assert len(refusals(found)) == 1 and Team.objects.filter(closed_on=None).count() == 1, found
    assert Lead.objects.get().team == Team.objects.get(closed_on=None)


def test_one_form_pressed_twice_at_once(real: Office):
    ask = {
        "zone": ZONE,
        "by": real.promoter,
        "at": NOW,
        "key": "k",
        "title": "甲",
        "investor": "甲乙丙公司",
        "mode": "door",
    }
    found = together(lambda: register_lead(**ask), lambda: register_lead(**ask))
    assert not refusals(found) and sorted(one.repeated for one in found) == [False, True]
    assert Lead.objects.count() == StageMove.objects.count() == 1
    assert AuditEntry.objects.filter(act="register-lead").count() == 1
