"""Pages and operations of harmony: warnings of unpaid wages, booked desks, coordinators, self-checks."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.api import Operation
from gaoxin.config.access.kinds import PUBLIC, Access

# `labour.rules.harmony.access` asks the same.
_RUNS = frozenset({Role.LABOUR_OFFICER})
_READS = Access(_RUNS | {Role.HEAD, Role.AUDITOR})
_OWN = Access(frozenset({Role.APPLICANT, Role.AGENT}), own=True)

HARMONY: dict[str, Access] = {
    **{f"harmony:{name}": _READS for name in ("home", "team", "firm")},
    "appointments:list": PUBLIC,
    "myappointments:home": _OWN,
    "myharmony:home": _OWN,
    "api:desks": Operation(public=True),
    "api:wage-warnings": Operation(_READS.roles, public=True, scope="labour:read"),
    "api:desk-demand": Operation(_READS.roles, public=True, scope="labour:read"),
    **{f"api:{name}": Operation(_RUNS, public=True, scope="labour:read") for name in ("advisers", "counter-turns")},
    **{f"api:{name}": Operation(_READS.roles, public=True, scope="labour:read") for name in ("coordinators", "labour-firm")},
    "api:harmony-checks": Operation(_RUNS | _OWN.roles, public=True, own=True, scope="labour:read"),
    "api:appointments": Operation(_RUNS | _OWN.roles, public=True, own=True, scope="labour:read"),
    "api:book-desk": Operation(_OWN.roles, public=True, own=True, scope="labour:write"),
    "api:saw-full-desk": Operation(_OWN.roles, public=True, own=True, scope="labour:write"),
    "api:cancel-appointment": Operation(_OWN.roles, public=True, own=True, scope="labour:write"),
    "api:fill-harmony-check": Operation(_OWN.roles, public=True, own=True, scope="labour:write"),
    **{
        f"api:{name}": Operation(_RUNS, public=True, scope="labour:write")
        for name in (
            "settle-appointment", "note-wage-fact", "open-wage-warning", "look-wage-warning", "close-wage-warning",
            "note-coordination-visit", "judge-harmony-check", "register-adviser", "note-adviser-client", "set-duty-turn",
            "clear-duty-turn", "set-counter-turn", "clear-counter-turn",
            "give-area", "note-competition-result", "place-firm", "end-wage-fact",
        )
    },
}  # fmt: skip
