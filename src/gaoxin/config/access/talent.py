"""Pages and operations of talent: the zone's supply and demand, one's own posts or programmes, the consortium."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.api import Operation
from gaoxin.config.access.kinds import PUBLIC, Access

# `talent.rules.access` asks the same.
_READS = frozenset({Role.TALENT_OFFICER, Role.HEAD, Role.LEADER, Role.AUDITOR, Role.STATISTICIAN})
_KEEPS = frozenset({Role.TALENT_OFFICER})
_FIRMS = frozenset({Role.APPLICANT, Role.AGENT})
_SCHOOLS = frozenset({Role.SCHOOL})
_SIDES = _FIRMS | _SCHOOLS

TALENT: dict[str, Access] = {
    "talent:home": Access(_READS),
    "talent:open": PUBLIC,
    "talent:run": Access(_READS),
    "talent:councils": Access(_READS | _SIDES, own=True),
    "talent:council": Access(_READS | _SIDES, own=True, given=_SIDES),
    "mytalent:home": Access(_SIDES, own=True),
    **{
        f"api:{name}": Operation(_READS, public=True, scope="talent:read")
        for name in ("talent-gaps", "talent-matchings", "talent-matching")
    },
    **{
        f"api:{name}": Operation(_SIDES, public=True, own=True, scope="talent:read")
        for name in ("talent-posts", "talent-placements", "talent-agreements", "talent-instructors", "talent-courses")
    },
    **{
        f"api:{name}": Operation(_SCHOOLS, public=True, own=True, scope="talent:read")
        for name in ("talent-programmes", "talent-students")
    },
    **{
        f"api:{name}": Operation(_READS | _SIDES, public=True, own=True, scope="talent:read")
        for name in ("talent-schools", "talent-bases", "talent-councils")
    },
    "api:talent-council": Operation(_READS | _SIDES, public=True, own=True, given=_SIDES, scope="talent:read"),
    **{
        f"api:{name}": Operation(_KEEPS, public=True, scope="talent:write")
        for name in (
            "draw-talent-matching", "adopt-talent-matching", "register-talent-school", "found-council", "council-act",
        )
    },
    **{
        f"api:{name}": Operation(_FIRMS, public=True, own=True, scope="talent:write")
        for name in ("set-talent-base", "offer-talent-post", "import-talent-posts", "close-talent-post")
    },
    "api:inspect-talent-base": Operation(_KEEPS | _SCHOOLS, public=True, scope="talent:write"),
    **{
        f"api:{name}": Operation(_SCHOOLS, public=True, own=True, scope="talent:write")
        for name in (
            "add-talent-programme", "set-talent-seats", "enrol-talent-students", "import-talent-students", "place-talent",
            "fill-talent-course", "take-into-talent-course",
        )
    },
    **{
        f"api:{name}": Operation(_SIDES, public=True, own=True, scope="talent:write")
        for name in (
            "act-on-placement", "offer-talent-agreement", "act-on-talent-agreement", "add-talent-instructor", "council-member-act",
        )
    },
}  # fmt: skip
