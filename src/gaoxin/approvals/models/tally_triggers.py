"""The triggers that keep the tally, for SQLite and PostgreSQL: a change of what is counted and its mark are one statement.

They only add rows, so that no two transactions wait for each other. Django rebuilds a SQLite table when a migration alters
a column of it, and triggers go with the old one: such a migration of approvals_case, approvals_requirement or
approvals_decision ends with `tallied()` again.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

COLUMNS = "(id, zone, at, measure, key, count, folded)"
WATCHED = {
    "approvals_case": "submitted_at, decided_at, channel, visits",
    "approvals_requirement": "way, case_id",
    "approvals_decision": "",
}
NAMES = [f"{table}_tally_{verb}" for table, of in WATCHED.items() for verb in ("insert", *(("update",) if of else ()))]
NAMES.append("approvals_requirement_tally_delete")
_KIND = "CASE WHEN {row}.channel = 'online' AND {row}.visits = 0 THEN 'online' ELSE 'other' END"
SUMS = (
    "SELECT c.zone, c.submitted_at AS at, 'received' AS measure, '' AS key, 1 AS n FROM approvals_case c WHERE c.submitted_at IS NOT NULL",
    f"SELECT c.zone, c.decided_at, 'decided', {_KIND.format(row='c')}, 1 FROM approvals_case c WHERE c.decided_at IS NOT NULL",
    "SELECT d.zone, d.at, 'outcome', d.outcome, 1 FROM approvals_decision d",
    "SELECT r.zone, c.submitted_at, 'way', r.way, 1 FROM approvals_requirement r JOIN approvals_case c ON c.id = r.case_id "
    "WHERE c.submitted_at IS NOT NULL",
)  # fmt: skip


def tallied() -> migrations.RunPython:
    """Migration operation: the triggers, and the tally counted anew from what is there. Reversible, and safe to repeat."""
    return migrations.RunPython(_install, _remove)


def count_anew(cursor: Any, vendor: str) -> None:
    """Replace the whole tally by what the rows say now, folded to the hour."""
    hour = "strftime('%Y-%m-%d %H:00:00', at)" if vendor == "sqlite" else "date_trunc('hour', at, 'UTC')"
    cursor.execute("DELETE FROM approvals_tally")
    cursor.execute(
        f"INSERT INTO approvals_tally {COLUMNS} SELECT {_key(vendor)}, zone, h, measure, key, n, {_false(vendor)} FROM "  # noqa: S608
        f"(SELECT zone, {hour} AS h, measure, key, COUNT(*) AS n FROM ({' UNION ALL '.join(SUMS)}) s GROUP BY 1, 2, 3, 4) g"
    )


def _install(apps: Any, schema_editor: Any) -> None:
    _remove(apps, schema_editor)
    vendor = schema_editor.connection.vendor
    for statement in _lite() if vendor == "sqlite" else _postgres():
        schema_editor.execute(statement, params=None)
    with schema_editor.connection.cursor() as cursor:
        count_anew(cursor, vendor)


def _remove(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for name in NAMES:
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{name}"')
        return
    for table in WATCHED:
        schema_editor.execute(f'DROP FUNCTION IF EXISTS "{table}_tally"() CASCADE')


def _add(vendor: str, zone: str, at: str, measure: str, key: str, count: int, where: str = "") -> str:
    """One row of the tally, where the moment is known and the condition holds."""
    found = f"SELECT {_key(vendor)}, {zone}, {at}, '{measure}', {key}, {count}, {_false(vendor)}"
    return f"INSERT INTO approvals_tally {COLUMNS} {found} WHERE {at} IS NOT NULL{where and f' AND {where}'};"


def _ways(vendor: str, row: str, count: int, where: str = "") -> str:
    """The ways of all documents of a case."""
    return (
        f"INSERT INTO approvals_tally {COLUMNS} SELECT {_key(vendor)}, zone, at, 'way', way, n, {_false(vendor)} FROM "  # noqa: S608
        f"(SELECT {row}.zone AS zone, {row}.submitted_at AS at, r.way, {count} * COUNT(*) AS n FROM approvals_requirement r "
        f"WHERE r.zone = {row}.zone AND r.case_id = {row}.id AND {row}.submitted_at IS NOT NULL{where and f' AND {where}'} "
        "GROUP BY r.way) g;"
    )


def _way(vendor: str, row: str, count: int) -> str:
    """The way of one document, where its case was handed in."""
    return (
        f"INSERT INTO approvals_tally {COLUMNS} SELECT {_key(vendor)}, c.zone, c.submitted_at, 'way', {row}.way, {count}, "  # noqa: S608
        f"{_false(vendor)} FROM approvals_case c WHERE c.id = {row}.case_id AND c.submitted_at IS NOT NULL;"
    )


def _case(vendor: str, row: str, count: int, where: tuple[str, str] = ("", "")) -> str:
    """What a case itself counts for; where: conditions of being received and of being decided."""
    received = _add(vendor, f"{row}.zone", f"{row}.submitted_at", "received", "''", count, where[0])
    decided = _add(vendor, f"{row}.zone", f"{row}.decided_at", "decided", _KIND.format(row=row), count, where[1])
    return f"{received} {_ways(vendor, row, count, where[0])} {decided}"


def _changed(differs: str) -> tuple[str, str]:
    kinds = [_KIND.format(row=row) for row in ("OLD", "NEW")]
    return (
        f"OLD.submitted_at {differs} NEW.submitted_at",
        f"(OLD.decided_at {differs} NEW.decided_at OR {kinds[0]} <> {kinds[1]})",
    )


def _lite() -> list[str]:
    def trigger(table: str, verb: str, body: str) -> str:
        of = f" OF {WATCHED[table]}" if verb == "UPDATE" else ""
        name = f"{table}_tally_{verb.lower()}"
        return f'CREATE TRIGGER "{name}" AFTER {verb}{of} ON "{table}" BEGIN {body} END'

    changed = _changed("IS NOT")
    outcome = _add("sqlite", "NEW.zone", "NEW.at", "outcome", "NEW.outcome", 1)
    return [
        trigger("approvals_case", "INSERT", _case("sqlite", "NEW", 1)),
        trigger(
            "approvals_case", "UPDATE", f"{_case('sqlite', 'OLD', -1, changed)} {_case('sqlite', 'NEW', 1, changed)}"
        ),
        trigger("approvals_requirement", "INSERT", _way("sqlite", "NEW", 1)),
        trigger("approvals_requirement", "UPDATE", f"{_way('sqlite', 'OLD', -1)} {_way('sqlite', 'NEW', 1)}"),
        trigger("approvals_requirement", "DELETE", _way("sqlite", "OLD", -1)),
        trigger("approvals_decision", "INSERT", outcome),
    ]


def _postgres() -> list[str]:
    changed, made = _changed("IS DISTINCT FROM"), list[str]()
    case = f"{_case('postgresql', 'OLD', -1, changed)} {_case('postgresql', 'NEW', 1, changed)}"
    bodies = {
        "approvals_case": f"IF TG_OP = 'INSERT' THEN {_case('postgresql', 'NEW', 1)} ELSE {case} END IF;",
        "approvals_requirement": f"IF TG_OP <> 'INSERT' THEN {_way('postgresql', 'OLD', -1)} END IF; "
        f"IF TG_OP <> 'DELETE' THEN {_way('postgresql', 'NEW', 1)} END IF;",
        "approvals_decision": _add("postgresql", "NEW.zone", "NEW.at", "outcome", "NEW.outcome", 1),
    }
    for table, of in WATCHED.items():
        verbs = f"INSERT{f' OR UPDATE OF {of}' if of else ''}{' OR DELETE' if table == 'approvals_requirement' else ''}"
        made.append(
            f'CREATE FUNCTION "{table}_tally"() RETURNS trigger LANGUAGE plpgsql AS '
            f"$$BEGIN {bodies[table]} RETURN NULL; END$$"
        )
        made.append(
            f'CREATE TRIGGER "{table}_tally" AFTER {verbs} ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{table}_tally"()'
        )
    return made


def _key(vendor: str) -> str:
    return "lower(hex(randomblob(16)))" if vendor == "sqlite" else "gen_random_uuid()"


def _false(vendor: str) -> str:
    return "0" if vendor == "sqlite" else "FALSE"
