"""The endpoints of talent."""

from gaoxin.talent.api.councils import router as councils
from gaoxin.talent.api.desk import router as desk
from gaoxin.talent.api.placements import router as placements
from gaoxin.talent.api.posts import router as posts
from gaoxin.talent.api.schools import router as schools

ROUTERS = (desk, posts, schools, placements, councils)
__all__ = ["ROUTERS"]
