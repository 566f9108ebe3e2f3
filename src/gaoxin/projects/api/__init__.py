"""The endpoints of projects."""

from gaoxin.projects.api.land import router as land
from gaoxin.projects.api.progress import router as progress
from gaoxin.projects.api.projects import router as projects
from gaoxin.projects.api.stewards import router as stewards

ROUTERS = (projects, progress, land, stewards)
__all__ = ["ROUTERS"]
