"""The officer decides matchings and the council's frame; firms and schools speak for themselves only. Pure, so reads ask it too."""

from gaoxin.talent.rules.access import (
    check_firm,
    check_officer,
    check_reads,
    check_school,
    speaks_for_firm,
    speaks_for_school,
)

__all__ = ["check_firm", "check_officer", "check_reads", "check_school", "speaks_for_firm", "speaks_for_school"]
