"""The permission table: route name -> who may use it. A route without a row is closed, and the parity test fails."""

from gaoxin.config.access.accounts import ACCOUNTS
from gaoxin.config.access.api import API
from gaoxin.config.access.audits import AUDITS
from gaoxin.config.access.card import CARD
from gaoxin.config.access.chains import CHAINS
from gaoxin.config.access.cockpit import COCKPIT
from gaoxin.config.access.desk import DESK_PAGES
from gaoxin.config.access.disputes import DISPUTES
from gaoxin.config.access.enterprise import ENTERPRISE_PAGES
from gaoxin.config.access.harmony import HARMONY
from gaoxin.config.access.indicators import INDICATORS
from gaoxin.config.access.innovation import INNOVATION
from gaoxin.config.access.kinds import Access
from gaoxin.config.access.land import LAND
from gaoxin.config.access.leads import LEADS
from gaoxin.config.access.manage import MANAGE
from gaoxin.config.access.opendata import OPENDATA
from gaoxin.config.access.policies import POLICIES
from gaoxin.config.access.progress import PROGRESS
from gaoxin.config.access.projects import PROJECTS
from gaoxin.config.access.public import PUBLIC_PAGES
from gaoxin.config.access.reports import REPORTS
from gaoxin.config.access.stewards import STEWARDS
from gaoxin.config.access.talent import TALENT
from gaoxin.config.access.transfer import TRANSFER

SUBJECTS = CHAINS | LEADS | PROJECTS | PROGRESS | LAND | STEWARDS
ECONOMY = REPORTS | INDICATORS | AUDITS | CARD | OPENDATA | COCKPIT
ACCESS: dict[str, Access] = {
    **PUBLIC_PAGES,
    **ACCOUNTS,
    **ENTERPRISE_PAGES,
    **DESK_PAGES,
    **SUBJECTS,
    **ECONOMY,
    **POLICIES,
    **TRANSFER,
    **HARMONY,
    **DISPUTES,
    **INNOVATION,
    **TALENT,
    **MANAGE,
    **API,
}
__all__ = ["ACCESS", "Access"]
