"""Pages and operations of 惠企政策 benefits."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.api import Operation
from gaoxin.config.access.kinds import PUBLIC, Access

# `innovation.permissions.policies` asks the same.
_PAYS = frozenset({Role.POLICY_OFFICER, Role.HEAD})
_READS = Access(_PAYS | {Role.AUDITOR, Role.LEADER})
_OWN = Access(frozenset({Role.APPLICANT, Role.AGENT}), own=True)

POLICIES: dict[str, Access] = {
    **{f"policies:{name}": _READS for name in ("home", "simulate", "entitlement")},
    **{f"benefits:{name}": PUBLIC for name in ("list", "policy")},
    "mybenefits:home": _OWN,
    "api:policies": Operation(public=True),
    "api:entitlements": Operation(_READS.roles | _OWN.roles, public=True, own=True, scope="policies:read"),
    "api:benefit-objections": Operation(_READS.roles | _OWN.roles, public=True, own=True, scope="policies:read"),
    **{
        f"api:{name}": Operation(_OWN.roles, public=True, own=True, scope="policies:write")
        for name in ("consent-benefit", "decline-benefit", "object-benefit")
    },
    "api:simulate-policy": Operation(_READS.roles, public=True, scope="policies:read"),
    "api:declare-benefit-facts": Operation(_PAYS | _OWN.roles, public=True, own=True, scope="policies:write"),
    **{
        f"api:{name}": Operation(_PAYS, public=True, scope="policies:write")
        for name in (
            "match-policies",
            "pay-benefit",
            "claw-back-benefit",
            "note-benefit-returned",
            "answer-benefit-objection",
        )
    },
}
