"""The demo's share of the tribunal, through ordinary services; every step may be repeated. Told by `catalogue/demo/disputes.yaml`."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from django.conf import settings
from stdnum.iso7064 import mod_11_2

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import GaoxinError
from gaoxin.demo.papers import paper
from gaoxin.demo.plan import Plan
from gaoxin.labour.rules.disputes.slots import free_of
from gaoxin.labour.selectors.disputes import lists, whole
from gaoxin.labour.selectors.settings import book, calendar
from gaoxin.labour.services.disputes import closing, deciding, evidence, filing, hearing, papers, receiving, signing

JUDGES = ("arbitrator", "arbitrator-2", "arbitrator-3")


@dataclass(frozen=True, slots=True)
class _Stage:
    """told: of the file. firms: credit codes by serial."""

    zone: str
    told: Mapping[str, Any]
    firms: Mapping[int, str]

    def who(self, login: str, at: dt.datetime) -> Actor:
        return accounts.actor(zone=self.zone, login=f"{login}@{self.zone}", at=at)

    def does(self, login: str, at: dt.datetime, key: str) -> dict[str, Any]:
        return {"zone": self.zone, "by": self.who(login, at), "at": at, "key": f"demo-{key}"}

    def judges(self, at: dt.datetime, count: int) -> list[uuid.UUID]:
        return [accounts.key_of(self.who(login, at)) for login in JUDGES[:count]]


def build(zone: str, plan: Plan, at: dt.datetime, tell: Callable[[str], None]) -> None:
    """Files that are over: an award, a collective settlement, an award of two kinds."""
    here = _staged(zone, plan)
    for line in here.told["files"]:
        _play(here, line)
    tell(f"劳动争议 disputes: {len(here.told['files'])} 件已结 closed files")


def stage(*, zone: str, plan: Plan, now: dt.datetime) -> None:
    """Three files, so that whoever tries the demo finds one that is being heard, one that waits and one whose award waits for its
    signature; nothing while any is open."""
    here = _staged(zone, plan)
    mine, _against = lists.own(zone=zone, by=here.who("worker", now), now=now)
    if any(one.row.state in lists.OPEN for one in mine):
        return
    for line in here.told["open"]:
        filed = _morning(now, line["days"])
        key = f"{line['key']}-{calendar().local(now).date()}"
        told = filing.Told(
            here.firms[line["serial"]], _workers(here, 1), [filing.Claim(line["kind"], line["yuan"] * 100, line["text"])],
            line["facts"], here.told["phone"], calendar().local(filed).date() - dt.timedelta(20), employed=True,
        )  # fmt: skip
        pk = filing.file(**here.does("worker", filed, f"file-{key}"), told=told)
        given = evidence.Given(here.told["evidence"], paper("工资条", key), "上月工资条（演示）")
        evidence.hand_in(**here.does("worker", filed, f"evidence-{key}"), dispute_id=pk, given=given)
        if "accept" in line:
            _open(here, pk, _morning(now, line["accept"]), key)
        if "award" in line:
            _unsigned(here, pk, _morning(now, line["award"]), key, line)


def _morning(now: dt.datetime, days: int) -> dt.datetime:
    """Ten o'clock of the working day that many days ago, or of the last one before it."""
    day = calendar().local(now).date() - dt.timedelta(days)
    while not calendar().is_workday(day):
        day -= dt.timedelta(1)
    return dt.datetime.combine(day, dt.time(10), calendar().tz)


def _staged(zone: str, plan: Plan) -> _Stage:
    told: dict[str, Any] = yaml.safe_load((settings.CATALOGUE / "demo" / "disputes.yaml").read_text(encoding="utf-8"))
    return _Stage(zone, told, {one.serial: one.identifier for one in plan.zone.enterprises})


def _workers(stage: _Stage, count: int) -> list[filing.Worker]:
    """The named one, and made-up colleagues; three speak for a collective dispute."""
    found = [filing.Worker(one["name"], one["identifier"], representative=True) for one in stage.told["workers"]]
    for number in range(2, count + 1):
        body = f"44180219000101{number:03d}"
        found.append(filing.Worker(f"职工{number}号（演示）", body + mod_11_2.calc_check_digit(body), number <= 3))
    return found


