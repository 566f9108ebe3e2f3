"""Files that a side hands in, looked at and kept as every upload is."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.services import files
from gaoxin.core.errors import Conflict, Invalid
from gaoxin.labour.models import DisputeEvidence
from gaoxin.labour.rules.disputes.book import cited
from gaoxin.labour.selectors.settings import book
from gaoxin.labour.services.disputes import act


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it was sent. words: what it shows."""

    name: str
    data: bytes
    words: str


def examine(given: Given) -> files.Examined:
    """What the file is. Raises Invalid for one that is none, too large, of another kind, or without words."""
    rules, words = book().evidence, given.words.strip()
    if len(given.data) > rules.most_mb * 1_000_000:
        raise Invalid(
            f"文件过大 the file is too large: {given.name[:80]}", why=f"上限 the limit is {rules.most_mb} MB",
            do="压缩或者分拆后上传 make it smaller", article=cited(rules.basis),
        )  # fmt: skip
    found = files.examine(given.name, given.data)
    if found.media not in rules.kinds:
        raise Invalid(
            f"不接受这种文件 not taken: {found.media}", why=f"接受 taken are: {'、'.join(rules.kinds)}",
            do="拍照或者转为 PDF 后上传 photograph it, or send a PDF", article=cited(rules.basis),
        )  # fmt: skip
    if not words or len(words) > 300:
        raise Invalid(f"没有写明证明什么，或者过长 what it shows is missing or too long: {found.name}",
                      do="用一句话写明 say it in a sentence", article=cited(rules.basis))  # fmt: skip
    return found


def hand_in(
    *, zone: str, dispute_id: uuid.UUID, given: Given, by: Actor, at: dt.datetime, key: str = ""
) -> uuid.UUID:  # fmt: skip
    """While the file is open; the other side sees it. Raises Conflict for a file that the side handed in before."""
    found = examine(given)

    def body(work: act.Work) -> dict[str, str]:
        side = act.side_of(work)
        rows = DisputeEvidence.objects.filter(zone=zone, dispute=work.dispute, side=side)
        if rows.filter(sha256=found.sha256).exists():
            raise Conflict(f"这份证据交过了 it was handed in before: {found.name}", do="无需再交 nothing is left to do")
        if rows.count() >= book().evidence.most_files:
            raise Invalid("证据太多 too many files", why=f"每方最多 {book().evidence.most_files} 份 so many a side",
                          do="合并为一个 PDF put them into one PDF")  # fmt: skip
        row = DisputeEvidence.objects.create(
            zone=zone, dispute=work.dispute, side=side, name=found.name, media=found.media, sha256=found.sha256, size=len(given.data),
            scanned=found.scanned, words=given.words.strip(), by_id=work.me, at=at,
        )  # fmt: skip
        files.keep(zone, found, given.data)
        work.article, work.detail = cited(book().evidence.basis), {"sha256": found.sha256, "side": side}
        return {"evidence": str(row.id)}

    done = act.perform("hand-in-evidence", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key,
                       said=[found.sha256, given.words], states=act.OPEN, body=body)  # fmt: skip
    return uuid.UUID(done["evidence"])
