"""The endpoints of innovation."""

from gaoxin.innovation.api.policies import router as policies

ROUTERS = (policies,)
__all__ = ["ROUTERS"]
