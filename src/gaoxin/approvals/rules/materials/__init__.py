"""Which documents a case really needs, how each is met, and which fields are filled before anyone types."""

from gaoxin.approvals.rules.materials.burden import Available, Requirement, asked, plan, resolve
from gaoxin.approvals.rules.materials.form import Filled, check_form, prefill, to_type

__all__ = ["Available", "Filled", "Requirement", "asked", "check_form", "plan", "prefill", "resolve", "to_type"]
