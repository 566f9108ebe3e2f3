"""Cases on their way, for pictures and browser tests: drafts, one to be corrected, some under review, one at the seal.

Made by ordinary services, dated a few working days back from `now`, once each by their key. The demo's own comparison does
not see them: they belong to other projects.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Literal

from msgspec.structs import replace as changed

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals import selectors
from gaoxin.approvals.rules.cases.papers import SIGNED_PAPER
from gaoxin.approvals.rules.cases.review import review_steps
from gaoxin.approvals.services import deciding, drafting, intake, reviewing, rulebook, submission
from gaoxin.approvals.services.definitions import item_of
from gaoxin.core.calendar import WorkCalendar
from gaoxin.demo import running
from gaoxin.demo.papers import paper
from gaoxin.demo.parts import disputes, harmony, stewards
from gaoxin.demo.plan import Plan
from gaoxin.demo.running import ITEM, REFORMS, Variant

Far = Literal["draft", "submitted", "correcting", "accepted", "recommended", "granted"]
STEPS: tuple[Far, ...] = ("draft", "submitted", "accepted", "recommended", "granted")
COUNTER = tuple(reform for reform in REFORMS if reform not in ("notify-and-commit", "fully-online"))


@dataclass(frozen=True, slots=True)
class Scene:
    """One case. serial: of the enterprise. days: how many working days ago it was opened. far: how far it got."""

    far: Far
    serial: int
    days: int
    minutes: int = 0

    @property
    def code(self) -> str:
        """The project's code, apart for each scene."""
        return f"2601-441802-04-01-2{self.serial:02d}{STEPS.index(self.far) if self.far in STEPS else 9}{self.days:02d}"


SCENES = (
    Scene("draft", 1, 1, 40), Scene("submitted", 1, 0, 5), Scene("correcting", 1, 3), Scene("accepted", 1, 0, 30),
    Scene("recommended", 1, 0, 60), Scene("submitted", 2, 0, 20), Scene("submitted", 3, 1, 10), Scene("accepted", 4, 1, 30),
    Scene("accepted", 7, 4, 90), Scene("recommended", 8, 2, 15), Scene("granted", 9, 2, 45),
)  # fmt: skip


def stage(*, zone: str, plan: Plan, now: dt.datetime) -> dict[str, uuid.UUID]:
    """Make what is not there yet. Returns `FAR-SERIAL` -> case."""
    stewards.stage(zone=zone, plan=plan, now=now)
    harmony.stage(zone=zone, plan=plan, now=now)
    disputes.stage(zone=zone, plan=plan, now=now)
    return {f"{scene.far}-{scene.serial}": _play(zone, plan, scene, now) for scene in SCENES}


def _play(zone: str, plan: Plan, scene: Scene, now: dt.datetime) -> uuid.UUID:
    calendar = rulebook.calendar()
    at = calendar.add_minutes(_open(calendar, calendar.local(now).date(), scene.days), scene.minutes)
    at = min(at, calendar.local(now) - dt.timedelta(minutes=5))
    people, mine = running.people_of(zone, at), scene.serial == plan.project.applicant
    by = people["applicant"] if mine else people["clerk"]
    its = replace(plan, project=changed(plan.project, applicant=scene.serial))
    variant = Variant("staged", "", scene.code, "online" if mine else "window", REFORMS if mine else COUNTER)
    running.what_government_holds(zone, its, variant, at)
    key = f"staged:{plan.digest}:{scene.code}"
    started = drafting.start_case(
        zone=zone, item_code=ITEM, applicant=plan.zone.enterprise(scene.serial).identifier, by=by, at=at,
        channel=variant.channel, reforms=variant.reforms, project_code=scene.code, commits=variant.commits, key=f"{key}:start",
    )  # fmt: skip
    if not started.repeated:
        running.fill(zone, its, variant, started.case_id, by, at, key)
        if not mine:
            drafting.upload(
                zone=zone, case_id=started.case_id, material=SIGNED_PAPER.code, name="申请表（签字）.pdf",
                data=paper("申请表（签字）", its.project.name), by=by, at=at,
            )  # fmt: skip
        _go_on(zone, started.case_id, scene, people, by, at)
    return started.case_id


def _go_on(zone: str, case: uuid.UUID, scene: Scene, people: dict[str, Actor], by: Actor, at: dt.datetime) -> None:
    """From the filled draft as far as the scene goes, a minute an act."""
    act = {"zone": zone, "case_id": case}
    far = 2 if scene.far == "correcting" else STEPS.index(scene.far)
    commits = selectors.case(zone=zone, reference=case, by=by).commits
    if far >= 1:
        submission.submit(**act, by=by, at=at, agrees=commits)
    if scene.far == "correcting":
        lines = {"safety-measures": "请补充危险性较大工程的安全专项方案目录"}
        intake.request_corrections(**act, corrections=lines, by=people["clerk"], at=at + dt.timedelta(minutes=10))
        return
    if far >= 2:
        intake.accept(**act, by=people["clerk"], at=at + dt.timedelta(minutes=1))
    if far >= 3:
        view = selectors.case(zone=zone, reference=case, by=people["clerk"])
        for step in review_steps(item_of(view.item_version_id), view.facts):
            for number in range(step.officers):
                officer = people[f"reviewer-{2 + number if step.onsite else 1 + number}"]
                reviewing.give_opinion(
                    **act, step=step.code, agrees=True, text="符合要求", by=officer, at=at + dt.timedelta(minutes=2),
                    place="项目现场（演示）" if step.onsite else "",
                )  # fmt: skip
        reviewing.recommend(**act, text="建议准予", by=people["reviewer-1"], at=at + dt.timedelta(minutes=3))
    if far >= 4:
        deciding.grant(**act, by=people["supervisor"], at=at + dt.timedelta(minutes=4))


def _open(calendar: WorkCalendar, day: dt.date, days: int) -> dt.datetime:
    """Opening time so many working days before the day; of the last working day for 0."""
    last = calendar.workdays_through(day)
    return dt.datetime.combine(calendar.nth_workday(last - days), dt.time(8, 30), calendar.tz)
