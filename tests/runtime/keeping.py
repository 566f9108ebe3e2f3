"""Run as a program: one keeper that goes through simulated seconds. Prints how many tasks it fired, reaped and retried."""

from __future__ import annotations

import datetime as dt
import json
import sys

import django

django.setup()

from gaoxin.runtime import keeper  # noqa: E402
from gaoxin.runtime.keeper import Every, Kept, Policy  # noqa: E402
from tests.runtime import jobs  # noqa: E402

POLICY = Policy(leases={"default": 60}, attempts=3)


def main(start: str, seconds: int) -> None:
    first = dt.datetime.fromisoformat(start)
    rounds = [
        keeper.tick(zone="zone-a", at=first + dt.timedelta(seconds=second), policy=POLICY, schedule=SCHEDULE)
        for second in range(seconds)
    ]
    sys.stdout.write(
        json.dumps({name: sum(getattr(kept, name) for kept in rounds) for name in Kept.__dataclass_fields__})
    )


SCHEDULE = {"second": Every(1, jobs.slot_effect), "five-seconds": Every(5, jobs.slot_effect)}

if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
