"""What the public pages say, all computed: offers, guides, what a search finds. Reads only."""

from gaoxin.portal.selectors.guides import Guide, find, guide
from gaoxin.portal.selectors.offers import Offer, StageOffers, Term, offers

__all__ = ["Guide", "Offer", "StageOffers", "Term", "find", "guide", "offers"]
