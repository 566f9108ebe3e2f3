"""The tribunal changed since the hearing: a side asks that the case be heard anew, and who presides decides on it."""

from __future__ import annotations

import datetime as dt
import uuid

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, NotFound
from gaoxin.labour.models import RehearingRequest
from gaoxin.labour.rules.disputes import access as permissions
from gaoxin.labour.rules.disputes import deciding
from gaoxin.labour.rules.disputes.book import cited
from gaoxin.labour.rules.disputes.ledger import Event
from gaoxin.labour.selectors.disputes import seen
from gaoxin.labour.selectors.settings import book
from gaoxin.labour.services.disputes import act

_BARRED = {
    "waits": {"what": "已有重新开庭的请求待决定 a request waits", "do": "等待仲裁庭决定 wait for it"},
    "granted": {"what": "已准许重新开庭 it was granted", "do": "等待开庭通知 wait for the notice of the hearing"},
    "refused": {
        "what": "对这个仲裁庭已经请求过 you asked it of this tribunal before", "why": "理由见决定书 the decision gives the reasons",
        "do": "对裁决不服的，起诉或者申请撤销时提出 say so in court",
    },
}  # fmt: skip


def ask(*, zone: str, dispute_id: uuid.UUID, words: str, by: Actor, at: dt.datetime, key: str = "") -> uuid.UUID:
    """By a side, while somebody sits who heard neither. words: why.

    Raises WrongState where nobody came after the hearing, or where it was granted; Conflict while a request waits, or where the side was
    answered about this tribunal.
    """

    def body(work: act.Work) -> dict[str, str]:
        side, article = act.side_of(work), cited(book().unable.again)
        deciding.check_rehearing(*seen.bench(work.dispute), book())
        told = act.check_words(words, "重新开庭的理由")
        asked = RehearingRequest.objects.filter(zone=zone, dispute=work.dispute)
        barred = deciding.in_the_way(asked, side, seen.sitting_since(work.dispute))
        if barred:
            raise Conflict(**_BARRED[barred], article=article)
        row = RehearingRequest.objects.create(
            zone=zone, dispute=work.dispute, side=side, words=told, by_id=work.me, at=at
        )
        work.happen(Event.REHEARING_ASKED, article, note=told)
        work.detail = {"side": side}
        return {"rehearing": str(row.id)}

    done = act.perform("ask-rehearing", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key, said=[words],
                       states=("accepted",), body=body)  # fmt: skip
    return uuid.UUID(done["rehearing"])


def decide(
    *, zone: str, dispute_id: uuid.UUID, request_id: uuid.UUID, granted: bool, words: str, by: Actor, at: dt.datetime, key: str = "",
    version: int | None = None,
) -> None:  # fmt: skip
    """By whoever presides, with reasons that both sides read. Granted: no award before this tribunal held a hearing; refused: the reasons
    go into the award. Raises NotFound for no such request, Conflict for one that was decided."""
    permissions.check_tribunal(by, zone)

    def body(work: act.Work) -> None:
        act.check_sits(work, presiding=True)
        row = (
            RehearingRequest.objects.select_for_update().filter(zone=zone, dispute=work.dispute, id=request_id).first()
        )
        if row is None:
            raise NotFound("没有这项重新开庭请求 no such request", do="从案件页面选择 choose from the file")
        if row.state != "asked":
            raise Conflict("这项请求已经决定 it was decided before", do="刷新页面 reload the page")
        row.answer = act.check_words(words, "决定理由")
        row.state, row.decided_by_id, row.decided_at = ("granted" if granted else "refused"), work.me, at
        row.save()
        article = cited(book().unable.again)
        work.happen(Event.REHEARING_GRANTED if granted else Event.REHEARING_REFUSED, article, note=row.answer)
        told = "准许重新开庭，另行通知时间。" if granted else "不重新开庭，已进行的程序继续有效，理由写入裁决书。"
        for side in act.SIDES:
            act.paper(work, "重新开庭请求决定书", "Decision on hearing the case anew", work.parties(side)[0].party.name, told,
                      [("请求理由", row.words), ("决定理由", row.answer), ("依据", article)])  # fmt: skip
        work.detail = {"granted": granted, "side": row.side}

    act.perform("decide-rehearing", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key, said=[str(request_id), granted, words],
                states=("accepted",), body=body, version=version)  # fmt: skip
