"""The endpoints of labour."""

from gaoxin.labour.api.harmony import router as harmony

ROUTERS = (harmony,)
__all__ = ["ROUTERS"]
