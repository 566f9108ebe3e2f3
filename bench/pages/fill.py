"""`python -m bench.pages.fill CASES PARTIES`: the database of GAOXIN_DATABASE_URL, filled up to that many cases.

Of a hundred cases 2 are open, 2 refused, 1 withdrawn, 10 another zone's, 45 decided with everything that belongs to them and
40 taken over from a former system, spread over its items as in the demo zone.
"""

from __future__ import annotations

import csv
import io
import sys

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.pages.dialect import dialect  # noqa: E402
from bench.pages.filling import Filler, Pattern, done, note  # noqa: E402
from gaoxin.accounts import selectors as accounts  # noqa: E402
from gaoxin.accounts.rules.roles import Actor  # noqa: E402
from gaoxin.approvals.services import rulebook  # noqa: E402
from gaoxin.approvals.services.definitions import load_all  # noqa: E402
from gaoxin.approvals.services.importing import import_decided  # noqa: E402
from gaoxin.demo.building import SOURCE, build_people, history_csv  # noqa: E402
from gaoxin.demo.plan import Plan, read_plan  # noqa: E402
from gaoxin.demo.running import VARIANTS, run  # noqa: E402
from gaoxin.demo.staging import stage  # noqa: E402
from gaoxin.parties import selectors as parties_log  # noqa: E402

ON_THE_WAY = ("submitted-1", "submitted-3", "correcting-1", "accepted-1", "accepted-4", "recommended-1", "granted-9")
ELSEWHERE = "bench-elsewhere"
THREE_YEARS, A_WEEK = 3 * 365, 7
REFUSED = {
    "outcome": "'refused'", "licence_id": "NULL", "ground": "'bench'", "reasons": "'合成'", "remedies": "'合成'",
    "instead": "'合成'",
}  # fmt: skip


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def main(cases: int, parties: int) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    zone, plan, now = settings.ZONE, read_plan(settings.CATALOGUE / "demo"), timezone.now()
    build_people(zone, plan)
    decided = [run(zone, plan, variant, lambda text: None).case_id for variant in VARIANTS]
    staged = stage(zone=zone, plan=plan, now=now)
    taken_over = _taken_over(zone, plan)
    hands = [
        (actor.id, actor.name, actor.department)
        for actor in (
            accounts.actor(zone=zone, login=f"{name}@{zone}", at=now) for name in ("reviewer-1", "supervisor")
        )
    ]
    hundredth = cases / 100
    former = sum(weight for _, weight in taken_over.values())
    patterns = [
        *(Pattern(name, staged[name], A_WEEK, round(2 * hundredth / len(ON_THE_WAY)), hands=hands) for name in ON_THE_WAY),
        Pattern("withdrawn", staged["submitted-2"], THREE_YEARS, round(hundredth),
                changes={"Case": {"state": "'withdrawn'", "due_at": "NULL"}}),
        Pattern("refused", decided[0], THREE_YEARS, round(2 * hundredth),
                changes={"Case": {"state": "'refused'"}, "Decision": REFUSED}),
        Pattern("elsewhere", decided[1], THREE_YEARS, round(10 * hundredth), zone=ELSEWHERE),
        *(Pattern(f"decided-{i}", pk, THREE_YEARS, round(45 * hundredth / len(decided))) for i, pk in enumerate(decided)),
        *(Pattern(code, pk, THREE_YEARS, round(40 * hundredth * weight / former)) for code, (pk, weight) in taken_over.items()),
    ]  # fmt: skip
    ours = parties_log.party(zone=zone, identifier=plan.zone.enterprise(plan.project.applicant).identifier).id
    filler = Filler(zone, parties, ours, _say)
    if done("whole") != cases:  # a database that was filled before is measured as it stands
        filler.fill(patterns)
        dialect().analyse()
        note("whole", cases)


def _taken_over(zone: str, plan: Plan) -> dict[str, tuple[object, int]]:
    """Item -> a case of a former system, and how frequent the item is: the first of each in the demo's history."""
    by, now = Actor.system(zone, "基准 bench"), timezone.now()
    load_all(zone=zone, at=plan.zone.founded, by=by)
    table = csv.DictReader(io.StringIO(history_csv(plan.zone, plan.history, rulebook.calendar())))
    first = {row["item"]: row for row in reversed(list(table))}
    out = io.StringIO()
    rows = csv.DictWriter(out, table.fieldnames or (), lineterminator="\n")
    rows.writeheader()
    rows.writerows(first.values())
    import_decided(zone=zone, text=out.getvalue(), source=SOURCE, by=by, at=now)
    case = apps.get_model("approvals", "Case")
    return {
        code: (case.objects.get(zone=zone, number=row["number"]).pk, plan.history.weights[code])
        for code, row in sorted(first.items())
    }


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
