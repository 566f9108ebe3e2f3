"""Pages and operations of 企业服务 stewards."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.api import Operation
from gaoxin.config.access.kinds import Access

# Reads: a steward what they serve, heads and auditors all. Who may write, says `projects.rules.stewards.access`.
READERS = Access(frozenset({Role.STEWARD, Role.HEAD, Role.AUDITOR}), own=True)
ACTS = Access(frozenset({Role.STEWARD, Role.HEAD}), own=True)
# The inbox is for every office that a question may be handed to.
INBOX = Access(
    READERS.roles | {Role.CLERK, Role.REVIEWER, Role.SUPERVISOR, Role.PROMOTER, Role.ENGINEER, Role.LAND_OFFICER},
    own=True,
)
# Whoever has a mandate of the enterprise. One for single items opens the first page only: it tells who the steward is.
OWN = Access(frozenset({Role.APPLICANT, Role.AGENT}), own=True)

STEWARDS: dict[str, Access] = {
    "stewards:inbox": INBOX,
    "stewards:inquiry": INBOX,
    **{
        f"stewards:{name}": READERS
        for name in ("home", "enterprise", "file", "warnings", "returning", "caseload", "ladder")
    },
    **{f"stewards:{name}": ACTS for name in ("settle-wish", "end-signal", "finish-task", "confirm", "finish-measure")},
    **{f"mysteward:{name}": OWN for name in ("home", "ask", "wish", "declare", "entrust", "question", "file")},
    "api:steward-enterprises": Operation(READERS.roles, public=True, own=True, scope="stewards:read"),
    "api:return-to-work": Operation(READERS.roles, public=True, own=True, scope="stewards:read"),
    "api:inquiries": Operation(INBOX.roles | OWN.roles, public=True, own=True, scope="stewards:read"),
    "api:inquiry": Operation(INBOX.roles | OWN.roles, public=True, own=True, scope="stewards:read"),
    "api:ask-inquiry": Operation(ACTS.roles | OWN.roles, public=True, own=True, scope="stewards:write"),
    "api:answer-inquiry": Operation(INBOX.roles - {Role.AUDITOR}, public=True, own=True, scope="stewards:write"),
    "api:steward-care": Operation(READERS.roles | OWN.roles, public=True, own=True, scope="stewards:read"),
    "api:steward-ladder": Operation(READERS.roles, public=True, own=True, scope="stewards:read"),
    "api:steward-wish": Operation(ACTS.roles | OWN.roles, public=True, own=True, scope="stewards:write"),
    **{
        f"api:steward-{name}": Operation(ACTS.roles, public=True, own=True, scope="stewards:write")
        for name in ("visit", "settle-wish", "power", "ladder-output", "ladder-measure", "finish-measure")
    },
    "api:declare-return": Operation(ACTS.roles | OWN.roles, public=True, own=True, scope="stewards:write"),
}
