"""A hundred thousand firms, the same for every subject: columns of whole yuan that fit 32 bits, as OpenFisca keeps integers."""

from __future__ import annotations

from pathlib import Path

import numpy as np

FIRMS = 100_000
POLICIES = ("equipment-renewal", "htec-first", "rd-reward")
FLAGS = ("registered_here", "taxpayer_here", "dishonest", "accident", "htec_first", "industry_c")


def write(folder: Path) -> str:
    """The file with all columns; returns its name."""
    chance = np.random.default_rng(20260302)
    flags = {
        name: chance.random(FIRMS) < share
        for name, share in zip(FLAGS, (0.95, 0.95, 0.02, 0.02, 0.1, 0.6), strict=True)
    }
    sales = np.minimum(chance.lognormal(17.5, 1.5, FIRMS), 2e9).astype(np.int64)
    money = {
        "sales": sales,
        "rd_expense": (sales * chance.random(FIRMS) * 0.12).astype(np.int64),
        "rd_expense_before": (sales * chance.random(FIRMS) * 0.1).astype(np.int64) + 1,
        "equipment_investment": np.minimum(chance.lognormal(15, 2, FIRMS), 1e9).astype(np.int64),
        "local_tax": (sales * chance.random(FIRMS) * 0.04).astype(np.int64),
    }
    path = folder / "firms.npz"
    np.savez(path, **flags, **money)  # type: ignore[arg-type]
    return str(path)


def digest(amounts: dict[str, object]) -> dict[str, object]:
    """Sums, and a number that any other amount would change."""
    weights = np.arange(1, FIRMS + 1)
    arrays = {name: np.asarray(amounts[name]).astype(np.int64) for name in POLICIES}
    told = [str(int((array * weights).sum() % (2**61))) for array in arrays.values()]
    return {"sums": {name: int(array.sum()) for name, array in arrays.items()}, "digest": "/".join(told)}
