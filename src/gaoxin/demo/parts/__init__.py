"""Shares of the demo zone by subject, in the order in which one builds on another."""

from gaoxin.demo.parts import chains, land, leads, progress, projects, stewards

PARTS = (chains, leads, projects, progress, land, stewards)
__all__ = ["PARTS"]
