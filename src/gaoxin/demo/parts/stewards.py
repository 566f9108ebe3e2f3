"""The demo's share of 企业服务 stewards, through ordinary services; every step may be repeated.

`catalogue/demo/stewards.yaml` says what was asked, answered, declared and measured. Who serves whom is the platform's own proposal.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml
from django.conf import settings

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.services import rulebook
from gaoxin.demo.plan import Plan
from gaoxin.parties import selectors as parties
from gaoxin.projects.rules.stewards.metering import Reading
from gaoxin.projects.selectors.stewards import serving as log
from gaoxin.projects.services.stewards import caring, cultivation, inquiries, metering, returning, serving, weighing


@dataclass(frozen=True, slots=True)
class Scene:
    """The zone, its enterprises by serial, and who acts."""

    zone: str
    firms: dict[int, uuid.UUID]
    names: dict[int, str]
    own: int
    codes: dict[int, str]

    def who(self, login: str, at: dt.datetime) -> Actor:
        """The account as of that moment, with its mandates."""
        name = f"{login}@{self.zone}"
        plain = accounts.actor(zone=self.zone, login=name, at=at)
        acts_for = parties.parties_of(zone=self.zone, user_id=accounts.key_of(plain), at=at)
        return accounts.actor(zone=self.zone, login=name, at=at, parties=acts_for)

    def steward_of(self, serial: int, at: dt.datetime, *, backup: bool = False) -> Actor:
        """Who serves it, or stands in."""
        view = log.steward_of(zone=self.zone, party_id=self.firms[serial])
        assert view is not None
        key = view.backup_id if backup and view.backup_id else view.steward_id
        login = accounts.names_of(zone=self.zone, user_ids=[key])[key][1]
        return self.who(login.split("@")[0], at)

    def speaker(self, serial: int, at: dt.datetime) -> Actor:
        """Of the applicant's enterprise the applicant; of the others their steward, who notes what they say."""
        return self.who("applicant", at) if serial == self.own else self.steward_of(serial, at)


def build(zone: str, plan: Plan, at: dt.datetime, tell: Callable[[str], None]) -> None:
    """A steward and a backup for each enterprise, a year of questions, a return to work, warnings, the ladder."""
    told, scene = read(), _scene(zone, plan)
    start = told["assigned_at"]
    _, proposals = log.carried(zone=zone, at=start)
    wanted = {str(key) for key in scene.firms.values()}
    chosen = frozenset(one.party for one in proposals if one.party in wanted and not one.before)
    if chosen:
        serving.even_out(zone=zone, parties=chosen, at=start, by=scene.who("head", start))
    for number, line in enumerate(told["inquiries"]):
        _inquiry(scene, f"demo-q{number}", line)
    _care(scene, told)
    _returns(scene, told["returning"])
    _power(scene, told["power"])
    _answers(scene, told["answers"])
    _ladder(scene, told["ladder"])
    weighing.weigh_all(zone=zone, at=told["weighed_at"])
    tell(f"企业服务 stewards: {len(scene.firms)} 家企业各有专员和后备 enterprises, each with a steward and a backup")


def stage(*, zone: str, plan: Plan, now: dt.datetime) -> None:
    """Questions of today, for pictures and browser tests; once each, where the enterprises have their stewards."""
    scene, calendar = _scene(zone, plan), rulebook.calendar()
    if log.steward_of(zone=zone, party_id=scene.firms[scene.own]) is None:
        return
    by = scene.who("applicant", now)
    for number, line in enumerate(read()["staged"]):
        day = calendar.nth_workday(calendar.workdays_through(calendar.local(now).date()))
        opened = dt.datetime.combine(day, dt.time(9), calendar.tz)
        asked = min(calendar.add_minutes(opened, line["minutes"]), calendar.local(now) - dt.timedelta(minutes=5))
        inquiries.ask(
            zone=zone, party_id=scene.firms[scene.own], subject=line["subject"], text=line["text"], at=asked, by=by,
            key=f"demo-staged{number}",
        )  # fmt: skip


def read() -> dict[str, Any]:
    """What the file says."""
    return yaml.safe_load((settings.CATALOGUE / "demo" / "stewards.yaml").read_text(encoding="utf-8"))


def _scene(zone: str, plan: Plan) -> Scene:
    firms = {one.serial: parties.party(zone=zone, identifier=one.identifier).id for one in plan.zone.enterprises}
    names = {one.serial: f"{one.name}（演示）" for one in plan.zone.enterprises}
    return Scene(
        zone, firms, names, plan.project.applicant, {one.serial: one.identifier for one in plan.zone.enterprises}
    )


def _inquiry(scene: Scene, key: str, line: dict[str, Any]) -> None:
    """Asked, handed on, answered, closed and rated, as far as the line goes."""
    zone, serial, asked, answered = scene.zone, line["serial"], line["asked"], line["answered"]
    pk = inquiries.ask(
        zone=zone, party_id=scene.firms[serial], subject=line["subject"], text=line["text"], at=asked,
        by=scene.speaker(serial, asked), key=key,
    )  # fmt: skip
    steward = scene.steward_of(serial, answered)
    of: dict[str, Any] = {"zone": zone, "inquiry_id": pk}
    if office := line.get("forward"):
        moment = asked + dt.timedelta(minutes=10)
        inquiries.forward(**of, office=office, text="请协助答复", at=moment, by=steward, key=f"{key}f")
    inquiries.answer(**of, text=line["answer"], at=answered, by=steward, key=f"{key}a")
    if "closed" in line:
        inquiries.close(**of, at=line["closed"], by=steward, key=f"{key}c")
    if "stars" in line:
        by = scene.who("applicant", line["rated"])
        inquiries.rate(**of, stars=line["stars"], text=line["words"], at=line["rated"], by=by, key=f"{key}r")


