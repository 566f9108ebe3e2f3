"""The API: who may use each operation, and the scope that a token needs for it.

`public` is set throughout, since the API has a door of its own (`config.api`) that knows tokens beside sessions and answers in
its own shape; it asks this same table. Without `roles` an operation is for everyone, with them for nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from gaoxin.accounts.rules.roles import Role
from gaoxin.approvals.rules.cases.acts import ACTS
from gaoxin.config.access.kinds import APPLICANTS, OFFICERS, PARTICIPANTS, Access


@dataclass(frozen=True, slots=True)
class Operation(Access):
    """scope: what a token must cover. session: only for somebody signed in; a token will not do. fresh: in a session, only who has
    proved within the last minutes to be there, as on the pages. act: of a case, if it is one."""

    scope: str = ""
    session: bool = False
    fresh: bool = False
    act: str = ""


EVERYONE = frozenset(Role) - {Role.SYSTEM}
_OPEN = Operation(public=True)
_READ = Operation(PARTICIPANTS, public=True, own=True, scope="cases:read")
_LICENCE = Operation(PARTICIPANTS, public=True, own=True, scope="licences:read")
_MINE = Operation(EVERYONE, public=True, own=True, session=True)
_HOOK = Operation(PARTICIPANTS, public=True, own=True, scope="webhooks:write")
_HOOK_SECRET = replace(_HOOK, fresh=True)

API: dict[str, Access] = {
    **{
        f"api:{name}": _OPEN
        for name in (
            "api-root", "openapi-json", "nothing", "items", "item", "item-diff", "pre-check", "route", "verify-number",
            "verify-file", "figures",
        )
    },
    "api:me": Operation(EVERYONE, public=True, own=True),
    "api:parties": Operation(APPLICANTS, public=True, own=True, scope="parties:read"),
    "api:cases": _READ,
    "api:case": _READ,
    "api:case-why": _READ,
    "api:case-entries": Operation(OFFICERS, public=True, own=True, scope="audit:read"),
    "api:start-case": Operation(APPLICANTS | {Role.CLERK}, public=True, own=True, scope="cases:write"),
    **{
        f"api:act-{name}": Operation(act.roles - {Role.SYSTEM}, public=True, own=True, scope="cases:write", act=name)
        for name, act in ACTS.items()
        if act.roles - {Role.SYSTEM}
    },
    "api:licence": _LICENCE,
    "api:licence-file": _LICENCE,
    "api:audit-entries": Operation(frozenset({Role.AUDITOR}), public=True, scope="audit:read"),
    "api:audit-verify": Operation(frozenset({Role.AUDITOR, Role.AUDIT_ADMIN}), public=True, scope="audit:read"),
    "api:tokens": _MINE,
    "api:create-token": replace(_MINE, fresh=True),
    "api:revoke-token": _MINE,
    **{f"api:{name}": _HOOK for name in ("webhooks", "end-webhook", "resume-webhook")},
    "api:create-webhook": _HOOK_SECRET,
    "api:renew-webhook-secret": _HOOK_SECRET,
}  # fmt: skip
