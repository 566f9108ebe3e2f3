"""Pages and operations of the tribunal. A file is closed: whose it is, its selectors ask (劳动争议调解仲裁法 26)."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.api import Operation
from gaoxin.config.access.kinds import Access

# `labour.rules.disputes.access` asks the same.
_FILES = frozenset({Role.APPLICANT, Role.AGENT})
_DESK = frozenset({Role.ARBITRATOR, Role.TRIBUNAL_CLERK})
_ALL = _FILES | _DESK
_COUNTS = frozenset({Role.HEAD, Role.LEADER, Role.AUDITOR})  # how many files there are, and none of them

DISPUTES: dict[str, Access] = {
    "labour:home": Access(_DESK | _COUNTS, own=True),
    **{f"labour:{name}": Access(_DESK, own=True) for name in ("rooms", "case")},
    **{f"myclaims:{name}": Access(_FILES, own=True) for name in ("home", "new", "case")},
    **{f"labour:{name}": Access(_ALL, own=True) for name in ("paper", "evidence")},
    **{f"api:{name}": Operation(_ALL, public=True, own=True, scope="labour:read") for name in ("disputes", "dispute")},
    **{
        f"api:{name}": Operation(_FILES, public=True, own=True, scope="labour:write")
        for name in ("file-claim", "dispute-party-act", "hand-in-evidence")
    },
    **{
        f"api:{name}": Operation(_DESK, public=True, own=True, scope="labour:write") for name in ("dispute-desk-act", "note-tie")
    },
}  # fmt: skip
