"""The endpoints of projects."""

from gaoxin.projects.api.campaigns import router as campaigns
from gaoxin.projects.api.land import router as land
from gaoxin.projects.api.progress import router as progress
from gaoxin.projects.api.projects import router as projects
from gaoxin.projects.api.steward_records import router as steward_records
from gaoxin.projects.api.stewards import router as stewards

ROUTERS = (projects, campaigns, progress, land, stewards, steward_records)
__all__ = ["ROUTERS"]
