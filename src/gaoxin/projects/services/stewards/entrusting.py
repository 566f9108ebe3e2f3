"""全托式: a steward handles a matter for an enterprise, only under a mandate for that very item that lasts."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.services import rulebook
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.parties import selectors as parties
from gaoxin.parties import services as registering
from gaoxin.projects.models import EntrustedTask
from gaoxin.projects.rules.stewards import answering
from gaoxin.projects.rules.stewards.access import check_serves, speaks_for
from gaoxin.projects.selectors.stewards import serving
from gaoxin.projects.selectors.stewards.settings import book
from gaoxin.projects.services.stewards import act

ARTICLE = "行政许可法 29"


def entrust(
    *,
    zone: str,
    party_id: uuid.UUID,
    item: str,
    until: dt.datetime,
    words: str,
    at: dt.datetime,
    by: Actor,
    key: str = "",
) -> uuid.UUID:
    """The enterprise gives its steward one item to handle until a day: a mandate, and a task under it.

    The steward prepares, asks and follows; what the applicant must sign stays with the applicant. Raises NotFound for whoever does
    not speak for the enterprise, Invalid without a steward, for an unknown item or an end that is past.
    """
    told = answering.check_words(words, book().service, "委托内容")
    if item not in rulebook.catalogue().items:
        raise Invalid(f"没有这个事项 no such item: {item[:60]}", do="从事项目录中选择 choose from the catalogue")
    if until <= at:
        raise Invalid("到期日已过 the mandate would have ended already", do="选择今天以后的日期 choose a later day")
    said = [party_id, item, until, told]
    with transaction.atomic():
        if (before := act.repeated(zone, by, "steward-entrust", key, at, said)) is not None:
            return uuid.UUID(before["task"])
        if not speaks_for(by, zone, party_id):
            raise NotFound("没有这家企业 no such enterprise", do="从“我的专员”进入 start from your own page")
        held = act.locked(zone, party_id)
        if held is None:
            raise Invalid("这家企业还没有专员 it has no steward yet", do="请服务中心分派 have one assigned")
        if not _may(zone, party_id, held.steward_id, item, at):
            registering.grant_mandate(
                zone=zone, party_id=party_id, user_id=held.steward_id, scope=[item], until=until, at=at, by=by
            )
        if EntrustedTask.objects.filter(zone=zone, party_id=party_id, item=item, state="open").exists():
            raise Conflict("这个事项已在代办 it is being handled already", do="在原委托下补充 add to what is there")
        row = EntrustedTask.objects.create(
            zone=zone, party_id=party_id, item=item, steward_id=held.steward_id, opened_at=at, words=told
        )
        act.record(
            "steward-entrust", f"party:{party_id}", zone=zone, by=by, at=at, key=key, said=said, result={"task": str(row.id)},
            article=ARTICLE, item=item, steward=str(held.steward_id), until=until.isoformat(),
        )  # fmt: skip
    return row.id


def finish(*, zone: str, task_id: uuid.UUID, outcome: str, at: dt.datetime, by: Actor, key: str = "") -> None:
    """The steward tells what was done. Raises NotAllowed without a mandate of their own for that item that lasts now (a backup or
    the next steward needs one too), NotFound, WrongState where it is over."""
    check_serves(by, zone)
    words = answering.check_words(outcome, book().service, "办理结果")
    said = [task_id, words]
    with transaction.atomic():
        if act.repeated(zone, by, "steward-finish", key, at, said) is not None:
            return
        row = EntrustedTask.objects.select_for_update().filter(zone=zone, id=task_id).first()
        if row is None or not serving.parties_of(zone, by).filter(party_id=row.party_id).exists():
            raise NotFound("没有这项委托 no such task", do="从企业页面进入 start from the enterprise")
        act.check_serves_party(by, zone, row.party_id)
        check_mandate(zone, row.party_id, row.item, at, by)
        if row.state != "open":
            raise WrongState("委托已办结 it is over already", do="需要再办的，请企业再委托 have it entrusted anew")
        row.state, row.outcome, row.ended_at = "done", words, at
        row.save()
        act.record(
            "steward-finish", f"party:{row.party_id}", zone=zone, by=by, at=at, key=key, said=said, article=ARTICLE, task=str(row.id),
            item=row.item,
        )  # fmt: skip


def check_mandate(zone: str, party_id: uuid.UUID, item: str, at: dt.datetime, by: Actor) -> None:
    """Raises NotAllowed unless the actor's own account has a mandate of the enterprise for that item now."""
    if not _may(zone, party_id, act.me(by), item, at):
        raise NotAllowed(
            f"{by.name} 没有这个事项的委托 holds no mandate for this item",
            why="代办以企业的书面委托为限 a steward acts within a written mandate", do="请企业在“我的专员”委托 have it entrusted",
            article=ARTICLE,
        )  # fmt: skip


def _may(zone: str, party_id: uuid.UUID, user_id: uuid.UUID, item: str, at: dt.datetime) -> bool:
    """Only a mandate that names the item: one for everything is not given to an officer."""
    return any(
        view.lasts and view.user_id == user_id and item in view.scope
        for view in parties.mandates_of(zone=zone, party_id=party_id, at=at)
    )
