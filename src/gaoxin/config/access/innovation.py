"""Pages and operations of the innovation register, patents and readiness."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.api import Operation
from gaoxin.config.access.kinds import PUBLIC, Access

# `innovation.permissions.register` asks the same.
_KEEPS = frozenset({Role.INNOVATION_OFFICER, Role.HEAD})
_READS = Access(
    _KEEPS | {Role.POLICY_OFFICER, Role.TALENT_OFFICER, Role.LEADER, Role.STATISTICIAN, Role.AUDITOR, Role.STEWARD}
)
_OWN = Access(frozenset({Role.APPLICANT, Role.AGENT}), own=True)

INNOVATION: dict[str, Access] = {
    **{f"readiness:{name}": _READS for name in ("list", "firm")},
    "myreadiness:home": _OWN,
    **{f"patents:{name}": _READS for name in ("list", "one")},
    "patents:import": Access(_KEEPS),
    "innovation:home": _READS,
    "innovation:public": PUBLIC,
    **{
        f"api:{name}": Operation(_READS.roles, public=True, scope="innovation:read")
        for name in ("innovation-register", "readiness-list", "patents", "patent-years")
    },
    # An agent for one item speaks for the whole of no firm.
    "api:readiness": Operation(
        _READS.roles | _OWN.roles, public=True, own=True, given=frozenset({Role.AGENT}), scope="innovation:read"
    ),
    "api:declare-readiness": Operation(_KEEPS | _OWN.roles, public=True, own=True, scope="innovation:write"),
    **{
        f"api:{name}": Operation(_KEEPS, public=True, scope="innovation:write")
        for name in (
            "add-university", "change-university", "add-cooperation", "add-cooperation-sum", "record-title", "import-patents",
            "transfer-patent", "record-patent-fee",
        )
    },
}  # fmt: skip
