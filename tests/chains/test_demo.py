"""The demo's share of the chains, twice: residents, suppliers, targets and grades are there once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from gaoxin.demo.parts import chains as part
from gaoxin.investment.models import FirmNode, FirmSupplier, NodeAssessment, TargetFirm
from gaoxin.investment.selectors import chains
from tests.approvals.conftest import ZONE
from tests.chains.conftest import NOW


def test_it_is_built_once_through_services(residents):
    FirmNode.objects.all().delete()
    plan = cast(
        "Any", SimpleNamespace(zone=SimpleNamespace(enterprises=[SimpleNamespace(identifier=c) for c in residents]))
    )
    for _ in range(2):
        part.build(ZONE, plan, NOW, lambda _text: None)
    counts = [model.objects.count() for model in (FirmNode, FirmSupplier, TargetFirm, NodeAssessment)]
    assert counts == [3, 6, 5, 6] and chains.gaps(zone=ZONE).found is not None
