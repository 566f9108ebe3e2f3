"""Plans under the map: kept with their corners, and published only with the number of their examination (审图号)."""

from __future__ import annotations

import datetime as dt
import re
import uuid

from django.db import IntegrityError, transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.services import files
from gaoxin.core.errors import Conflict, Invalid, NotFound
from gaoxin.projects.models import PlanImage
from gaoxin.projects.permissions.land import check_keeper
from gaoxin.projects.rules.land.geometry import E6
from gaoxin.projects.rules.land.images import check_corners, check_pixels
from gaoxin.projects.rules.land.rows import LONGEST_NAME
from gaoxin.projects.selectors.land import book
from gaoxin.projects.services.land.act import record_keyed, repeated

MEDIA = ("png", "jpg")


def upload(
    *, zone: str, name: str, file_name: str, data: bytes, corners: tuple[float, float, float, float], at: dt.datetime,
    by: Actor, key: str = "",
) -> PlanImage:  # fmt: skip
    """A plan with its corners (west, south, east, north in degrees of CGCS2000), for officers only until it is published.

    Raises Invalid for a file that is no PNG or JPEG, too large, or corners that cannot be; Conflict where it is there already,
    or for the key of a form that said something else.
    """
    check_keeper(by, zone)
    checks = book.checks()
    if not 0 < len(name.strip()) <= LONGEST_NAME or not name.isprintable():
        raise Invalid("没有填写底图名称 the name is missing or too long", do=f"1 至 {LONGEST_NAME} 字 write it")
    if len(data) > checks.limits.image_bytes:
        raise Invalid(
            f"图片过大 the image is too large: {len(data):,} B", do=f"不超过 at most {checks.limits.image_bytes:,} B"
        )
    examined = files.examine(file_name, data)
    if examined.media not in MEDIA:
        raise Invalid(f"不是 PNG 或者 JPEG is neither: {examined.media}", do="另存为其中一种 save it as one of them")
    check_pixels(data, checks.limits.image_pixels)
    check_corners(corners, checks.extent)
    west, south, east, north = (round(value * E6) for value in corners)
    said = [name.strip(), examined.sha256, list(corners)]
    with transaction.atomic():
        if repeated(zone, by, "land-plan", key, at, said) is not None:
            return PlanImage.objects.get(zone=zone, sha256=examined.sha256, name=name.strip())
        try:
            with transaction.atomic():
                row = PlanImage.objects.create(
                    zone=zone, name=name.strip(), sha256=examined.sha256, media=examined.media, west=west, south=south,
                    east=east, north=north, at=at, by=by.name,
                )  # fmt: skip
        except IntegrityError:
            raise Conflict(
                "这张底图已经上传 the plan is here already", do="无需重复上传 nothing is left to do"
            ) from None
        files.keep(zone, examined, data)
        record_keyed(
            "land-plan", f"plan:{row.id}", zone=zone, at=at, by=by, said=said, key=key, name=row.name, sha256=row.sha256,
            corners=list(corners),
        )  # fmt: skip
    return row


def publish(
    *, zone: str, plan_id: uuid.UUID, review_number: str, at: dt.datetime, by: Actor, key: str = ""
) -> PlanImage:
    """Show the plan, and with it the published parcels, to everybody. Raises Invalid without a number of examination."""
    check_keeper(by, zone)
    review, number = book.checks().review, review_number.strip()
    if not re.fullmatch(review.pattern, number):
        raise Invalid(
            f"审图号不正确 not the number of an examination: {number[:40]!r}"
            if number
            else "没有填写审图号 the number is missing",
            why="向社会公开的地图应当经过审核并标注审图号 a public map is examined and carries the number",
            do=f"填写批准的审图号，如 as in {review.example}",
            article=review.article,
        )
    said = [str(plan_id), number]
    with transaction.atomic():
        if repeated(zone, by, "land-plan-publish", key, at, said) is not None:
            return PlanImage.objects.get(zone=zone, id=plan_id)
        row = _locked(zone, plan_id)
        row.review_number, row.published_at = number, at
        row.save(update_fields=["review_number", "published_at"])
        record_keyed(
            "land-plan-publish", f"plan:{row.id}", zone=zone, at=at, by=by, said=said, key=key, article=review.article,
            name=row.name, review_number=number,
        )  # fmt: skip
    return row


def withdraw(*, zone: str, plan_id: uuid.UUID, at: dt.datetime, by: Actor, key: str = "") -> PlanImage:
    """Take the plan from the public map; its number stays on record."""
    check_keeper(by, zone)
    said = [str(plan_id)]
    with transaction.atomic():
        if repeated(zone, by, "land-plan-withdraw", key, at, said) is not None:
            return PlanImage.objects.get(zone=zone, id=plan_id)
        row = _locked(zone, plan_id)
        row.published_at = None
        row.save(update_fields=["published_at"])
        record_keyed("land-plan-withdraw", f"plan:{row.id}", zone=zone, at=at, by=by, said=said, key=key, name=row.name)
    return row


def _locked(zone: str, plan_id: uuid.UUID) -> PlanImage:
    row = PlanImage.objects.select_for_update().filter(zone=zone, id=plan_id).first()
    if row is None:
        raise NotFound("没有这张底图 no such plan", do="核对底图 check it")
    return row
