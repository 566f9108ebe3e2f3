"""`./gaoxin bench NAME [--json]`: runs one benchmark; without a name lists them.

Exit status: 0 measured, 1 a subject failed or did not do its work, 2 wrong usage. A missed aim is told, not punished:
rates belong to the machine.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence

from bench import cases, chains, due, economy, pages, policy, readiness, talent, transfer, zone
from bench.figures import Report, show
from bench.harness import Broken

ROUNDS = 5
BENCHES: dict[str, Callable[..., Report]] = {
    "due": due.run,
    "cases": cases.run,
    "pages": pages.run,
    "chains": chains.run,
    "zone": zone.run,
    "economy": economy.run,
    "policy": policy.run,
    "readiness": readiness.run,
    "talent": talent.run,
    "transfer": transfer.run,
}
TITLES = {
    "due": due.TITLE, "cases": cases.TITLE, "pages": pages.TITLE, "chains": chains.TITLE, "zone": zone.TITLE,
    "economy": economy.TITLE,
    "policy": policy.TITLE, "readiness": readiness.TITLE, "talent": talent.TITLE,
    "transfer": transfer.TITLE,
}  # fmt: skip


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="gaoxin bench", description="基准 benchmarks against floors and peers")
    parser.add_argument("name", nargs="?", choices=sorted(BENCHES), help="which; without it they are listed")
    parser.add_argument("--json", action="store_true", help="一个 JSON 对象 one JSON object")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"轮数 turns of each subject (default {ROUNDS})")
    parser.add_argument(
        "--database",
        choices=("both", "sqlite", "postgresql"),
        default="both",
        help="cases, pages, zone: 哪个数据库 which database",
    )
    parser.add_argument("--cases", type=int, default=0, help="pages: 办件数 how many cases (default 10,000)")
    parser.add_argument("--scale", action="store_true", help="pages: 百万办件 a million cases on PostgreSQL")
    parser.add_argument("--rows", type=int, default=0, help="economy: 行数 how many rows (default 10,000,000)")
    options = parser.parse_args(argv)
    if options.rounds < 1:
        parser.error("--rounds 至少为 1 at least 1")
    if options.name is None:
        _list(as_json=options.json)
        return 0
    more: dict[str, object] = {"database": options.database} if options.name in ("cases", "pages", "zone") else {}
    if options.name == "pages":
        more |= {"cases": options.cases, "scale": options.scale}
    if options.name == "economy":
        more |= {"rows": options.rows}
    begun = time.monotonic()
    try:
        report = BENCHES[options.name](rounds=options.rounds, say=_say, **more)
    except Broken as error:
        sys.stderr.write(f"基准未完成 the benchmark did not finish: {error}\n")
        return 1
    report.machine["seconds"] = round(time.monotonic() - begun)
    if options.json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
    else:
        show(report)
    return 0


def _list(*, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"benches": TITLES}, ensure_ascii=False))
        return
    for name, title in TITLES.items():
        print(f"{name:<9}{title}")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
