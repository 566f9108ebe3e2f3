"""The pages as their readers use them: a worker files on a phone, the clerk accepts, the employer answers, an arbitrator decides."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gaoxin.labour.selectors.disputes import seen
from gaoxin.labour.services.disputes import filing
from tests.approvals.conftest import PDF
from tests.labour.conftest import FIRMS, ZONE, World, at, citizen, everything, rows

pytestmark = pytest.mark.django_db
CLAIM = {
    "name": "赵工人", "identifier": citizen(11), "phone": "13800000000", "employer": FIRMS["one"][1], "kind-wages": "1",
    "yuan-wages": "12,000", "known": "2026-01-15", "employed": "1", "facts": "两个月工资未发", "act": "send",
}  # fmt: skip


class Clock:
    """Pages read the clock; here it stands where the test puts it."""

    now = at("2026-03-02T10:00")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    told = Clock()
    monkeypatch.setattr(timezone, "now", lambda: told.now)
    return told


def signed_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=world.ids[name]))
    return client


def sent(client: Client, path: str, /, key: str = "", **told: Any) -> int:
    """302 where it was done, 422 where it was told why not."""
    key = key or hashlib.sha256(repr(told).encode()).hexdigest()[:32]
    return client.post(path, {"key": key, **told}).status_code


def a_file(text: str, name: str = "工资条.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + text.encode(), "application/pdf")


def test_a_worker_reckons_the_year_files_once_and_follows(world, clock):
    worker, path = signed_in(world, "worker"), "/my/claims/new/"
    page = worker.get(path).content.decode()
    assert "从知道或者应当知道权利被侵害之日起一年内" in page and "27(1)" in page and "27(4)" in page
    before = everything()
    late = CLAIM | {
        "kind-severance": "1",
        "yuan-severance": "9000",
        "known": "2025-02-27",
        "employed": "0",
        "left": "2025-02-27",
    }
    told = worker.post(path, late | {"act": "check"}).content.decode()
    assert "已超过时效，最后一日为 2026-02-27" in told and FIRMS["one"][0] in told and 'value="赵工人"' in told
    refused = worker.post(path, late | {"file-0": a_file("x"), "shows-0": "工资条"})
    assert refused.status_code == 422 and "超过仲裁时效" in refused.content.decode()
    assert "劳动争议调解仲裁法 27" in refused.content.decode()
    for wrong in ({"yuan-wages": "1.234"}, {"others": "只有姓名"}, {"employer": "没有这家"}, {"from": "2026-01-01"}):
        assert worker.post(path, CLAIM | wrong).status_code == 422
    bad = CLAIM | {"file-0": SimpleUploadedFile("工资条.pdf", b"MZ\x90\x00" * 20), "shows-0": "工资条"}
    assert worker.post(path, bad).status_code == 422 and everything() == before  # a bad file files nothing
    for _ in range(2):  # the same form twice is one claim with one file
        done = worker.post(path, CLAIM | {"key": "form-0001", "file-0": a_file("a"), "shows-0": "十二月工资条"})
        assert done.status_code == 302
    row, held = rows("Dispute").get(), rows("DisputeEvidence").get()
    page = worker.get(f"/my/claims/{row.id}/").content.decode()
    assert "决定是否受理" in page and "2026-03-09 17:30" in page and "十二月工资条" in page and "12,000.00" in page
    assert row.number in worker.get("/my/claims/").content.decode()
    file = worker.get(f"/labour/{row.id}/files/{held.id}/")
    assert b"".join(file.streaming_content).startswith(b"%PDF") and file["Cache-Control"] == "private, no-store"
    assert worker.get("/labour/").status_code == 403 and worker.get(f"/labour/{row.id}/").status_code == 403


def test_nobody_sees_what_is_not_theirs(world):
    pk = world.heard()
    paper = world.paper(pk, "受理通知书")
    notice = world.paper(pk, "应诉通知书及申请书副本")
    filing_key = world.does(pk, "worker", "2026-03-02T10:00")
    held = rows("DisputeEvidence").create(
        zone=ZONE, dispute_id=pk, side="claimant", name="a.pdf", media="pdf", sha256="0" * 64, size=1, scanned="clean", words="工资条",
        by_id=world.ids["worker"], at=filing_key["at"],
    )  # fmt: skip
    mine, desk = f"/my/claims/{pk}/", f"/labour/{pk}/"
    files = (f"{desk}papers/{paper.id}.pdf", f"{desk}files/{held.id}/")
    for name in ("worker-2", "firm-2", "steward", "statistician", "leader", "head", "labour", "arbitrator-2"):
        client = signed_in(world, name)
        answers = [client.get(path).status_code for path in (mine, desk, *files)]
        acts = [client.post(path, {"act": "withdraw", "words": "撤"}).status_code for path in (mine, desk)]
        assert set(answers + acts) <= {403, 404}, (name, answers, acts)
        assert rows("Dispute").get(id=pk).number not in client.get("/my/claims/").content.decode()
        assert rows("Dispute").get(id=pk).number not in client.get("/labour/rooms/?since=2026-03-23").content.decode()
    assert Client().get(mine).status_code == 302
    firm = signed_in(world, "firm")
    assert firm.get(files[0]).status_code == 404  # addressed to the worker
    assert firm.get(f"{desk}papers/{notice.id}.pdf").status_code == 409  # theirs, not signed yet
    assert firm.get(files[1]).status_code in (200, 409) and firm.get(desk).status_code == 403
    assert signed_in(world, "arbitrator-1").get(desk).status_code == 200
    assert signed_in(world, "arbitrator-1").get(mine).status_code == 403
    assert "已占用" in signed_in(world, "arbitrator-2").get("/labour/rooms/?since=2026-03-23").content.decode()


class Stand:
    """The four of one file, signed in anew whenever the clock moves: sessions do not outlive a night."""

    def __init__(self, world: World, clock: Clock, pk: Any) -> None:
        self.world, self.clock, self.pk = world, clock, pk
        self.people = {name: Client() for name in ("clerk", "arbitrator-1", "worker", "firm")}
        self.desk, self.mine = f"/labour/{pk}/", f"/my/claims/{pk}/"

    def go(self, text: str) -> None:
        self.clock.now = at(text)
        for name, client in self.people.items():
            client.force_login(get_user_model().objects.get(pk=self.world.ids[name]))

    def version(self) -> str:
        return str(rows("Dispute").get(id=self.pk).version)


SERVE = {"act": "serve", "mode": "direct", "sent": "2026-03-04", "received": "2026-03-04"}


def test_the_clerk_takes_it_in_and_the_employer_answers(world, clock):
    here = Stand(world, clock, world.filed())
    clerk, _judge, worker, firm = here.people.values()
    desk, mine, version = here.desk, here.mine, here.version
    here.go("2026-03-03T10:00")
    assert "不能决定不予受理" in clerk.get(desk).content.decode() and firm.get(mine).status_code == 404
    assert sent(clerk, desk, act="refuse", ground="elsewhere", words="x") == 422
    assert sent(clerk, desk, act="ask", words="写明月份", version=version()) == 302
    assert sent(worker, mine, act="correct", words="十二月、一月工资") == 302
    here.go("2026-03-04T10:00")
    assert sent(clerk, desk, act="accept", version=version()) == 422
    old = version()
    assert sent(clerk, desk, act="accept", identity="1", version=old) == 302
    assert sent(clerk, desk, "again", act="accept", identity="1", version=old) == 422
    assert sent(clerk, desk, act="appoint", presiding=world.ids["arbitrator-1"], version=version()) == 302
    assert sent(clerk, desk, act="seal") == 302
    paper = world.paper(here.pk, "应诉通知书及申请书副本")
    letter = firm.get(f"{desk}papers/{paper.id}.pdf")
    assert b"".join(letter.streaming_content).startswith(b"%PDF")
    assert sent(clerk, desk, paper=paper.id, party=world.firms["one"], **SERVE) == 302
    assert sent(firm, mine, act="answer", words="一月工资已付") == 302
    assert sent(firm, mine, act="evidence", **{"file-0": a_file("b"), "shows-0": "银行回单"}) == 302
    assert sent(clerk, desk, act="forward") == 302
    told = {"starts": "2026-03-24T09:00", "minutes": "60", "room": "room-1", "link": "https://meet.example.cn/1"}
    assert sent(clerk, desk, act="hearing", version=version(), **told) == 302
    page = worker.get(mine).content.decode()
    assert (
        "https://meet.example.cn/1" in page and "第一仲裁庭" in page and "银行回单" in page and "一月工资已付" in page
    )
    assert rows("Dispute").get().number in clerk.get("/labour/rooms/?since=2026-03-23").content.decode()
    assert sent(worker, mine, act="postpone", words="住院") == 302


def test_the_arbitrator_decides_and_the_file_is_sealed(world, clock):
    here = Stand(world, clock, world.seated())
    clerk, judge, worker, firm = here.people.values()
    desk, mine, version = here.desk, here.mine, here.version
    world.set(here.pk)
    here.go("2026-03-10T10:00")
    assert sent(worker, mine, act="postpone", words="住院") == 302
    assert sent(judge, desk, act="postpone-no", words="理由不足") == 302
    assert sent(judge, desk, act="unsettled", words="差距较大", version=version()) == 302
    here.go("2026-03-24T10:00")
    assert sent(judge, desk, act="hold", absent="") == 302
    assert sent(judge, desk, act="award", words="有据", version=version()) == 422
    assert sent(judge, desk, act="award", words="工资条相符", version=version(), **{"award-1": "12000"}) == 302
    assert sent(clerk, desk, act="archive", version=version()) == 422  # not sealed, not served
    award = world.paper(here.pk, "仲裁裁决书（终局）")
    assert (
        "待仲裁员签名" in worker.get(mine).content.decode() and "签名后，盖章送达" in judge.get(desk).content.decode()
    )
    assert (
        sent(clerk, desk, act="sign", paper=award.id) == 422 and sent(judge, desk, act="dissent", paper=award.id) == 422
    )
    assert sent(judge, desk, act="sign", paper=award.id, words="") == 302
    assert 'value="sign"' not in judge.get(desk).content.decode()
    assert sent(clerk, desk, act="seal") == 302
    for party in rows("DisputeParty").values_list("party_id", flat=True):
        told = SERVE | {"sent": "2026-03-24", "received": "2026-03-24", "paper": award.id, "party": party}
        assert sent(clerk, desk, **told) == 302
    page = firm.get(mine).content.decode()
    assert (
        "可以向中级人民法院申请撤销终局裁决" in page
        and "2026-04-23" in page
        and "可以向人民法院起诉" not in page.split("</ul>")[0]
    )
    assert sent(clerk, desk, act="archive", version=version()) == 302
    page = clerk.get(desk).content.decode()
    assert "案卷已封存，只能查阅" in page and 'value="serve"' not in page
    assert sent(worker, mine, act="evidence", **{"file-0": a_file("c"), "shows-0": "补"}) == 422
    assert rows("Dispute").get().number in clerk.get("/labour/?state=closed").content.decode()


def test_each_side_challenges_changes_and_claims_too_on_its_page(world, clock):
    here = Stand(world, clock, world.seated())
    clerk, judge, worker, firm = here.people.values()
    desk, mine, version = here.desk, here.mine, here.version
    world.served(here.pk)
    here.go("2026-03-10T10:00")
    change = {"act": "change", "words": "二月也未发", "number-0": "1", "kind-0": "wages", "yuan-0": "15,000"}
    counter = {"act": "counter", "words": "未履行服务期", "known": "2026-02-01", "kind-0": "damages", "yuan-0": "5000"}
    assert "申请仲裁员回避" in worker.get(mine).content.decode() and "提出反申请" in firm.get(mine).content.decode()
    assert sent(worker, mine, **(change | {"number-0": "x"})) == 422 and sent(worker, mine, **counter) == 422
    assert sent(worker, mine, **change) == 302 and sent(firm, mine, **counter) == 302
    asked = {one.side: one.id for one in rows("ClaimRequest").all()}
    assert "不予受理这项请求" not in clerk.get(desk).content.decode()
    assert sent(judge, desk, act="request-no", request=asked["respondent"], words="另案处理", version=version()) == 302
    assert sent(clerk, desk, act="request-yes", request=asked["claimant"], words="", version=version()) == 302
    page = worker.get(mine).content.decode()
    assert "15,000.00" in page and "另案处理" in page
    told = {
        "act": "challenge",
        "arbitrator": world.ids["arbitrator-1"],
        "party": world.firms["one"],
        "ground": "relative",
    }
    assert sent(worker, mine, words="夫妻", **told) == 302
    decide = {
        "act": "challenge",
        "challenge": rows("ArbitratorChallenge").get().id,
        "upheld": "1",
        "approval": "主任 1号",
    }
    assert sent(clerk, desk, words="属实", version=version(), **decide) == 302
    assert judge.get(desk).status_code == 404  # who has withdrawn reads nothing more
    assert "还没有组成仲裁庭" in worker.get(mine).content.decode()


def test_files_stand_in_the_order_of_what_is_due(world, clock):
    late = world.filed()
    world.filed(workers=[filing.Worker("钱工人", citizen(12))])
    row = rows("Dispute").get(id=late)
    soon = filing.file(zone=ZONE, told=world.told(workers=[filing.Worker("孙工人", citizen(13))]), by=world["worker"],
                       at=at("2026-03-05T10:00"))  # fmt: skip
    clock.now = at("2026-03-10T10:00")
    page = signed_in(world, "clerk").get("/labour/").content.decode()
    assert "在办 3 件，本页已超期 2 件" in page
    numbers = [row.number, rows("Dispute").get(id=soon).number]
    assert page.index(numbers[0]) < page.index(numbers[1]) and re.search(r"还有 2 个工作日", page)
    assert "还没有" not in signed_in(world, "arbitrator-1").get("/labour/?page=x").content.decode()
    assert len(seen.ledgers(ZONE, [late])[late]) == 1
    assert signed_in(world, "clerk").get("/labour/rooms/?since=2031-01-01").status_code == 200
    head = signed_in(world, "head").get("/labour/").content.decode()
    assert "待受理 3 件，审理中 0 件，其中有超期事项的 2 件" in head and row.number not in head and "工人" not in head
    tie = {
        "act": "tie",
        "arbitrator": world.ids["arbitrator-1"],
        "party": FIRMS["one"][1],
        "relation": "relative",
        "note": "配偶",
    }
    clerk = signed_in(world, "clerk")
    assert sent(clerk, "/labour/rooms/", **(tie | {"party": "某厂"})) == 422
    assert sent(clerk, "/labour/rooms/", **tie) == 302 and rows("ArbitratorTie").count() == 1
    assert dt.date(2026, 3, 10) == timezone.localdate()