def _care(scene: Scene, told: dict[str, Any]) -> None:
    for number, line in enumerate(told["visits"]):
        moment = _noon(line["day"])
        caring.visit(
            zone=scene.zone, party_id=scene.firms[line["serial"]], day=line["day"], place=line["place"],
            findings=line["findings"], at=moment, by=scene.steward_of(line["serial"], moment), key=f"demo-v{number}",
        )  # fmt: skip
    for number, line in enumerate(told["wishes"]):
        serial, key = line["serial"], f"demo-w{number}"
        wish = caring.wish(
            zone=scene.zone, party_id=scene.firms[serial], text=line["text"], at=line["at"],
            by=scene.speaker(serial, line["at"]), key=key,
        )  # fmt: skip
        if "settled" in line:
            caring.settle_wish(
                zone=scene.zone, wish_id=wish, done=True, outcome=line["outcome"], at=line["settled"],
                by=scene.steward_of(serial, line["settled"]), key=f"{key}s",
            )  # fmt: skip
    for number, line in enumerate(told["signals"]):
        moment, key = _noon(line["day"]), f"demo-s{number}"
        by = scene.steward_of(line["serial"], moment)
        signal = caring.note_signal(
            zone=scene.zone, party_id=scene.firms[line["serial"]], code=line["code"], day=line["day"], words=line["words"],
            source=line["source"], at=moment, by=by, key=key,
        )  # fmt: skip
        if "ended" in line:
            ended = line["ended"]
            caring.end_signal(zone=scene.zone, signal_id=signal, day=ended, at=_noon(ended), by=by, key=f"{key}e")


def _returns(scene: Scene, told: dict[str, Any]) -> None:
    year, opened = told["year"], _noon(told["since"])
    head = scene.who("head", opened)
    returning.open_round(
        zone=scene.zone, year=year, since=told["since"], until=told["until"], at=opened, by=head, key=f"demo-r{year}"
    )
    for serial, day, returned, capacity, back, workers, obstacles, confirmed in told["declared"]:
        moment, key = _noon(day), f"demo-r{year}-{serial}"
        declared = returning.declare(
            zone=scene.zone, year=year, party_id=scene.firms[serial], at=moment, by=scene.speaker(serial, moment), key=key,
            told=returning.Declared(day, returned, capacity, back, workers, tuple(obstacles)),
        )  # fmt: skip
        if confirmed:
            by = scene.steward_of(serial, moment, backup=serial != scene.own)
            later = moment + dt.timedelta(hours=3)
            returning.confirm(zone=scene.zone, declaration_id=declared, at=later, by=by, key=f"{key}c")


def _power(scene: Scene, told: dict[str, Any]) -> None:
    """One import, as the supplier would send it; nothing where the readings are there."""
    last = max(month for _, month, _ in told["readings"])
    moment = _noon(last + dt.timedelta(40))
    rows = [
        Reading(row, scene.codes[serial], month, kwh)
        for row, (serial, month, kwh) in enumerate(told["readings"], start=1)
    ]
    taken = metering.import_power(
        zone=scene.zone, readings=rows, source=told["source"], at=moment, by=scene.who("head", moment), key="demo-power"
    ).taken
    assert taken


def _answers(scene: Scene, told: list[dict[str, Any]]) -> None:
    for number, line in enumerate(told):
        moment = _noon(line["day"]) + dt.timedelta(hours=3)
        weighing.answer(
            zone=scene.zone, party_id=scene.firms[line["serial"]], words=line["words"], at=moment,
            by=scene.steward_of(line["serial"], moment), key=f"demo-a{number}",
        )  # fmt: skip


def _ladder(scene: Scene, told: dict[str, Any]) -> None:
    at = told["at"]
    head = scene.who("head", at)
    does: dict[str, Any] = {"zone": scene.zone, "at": at, "by": head}
    for number, line in enumerate(told["entries"]):
        key, serial = f"demo-l{number}", line.get("serial")
        entry = cultivation.take_in(
            **does, kind=line["kind"], name=line.get("name") or scene.names[serial], target_year=told["target_year"],
            party_id=scene.firms[serial] if serial else None, node=line.get("node", ""), key=key,
        )  # fmt: skip
        for year, output in line["outputs"].items():
            cultivation.put_output(
                **does, entry_id=entry, year=year, output_k=output, source="declared", key=f"{key}y{year}"
            )
        for count, (text, office, due, outcome) in enumerate(line["measures"]):
            measure = cultivation.add_measure(
                **does, entry_id=entry, text=text, office=office, due_on=due, key=f"{key}m{count}"
            )
            if outcome:
                done = does | {"at": _noon(due)}
                cultivation.finish_measure(**done, measure_id=measure, outcome=outcome, key=f"{key}m{count}d")


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(11), rulebook.calendar().tz)
