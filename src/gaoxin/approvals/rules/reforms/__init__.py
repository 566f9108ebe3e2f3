"""Reforms as composable functions over items: what a reform does is computed by applying it, never stated."""

from gaoxin.approvals.rules.reforms.apply import apply_reforms
from gaoxin.approvals.rules.reforms.load import ImpossibleReform, Reform, Reforms, load_reforms
from gaoxin.approvals.rules.reforms.phases import phase_item, phase_open

__all__ = ["ImpossibleReform", "Reform", "Reforms", "apply_reforms", "load_reforms", "phase_item", "phase_open"]
