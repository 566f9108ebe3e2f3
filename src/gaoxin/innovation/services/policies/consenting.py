"""The firm's answer, on a phone: yes with an account, no, or that it disagrees."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import WrongState
from gaoxin.innovation.models import Objection
from gaoxin.innovation.permissions.policies import check_speaks
from gaoxin.innovation.rules.policies.states import check_account, check_seen, check_words, moved
from gaoxin.innovation.selectors.policies.settings import book
from gaoxin.innovation.services.policies import act


def consent(
    *, zone: str, entitlement_id: uuid.UUID, account: str, at: dt.datetime, by: Actor, yuan: int | None = None, key: str = ""
) -> None:  # fmt: skip
    """yuan: what the firm was shown. Raises NotFound for anybody else's, WrongState for a second time, Conflict for a new amount."""
    said = [entitlement_id, account, yuan]
    with transaction.atomic():
        if act.repeated(zone, by, "policy-consent", key, at, said) is not None:
            return
        row = act.own(zone, entitlement_id, by)
        row.state = moved("consent", row.state)
        check_seen(yuan, row.yuan)
        row.account, row.consented_at, row.consented_by_id = check_account(account), at, accounts.key_of(by)
        row.words = ""
        row.save(update_fields=["state", "account", "consented_at", "consented_by", "words"])
        act.record(
            "policy-consent", f"entitlement:{row.id}", zone=zone, by=by, at=at, key=key, said=said, policy=row.policy,
            yuan=row.yuan, account=row.account[-4:],
        )  # fmt: skip


def decline(*, zone: str, entitlement_id: uuid.UUID, words: str, at: dt.datetime, by: Actor, key: str = "") -> None:
    """The firm does without; it may consent later in the same year. Raises NotFound, WrongState once it is paid."""
    said = [entitlement_id, words]
    with transaction.atomic():
        if act.repeated(zone, by, "policy-decline", key, at, said) is not None:
            return
        row = act.own(zone, entitlement_id, by)
        row.state, row.account, row.words = moved("decline", row.state), "", words.strip()[:500]
        row.save(update_fields=["state", "account", "words"])
        act.record(
            "policy-decline", f"entitlement:{row.id}", zone=zone, by=by, at=at, key=key, said=said, policy=row.policy
        )


def object_to(
    *, zone: str, party_id: uuid.UUID, policy: str, year: int, text: str, at: dt.datetime, by: Actor, key: str = ""
) -> uuid.UUID:  # fmt: skip
    """The firm disagrees with an amount, a claim, or with not being listed. Nothing of it is paid until it is answered.

    Raises NotFound for anybody else's firm or no such policy, WrongState while an objection to the same is open.
    """
    said = [party_id, policy, year, text]
    with transaction.atomic():
        if (before := act.repeated(zone, by, "policy-object", key, at, said)) is not None:
            return uuid.UUID(before["objection"])
        check_speaks(by, zone, party_id)
        code = book().policy(policy).code
        words = check_words(text, "异议内容 the objection")
        of = {"zone": zone, "party_id": party_id, "policy": code, "year": year}
        if Objection.objects.select_for_update().filter(**of, answered_at=None).exists():
            raise WrongState("已有一项异议在办 an objection is open already", do="等待答复 wait for its answer")
        row = Objection.objects.create(**of, text=words, at=at, by_id=accounts.key_of(by))
        act.record(
            "policy-object", f"party:{party_id}", zone=zone, by=by, at=at, key=key, said=said, result={"objection": str(row.id)},
            policy=code, year=year,
        )  # fmt: skip
    return row.id
