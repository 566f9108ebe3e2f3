"""Modules and functions stay short. Today's exceptions are listed with their size: they may shrink, never grow."""

from __future__ import annotations

from tests.architecture.tree import everything

MODULE_LINES, TEST_MODULE_LINES, FUNCTION_LINES = 400, 1000, 50
LONG_FUNCTIONS: dict[str, int] = {}
LONG_MODULES: dict[str, int] = {}


def test_modules_are_short():
    found = {m.name: m.lines for m in everything() if m.lines > _allowed(m.name)}
    assert _grown(found, LONG_MODULES) == {}


def test_functions_are_short():
    found = {
        f"{module.name} {function.name}": lines
        for module in everything()
        for function in module.functions()
        if (lines := (function.end_lineno or function.lineno) - function.lineno + 1) > FUNCTION_LINES
    }
    assert _grown(found, LONG_FUNCTIONS) == {}


def test_no_module_without_a_subject():
    """`utils` names no thing: what is in it belongs where it is used."""
    banned = {"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "misc.py", "signals.py"}
    assert [m.name for m in everything() if m.name.rsplit("/", 1)[-1] in banned] == []


def _allowed(name: str) -> int:
    return TEST_MODULE_LINES if name.startswith("tests/") else MODULE_LINES


def _grown(found: dict[str, int], known: dict[str, int]) -> dict[str, str]:
    """What is too long and not listed, longer than listed, or listed with a size that it no longer has."""
    told = {name: f"{size} lines" for name, size in found.items() if size > known.get(name, 0)}
    stale = {name: f"is {found.get(name, 'short now')}, list says {size}" for name, size in known.items()}
    return told | {name: text for name, text in stale.items() if found.get(name) != known[name] and name not in told}
