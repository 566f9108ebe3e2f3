"""The pages say what the selectors say, and a refused act comes back with its reason."""

from __future__ import annotations

import pytest
from django.urls import reverse

from gaoxin.accounts.rules.roles import Role
from gaoxin.investment.models import Chain, ChainNode, FirmNode, GapRuling, NodeAssessment, NodeLink
from gaoxin.investment.selectors import chains
from gaoxin.investment.web.chains.words import chart
from tests.approvals.conftest import SYSTEM, ZONE
from tests.chains.conftest import NOW, by
from tests.gateway.web import signed_in
