"""The endpoints of approvals: items and routes for everyone, cases and every act on them for those who may."""

from gaoxin.approvals.api.acts import router as acts
from gaoxin.approvals.api.cases import router as cases
from gaoxin.approvals.api.items import router as items

ROUTERS = (items, cases, acts)
__all__ = ["ROUTERS"]
