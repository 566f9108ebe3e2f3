"""The endpoints of economy."""

from gaoxin.economy.api.audits import router as audits
from gaoxin.economy.api.card import router as card
from gaoxin.economy.api.indicators import router as indicators
from gaoxin.economy.api.opendata import router as opendata
from gaoxin.economy.api.reports import router as reports
from gaoxin.economy.api.tables import router as tables

ROUTERS = (reports, indicators, audits, tables, card, opendata)
__all__ = ["ROUTERS"]
