"""Who someone is, as the rules see them."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import Q

from gaoxin.accounts.models import Grant, User
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import Invalid, NotFound


def actor(*, zone: str, login: str, at: dt.datetime, parties: frozenset[str] = frozenset()) -> Actor:
    """The active account with that login and the roles it holds at that moment. Raises NotFound."""
    user = User.objects.filter(zone=zone, login=login, is_active=True).first()
    if user is None:
        raise NotFound(f"没有可用的账号 no active account {login!r}", do="核对登录名，或者由安全管理员开通")
    held = list(Grant.objects.filter(Q(until=None) | Q(until__gt=at), zone=zone, user=user, granted_at__lte=at))
    department = next((grant.department for grant in held), "")
    return Actor(str(user.id), user.name, zone, frozenset(Role(g.role) for g in held), department, parties)


def key_of(actor: Actor) -> uuid.UUID:
    """The key of the account behind an actor. Raises Invalid for the platform itself, which has none."""
    try:
        return uuid.UUID(actor.id)
    except ValueError:
        raise Invalid(f"{actor.name} 不是账号 is not an account") from None
