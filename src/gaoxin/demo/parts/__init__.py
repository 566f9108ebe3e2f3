"""Shares of the demo zone by subject, in the order in which one builds on another."""

from gaoxin.demo.parts import (
    audits,
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
    readiness,
    reports,
    steward_team,
    stewards,
    talent,
    transfer,
)

PARTS = (
    chains, leads, projects, progress, land, stewards, policies, reports, innovation, steward_team, indicators, audits, card,
    opendata, cockpit, harmony, transfer, disputes, talent, readiness,
)  # fmt: skip
__all__ = ["PARTS"]
