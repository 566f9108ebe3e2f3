"""The endpoints of investment."""

from gaoxin.investment.api.chains import router as chains
from gaoxin.investment.api.leads import router as leads

ROUTERS = (chains, leads)
__all__ = ["ROUTERS"]
