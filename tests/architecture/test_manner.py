"""How the code is written: law in YAML, no signals, no work in save(), one place that moves a case."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.tree import Module, product

LIMIT = re.compile(r"\d+(\.\d+)?(wd|wh|d|mo|y)", re.ASCII)
DAY = re.compile(r"(19|20)\d\d-\d\d-\d\d(T[\d:]+)?", re.ASCII)
DEMO = "demo"  # its dates are synthetic and stand in catalogue/demo; it may still name a clock time
SWITCHED_BY = "src/gaoxin/approvals/services/act.py"
# Rows that begin in a state of their own: a draft that is opened (the column's default) and a decided case taken over.
BORN_IN = {"src/gaoxin/approvals/services/importing.py"}


def test_no_date_of_law_in_python():
    found = [
        module.at(call)
        for module in product()
        if module.slice != DEMO
        for call in _calls(module)
        if _name(call.func).rsplit(".", 1)[-1] in ("date", "datetime")
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, int)
        and call.args[0].value >= 1900
    ]
    found += [module.at(node) for module in product() for node in _texts(module) if DAY.fullmatch(node.value)]
    assert not found


def test_no_limit_in_python():
    found = [
        f"{module.at(node)} {node.value}"
        for module in product()
        for node in _texts(module)
        if LIMIT.fullmatch(node.value)
    ]
    assert not found


def test_keys_of_two_subjects_do_not_meet():
    """One person's key for one act is not taken for another subject's: every `Keyed` has a prefix of its own."""
    prefixes = [
        (call.args[0].value, module.at(call))
        for module in product()
        for call in _calls(module)
        if _name(call.func).rsplit(".", 1)[-1] == "Keyed" and call.args and isinstance(call.args[0], ast.Constant)
    ]
    assert len(prefixes) > 8
    taken: dict[object, str] = {}
    assert not [(prefix, at, taken[prefix]) for prefix, at in prefixes if taken.setdefault(prefix, at) != at]


def test_no_signals():
    banned = {"receiver", "pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"}
    found = [
        module.at(node)
        for module in product()
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db.models.signals"))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.dispatch"))
        or (isinstance(node, ast.Name) and node.id in banned)
    ]
    assert not found


def test_models_do_no_work_when_saved():
    found = [
        f"{module.at(function)} {function.name}"
        for module in product()
        if "/models" in module.name or module.name.endswith("/rows.py")
        for function in module.functions()
        if function.name in ("save", "delete", "clean", "full_clean")
    ]
    assert not found


def test_one_place_moves_a_case():
    assigned = {
        module.name for module in product() for _ in _assignments(module, "state") if module.slice == "approvals"
    }
    assert assigned == {SWITCHED_BY}
    written = {
        module.name
        for module in product()
        if module.slice in ("approvals", DEMO, "portal", "config")
        for call in _calls(module)
        for keyword in call.keywords
        if keyword.arg == "state" and _writes(call)
    }
    assert written <= BORN_IN


def test_services_are_given_the_time():
    """Only the edge (commands, pages, tasks) and the keys of certificates read the clock; a service is told when."""
    edge = ("/management/", "/web/", "src/gaoxin/config/")
    allowed = {"src/gaoxin/core/uuid7.py", "src/gaoxin/trust/pki.py", "gaoxin"}
    allowed |= {f"src/gaoxin/runtime/{name}.py" for name in ("worker", "jobs")}
    found = [
        f"{module.at(call)} {_name(call.func)}"
        for module in product()
        if module.name not in allowed and not any(part in module.name for part in edge)
        for call in _calls(module)
        if _name(call.func) in {"timezone.now", "dt.datetime.now", "datetime.now", "dt.date.today", "time.time"}
    ]
    assert not found


def _calls(module: Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))


def _texts(module: Module) -> Iterator[ast.Constant]:
    """Text constants; the formats inside f-strings (`{serial:02d}`) are none."""
    formats = {
        id(part)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None
        for part in ast.walk(node.format_spec)
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in formats:
            yield node


def _assignments(module: Module, attribute: str) -> Iterator[ast.AST]:
    for node in ast.walk(module.tree):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and any(
            isinstance(target, ast.Attribute) and target.attr == attribute for target in targets
        ):
            yield node


def _writes(call: ast.Call) -> bool:
    """Does this call make or change rows: a model called by its name, or update/create and their like?"""
    name = _name(call.func).rsplit(".", 1)[-1]
    return name == "Case" or name in {"update", "create", "get_or_create", "update_or_create", "bulk_update"}


def _name(node: ast.expr) -> str:
    return ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""
