"""The endpoints of labour."""

from gaoxin.labour.api.coordination import router as coordination
from gaoxin.labour.api.demand import router as demand
from gaoxin.labour.api.disputes import router as disputes
from gaoxin.labour.api.harmony import router as harmony
from gaoxin.labour.api.rosters import router as rosters

ROUTERS = (disputes, harmony, demand, rosters, coordination)
__all__ = ["ROUTERS"]
