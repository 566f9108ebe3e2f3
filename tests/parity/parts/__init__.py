"""Subjects that bring their own part of the world: `build(world)` and `values(world, side, route)`."""

from tests.parity.parts import (
    card,
    chains,
    cockpit,
    disputes,
    harmony,
    indicators,
    innovation,
    land,
    leads,
    opendata,
    policies,
    progress,
    projects,
    reports,
    stewards,
    transfer,
)

PARTS = (
    chains,
    leads,
    projects,
    progress,
    land,
    stewards,
    card,
    opendata,
    policies,
    indicators,
    cockpit,
    reports,
    harmony,
    innovation,
    transfer,
    disputes,
)
