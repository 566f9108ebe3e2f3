"""The endpoints of labour."""

from gaoxin.labour.api.disputes import router as disputes
from gaoxin.labour.api.harmony import router as harmony

ROUTERS = (disputes, harmony)
__all__ = ["ROUTERS"]
