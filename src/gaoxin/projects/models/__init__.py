"""Tables of projects. Private to the slice."""

from gaoxin.projects.models.projects import Project

__all__ = ["Project"]
