"""Registering, moving, visiting, reclaiming: who may, what is refused, and what stands afterwards."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.test import Client

from gaoxin.audit.models import AuditEntry
from gaoxin.config import tasks
from gaoxin.config.schedule import SCHEDULE
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.investment.models import Lead, LeadVisit, StageMove, TeamNotice
from gaoxin.investment.rules.leads import entry
from gaoxin.investment.selectors import leads_lists, leads_scope
from gaoxin.investment.selectors.figures_leads import figures
from gaoxin.investment.selectors.leads import landed
from gaoxin.investment.services.leads import agreeing, merging, rosters
from gaoxin.investment.services.leads.moving import move, reclaim_idle, record_visit
from gaoxin.investment.services.leads.registering import DuplicateLead, assign, complete_lead, register_lead
from tests.leads.conftest import CODE, NOW, OTHER_CODE, SYSTEM, ZONE, Office, at


def reader(actor) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(id=actor.id))
    return client


TODAY = dt.date(2026, 3, 2)
INPUTS = entry.Inputs(400_000, 800_000, 40_000, 66_667, 4_000, "A")
PROMISES = [
    agreeing.Promised("investment", 400_000, dt.date(2027, 12, 31)), agreeing.Promised("output", 800_000, dt.date(2028, 12, 31)),
    agreeing.Promised("tax", 40_000, dt.date(2028, 12, 31)), agreeing.Promised("jobs", 300, dt.date(2028, 12, 31)),
    agreeing.Promised("start", None, dt.date(2026, 6, 30)), agreeing.Promised("production", None, dt.date(2027, 6, 30)),
]  # fmt: skip


def test_a_lead_has_its_first_move_and_one_audit_row(office: Office):
    before = AuditEntry.objects.count()
    lead = office.lead()
    assert (lead.stage, lead.team_id, lead.core) == ("contact", office.team.id, "华芯电子")
    assert list(StageMove.objects.filter(lead=lead).values_list("here", "to")) == [("", "contact")]
    assert AuditEntry.objects.count() == before + 1


def test_sent_twice_it_is_one_lead(office: Office):
    first = register_lead(
        zone=ZONE, by=office.promoter, at=NOW, key="k", title="甲", investor="甲乙丙公司", mode="door"
    )
    again = register_lead(
        zone=ZONE, by=office.promoter, at=NOW, key="k", title="甲", investor="甲乙丙公司", mode="door"
    )
    assert (first.repeated, again.repeated, again.lead.id) == (False, True, first.lead.id)
    assert Lead.objects.count() == 1


def test_the_same_investor_is_seen_before_it_is_written(office: Office):
    known = office.lead(identifier=CODE)
    with pytest.raises(DuplicateLead) as refused:
        office.lead(by=office.rival, investor="完全不同的名字", identifier=CODE)
    assert [one.id for one in refused.value.found] == [known.id]
    with pytest.raises(DuplicateLead):
        office.lead(by=office.rival, investor="广东华新电子科技有限公司", title="另一个")
    assert Lead.objects.count() == 1
    office.lead(by=office.rival, investor="华芯电子股份有限公司", despite=frozenset({str(known.id)}))
    assert Lead.objects.count() == 2


def test_an_ambassador_files_own_leads_only_in_term_and_without_interest(office: Office):
    office.lead(identifier=CODE)
    mine = office.lead(by=office.ambassador, identifier=CODE)  # is told of nobody else's
    assert (mine.mode, mine.ambassador_id, mine.team_id) == ("ambassador", office.envoy.id, None)
    with pytest.raises(NotAllowed, match="利益"):
        office.lead(by=office.ambassador, identifier=OTHER_CODE, investor="别家")
    with pytest.raises(NotAllowed, match="聘期"):
        register_lead(
            zone=ZONE,
            by=office.ambassador,
            at=at("2029-01-02T10:00"),
            title="晚了",
            investor="晚了公司",
            mode="ambassador",
        )
    assert Lead.objects.filter(ambassador=office.envoy).count() == 1


def test_each_sees_what_is_theirs(office: Office):
    team, pool, own = office.lead(), None, office.lead(by=office.ambassador, investor="远大空调有限公司")
    pool = assign(
        zone=ZONE, pk=office.lead(by=office.rival, investor="碧水环保").id, team=None, by=office.rival, at=NOW
    )
    rival = office.lead(by=office.rival, investor="新光新材料")
    everything = {team.id, pool.id, own.id, rival.id}
    for actor, seen in (
        (office.head, everything), (office.auditor, everything), (office.promoter, {team.id, pool.id}),
        (office.rival, {rival.id, pool.id}), (office.ambassador, {own.id}), (office.leader, set()),
    ):  # fmt: skip
        scope = leads_scope.whose(zone=ZONE, by=actor, on=TODAY)
        assert set(leads_scope.within(zone=ZONE, scope=scope).values_list("id", flat=True)) == seen, actor.name
    with pytest.raises(NotFound):
        leads_scope.lead(zone=ZONE, pk=rival.id, by=office.promoter, on=TODAY)
    with pytest.raises(NotAllowed):
        office.lead(by=office.auditor)


@pytest.mark.parametrize(
    "details",
    [{"title": ""}, {"investor": " "}, {"mode": "luck"}, {"identifier": "123"}, {"node": "pcb"}, {"investment_k": "-5"},
     {"investment_k": "1.5"}, {"title": "长" * 201}, {"referrer": OTHER_CODE}],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_stands(office: Office, details):
    with pytest.raises(Invalid):
        office.lead(**details)
    assert Lead.objects.count() == StageMove.objects.count() == 0


def test_a_visit_in_the_future_is_refused(office: Office):
    lead = office.lead()
    told = {"zone": ZONE, "pk": lead.id, "kind": "visit", "by": office.promoter, "at": NOW, "key": "v1"}
    with pytest.raises(Invalid, match="在将来"):
        record_visit(on=TODAY + dt.timedelta(days=1), notes="谈了", **told)
    with pytest.raises(Invalid, match="早于走访"):
        record_visit(on=TODAY, notes="谈了", next_step="报价", next_due=TODAY - dt.timedelta(days=1), **told)
    with pytest.raises(Invalid, match="同时填写"):
        record_visit(on=TODAY, notes="谈了", next_step="报价", **told)
    with pytest.raises(Invalid, match="内容"):
        record_visit(on=TODAY, **told)
    assert not LeadVisit.objects.exists()
    lead.refresh_from_db()
    assert lead.next_step == ""


def test_a_draft_sent_twice_is_one_visit(office: Office):
    lead = office.lead()
    told = {"zone": ZONE, "pk": lead.id, "kind": "visit", "by": office.promoter, "at": NOW, "key": "v1", "on": TODAY}
    first = record_visit(notes="谈了", next_step="报价", next_due=dt.date(2026, 3, 9), **told)
    again = record_visit(notes="谈了", next_step="报价", next_due=dt.date(2026, 3, 9), **told)
    assert (first.repeated, again.repeated) == (False, True)
    assert LeadVisit.objects.count() == 1
    lead.refresh_from_db()
    assert (lead.next_step, lead.next_due) == ("报价", dt.date(2026, 3, 9))


def test_an_older_visit_that_arrives_later_leaves_the_next_step(office: Office):
    lead = office.lead()
    told = {"zone": ZONE, "pk": lead.id, "kind": "visit", "by": office.promoter, "at": NOW, "notes": "谈了"}
    record_visit(on=TODAY, key="new", next_step="报价", next_due=dt.date(2026, 3, 9), **told)
    record_visit(on=dt.date(2026, 2, 1), key="old", next_step="旧", next_due=dt.date(2026, 2, 9), **told)
    lead.refresh_from_db()
    assert lead.next_step == "报价"


def test_history_and_visits_cannot_be_rewritten(office: Office):
    office.lead()
    for change in (StageMove.objects.update, StageMove.objects.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(**({"reason": "x"} if change == StageMove.objects.update else {}))


def whole(office: Office) -> Lead:
    """A lead through the board, signed and landed."""
    lead = office.lead(identifier=CODE, node="electronics/pcb", investment_k="400000")
    record_visit(zone=ZONE, pk=lead.id, on=TODAY, kind="visit", by=office.promoter, at=NOW, key="w", notes="谈了")
    for to in ("talks", "screening"):
        move(zone=ZONE, pk=lead.id, to=to, by=office.promoter, at=NOW)
    agreeing.score_entry(zone=ZONE, pk=lead.id, inputs=INPUTS, by=office.promoter, at=NOW)
    agreeing.sign_agreement(
        zone=ZONE, pk=lead.id, number="XY-1", signed_on=TODAY, promises=PROMISES, by=office.promoter, at=NOW
    )
    move(zone=ZONE, pk=lead.id, to="signed", by=office.promoter, at=NOW)
    merging.set_credit(
        zone=ZONE, pk=lead.id, shares={f"team:{office.team.id}": 10_000}, reason="独立引进", by=office.promoter, at=NOW
    )
    return move(zone=ZONE, pk=lead.id, to="landed", by=office.promoter, at=NOW, on=TODAY)


def test_from_contact_to_landed(office: Office):
    lead = whole(office)
    assert (lead.stage, lead.landed_on, lead.furthest) == ("landed", TODAY, 5)
    assert [move.to for move in StageMove.objects.filter(lead=lead).order_by("seq")] == [
        "contact", "talks", "screening", "signed", "landed",
    ]  # fmt: skip
    assert [(row.id, row.mode, row.node) for row in landed(ZONE)] == [(lead.id, "door", "electronics/pcb")]
    with pytest.raises(WrongState):
        move(zone=ZONE, pk=lead.id, to="lost", by=office.head, at=NOW, reason="投资方放弃")


def test_a_refused_move_says_what_is_lacking_and_leaves_all(office: Office):
    lead = office.lead()
    rows = AuditEntry.objects.count()
    with pytest.raises(WrongState) as refused:
        move(zone=ZONE, pk=lead.id, to="talks", by=office.promoter, at=NOW)
    assert "走访" in refused.value.why
    with pytest.raises(Invalid):
        move(zone=ZONE, pk=lead.id, to="lost", by=office.promoter, at=NOW)
    lead.refresh_from_db()
    assert (lead.stage, lead.version, AuditEntry.objects.count()) == ("contact", 1, rows)


def test_two_who_act_on_what_they_saw_the_second_is_told(office: Office):
    lead = office.lead()
    move(zone=ZONE, pk=lead.id, to="lost", by=office.promoter, at=NOW, reason="投资方放弃", version=1)
    with pytest.raises(Conflict):
        move(zone=ZONE, pk=lead.id, to="lost", by=office.head, at=NOW, reason="投资方放弃", version=1)
    with pytest.raises(Conflict):
        complete_lead(
            zone=ZONE, pk=lead.id, version=1, by=office.promoter, at=NOW, title="改", investor="改", mode="door"
        )
    assert StageMove.objects.filter(lead=lead).count() == 2


def test_idle_leads_go_back_to_the_pool_and_are_claimed(office: Office):
    lead, fresh = office.lead(), office.lead(investor="新光新材料")
    later = at("2026-04-02T10:00")
    record_visit(
        zone=ZONE,
        pk=fresh.id,
        on=dt.date(2026, 3, 20),
        kind="call",
        by=office.promoter,
        at=later,
        key="f",
        notes="电话",
    )
    with pytest.raises(NotAllowed):
        reclaim_idle(zone=ZONE, by=office.promoter, at=later)
    assert reclaim_idle(zone=ZONE, by=office.head, at=later) == [lead.number]
    assert reclaim_idle(zone=ZONE, by=office.head, at=later) == []
    lead.refresh_from_db()
    assert lead.team_id is None and "收回" in StageMove.objects.filter(lead=lead).order_by("-seq")[0].reason
    with pytest.raises(NotAllowed):
        assign(zone=ZONE, pk=lead.id, team=office.team.id, by=office.rival, at=later)
    assign(zone=ZONE, pk=lead.id, team=office.other.id, by=office.rival, at=later)
    with pytest.raises(NotFound):  # gone from the pool, and from what the first team sees
        assign(zone=ZONE, pk=lead.id, team=office.team.id, by=office.promoter, at=later)
    with pytest.raises(Invalid):
        assign(zone=ZONE, pk=lead.id, team=office.team.id, owner=uuid.uuid4(), by=office.head, at=later)


def test_a_roster_taken_over_twice_adds_nothing(office: Office):
    row = rosters.RosterRow("T1", "电子一队", "door", "珠三角", "P1", "江（演示）", "lead", dt.date(2026, 1, 5))
    rows = AuditEntry.objects.count()
    assert rosters.import_roster(zone=ZONE, source="test", by=office.head, at=NOW, rows=[row]) == (0, 0, 0)
    assert AuditEntry.objects.count() == rows
    with pytest.raises(NotAllowed):
        rosters.import_roster(zone=ZONE, source="test", by=office.promoter, at=NOW, rows=[row])


def test_who_left_the_team_sees_its_leads_no_more(office: Office):
    lead = office.lead()
    member = rosters.join(zone=ZONE, team=office.other.id, name="", code="P1", by=office.head, at=NOW)  # in two teams
    scope = leads_scope.whose(zone=ZONE, by=office.promoter, on=TODAY)
    assert set(scope.teams) == {office.team.id, office.other.id}
    with pytest.raises(Conflict):
        rosters.join(zone=ZONE, team=office.other.id, name="", code="P1", by=office.head, at=NOW)
    with pytest.raises(Invalid):
        rosters.leave(zone=ZONE, membership=member.id, until=dt.date(2026, 1, 1), by=office.head, at=NOW)
    rosters.leave(zone=ZONE, membership=member.id, until=TODAY, by=office.head, at=NOW)
    assert leads_scope.whose(zone=ZONE, by=office.promoter, on=dt.date(2026, 3, 3)).teams == (office.team.id,)
    assert leads_scope.lead(zone=ZONE, pk=lead.id, by=office.promoter, on=TODAY).id == lead.id


def test_the_timer_reclaims_once_and_tells_the_team(office: Office):
    idle = office.lead()
    fresh = office.lead(by=office.rival, investor="碧水环保")
    later = NOW + dt.timedelta(days=31)
    record_visit(zone=ZONE, pk=fresh.id, on=later.date(), kind="call", by=office.rival, at=later, key="f", notes="谈了")
    asked = {"zone": ZONE, "by": SYSTEM, "at": later}
    assert reclaim_idle(dry_run=True, **asked) == [idle.number]
    assert not TeamNotice.objects.exists() and Lead.objects.get(id=idle.id).team_id == office.team.id
    assert reclaim_idle(**asked) == [idle.number] and reclaim_idle(**asked) == []
    notice = TeamNotice.objects.get()
    assert (notice.team_id, notice.lead_id, notice.days) == (office.team.id, idle.id, 30)
    read = {
        who: leads_lists.notices(zone=ZONE, scope=leads_scope.whose(zone=ZONE, by=actor, on=on), on=on)
        for who, actor, on in (
            ("team", office.promoter, later.date()), ("other", office.rival, later.date()),
            ("later", office.promoter, later.date() + dt.timedelta(days=20)),
        )
    }  # fmt: skip
    assert read == {"team": [notice], "other": [], "later": []}
    assert "reclaim-leads" in SCHEDULE
    assert tasks.reclaim_leads.func(zone=ZONE, slot=1) == {"reclaimed": 1}  # by now the other one is idle too
    assert "已收回公共池" in reader(office.rival).get("/invest/leads/").content.decode()


def test_referrals_and_modes_are_counted(office: Office):
    office.lead(mode="referral")
    office.lead(by=office.ambassador, investor="远大空调有限公司")
    gone = office.lead(by=office.rival, investor="碧水环保", mode="online")
    kept = office.lead(by=office.rival, investor="碧水环保二", mode="door", despite=frozenset({str(gone.id)}))
    merging.merge(zone=ZONE, kept=kept.id, gone=gone.id, reason="同一家公司", by=office.head, at=NOW)
    found = {one.key: one.value for one in figures(zone=ZONE, year=2026)}
    by_mode = {key.removeprefix("leads.by_mode."): n for key, n in found.items() if key.startswith("leads.by_mode.")}
    assert by_mode == {"referral": 1, "promotion": 0, "door": 1, "association": 0, "online": 0, "ambassador": 1}
    assert found["leads.referrals"] == 1