def _play(stage: _Stage, line: Mapping[str, Any]) -> None:
    """One file from the claim to its end."""
    key = line["key"]
    claims = [filing.Claim(one["kind"], one["yuan"] * 100, one["text"]) for one in line["claims"]]
    told = filing.Told(
        stage.firms[line["serial"]], _workers(stage, line.get("workers", 1)), claims, line["facts"], stage.told["phone"],
        line["known"], "left" not in line, line.get("left"),
    )  # fmt: skip
    pk = filing.file(**stage.does("worker", line["filed"], f"file-{key}"), told=told)
    many = book().panel.members if line.get("workers", 1) >= book().collective.workers else book().panel.simple_members
    _begin(stage, pk, key, line["accepted"], line["appointed"], many, clear=True)
    _serve(stage, pk, key, line["served"], papers.ANSWER_TO)
    if "answered" in line:
        _answer(stage, pk, key, line["answered"])
    if "hearing" in line:
        told_ = line["hearing"]
        hearing.set_hearing(**stage.does("tribunal-clerk", told_["at"], f"set-{key}"), dispute_id=pk, room=told_["room"],
                            starts_at=told_["starts"], minutes=90)  # fmt: skip
    end = line["mediated"]
    deciding.mediate(
        **stage.does("arbitrator", end["at"], f"mediate-{key}"),
        dispute_id=pk,
        settled=end["settled"],
        words=end["words"],
    )
    if "awarded" in line:
        _award(stage, pk, line)
    many_sign = [*JUDGES[1:many], JUDGES[0]]  # who presides signs last
    at = line.get("archived") or line.get("awarded", end)["at"]
    _sign(stage, pk, key, line.get("awarded", end)["at"], many_sign)
    papers.seal(zone=stage.zone, dispute_id=pk, by=stage.who("tribunal-clerk", at), at=at)
    for title in sorted(closing.ENDS):
        _serve(stage, pk, key, calendar().local(at).date(), title)
    if "archived" in line:
        closing.archive(**stage.does("tribunal-clerk", at, f"archive-{key}"), dispute_id=pk)


def _begin(
    stage: _Stage, pk: uuid.UUID, key: str, accepted: dt.datetime, appointed: dt.datetime, many: int, *, clear: bool
) -> None:  # fmt: skip
    receiving.accept(**stage.does("tribunal-clerk", accepted, f"accept-{key}"), dispute_id=pk, identity_checked=True)
    chosen = stage.judges(appointed, many)
    hearing.appoint(**stage.does("tribunal-clerk", appointed, f"appoint-{key}"), dispute_id=pk, arbitrators=chosen,
                    presiding=chosen[0], clear=clear)  # fmt: skip
    papers.seal(zone=stage.zone, dispute_id=pk, by=stage.who("tribunal-clerk", appointed), at=appointed)


def _serve(stage: _Stage, pk: uuid.UUID, key: str, day: dt.date, title: str) -> None:
    """A paper of that title, on whom it is addressed to."""
    at = dt.datetime.combine(day, dt.time(17, 10), calendar().tz)
    found = whole.whole(zone=stage.zone, dispute_id=pk, by=stage.who("tribunal-clerk", at), now=at)
    for one in [paper_ for paper_ in found.papers if paper_.row.title == title]:
        for person in [who for who in found.people if who.representative and who.side in one.row.content["sides"]]:
            mark = f"{one.row.id.hex[-8:]}-{person.party_id.hex[-8:]}"
            papers.serve(**stage.does("tribunal-clerk", at, f"serve-{key[:12]}-{mark}"), dispute_id=pk, paper_id=one.row.id,
                         party_id=person.party_id, mode="direct", sent_on=day, received_on=day)  # fmt: skip


