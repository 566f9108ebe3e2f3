"""What these acts share: the key of a form, the audit row with its result, and the row that an act is about."""

from __future__ import annotations

import uuid

from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit.services import Keyed
from gaoxin.core.errors import NotFound
from gaoxin.innovation.models import Entitlement
from gaoxin.innovation.permissions.policies import speaks_for

_KEYED = Keyed("po")
repeated, record = _KEYED.repeated, _KEYED.record


def locked(zone: str, entitlement_id: uuid.UUID) -> Entitlement:
    """Held until the transaction ends. Raises NotFound."""
    row = Entitlement.objects.select_for_update().filter(zone=zone, id=entitlement_id).first()
    if row is None:
        raise _none()
    return row


def own(zone: str, entitlement_id: uuid.UUID, by: Actor) -> Entitlement:
    """The firm's own, held. Raises NotFound for anybody else's."""
    row = locked(zone, entitlement_id)
    if not speaks_for(by, zone, row.party_id):
        raise _none()
    return row


def _none() -> NotFound:
    return NotFound("没有这笔惠企资金 no such entitlement", do="从名单进入 start from the list")
