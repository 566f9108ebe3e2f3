"""Subjects that bring their own part of the world: `build(world)` and `values(world, side, route)`."""

from tests.parity.parts import chains, land, leads, progress, projects, stewards

PARTS = (chains, leads, projects, progress, land, stewards)