def _answer(stage: _Stage, pk: uuid.UUID, key: str, told: Mapping[str, Any]) -> None:
    """By the applicant, with a mandate of the firm for this moment only."""
    firm = whole.whole(
        zone=stage.zone, dispute_id=pk, by=stage.who("tribunal-clerk", told["at"]), now=told["at"]
    ).row.respondent_id
    by = accounts.actor(zone=stage.zone, login=f"applicant@{stage.zone}", at=told["at"], parties=frozenset({str(firm)}))
    filing.answer(
        **(stage.does("applicant", told["at"], f"answer-{key}") | {"by": by}), dispute_id=pk, words=told["words"]
    )
    later = told["at"] + dt.timedelta(hours=2)
    receiving.forward_answer(**stage.does("tribunal-clerk", later, f"forward-{key}"), dispute_id=pk)


def _award(stage: _Stage, pk: uuid.UUID, line: Mapping[str, Any]) -> None:
    key, held, told = line["key"], line["hearing"]["starts"] + dt.timedelta(minutes=120), line["awarded"]
    hearing.hold(**stage.does("arbitrator", held, f"hold-{key}"), dispute_id=pk)
    awarded = {number: yuan * 100 for number, yuan in enumerate(told["yuan"], start=1)}
    deciding.award(
        **stage.does("arbitrator", told["at"], f"award-{key}"), dispute_id=pk, awarded=awarded, reasons=told["reasons"]
    )


def _sign(stage: _Stage, pk: uuid.UUID, key: str, at: dt.datetime, logins: Sequence[str]) -> None:
    """Each arbitrator signs what ended the case."""
    found = whole.whole(zone=stage.zone, dispute_id=pk, by=stage.who("tribunal-clerk", at), now=at)
    for one in [paper_ for paper_ in found.papers if paper_.row.held]:
        for login in logins:
            does = stage.does(login, at, f"sign-{key[:12]}-{one.row.id.hex[-8:]}-{login[-1]}")
            signing.sign(**does, dispute_id=pk, paper_id=one.row.id, signs=True)


def _unsigned(stage: _Stage, pk: uuid.UUID, at: dt.datetime, key: str, line: Mapping[str, Any]) -> None:
    """Heard and awarded; the arbitrator has yet to sign."""
    found = whole.whole(zone=stage.zone, dispute_id=pk, by=stage.who("tribunal-clerk", at), now=at)
    if found.hearing is None:
        return
    held = found.hearing.ends_at
    deciding.mediate(
        **stage.does("arbitrator", held, f"mediate-{key}"), dispute_id=pk, settled=False, words=line["mediated"]
    )
    hearing.hold(**stage.does("arbitrator", held, f"hold-{key}"), dispute_id=pk)
    does = stage.does("arbitrator", at, f"award-{key}")
    deciding.award(**does, dispute_id=pk, awarded={1: line["yuan"] * 100}, reasons=line["reasons"])


def _open(stage: _Stage, pk: uuid.UUID, at: dt.datetime, key: str) -> None:
    """Accepted, its copy served, an arbitrator named, a hearing set in the first room that is free with notice enough."""
    _begin(stage, pk, key, at, at + dt.timedelta(hours=1), book().panel.simple_members, clear=True)
    _serve(stage, pk, key, calendar().local(at).date(), papers.ANSWER_TO)
    told = at + dt.timedelta(hours=7, minutes=20)
    for number in range(20, 60):
        day = calendar().local(at).date() + dt.timedelta(number)
        if day > calendar().last:
            return
        for start in free_of(day, book().slot_minutes, calendar())[:4]:
            try:
                hearing.set_hearing(**stage.does("tribunal-clerk", told, f"set-{key}-{start:%m%d%H%M}"), dispute_id=pk,
                                    room=book().rooms[0].code, starts_at=start, minutes=book().slot_minutes,
                                    link="https://meet.example.cn/demo")  # fmt: skip
            except GaoxinError:
                continue
            papers.seal(zone=stage.zone, dispute_id=pk, by=stage.who("tribunal-clerk", told), at=told)
            return
