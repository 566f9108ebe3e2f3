"""Pages and API: the same services, the same refusals; drafts sent twice, and what an ambassador is told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.investment.models import Lead, LeadMerge, LeadVisit
from gaoxin.investment.selectors import leads_lists
from gaoxin.investment.services.leads.importing import import_leads
from tests.leads.conftest import CODE, NOW, ZONE, Office, workbook

LIST = "/invest/leads/"


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(id=actor.id))
    return client


def send(client: Client, path: str, body: dict[str, Any], key: str = "key-00000001") -> Any:
    token = client.get("/ui/present/").json()["token"]
    told = {"Idempotency-Key": key, "X-CSRFToken": token}
    return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=told)


def test_the_promoters_day(office: Office):
    client = signed_in(office.promoter)
    typed = {"title": "封装基地", "investor": "华芯电子有限公司", "identifier": CODE, "mode": "door", "key": "form-1"}
    sent = client.post(f"{LIST}new/", typed)
    assert sent.status_code == 302
    assert client.post(f"{LIST}new/", typed)["Location"] == sent["Location"]  # pressed twice
    lead = Lead.objects.get()
    page = client.post(f"{LIST}new/", typed | {"key": "form-2", "title": "再登记"}).content.decode()
    assert lead.number in page and "统一社会信用代码相同" in page and Lead.objects.count() == 1
    refused = client.post(f"{LIST}{lead.id}/move/", {"to": "talks", "version": 1})
    assert refused.status_code == 422 and "走访" in refused.content.decode()
    visit = {"on": "2026-01-10", "kind": "visit", "notes": "谈了", "key": "draft-1"}
    asked = {"headers": {"Accept": "application/json"}}
    assert client.post(f"{LIST}{lead.id}/visit/", visit, **asked).json() == {"kept": True}
    assert client.post(f"{LIST}{lead.id}/visit/", visit, **asked).json() == {"kept": True}
    assert LeadVisit.objects.count() == 1
    future = client.post(f"{LIST}{lead.id}/visit/", visit | {"on": "2999-01-01", "key": "draft-2"}, **asked)
    assert future.status_code == 422 and "在将来" in future.json()["what"] and LeadVisit.objects.count() == 1
    moved = client.post(f"{LIST}{lead.id}/move/", {"to": "talks", "version": 1, "back": "board"})
    assert (moved.status_code, moved["Location"]) == (302, f"{LIST}board/")
    stale = client.post(f"{LIST}{lead.id}/move/", {"to": "lost", "version": 1, "reason": "投资方放弃"})
    assert stale.status_code == 422 and "改过" in stale.content.decode()
    for path in ("", "?q=huaxin", f"?q={lead.number}", f"?q={CODE}", "?stage=talks&mode=door"):
        assert lead.number in client.get(LIST + path).content.decode(), path
    for path in (
        "board/",
        "entry/",
        "agreements/",
        "teams/",
        "funnel/",
        f"{lead.id}/",
        f"{lead.id}/merge/",
        f"{lead.id}/entry/",
    ):
        assert client.get(LIST + path).status_code == 200, path


def test_pages_of_the_list_go_on_by_key(office: Office):
    rows = [[f"L{n:03d}", f"项目{n}", f"投资方{n}", "door"] for n in range(60)]
    head = ["编号", "项目名称", "投资方", "招商模式"]
    import_leads(zone=ZONE, data=workbook(head, *rows), source="x", by=office.head, at=NOW)
    made = [row[0] for row in rows]
    client = signed_in(office.head)
    first = client.get(LIST)
    assert f"after={first.context['next']}" in first.content.decode()
    second = client.get(f"{LIST}?after={first.context['next']}")
    seen = [line["row"].number for page in (first, second) for line in page.context["lines"]]
    assert len(first.context["lines"]) == 50 and sorted(seen) == made


def test_an_ambassador_sees_no_one_elses(office: Office):
    other = office.lead(identifier=CODE)
    client = signed_in(office.ambassador)
    assert (
        client.post(
            f"{LIST}new/", {"title": "我的", "investor": "华芯电子", "identifier": CODE, "key": "a"}
        ).status_code
        == 302
    )
    mine = Lead.objects.get(ambassador=office.envoy)
    page = client.get(LIST).content.decode() + client.get(f"{LIST}{mine.id}/").content.decode()
    assert mine.number in page and other.number not in page
    assert client.get(f"{LIST}{other.id}/").status_code == 404
    assert client.get(f"{LIST}teams/").status_code == 403
    assert client.get(f"{LIST}{mine.id}/merge/").status_code == 403


def test_the_head_merges_imports_and_overrules(office: Office):
    kept = office.lead()
    gone = office.lead(by=office.rival, despite=frozenset({str(kept.id)}))
    client = signed_in(office.head)
    assert client.post(f"{LIST}{kept.id}/merge/", {"number": gone.number, "reason": "同一家公司"}).status_code == 302
    row = LeadMerge.objects.get()
    assert client.post(f"{LIST}merges/{row.id}/undo/").status_code == 302
    assert client.post(f"{LIST}merges/{row.id}/undo/").status_code == 409
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("x.xlsx", workbook(["项目名称", "投资方", "招商模式"], ["甲", "=1", "door"]))
    page = client.post(f"{LIST}import/", {"file": file, "how": "import"})
    assert page.status_code == 422 and "B2 是公式" in page.content.decode() and Lead.objects.count() == 2


def test_the_api_reads_and_writes_the_same(office: Office):
    client = signed_in(office.promoter)
    body = {"title": "封装基地", "investor": "华芯电子有限公司", "mode": "door", "identifier": CODE}
    first, again = send(client, "/leads", body), send(client, "/leads", body)
    assert first.status_code == 200 and first.json() == again.json() and again["Idempotent-Replay"] == "true"
    twice = send(client, "/leads", body, key="key-00000002")
    assert twice.status_code == 409 and twice.json()["code"] == "DuplicateLead"
    pk = first.json()["id"]
    day = timezone.localdate().isoformat()
    visit = {"on": day, "kind": "visit", "notes": "谈了", "next_step": "报价", "next_due": day}
    assert send(client, f"/leads/{pk}/visits", visit).status_code == 200
    assert send(client, f"/leads/{pk}/visits", visit | {"on": "2999-01-01"}, key="key-00000003").status_code == 422
    told = client.get(f"/api/v1/leads/{pk}").json()
    assert (len(told["visits"]), told["next_step"], told["team"]) == (1, "报价", "电子一队")
    assert [row["id"] for row in client.get("/api/v1/leads").json()["leads"]] == [pk]
    rival = signed_in(office.rival)
    assert rival.get("/api/v1/leads").json()["leads"] == []
    assert rival.get(f"/api/v1/leads/{pk}").status_code == 404
    assert send(rival, f"/leads/{pk}/visits", visit).status_code == 404
    assert signed_in(office.leader).get("/api/v1/leads").status_code == 403


@pytest.mark.parametrize("how", ["move", "assign", "credit"])
def test_acts_that_cannot_be_leave_the_lead(office: Office, how):
    lead = office.lead()
    client = signed_in(office.promoter)
    assert client.post(f"{LIST}{lead.id}/{how}/", {"team": "x", "holder": "team:x", "share": "x"}).status_code == 422
    lead.refresh_from_db()
    assert lead.version == 1 and lead.team_id == office.team.id


def test_pages_speak_english(office: Office):
    lead, client = office.lead(), signed_in(office.promoter)
    page = client.get(f"{LIST}{lead.id}/", headers={"Accept-Language": "en"}).content.decode()
    assert (
        "First contact" in page
        and "A team or an ambassador is responsible" not in page
        and "At least one visit" in page
    )


def test_double_merge_by_page_is_one(office: Office):
    kept = office.lead()
    gone = office.lead(title="另一条", despite=frozenset({str(kept.id)}))
    client = signed_in(office.promoter)
    told = {"gone": str(gone.id), "reason": "同一家公司"}
    assert client.post(f"{LIST}{kept.id}/merge/", told).status_code == 302
    assert client.post(f"{LIST}{kept.id}/merge/", told).status_code == 422
    assert LeadMerge.objects.count() == 1 and ZONE == kept.zone


def test_the_api_tells_funnel_teams_and_agreements_to_those_who_may(office: Office):
    head = signed_in(office.head)
    funnel = head.get("/api/v1/leads/funnel").json()
    page = leads_lists.funnel(zone=ZONE)
    assert {one["stage"]: one["leads"] for one in funnel["reached"]} == page.reached and funnel["lost"] == page.lost
    told = head.get("/api/v1/leads/teams").json()
    loads = leads_lists.loads(zone=ZONE, on=NOW.date())
    assert [(t["code"], t["people"]) for t in told["teams"]] == [(one.team.code, len(one.people)) for one in loads]
    assert told["people"] == len({m.promoter_id for one in loads for m in one.people})
    assert head.get("/api/v1/leads/agreements").json()["agreements"] == []
    assert head.get("/api/v1/leads/funnel?year=nothing").status_code == 422
    leader = signed_in(office.leader)
    assert leader.get("/api/v1/leads/funnel").status_code == 200
    assert leader.get("/api/v1/leads/agreements").status_code == 403
