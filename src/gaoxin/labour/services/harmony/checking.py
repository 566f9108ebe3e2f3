"""The self-check: a firm fills and sends it, a coordinator confirms it or gives it back with words."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import asdict

from django.db import IntegrityError, transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, NotFound, WrongState
from gaoxin.labour.models import HarmonyCheck
from gaoxin.labour.rules.harmony import check as rules
from gaoxin.labour.rules.harmony.access import check_runs, check_speaks
from gaoxin.labour.selectors.harmony.settings import book
from gaoxin.labour.services.harmony import act


def fill(
    *, zone: str, party_id: uuid.UUID, answers: Mapping[str, rules.Answer], send: bool, by: Actor, at: dt.datetime, key: str = ""
) -> uuid.UUID:  # fmt: skip
    """This year's answers, kept; with `send` they go to the coordinator and stay as they are until given back.

    Raises NotFound for another's firm, Invalid for an answer that cannot be or, when sent, is missing or has no evidence,
    WrongState once it was sent or confirmed.
    """
    check_speaks(by, zone, party_id)
    told = {code: asdict(one) for code, one in sorted(answers.items())}
    said = [str(party_id), told, send]
    with transaction.atomic():
        if (before := act.repeated(zone, by, "harmony-check", key, at, said)) is not None:
            return uuid.UUID(before["check"])
        rules.check_answers(answers, book().check, whole=send)
        year = act.today(at).year
        row = HarmonyCheck.objects.select_for_update().filter(zone=zone, party_id=party_id, year=year).first()
        row = row or HarmonyCheck(zone=zone, party_id=party_id, year=year)
        if row.state in ("sent", "confirmed"):
            raise WrongState(
                "本年度自查已提交 this year's check was sent", why=f"状态 state: {row.state}", do="等待协调员核实 wait for the coordinator"
            )  # fmt: skip
        found = rules.score(answers, book().check)
        row.answers, row.score, row.passed = told, found.score, found.passed
        row.state = "sent" if send else row.state
        row.filled_by_id, row.filled_at = accounts.key_of(by), at
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            raise Conflict(
                "别人刚保存过本年度自查 somebody saved it at this moment", do="刷新后再保存 reload, then save"
            ) from None
        act.record("harmony-check", f"party:{party_id}", zone=zone, by=by, at=at, said=said, key=key,
                   result={"check": str(row.id)}, score=found.score, sent=send)  # fmt: skip
    return row.id


def judge(
    *, zone: str, check_id: uuid.UUID, confirm: bool, words: str, by: Actor, at: dt.datetime, key: str = ""
) -> None:
    """Confirmed, or given back with what is to be mended. Raises WrongState unless it was sent; one that does not pass is not confirmed."""
    check_runs(by, zone)
    said = [str(check_id), confirm, words]
    with transaction.atomic():
        if act.repeated(zone, by, "judge-harmony-check", key, at, said) is not None:
            return
        told = act.check_words(words, "核实意见", book().wages.most_characters)
        row = HarmonyCheck.objects.select_for_update().filter(zone=zone, id=check_id).first()
        if row is None:
            raise NotFound("没有这份自查 no such check", do="从工作页进入 start from the desk")
        if row.state != "sent":
            raise WrongState(
                "不在待核实状态 it does not wait for you", why=f"状态 state: {row.state}", do="刷新页面 reload"
            )
        if confirm and not row.passed:
            raise WrongState(
                "必备项未满足或者得分不够，不能认定 it does not pass", why=f"得分 score {row.score / 10:.1f}%",
                do="退回并写明整改事项 give it back with what to mend",
            )  # fmt: skip
        row.state = "confirmed" if confirm else "returned"
        row.judged_by_id, row.judged_at, row.judged_words = accounts.key_of(by), at, told
        row.save()
        act.record("judge-harmony-check", f"party:{row.party_id}", zone=zone, by=by, at=at, said=said, key=key, result={},
                   confirmed=confirm)  # fmt: skip
