"""The endpoints of innovation."""

from gaoxin.innovation.api.innovation import router as innovation
from gaoxin.innovation.api.patents import router as patents
from gaoxin.innovation.api.pilot import router as pilot
from gaoxin.innovation.api.policies import router as policies
from gaoxin.innovation.api.stations import router as stations
from gaoxin.innovation.api.transfer import router as transfer

ROUTERS = (policies, innovation, patents, transfer, stations, pilot)
__all__ = ["ROUTERS"]
