"""How a measure moves: its steps from period to period, cleaned of what all units share, and how rare a step is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaoxin.economy.rules.audits.tables.table import Flags, Floats, Ints

MAD = 1.4826  # makes the median absolute deviation of a normal sample its standard deviation
SHRINK = 10.0  # a unit's own spread counts as if so many steps of all units were seen before
BENT = 0.15  # real tails fall faster the further out: between a power law (0) and a normal one
ENOUGH = 200  # steps from which the tail is read from the data alone


@dataclass(frozen=True)
class Steps:
    """size[u, t]: the step into period t from the last period with a value, less the common and the seasonal movement.

    In logarithms where `logs`, so that 2.303 is × 10. raw: the same uncleaned. common[t]: what the units share.
    spread[u]: the unit's usual step. Beyond q99 the rarity of |z| follows a power law whose exponent starts at `tail` and grows.
    """

    logs: bool
    level: Floats
    raw: Floats
    size: Floats
    common: Floats
    spread: Floats
    scale: Floats
    tail: float
    q99: float
    count: int

    @property
    def z(self) -> Floats:
        """Steps in usual steps; what rounding alone can do to small values is usual too."""
        return self.size / self.scale

    def expected(self, z: Floats | float) -> Floats:
        """How many of `count` steps would be at least so large, were all of them of the usual kind."""
        size = np.maximum(np.abs(z), self.q99) / self.q99
        return np.asarray(0.01 * self.count * size ** (-self.tail * (1 + BENT * np.log(size))))


def nanmedian(values: Floats, axis: int | None = None) -> Floats:
    """The median of what is not NaN, NaN where there is nothing; numpy's own is several times slower on small rows."""
    if axis is None:
        values, axis = values.reshape(-1), 0
    if values.shape[axis] == 0:
        return np.full(np.delete(values.shape, axis), np.nan)
    ordered = np.sort(values, axis=axis)
    count = np.sum(~np.isnan(values), axis=axis)
    low, high = np.maximum((count - 1) // 2, 0), count // 2
    high = np.minimum(high, values.shape[axis] - 1)
    one = np.take_along_axis(ordered, np.expand_dims(np.asarray(low), axis), axis=axis)
    two = np.take_along_axis(ordered, np.expand_dims(np.asarray(high), axis), axis=axis)
    middle = np.squeeze(0.5 * (one + two), axis=axis)
    return np.where(count > 0, middle, np.nan)


def steps(values: Floats, season: int, places: Ints, peers: int) -> Steps:
    """The steps of a matrix units × periods. Values of both signs are scaled by the unit's usual size, not logged."""
    known = ~np.isnan(values)
    logs = bool(np.sum(values[known] <= 0) <= 0.05 * known.sum())
    if logs:
        with np.errstate(divide="ignore", invalid="ignore"):
            level = np.where(values > 0, np.log(np.where(values > 0, values, 1.0)), np.nan)
    else:
        size = nanmedian(np.abs(values), axis=1)
        floor = max(float(nanmedian(np.abs(values))) * 0.05, 1e-12)
        level = np.arcsinh(values / np.maximum(np.nan_to_num(size), floor)[:, None])
    near = np.full(level.shape, np.nan)
    near[:, 1:] = np.diff(level, axis=1)
    counts = np.sum(~np.isnan(near), axis=0)
    common = np.where(counts >= peers, np.nan_to_num(nanmedian(near, axis=0)), 0.0)
    common[0] = 0.0
    calm = level - np.cumsum(common)[None, :]
    if season > 1 and level.shape[1] >= 3 * season:
        calm = calm - _seasonal(near - common[None, :], season, places)
    size, gaps = _steps_over_gaps(calm)
    raw, _ = _steps_over_gaps(level)
    if level.shape[1] >= 6:
        size = size - np.nan_to_num(nanmedian(size, axis=1))[:, None] * gaps
    size = size / np.sqrt(np.maximum(gaps, 1))
    count = int(np.sum(~np.isnan(size)))
    spread = _spread(size)
    rough = _rough(values) if logs else np.zeros(values.shape)
    root = np.sqrt(np.maximum(gaps, 1))
    scale = np.hypot(spread[:, None], rough)
    tail, q99 = _tail(np.abs(size / scale), count)
    return Steps(logs, level, raw, size * root, common, spread, scale * root, tail, q99, count)


def _rough(values: Floats) -> Floats:
    """What rounding to whole numbers may do to a step, in logarithms: 1 to 2 persons is no doubling. 0 for finer values."""
    known = values[~np.isnan(values)][:2000]
    if not len(known) or not bool(np.all(known == np.round(known))):
        return np.zeros(values.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        now = np.where(values > 0, 1.0 / values, 0.0)
    before = np.concatenate([now[:, :1], now[:, :-1]], axis=1)
    return 0.7 * np.maximum(now, before)


def _seasonal(near: Floats, season: int, places: Ints) -> Floats:
    """The usual path of each unit through the year, from the medians of its steps in each month; 0 where too few."""
    path = np.zeros(near.shape)
    for month in range(season):
        at = np.flatnonzero(places % season == month)
        own = near[:, at]
        enough = np.sum(~np.isnan(own), axis=1) >= 3
        path[:, at] = np.where(enough, np.nan_to_num(nanmedian(own, axis=1)), 0.0)[:, None]
    drift = np.zeros((near.shape[0], 1))
    months = [
        int(np.flatnonzero(places % season == month)[0]) for month in range(season) if np.any(places % season == month)
    ]
    drift[:, 0] = path[:, months].mean(axis=1)
    path = path - drift
    path[:, 0] = 0.0
    return np.cumsum(path, axis=1)


def _steps_over_gaps(level: Floats) -> tuple[Floats, Floats]:
    """The step from the last value, and how many periods it spans."""
    count, width = level.shape
    known: Flags = ~np.isnan(level)
    at: Ints = np.tile(np.arange(width, dtype=np.int64), (count, 1))
    last: Ints = np.maximum.accumulate(np.where(known, at, -1), axis=1)
    before: Ints = np.concatenate([np.full((count, 1), -1, np.int64), last[:, :-1]], axis=1)
    filled = np.take_along_axis(level, np.maximum(before, 0), axis=1)
    ok = known & (before >= 0)
    return np.where(ok, level - filled, np.nan), np.where(ok, at - before, 1).astype(np.float64)


def _spread(size: Floats) -> Floats:
    """Each unit's usual step, drawn towards that of all units where it has few."""
    pooled = MAD * float(np.nan_to_num(nanmedian(np.abs(size))))
    own = MAD * np.nan_to_num(nanmedian(np.abs(size), axis=1))
    seen = np.sum(~np.isnan(size), axis=1)
    spread = np.sqrt((seen * own**2 + SHRINK * pooled**2) / (seen + SHRINK))
    return np.maximum(spread, max(0.3 * pooled, 1e-4))


def _tail(z: Floats, count: int) -> tuple[float, float]:
    """Exponent and 99 % quantile of |z|; with few steps, drawn towards a heavy-tailed guess (3.0, 3.5)."""
    if count < 20:
        return 3.0, 3.5
    q90, q99 = (float(one) for one in np.nanquantile(z, [0.90, 0.99]))
    seen = float(np.log(10) / np.log(max(q99 / max(q90, 1e-9), 1.35)))
    weight = min(1.0, count / ENOUGH)
    tail = weight * min(max(seen, 1.0), 5.0) + (1 - weight) * 3.0
    return tail, max(weight * q99 + (1 - weight) * 3.5, 2.6)
