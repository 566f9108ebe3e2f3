"""An enterprise asks once; those who serve it answer, hand it to the office that knows, and close it; the enterprise rates."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, WrongState
from gaoxin.projects.models import Inquiry, InquiryEntry
from gaoxin.projects.rules.stewards import answering
from gaoxin.projects.rules.stewards.access import OFFICES, check_office, speaks_for
from gaoxin.projects.rules.stewards.answering import Times
from gaoxin.projects.selectors.stewards import inquiries
from gaoxin.projects.selectors.stewards.settings import book, calendar
from gaoxin.projects.services.stewards import act, weighing

HOME = "service"


def ask(
    *, zone: str, party_id: uuid.UUID, subject: str, text: str, at: dt.datetime, by: Actor, key: str = ""
) -> uuid.UUID:
    """One question, whatever office it belongs to. Those who serve the enterprise may note what it asked by telephone.

    Raises NotFound for an enterprise that is not theirs, Invalid for no words or no steward.
    """
    title = answering.check_words(subject, book().service, "标题")[:200]
    words = answering.check_words(text, book().service, "问题")
    due = answering.first_answer_due(at, book().service, calendar())
    said = [party_id, title, words]
    with transaction.atomic():
        if (before := act.repeated(zone, by, "inquiry-ask", key, at, said)) is not None:
            return uuid.UUID(before["inquiry"])
        act.check_speaks_or_serves(by, zone, party_id)
        if act.locked(zone, party_id) is None:
            raise Invalid(
                "这家企业还没有专员 it has no steward yet", why="咨询由专员接 a steward takes the question",
                do="请园区企业服务中心分派 have one assigned by the service centre",
            )  # fmt: skip
        row = Inquiry.objects.create(
            zone=zone, party_id=party_id, asked_by_id=act.me(by), subject=title, office=HOME, asked_at=at, due_at=due
        )
        InquiryEntry.objects.create(
            zone=zone, inquiry=row, number=1, kind="asked", by_id=act.me(by), at=at, text=words, office=HOME
        )
        weighing.weigh(zone, [party_id], at)
        act.record(
            "inquiry-ask", f"party:{party_id}", zone=zone, by=by, at=at, key=key, said=said, result={"inquiry": str(row.id)},
            inquiry=str(row.id), due=due.isoformat(),
        )  # fmt: skip
    return row.id


def answer(
    *,
    zone: str,
    inquiry_id: uuid.UUID,
    text: str,
    at: dt.datetime,
    by: Actor,
    version: int | None = None,
    key: str = "",
) -> None:
    """What the enterprise is told. version: of the question as the answerer saw it.

    Raises NotAllowed or NotFound unless those who serve it, a head, or the office that has it answers; Conflict where somebody
    wrote meanwhile; WrongState once it is closed.
    """
    words = answering.check_words(text, book().service, "答复")
    check_office(by, zone)
    said = [inquiry_id, words]
    with transaction.atomic():
        if act.repeated(zone, by, "inquiry-answer", key, at, said) is not None:
            return
        row = _held(zone, inquiry_id, by, version)
        if row.first_answer_at is None:
            row.first_answer_at, row.first_minutes = at, calendar().working_minutes(row.asked_at, at)
        _add(row, "answered", by, at, words)
        act.record(
            "inquiry-answer", f"party:{row.party_id}", zone=zone, by=by, at=at, key=key, said=said, inquiry=str(row.id)
        )


def forward(
    *, zone: str, inquiry_id: uuid.UUID, office: str, text: str, at: dt.datetime, by: Actor, version: int | None = None,
    key: str = "",
) -> None:  # fmt: skip
    """To the office that knows. The time that was promised stays as it is. Raises as `answer` does, Invalid for the same office."""
    book().office(office)
    check_office(by, zone)
    said = [inquiry_id, office, text.strip()]
    with transaction.atomic():
        if act.repeated(zone, by, "inquiry-forward", key, at, said) is not None:
            return
        row = _held(zone, inquiry_id, by, version)
        if row.office == office:
            raise Invalid("已在这个科室 it is there already", do="选择另一个科室 choose another office")
        row.office = office
        _add(row, "forwarded", by, at, text.strip()[: book().service.most_characters])
        act.record(
            "inquiry-forward", f"party:{row.party_id}", zone=zone, by=by, at=at, key=key, said=said, inquiry=str(row.id), office=office
        )  # fmt: skip


def add(*, zone: str, inquiry_id: uuid.UUID, text: str, at: dt.datetime, by: Actor, key: str = "") -> None:
    """The enterprise asks on. Raises NotFound for anybody else's, WrongState once it is closed."""
    words = answering.check_words(text, book().service, "补充")
    said = [inquiry_id, words]
    with transaction.atomic():
        if act.repeated(zone, by, "inquiry-add", key, at, said) is not None:
            return
        row = _own(zone, inquiry_id, by)
        answering.check_open(_times(row))
        _add(row, "added", by, at, words)
        act.record(
            "inquiry-add", f"party:{row.party_id}", zone=zone, by=by, at=at, key=key, said=said, inquiry=str(row.id)
        )


