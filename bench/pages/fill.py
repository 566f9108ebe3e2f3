"""`python -m bench.pages.fill CASES PARTIES`: the database of GAOXIN_DATABASE_URL, filled up to that many cases."""

from __future__ import annotations

import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.pages.filling import A_WEEK, THREE_YEARS, Filler, Pattern  # noqa: E402
from gaoxin.demo.building import build_people  # noqa: E402
from gaoxin.demo.plan import read_plan  # noqa: E402
from gaoxin.demo.running import VARIANTS, run  # noqa: E402
from gaoxin.demo.staging import stage  # noqa: E402

ON_THE_WAY = ("submitted-1", "correcting-1", "accepted-1", "recommended-1", "accepted-4", "granted-9")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def main(cases: int, parties: int) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    zone, plan = settings.ZONE, read_plan(settings.CATALOGUE / "demo")
    build_people(zone, plan)
    decided = [run(zone, plan, variant, lambda text: None).case_id for variant in VARIANTS]
    open_cases = stage(zone=zone, plan=plan, now=timezone.now())
    Filler(zone, parties, _say).fill(
        cases,
        [Pattern(pk, THREE_YEARS) for pk in decided],
        [Pattern(open_cases[name], A_WEEK) for name in ON_THE_WAY],
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
