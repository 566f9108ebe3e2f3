"""What these acts share: the key of a form, the audit row with its result, and whom an act needs."""

from __future__ import annotations

import datetime as dt
import uuid

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit.services import Keyed
from gaoxin.core.errors import Invalid, NotAllowed, NotFound
from gaoxin.parties import selectors as parties
from gaoxin.projects.models import Stewardship
from gaoxin.projects.rules.stewards.access import HEADS, speaks_for
from gaoxin.projects.selectors.stewards import serving
from gaoxin.projects.selectors.stewards.settings import calendar

_KEYED = Keyed("sv")
repeated, record = _KEYED.repeated, _KEYED.record


def today(at: dt.datetime) -> dt.date:
    return calendar().local(at).date()


def me(by: Actor) -> uuid.UUID:
    """The account behind the actor. Raises Invalid for the platform itself."""
    return accounts.key_of(by)


def locked(zone: str, party_id: uuid.UUID) -> Stewardship | None:
    """Who serves it now, held until the transaction ends, so that no hand-over happens beside the act."""
    return Stewardship.objects.select_for_update().filter(zone=zone, party_id=party_id, until=None).first()


def check_enterprise(zone: str, party_id: uuid.UUID) -> None:
    """Raises Invalid for what is no enterprise of this zone."""
    found = parties.by_key(zone=zone, party_id=party_id)
    if found is None or found.kind != "enterprise":
        raise Invalid("不是本园区的企业 no enterprise of this zone", do="核对企业 check it")


def serves(by: Actor, zone: str, held: Stewardship | None) -> bool:
    """Whether the actor is the enterprise's steward or backup now, or a head of its zone."""
    if by.zone != zone:
        return False
    return bool(by.roles & HEADS) or (held is not None and by.id in (str(held.steward_id), str(held.backup_id)))


def check_serves_party(by: Actor, zone: str, party_id: uuid.UUID) -> Stewardship | None:
    """The stewardship, locked. Raises NotFound where the actor neither serves the enterprise nor is a head, as for none."""
    held = locked(zone, party_id)
    if held is None and parties.by_key(zone=zone, party_id=party_id) is None:
        raise NotFound("没有这家企业 no such enterprise", do="从企业名单进入 start from the list")
    if not serves(by, zone, held):
        serving.seen(zone=zone, party_id=party_id, by=by)
        raise NotAllowed(
            f"{by.name} 现在不服务这家企业 does not serve this enterprise now",
            why="由现任专员、后备专员或者负责人办理 its steward, backup or the head acts", do="交给现任专员 hand it to the steward",
        )  # fmt: skip
    return held


def check_speaks_or_serves(by: Actor, zone: str, party_id: uuid.UUID) -> bool:
    """True where the enterprise itself speaks, False where those who serve it note what it said. Raises NotFound otherwise."""
    if speaks_for(by, zone, party_id):
        return True
    check_serves_party(by, zone, party_id)
    return False