def close(
    *, zone: str, inquiry_id: uuid.UUID, at: dt.datetime, by: Actor, version: int | None = None, key: str = ""
) -> None:
    """Done. Raises WrongState before the first answer, and as `answer` does."""
    check_office(by, zone)
    said = [inquiry_id]
    with transaction.atomic():
        if act.repeated(zone, by, "inquiry-close", key, at, said) is not None:
            return
        row = _held(zone, inquiry_id, by, version)
        if row.first_answer_at is None:
            raise WrongState(
                "还没有答复，不能办结 nothing was answered yet", why="每个咨询都有答复 every question is answered",
                do="先答复 answer it first",
            )  # fmt: skip
        row.closed_at = at
        _add(row, "closed", by, at, "")
        act.record(
            "inquiry-close", f"party:{row.party_id}", zone=zone, by=by, at=at, key=key, said=said, inquiry=str(row.id)
        )


def rate(*, zone: str, inquiry_id: uuid.UUID, stars: int, text: str, at: dt.datetime, by: Actor, key: str = "") -> None:
    """Once, by the enterprise: 1 to 5 with words. Raises NotFound for anybody else's, Invalid, WrongState for a second time."""
    said = [inquiry_id, stars, text.strip()]
    with transaction.atomic():
        if act.repeated(zone, by, "inquiry-rate", key, at, said) is not None:
            return
        row = _own(zone, inquiry_id, by)
        answering.check_rating(stars, _times(row), row.stars is not None)
        words = text.strip()[: book().service.most_characters]
        if stars <= book().warnings.rating_at_most and not words:
            raise Invalid("评分较低时请写明原因 say why it was bad", do="写一句原因 write one sentence")
        row.stars, row.rated_at = stars, at
        _add(row, "rated", by, at, words)
        weighing.weigh(zone, [row.party_id], at)
        act.record(
            "inquiry-rate",
            f"party:{row.party_id}",
            zone=zone,
            by=by,
            at=at,
            key=key,
            said=said,
            inquiry=str(row.id),
            stars=stars,
        )


def _held(zone: str, inquiry_id: uuid.UUID, by: Actor, version: int | None) -> Inquiry:
    """The question, locked after the stewardship, so that a hand-over comes before or after the answer and never between."""
    seen = Inquiry.objects.filter(inquiries.reach(zone, by), id=inquiry_id).values_list("party_id", flat=True).first()
    if seen is None:
        raise inquiries.missing()
    held = act.locked(zone, seen)
    row = Inquiry.objects.select_for_update().get(zone=zone, id=inquiry_id)
    has_it = row.office != HOME and bool(by.roles & OFFICES) and row.office in book().offices_of(by.department)
    if not act.serves(by, zone, held) and not has_it:
        raise NotAllowed(
            f"{by.name} 现在不办理这条咨询 does not have this question now",
            why="由现任专员、所转科室或者负责人办理 its steward, the office that has it, or the head acts",
            do="交给现任专员 leave it to the steward",
        )  # fmt: skip
    answering.check_open(_times(row))
    if version is not None and version != row.version:
        raise Conflict(
            "其间已有新的内容 something was written meanwhile", why="您看到的不是最新的 the page was out of date",
            do="看过新内容后再提交 read it, then send yours",
        )  # fmt: skip
    return row


def _own(zone: str, inquiry_id: uuid.UUID, by: Actor) -> Inquiry:
    row = Inquiry.objects.select_for_update().filter(zone=zone, id=inquiry_id).first()
    if row is None or not speaks_for(by, zone, row.party_id):
        raise inquiries.missing()
    return row


def _add(row: Inquiry, kind: str, by: Actor, at: dt.datetime, text: str) -> None:
    row.version += 1
    row.save()
    InquiryEntry.objects.create(
        zone=row.zone, inquiry=row, number=row.version, kind=kind, by_id=act.me(by), at=at, text=text, office=row.office
    )


def _times(row: Inquiry) -> Times:
    return Times(row.asked_at, row.due_at, row.first_answer_at, row.closed_at)
