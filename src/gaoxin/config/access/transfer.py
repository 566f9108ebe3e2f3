"""Pages and operations of technology transfer, agreements, stations, the IP pilot park and awards."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.api import Operation
from gaoxin.config.access.kinds import Access

# `innovation.permissions.register` and `innovation.permissions.transfer` ask the same.
_KEEPS = frozenset({Role.INNOVATION_OFFICER, Role.HEAD})
_READS = _KEEPS | {
    Role.POLICY_OFFICER, Role.TALENT_OFFICER, Role.LEADER, Role.STATISTICIAN, Role.AUDITOR, Role.STEWARD,
}  # fmt: skip
_FIRMS = frozenset({Role.APPLICANT, Role.AGENT})
_SIDES = _KEEPS | _FIRMS | {Role.SCHOOL}

TRANSFER: dict[str, Access] = {
    **{name: Access(_READS) for name in ("transfer:home", "transfer:agreements", "stations:home", "stations:tasks")},
    **{name: Access(_READS | {Role.SCHOOL}) for name in ("transfer:results", "transfer:match")},
    "mytransfer:home": Access(_FIRMS, own=True),
    "api:transfer-demands": Operation(_READS | _FIRMS | {Role.SCHOOL}, public=True, own=True, scope="innovation:read"),
    "api:transfer-suggestions": Operation(
        _READS | _FIRMS | {Role.SCHOOL}, public=True, own=True, scope="innovation:read"
    ),
    "api:transfer-matches": Operation(_READS | _FIRMS | {Role.SCHOOL}, public=True, own=True, scope="innovation:read"),
    "api:post-demand": Operation(_KEEPS | _FIRMS, public=True, own=True, scope="innovation:write"),
    "api:post-result": Operation(_KEEPS | {Role.SCHOOL}, public=True, scope="innovation:write"),
    "api:transfer-run": Operation(_READS, public=True, scope="innovation:read"),
    "api:run-transfer": Operation(_KEEPS, public=True, scope="innovation:write"),
    "api:move-match": Operation(_SIDES, public=True, own=True, scope="innovation:write"),
    "api:record-deal": Operation(_KEEPS, public=True, scope="innovation:write"),
    "api:assign-deal": Operation(_KEEPS, public=True, scope="innovation:write"),
    **{
        f"api:{name}": Operation(_READS, public=True, scope="innovation:read")
        for name in ("university-agreements", "stations", "pilot-tasks", "awards", "patent-licences")
    },
    # Who answers for a task notes it done.
    "api:finish-pilot-task": Operation(_READS, public=True, scope="innovation:write"),
    **{
        f"api:{name}": Operation(_KEEPS, public=True, scope="innovation:write")
        for name in (
            "add-university-agreement", "record-agreement-result", "renew-university-agreement", "end-university-agreement",
            "add-station", "enter-station", "leave-station", "approve-grant", "pay-grant", "add-pilot-task", "add-award",
            "record-patent-licence", "file-patent-licence",
        )
    },
}  # fmt: skip
