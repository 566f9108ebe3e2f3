"""A deal that sells patents, or puts them in for a stake: the contract binds the two, and the patents are the buyer's from their
entry in the register on."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, WrongState
from gaoxin.innovation.models import Patent, PatentTransfer, ResultPatent, TransferDeal, TransferMatch
from gaoxin.innovation.permissions.register import check_keeper
from gaoxin.innovation.rules.transfer.assigning import OPEN, assigned, check_consent
from gaoxin.innovation.rules.transfer.terms import check_term, words
from gaoxin.innovation.selectors import patents as log
from gaoxin.innovation.selectors.transfer.lists import owner_of
from gaoxin.innovation.selectors.transfer.settings import book
from gaoxin.innovation.services import patents
from gaoxin.innovation.services.transfer import act


@dataclass(frozen=True, slots=True)
class Entry:
    """on: the day of the entry in the patent office's register. evidence: its notice. consent: of those who own it too."""

    on: dt.date
    evidence: str
    consent: str = ""


def enter_assignment(
    *, zone: str, match_id: uuid.UUID, entry: Entry, at: dt.datetime, by: Actor, key: str = ""
) -> list[str]:
    """The numbers of the patents that changed hands: those of the deal's result that the register knows, once each; the owners
    before stay on record.

    Raises NotAllowed, NotFound, WrongState unless it was sold or put in, where all is entered, or for a patent that has ended,
    Invalid for a day before the contract or to come, no paper, a seller who owns no part, or others who have not agreed.
    """
    check_keeper(by, zone)
    law = book().assignment
    evidence = words(entry.evidence, "登记凭证 paper of the entry", 200)
    act.check_past(entry.on, at, "登记日 entered")
    with act.at_once():
        if (before := act.repeated(zone, by, "deal-assign", key, at, [match_id, entry])) is not None:
            return before["patents"]
        match: TransferMatch = act.held(TransferMatch, zone, match_id, "匹配")
        deal = TransferDeal.objects.filter(zone=zone, match=match, kind__in=law.deals).first()
        if deal is None:
            raise WrongState(
                "没有成交转让或者作价投资 it was neither sold nor put in",
                do="先登记成交 record the deal first",
                article=str(law.basis),
            )
        check_term(deal.signed_on, entry.on)
        changed: dict[str, list[list[list[object]]]] = {}
        for patent in _waiting(deal):
            changed[patent.number] = _assign(deal, patent, entry, evidence, at)
        act.record(
            "deal-assign", f"match:{match.id}", zone=zone, by=by, at=at, key=key, said=[match_id, entry], article=law.basis_of(deal.kind),
            result={"patents": [*changed]}, deal=deal.number, patents=changed, evidence=evidence, consent=entry.consent,
        )  # fmt: skip
    return [*changed]


def _waiting(deal: TransferDeal) -> list[Patent]:
    """Held. Raises Invalid where the register knows none, WrongState where all are entered, or one has ended."""
    named = ResultPatent.objects.filter(zone=deal.zone, result=deal.match.result).exclude(patent=None)
    every = list(
        Patent.objects.select_for_update().filter(zone=deal.zone, id__in=named.values("patent")).order_by("number")
    )
    if not every:
        raise Invalid(
            "成果没有列出台账里的专利 the result names no patent of the register",
            do="先导入专利并列入成果 import and name them first",
        )
    done = set(PatentTransfer.objects.filter(zone=deal.zone, deal=deal).values_list("patent_id", flat=True))
    waiting = [one for one in every if one.id not in done]
    if not waiting:
        raise WrongState("转让已全部登记 all of it is entered", do="刷新页面 reload the page")
    if ended := [one.number for one in waiting if one.status not in OPEN]:
        raise WrongState(
            f"专利权已经终止 the right has ended: {'、'.join(ended)}", why="没有可以转让的权利 there is nothing to sell",
            do="核对专利状态 check it",
        )  # fmt: skip
    return waiting


def _assign(
    deal: TransferDeal, patent: Patent, entry: Entry, evidence: str, at: dt.datetime
) -> list[list[list[object]]]:
    """Owners before and after."""
    match, consent = deal.match, entry.consent.strip()[:200]
    seller, buyer = owner_of(match.result), match.demand.party
    owners = log.owners_of(zone=deal.zone, numbers=[patent.number]).get(patent.number, ())
    check_consent(owners, seller, buyer.name, consent, book().assignment)
    after = assigned(owners, seller, buyer.name)
    paper = patents.Paper(entry.on, evidence, consent, deal)
    return patents.change_owners(patent, owners, after, paper, at, known={buyer.name: buyer.id})
