"""Pages of officers. One row an act: a clerk's rows hold no act that refuses (窗口无否决权)."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.kinds import CASE, DESK, Access, only

_CLERK = only(Role.CLERK, own=True)
_REVIEW = only(Role.REVIEWER, Role.SUPERVISOR, own=True)
_SUPERVISOR = only(Role.SUPERVISOR, own=True)
_ASSIGNING = only(Role.SUPERVISOR, Role.HEAD, own=True)

DESK_PAGES: dict[str, Access] = {
    "desk:worklist": DESK,
    "desk:export": DESK,
    "desk:seals": only(Role.SEAL_KEEPER),
    "desk:supervision": only(Role.SUPERVISOR, Role.HEAD, Role.AUDITOR),
    "desk:case": CASE,
    "desk:file": CASE,
    "desk:document": CASE,
    "desk:accept": _CLERK,
    "desk:request-corrections": _CLERK,
    "desk:escalate": _CLERK,
    "desk:deliver": _CLERK,
    "desk:give-opinion": _REVIEW,
    "desk:suspend": _REVIEW,
    "desk:resume": _REVIEW,
    "desk:recommend": only(Role.REVIEWER, own=True),
    "desk:reconcile": only(Role.REVIEWER, own=True),
    "desk:verify-commitment": _REVIEW,
    "desk:reverify": _REVIEW,
    "desk:extend": only(Role.HEAD, own=True),
    "desk:send-back": _SUPERVISOR,
    "desk:grant": _SUPERVISOR,
    "desk:refuse": _SUPERVISOR,
    "desk:not-accept": _SUPERVISOR,
    "desk:answer-window": _SUPERVISOR,
    "desk:answer-rating": _SUPERVISOR,
    "desk:mark-breach": _SUPERVISOR,
    "desk:extend-start": _SUPERVISOR,
    "desk:refuse-start-extension": _SUPERVISOR,
    "desk:revoke": _SUPERVISOR,
    "desk:cancel": _SUPERVISOR,
    "desk:assign": _ASSIGNING,
    "desk:release": _ASSIGNING,
    "desk:seal": only(Role.SEAL_KEEPER, own=True),
    "window:home": only(Role.CLERK),
    "window:enrol": only(Role.CLERK),
    "window:need": only(Role.CLERK),
    "window:start": only(Role.CLERK),
    **{
        f"window:{name}": _CLERK
        for name in (
            "case", "form", "dispute", "documents", "upload", "submit", "sign", "paper", "receipt", "corrections",
            "document", "file",
        )
    },
}  # fmt: skip
