"""“有误？”: what an applicant says against a value that a register filled. The value stays; the note goes with the case."""

from __future__ import annotations

import datetime as dt
import uuid

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.services.act import Done, Work, perform
from gaoxin.core.errors import Invalid

ARTICLE = "国务院令716号 7"
LONGEST = 500


def dispute(*, zone: str, case_id: uuid.UUID, field: str, text: str, by: Actor, at: dt.datetime, key: str = "") -> Done:
    """Keep the note beside the field's source, where the officers read it. An empty text takes it back.

    Part of filling the form (`save-draft`): same states, same roles. Raises Invalid for a field no register filled.
    """

    def body(work: Work) -> dict[str, str]:
        source = work.case.sources.get(field)
        if not source or not source.get("registry"):
            raise Invalid(
                f"这一项不是登记库填写的 not filled from a register: {field}",
                why="只有登记库填写的数据才按登记为准 only what a register filled is taken from it",
                do="直接修改即可 change the value itself",
                article=ARTICLE,
            )
        if len(text) > LONGEST:
            raise Invalid(
                f"说明不超过 {LONGEST} 字 the note is too long: {len(text)}",
                do="写短一些 make it shorter",
                article=ARTICLE,
            )
        kept = {name: value for name, value in source.items() if name != "dispute"}
        if text:
            kept["dispute"] = {"text": text, "at": at.isoformat()}
        work.case.sources = {**work.case.sources, field: kept}
        work.detail = {"disputed": field, "text": text}
        return {"disputed": field}

    return perform(
        "save-draft",
        zone=zone,
        case_id=case_id,
        by=by,
        at=at,
        body=body,
        key=key,
        request={"dispute": field, "text": text},
    )
