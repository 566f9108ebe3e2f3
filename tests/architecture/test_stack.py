"""What import contracts cannot see: keys between tables, zones, imports inside functions, and the contracts themselves."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.tree import PACKAGE, ROOT, SLICES, Module, product

CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
}
RANK = {
    name.strip(): height for height, row in enumerate(reversed(CONTRACTS["stack"]["layers"])) for name in row.split("|")
}
# What runs before anything is installed, or where installing failed.
BEFORE_INSTALLATION = (
    "gaoxin", "src/gaoxin/config/bootstrap.py", "src/gaoxin/config/listing.py", "src/gaoxin/config/throwaway.py",
)  # fmt: skip

# A one-to-one key makes an index of its own beside the constraint that carries the zone; its row has the zone of its case.
UNIQUE_ACROSS_ZONES = {"approvals.Decision.case"}
APPEND_ONLY = {
    "approvals.ClockEvent",
    "approvals.Decision",
    "approvals.HoldingReport",
    "audit.AuditEntry",
    "labour.CoordinationVisit",
    "labour.PaperSignature",
    "labour.DisputeEntry",
    "labour.WageWarningEntry",
    "investment.StageMove",
    "investment.LeadVisit",
    "investment.EntryScore",
    "investment.PromiseResult",
    "investment.ReferralLead",
    "projects.KindRuling",
    "projects.Milestone",
    "projects.ParcelResult",
    "projects.ParcelStatus",
    "projects.ParcelVersion",
    "projects.Baseline",
    "projects.BaselineLine",
    "projects.SubWorkLink",
    "projects.ProgressReport",
    "projects.Confirmation",
    "projects.CostEntry",
    "projects.InquiryEntry",
    "projects.WarningAnswer",
    "projects.LadderOutput",
    "cockpit.FollowUpEntry",
    "economy.Filing",
    "economy.QueryEntry",
    "economy.Release",
    "economy.ReleaseCancelled",
    "economy.Reminder",
    "innovation.AgreementResult",
    "innovation.GrantPayment",
    "innovation.PatentTransfer",
    "innovation.TitleRecord",
}


def our_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("gaoxin.")]


def test_every_slice_has_its_row():
    assert set(RANK) == set(SLICES)


def test_every_slice_with_services_is_held_inside():
    wanted = {
        f"gaoxin.{s}" for s in SLICES if any((PACKAGE / s / part).exists() for part in ("services.py", "services"))
    }
    assert wanted <= set(CONTRACTS["inside"]["containers"])


def test_every_slice_with_models_keeps_them():
    wanted = {s for s in SLICES if (PACKAGE / s / "models.py").exists() or (PACKAGE / s / "models").is_dir()}
    kept = {
        contract["protected_modules"][0].split(".")[1]: contract["allowed_importers"]
        for contract in CONTRACTS.values()
        if contract["type"] == "protected"
    }
    assert kept == {name: [f"gaoxin.{name}"] for name in wanted}


def test_foreign_keys_point_down_the_stack():
    found = {
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and RANK[model._meta.app_label] < RANK.get(field.related_model._meta.app_label, -1)
    }
    assert not found


def test_nothing_cascades():
    """A row is evidence: deleting one never takes others with it."""
    found = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is not models.PROTECT
    ]
    assert not found


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_row_and_unique_key_carries_the_zone(model):
    assert model._meta.get_field("zone")
    assert isinstance(model._meta.pk, models.UUIDField)
    loose = [c.name for c in model._meta.total_unique_constraints if "zone" not in c.fields]
    loose += [
        c.name for c in model._meta.constraints if isinstance(c, models.UniqueConstraint) and "zone" not in c.fields
    ]
    assert not loose
    assert not model._meta.unique_together
    alone = {f"{model._meta.label}.{f.name}" for f in model._meta.local_fields if f.unique and not f.primary_key}
    assert alone <= UNIQUE_ACROSS_ZONES


def test_append_only_tables_are_so_in_the_database():
    """A migration of the slice makes each table append-only, and no other one."""
    said = "".join(p.read_text(encoding="utf-8") for p in PACKAGE.glob("*/migrations/*.py"))
    tables = {apps.get_model(label)._meta.db_table for label in APPEND_ONLY}
    assert set(re.findall(r"append_only\([\"'](\w+)[\"']\)", said)) == tables


def test_no_function_imports_from_another_slice():
    found = [
        f"{module.at(node)} {target}"
        for module in product()
        for function in module.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for target in _targets(node)
        if module.slice and target.startswith("gaoxin.") and target.split(".")[1] in {*SLICES} - {module.slice}
    ]
    assert not found


@pytest.mark.parametrize("name", BEFORE_INSTALLATION)
def test_the_launcher_needs_nothing_installed(name):
    module = next(m for m in product() if m.name == name)
    strange = {target for target in _imports(module) if target.split(".")[0] not in sys.stdlib_module_names}
    assert {target for target in strange if not target.startswith("gaoxin.config")} == set()


def _imports(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from _targets(node)


def _targets(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return [alias.name for alias in node.names]


# 统计法 28: survey data serve statistics only. Other slices see sums that were published and checked, never a report; the demo makes
# them up, and the worker's timer only starts the reminders.
SURVEY = ("models", "services", "permissions.reports", "rules.reports", "rules.indicators", "selectors.filed", "selectors.late",
          "selectors.registers", "selectors.indicators")  # fmt: skip
MAY_FILE = {"src/gaoxin/demo/parts/reports.py", "src/gaoxin/demo/parts/opendata.py", "src/gaoxin/config/tasks.py"}


def test_survey_data_stay_in_the_slice_that_counts():
    """Neither a module above nor one below takes a filing, a query or a figure of one enterprise."""
    secret = tuple(f"gaoxin.economy.{name}" for name in SURVEY)
    found = {
        module.name
        for module in product()
        if module.slice != "economy"
        for target in _imports(module)
        if any(target == name or target.startswith(f"{name}.") for name in secret)
    }
    assert found - MAY_FILE == set()
    assert "src/gaoxin/demo/parts/reports.py" in found  # the test sees what it looks for
