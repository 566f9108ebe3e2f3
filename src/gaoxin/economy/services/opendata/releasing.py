"""A vintage is compiled and frozen, to be shown from its time on; until then it may be called off."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Max

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, NotFound, WrongState
from gaoxin.economy.models import Release, ReleaseCancelled
from gaoxin.economy.permissions import opendata as permissions
from gaoxin.economy.rules.opendata.content import changes, digest, frozen, thawed
from gaoxin.economy.selectors.opendata import releases
from gaoxin.economy.selectors.opendata.compiling import compiled
from gaoxin.economy.selectors.opendata.settings import catalogue

ARTICLE = "统计法 26"
FURTHEST = dt.timedelta(days=400)


def publish(
    *, zone: str, dataset: str, note: str, by: Actor, at: dt.datetime, release_at: dt.datetime | None = None
) -> Release:
    """Freeze what the dataset holds now; shown from `release_at` (None: at once).

    Raises NotAllowed, NotFound for no such dataset, Invalid for a time that is past or more than 400 days away, Conflict where a
    vintage of it waits for its time, where nothing has changed since the last one, or where somebody else was first.
    """
    permissions.check_publishes(by, zone)
    when = release_at or at
    if not at <= when <= at + FURTHEST:
        raise Invalid(
            "发布时间不对 the release time cannot be", why="只能是现在或者以后一年左右 now, or within the next 400 days",
            do="改发布时间 choose another time",
        )  # fmt: skip
    catalogue().dataset(dataset)
    try:
        with transaction.atomic():
            return _frozen(zone, dataset, note, by, at, when)
    except IntegrityError as error:
        raise Conflict(
            "别人刚刚发布了同一数据集 somebody else published it just now", do="刷新后再看 look at the list again"
        ) from error


def cancel(*, zone: str, dataset: str, vintage: int, reason: str, by: Actor, at: dt.datetime) -> None:
    """Call off a vintage before its time. Raises NotAllowed, NotFound, Invalid without a reason, WrongState once it is released."""
    permissions.check_publishes(by, zone)
    if not reason.strip():
        raise Invalid("取消发布要写理由 a reason is needed", do="写明为什么取消 say why")
    try:
        with transaction.atomic():
            row = releases.standing(zone).filter(dataset=dataset, vintage=vintage).first()
            if row is None:
                raise NotFound("没有这个待发布的版本 no such vintage", do="刷新后再看 look at the list again")
            if row.release_at <= at:
                raise WrongState(
                    "已经发布，不能取消 it is released", why="公布的数据不收回 what is published is not taken back",
                    do="更正后发布新版本 publish a corrected vintage", article=ARTICLE,
                )  # fmt: skip
            ReleaseCancelled(zone=zone, release=row, reason=reason.strip(), by_id=accounts.key_of(by), at=at).save(
                force_insert=True
            )
            audit.record(
                zone=zone, actor=by, act="cancel-release", subject=f"{dataset} v{vintage}", at=at, article=ARTICLE,
                detail={"reason": reason.strip()},
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict("已经取消了 it was called off already", do="刷新后再看 look at the list again") from error


def _frozen(zone: str, dataset: str, note: str, by: Actor, at: dt.datetime, when: dt.datetime) -> Release:
    waiting = releases.standing(zone).filter(dataset=dataset, release_at__gt=at).first()
    if waiting is not None:
        raise Conflict(
            f"第 {waiting.vintage} 版还没有到发布时间 a vintage waits for its time",
            why=f"{waiting.release_at.isoformat(timespec='minutes')}", do="等它发布，或者先取消它 wait, or call it off",
        )  # fmt: skip
    content = compiled(zone=zone, code=dataset, at=at)
    data = frozen(content)
    last = releases.standing(zone).filter(dataset=dataset).order_by("-vintage").first()
    if last is not None and last.digest == digest(data):
        raise Conflict(
            f"与第 {last.vintage} 版完全相同 nothing has changed since the last vintage",
            do="有新数据时再发布 publish when there is something new",
        )
    newest = Release.objects.filter(zone=zone, dataset=dataset).aggregate(newest=Max("vintage"))["newest"] or 0
    row = Release(
        zone=zone, dataset=dataset, vintage=newest + 1, content=data.decode(), digest=digest(data), note=note.strip(),
        compiled_by_id=accounts.key_of(by), compiled_at=at, release_at=when,
    )  # fmt: skip
    row.save(force_insert=True)
    audit.record(
        zone=zone, actor=by, act="publish-dataset", subject=f"{dataset} v{row.vintage}", at=at, article=ARTICLE,
        detail={
            "digest": row.digest, "release_at": when.isoformat(),
            **changes(thawed(last.content) if last else None, content),
        },
    )  # fmt: skip
    return row
