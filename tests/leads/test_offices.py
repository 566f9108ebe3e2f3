"""Ambassadors' terms, costs and rosters through the pages, and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from gaoxin.accounts import services as accounting
from gaoxin.accounts.rules.roles import Role
from gaoxin.audit.models import AuditEntry
from gaoxin.investment.models import Ambassador, PromotionCost, StageMove, TeamMembership
from gaoxin.investment.selectors import leads_lists
from tests.leads.conftest import OTHER_CODE, SYSTEM, ZONE, Office, at
from tests.leads.test_pages_and_api import LIST, send, signed_in

APPOINT: dict[str, Any] = {
    "how": "appoint", "code": "A9", "name": "丁大使（演示）", "since": "2026-01-01", "until": "2030-12-31", "declared_on": "2026-01-01",
    "interests": OTHER_CODE, "statement": "持有其股份百分之三", "login": "",
}  # fmt: skip


def test_the_head_appoints_renews_and_ends(office: Office):
    client = signed_in(office.head)
    assert client.post(f"{LIST}ambassadors/", APPOINT).status_code == 302
    row = Ambassador.objects.get(code="A9")
    assert (row.interests, row.statement) == ([OTHER_CODE], "持有其股份百分之三")
    page = client.get(f"{LIST}teams/").content.decode()
    assert "丁大使" in page and OTHER_CODE in page and "持有其股份百分之三" in page
    renew = {
        "how": "renew",
        "ambassador": str(row.id),
        "until": "2033-12-31",
        "declared_on": "2026-02-01",
        "interests": "",
    }
    assert client.post(f"{LIST}ambassadors/", renew).status_code == 302
    row.refresh_from_db()
    assert (row.until, row.interests, row.declared_on) == (dt.date(2033, 12, 31), [], dt.date(2026, 2, 1))
    assert client.post(f"{LIST}ambassadors/", {"how": "end", "ambassador": str(row.id)}).status_code == 422
    ended = {"how": "end", "ambassador": str(row.id), "reason": "本人辞聘"}
    assert client.post(f"{LIST}ambassadors/", ended).status_code == 302
    row.refresh_from_db()
    assert (row.until, row.ended_for) == (timezone.localdate(), "本人辞聘")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"until": "2025-12-31"}, "聘期不正确"), ({"interests": "123"}, "信用代码"), ({"declared_on": "2999-01-01"}, "在将来"),
        ({"code": "A1"}, "编号已使用"), ({"name": " "}, "不正确"), ({"until": "x"}, "不是日期"), ({"login": "nobody"}, ""),
        ({"how": "renew", "ambassador": "A1", "until": "2026-12-31"}, "没有选择招商大使"),
        ({"how": "renew", "until": "2027-01-01"}, "晚于"),
        ({"how": "renew", "until": "2040-01-01", "declared_on": "2020-01-01"}, "重新申报"),
        ({"how": "end", "reason": "x"}, "理由"),
    ],
)  # fmt: skip
def test_terms_that_cannot_be(office: Office, change, word):
    before = list(Ambassador.objects.values())
    sent = {"ambassador": str(office.envoy.id)} | APPOINT | change
    refused = signed_in(office.head).post(f"{LIST}ambassadors/", sent)
    assert refused.status_code == 422 and word in refused.content.decode()
    assert list(Ambassador.objects.values()) == before


def test_costs_of_a_mode_and_of_a_lead(office: Office):
    lead, client = office.lead(mode="association"), signed_in(office.head)
    sent = {"mode": "door", "on": "2026-02-01", "amount": "1,234.5", "what": "差旅", "key": "cost-1"}
    assert client.post(f"{LIST}costs/", sent).status_code == 302
    assert client.post(f"{LIST}costs/", sent).status_code == 302  # pressed twice
    assert client.post(f"{LIST}costs/", sent | {"number": lead.number, "key": "cost-2"}).status_code == 302
    rows = PromotionCost.objects.order_by("id").values_list("mode", "amount_fen", "lead_id")
    assert list(rows) == [("door", 123_450, None), ("association", 123_450, lead.id)]
    spent = {row.mode: row.cost_fen for row in leads_lists.costs(zone=ZONE, year=2026)}
    assert (spent["door"], spent["association"], spent["online"]) == (123_450, 123_450, 0)
    for change in (
        {"amount": "-1"},
        {"amount": "1.234"},
        {"amount": "0"},
        {"on": "2999-01-01"},
        {"number": "L-NO"},
        {"what": ""},
    ):
        refused = client.post(f"{LIST}costs/", sent | {"key": "cost-3"} | change)
        assert refused.status_code == 422 and 'name="amount"' in refused.content.decode(), change
    assert PromotionCost.objects.count() == 2
    assert signed_in(office.promoter).post(f"{LIST}costs/", sent).status_code == 403


def test_rosters_change_with_their_days(office: Office):
    accounting.create_user(
        zone=ZONE, login="newcomer", name="新人（演示）", roles=[Role.PROMOTER], at=at("2026-01-05T09:00"), by=SYSTEM
    )
    client, join = signed_in(office.head), f"{LIST}teams/{office.team.id}/join/"
    sent = {"name": "新人（演示）", "login": "newcomer", "duty": "lead", "since": "2026-06-01"}
    assert client.post(join, sent).status_code == 302
    row = TeamMembership.objects.get(promoter__name="新人（演示）")
    assert (row.duty, row.since, row.promoter.user.login) == ("lead", dt.date(2026, 6, 1), "newcomer")
    for change in (
        {},
        {"since": "2999-01-01"},
        {"since": "2020-01-01"},
        {"duty": "king"},
        {"name": "", "login": "", "code": "P99"},
    ):
        assert client.post(join, sent | change).status_code == 422, change
    leave = f"{LIST}members/{row.id}/leave/"
    assert client.post(leave, {"until": "2026-05-01"}).status_code == 422
    assert client.post(leave, {"until": "2026-07-01"}).status_code == 302
    row.refresh_from_db()
    assert row.until == dt.date(2026, 7, 1)


def test_a_team_is_changed_and_closed_on_its_page(office: Office):
    lead, client, page = office.lead(), signed_in(office.head), f"{LIST}teams/"
    wanted = {
        "team": str(office.team.id), "how": "amend", "name": "电子先锋队", "mode": "online", "territory": "成渝", "capacity": "9",
        "nodes": "electronics/pcb electronics/ic electronics/pcb",
    }  # fmt: skip
    for change in ({"capacity": "0"}, {"name": " "}, {"mode": "magic"}, {"nodes": "pcb"}, {"team": "x"}):
        assert client.post(page, wanted | change).status_code == 422, change
    assert signed_in(office.promoter).post(page, wanted).status_code in (403, 422)
    office.team.refresh_from_db()
    assert (office.team.name, office.team.territory) == ("电子一队", "珠三角")
    assert client.post(page, wanted).status_code == client.post(page, wanted).status_code == 302
    office.team.refresh_from_db()
    row = office.team
    assert (row.name, row.mode, row.territory, row.capacity) == ("电子先锋队", "online", "成渝", 9)
    assert row.nodes == ["electronics/pcb", "electronics/ic"]
    assert "electronics/ic" in client.get(page).content.decode()
    assert AuditEntry.objects.filter(act="amend-team").count() == 1  # the second press changed nothing

    close = {"team": str(row.id), "how": "close", "to": str(office.other.id), "reason": "两队合并办公"}
    for change in ({"reason": "x"}, {"to": str(row.id)}, {"to": "x"}):
        assert client.post(page, close | change).status_code == 422, change
    assert client.post(page, close).status_code == 302
    row.refresh_from_db()
    lead.refresh_from_db()
    assert (row.closed_on, lead.team, lead.owner) == (timezone.localdate(), office.other, None)
    assert TeamMembership.objects.get(team=row).until == timezone.localdate()
    assert "撤销" in StageMove.objects.filter(lead=lead).order_by("seq").last().reason
    assert client.post(page, close).status_code in (404, 422)
    lasting = {"team": str(office.other.id), "how": "close", "to": "", "reason": "不再需要"}
    assert client.post(page, lasting).status_code == 302
    lead.refresh_from_db()
    assert lead.team is None and "材料二队" not in client.get(page).content.decode()


def test_a_team_is_changed_and_closed_by_program(office: Office):
    lead, head, at_ = office.lead(), signed_in(office.head), f"/leads/teams/{office.team.id}"
    wanted = {"name": "电子先锋队", "mode": "online", "territory": "成渝", "capacity": 9, "nodes": ["electronics/pcb"]}
    assert send(signed_in(office.promoter), at_, wanted).status_code == 403
    assert send(head, at_, wanted | {"nodes": ["pcb"]}).status_code == 422
    first, again = send(head, at_, wanted), send(head, at_, wanted)
    assert first.status_code == 200 and first.json() == again.json() and first.json()["name"] == "电子先锋队"
    assert send(head, at_, wanted | {"capacity": 8}).status_code == 409  # the key served for something else
    assert AuditEntry.objects.filter(act="amend-team").count() == 1
    for _press in range(2):  # nothing differs any more, and its key is known all the same
        assert send(head, at_, wanted, key="key-00000002").status_code == 200
    told = {one["code"]: one["id"] for one in head.get("/api/v1/leads/teams").json()["teams"]}
    closing = {"reason": "两队合并办公", "to": told["T2"]}
    assert send(head, f"{at_}/close", closing | {"reason": "x"}, key="close-0001").status_code == 422
    for _press in range(2):
        assert send(head, f"{at_}/close", closing, key="close-0002").json() == {"leads": 1}
    assert send(head, f"{at_}/close", closing, key="close-0003").status_code == 404
    lead.refresh_from_db()
    assert lead.team == office.other and AuditEntry.objects.filter(act="close-team").count() == 1
