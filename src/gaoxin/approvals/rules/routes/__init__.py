"""When work can begin: permits and their phases laid out over the project's own dated facts and the calendar."""

from gaoxin.approvals.rules.routes.schedule import Gain, Node, Placed, Route, node_of, phased_gain, schedule

__all__ = ["Gain", "Node", "Placed", "Route", "node_of", "phased_gain", "schedule"]
