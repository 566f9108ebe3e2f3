"""Verifying a commitment where it was to be kept: the place in words, photographs by their contents, then the verdict."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals import selectors
from gaoxin.approvals.models import SitePhoto
from gaoxin.approvals.services import files
from gaoxin.approvals.services.act import Done
from gaoxin.approvals.services.promises import verify_commitment
from gaoxin.core.errors import Invalid

PICTURES = frozenset({"jpg", "png", "webp"})
ARTICLE = "国办发〔2020〕42号"


def verify_on_site(
    *, zone: str, case_id: uuid.UUID, material: str, kept: bool, text: str, place: str,
    photos: Sequence[tuple[str, bytes]], by: Actor, at: dt.datetime, key: str = "",
) -> Done:  # fmt: skip
    """Verify a commitment; with photographs the place is written too. photos: (name, contents), newest of one content once.

    Raises Invalid where a photograph is not a picture or stands without a place, and what `verify_commitment` raises; then
    no row is left.
    """
    selectors.case(zone=zone, reference=case_id, by=by)
    examined = [(files.examine(name, data), data) for name, data in photos]
    strange = [file.name for file, _ in examined if file.media not in PICTURES]
    if strange:
        raise Invalid(f"不是照片 not a picture: {'、'.join(strange)}", do="上传 JPG、PNG 或 WebP 照片", article=ARTICLE)
    if examined and not place.strip():
        raise Invalid(
            "照片须写明拍摄地点 say where the photographs were taken", do="填写地点 write the place", article=ARTICLE
        )
    told = text
    if place.strip():
        marks = "、".join(file.sha256[:12] for file, _ in examined)
        told = f"{text}（地点 {place.strip()}{f'；照片 {marks}' if marks else ''}）" if text.strip() else ""
    with transaction.atomic():
        done = verify_commitment(
            zone=zone, case_id=case_id, material=material, kept=kept, text=told, by=by, at=at, key=key
        )
        for file, data in examined:
            files.keep(zone, file, data)
            SitePhoto.objects.get_or_create(
                zone=zone, case_id=case_id, material=material, sha256=file.sha256,
                defaults={"place": place.strip(), "name": file.name, "media": file.media, "size": len(data), "at": at,
                          "by": by.id},
            )  # fmt: skip
    return done
