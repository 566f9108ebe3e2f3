"""The endpoints of investment."""

from gaoxin.investment.api.chains import router as chains
from gaoxin.investment.api.leads import router as leads
from gaoxin.investment.api.leads_counted import router as leads_counted
from gaoxin.investment.api.leads_teams import router as leads_teams

ROUTERS = (chains, leads, leads_counted, leads_teams)
__all__ = ["ROUTERS"]
