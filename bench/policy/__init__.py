"""`bench policy`: three benefits over 100,000 firms, with traces, beside OpenFisca-Core and bare numpy.

OpenFisca-Core is under AGPL: it is installed when the benchmark runs, into an environment of its own under `var/bench`, talks to us
over a pipe, and is a dependency of nothing.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.figures import Against, Aim, Report, machine, spread
from bench.harness import Broken, Measured, Worker, median, race
from bench.policy import load

TITLE = "惠企政策 three benefits over 100,000 firms"
OURS, PEER, FLOOR = "gaoxin, with traces", "OpenFisca-Core, amounts only", "numpy, amounts only"
PINNED = ("OpenFisca-Core==46.0.1", "numpy==2.4.6")
PLACE = Path(__file__).parents[2] / "var" / "bench" / "openfisca"
LEVEL = Aim("ratio", "<=", 1.0)


def run(*, rounds: int, say: Callable[[str], None]) -> Report:
    """Measure, check that all pay every firm the same, and report."""
    report = Report("policy", machine=machine())
    workers: list[Worker] = []
    with tempfile.TemporaryDirectory() as folder:
        data = load.write(Path(folder))
        try:
            workers += [
                Worker(OURS, "bench.policy.ours", {"data": data}),
                Worker(FLOOR, "bench.policy.floor", {"data": data}),
            ]
            python, why = _peer(say)
            if python:
                command = [python, str(Path(__file__).parent / "openfisca_peer.py")]
                workers.append(Worker(PEER, "", {"data": data}, command=command))
            else:
                report.missing[PEER] = why
            found = race(workers, rounds=rounds, say=say)
        finally:
            for worker in workers:
                worker.close()
    _check(found)
    for name, role in ((PEER, "peer"), (FLOOR, "floor")):
        if name in found:
            against = Against("peer" if role == "peer" else "floor", name, median(found[name].cpu_ms()))
            report.figures.append(
                spread(f"{OURS}, one run", found[OURS].cpu_ms(), "ms", against, LEVEL if role == "peer" else None)
            )
    report.notes = [
        f"{load.FIRMS:,} 家企业，三项政策，含总额限制；逐家逐项金额相同 every amount of every firm was compared",
        "gaoxin 另给出每个条件的真假、每个加数、每次削减 ours also keeps every condition, addend and cut",
    ]
    return report


def _peer(say: Callable[[str], None]) -> tuple[str, str]:
    """The Python of its environment, or why there is none."""
    python = PLACE / "bin" / "python"
    if not (PLACE / "ready").exists():
        say("安装对照 installing OpenFisca-Core into var/bench/openfisca …")
        try:
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(PLACE)], check=True, capture_output=True)
            subprocess.run(
                [str(python), "-m", "pip", "install", "-q", *PINNED], check=True, capture_output=True, timeout=600
            )
        except (OSError, subprocess.SubprocessError) as error:
            return "", f"装不上 cannot be installed: {error}"
        (PLACE / "ready").write_text("\n".join(PINNED), encoding="utf-8")
    return str(python), ""


def _check(found: dict[str, Measured]) -> None:
    """Raises Broken where anybody pays anything else."""
    sums = {name: one.outcome["digest"] for name, one in found.items()}
    if len(set(sums.values())) != 1:
        raise Broken(f"金额不同 amounts differ: { {name: one.outcome['sums'] for name, one in found.items()} }")
