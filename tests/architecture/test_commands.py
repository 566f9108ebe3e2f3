"""Commands keep their promises: help, `--json` where something is told, and a place in the reference."""

from __future__ import annotations

import argparse
import ast

import pytest
from django.core.management import load_command_class

from gaoxin.config import listing
from tests.architecture.tree import ROOT

FOUND = {name: slice_name for name, slice_name in listing.names().items() if slice_name}
SERVERS = {"serve"}  # runs until it is stopped and answers nothing


def leaves(name: str) -> dict[str, argparse.ArgumentParser]:
    """The parsers that take the last options: one for each action, or the command's own."""
    parser = load_command_class(f"gaoxin.{FOUND[name]}", name).create_parser("./gaoxin", name)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return {f"{name} {word}": sub for word, sub in action.choices.items()}
    return {name: parser}


LEAVES = {words: parser for name in sorted(FOUND) for words, parser in leaves(name).items()}


@pytest.mark.parametrize("name", sorted(FOUND))
def test_a_command_says_what_it_does_in_both_languages(name):
    said = load_command_class(f"gaoxin.{FOUND[name]}", name).help
    assert any("\u4e00" <= character <= "\u9fff" for character in said)
    assert any(character.isascii() and character.isalpha() for character in said)
    assert next(command for command in listing.commands() if command.name == name).help == said


@pytest.mark.parametrize("words", sorted(LEAVES))
def test_what_is_told_can_be_read_by_a_program(words):
    assert words in SERVERS or "--json" in LEAVES[words]._option_string_actions


def test_every_action_says_what_it_does():
    """In `./gaoxin COMMAND --help`, one line for each action."""
    silent = []
    for name in FOUND:
        parser = load_command_class(f"gaoxin.{FOUND[name]}", name).create_parser("./gaoxin", name)
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                told = {choice.dest for choice in action._choices_actions if choice.help}
                silent += [f"{name} {word}" for word in action.choices if word not in told]
    assert silent == []


@pytest.mark.parametrize("words", sorted(LEAVES))
def test_the_reference_lists_it(words):
    assert f"| `{words}" in (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(listing.names()))
def test_both_readmes_name_it(name):
    for readme in ("README.md", "README.zh-CN.md"):
        assert f"`{name}`" in (ROOT / readme).read_text(encoding="utf-8"), readme


def test_a_command_is_no_place_for_rules():
    """Commands read options and print: they reach tables through services and selectors only."""
    found = []
    for path in (ROOT / "src" / "gaoxin").glob("*/management/commands/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".models"):
                found.append(str(path.relative_to(ROOT)))
    assert found == []
