"""Reads `catalogue/policies`: every file is checked before anything is answered from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import yaml

from gaoxin.core.errors import Invalid
from gaoxin.innovation.rules.policies.book import Book, Fact, Groups, Policy
from gaoxin.innovation.rules.policies.checking import check_facts, check_policy


def read_book(folder: Path, more: Sequence[Policy] = ()) -> Book:
    """The files of one folder. more: drafts, each in place of the policy with its code, or beside the others.

    Raises Invalid with the file, the place in it and the article.
    """
    facts: dict[str, Fact] = _read(folder / "_facts.yaml", dict[str, Fact])
    groups: Groups = _read(folder / "_groups.yaml", Groups)
    found: dict[str, Policy] = {}
    for path in sorted(folder.glob("[!_]*.yaml")):
        policy: Policy = _read(path, Policy)
        if policy.code != path.stem:
            raise Invalid(
                f"policies/{path.name}: code",
                why=f"应与文件名相同 must be the file's name: {policy.code}",
                do="改成相同 make them equal",
            )
        found[policy.code] = policy
    found |= {policy.code: policy for policy in more}
    return make_book(facts, groups, found.values())


def make_book(facts: Mapping[str, Fact], groups: Groups, policies: Iterable[Policy]) -> Book:
    """A book of parts. Raises Invalid as `read_book`."""
    check_facts(facts, groups)
    ordered = sorted(policies, key=lambda one: one.code)
    for policy in ordered:
        check_policy(policy, facts, groups)
    return Book(dict(facts), groups, {policy.code: policy for policy in ordered})


def read_policy(text: str, name: str = "draft.yaml") -> Policy:
    """One policy from YAML text, not yet checked against facts. Raises Invalid; for aliases too, of which a short text grows endless."""
    try:
        loader: Any = yaml.SafeLoader(text)
        while (token := loader.get_token()) is not None:
            if isinstance(token, yaml.AliasToken):
                raise ValueError("不能使用别名 aliases (*) are not accepted")
        return msgspec.convert(yaml.safe_load(text), Policy, strict=False)
    except (yaml.YAMLError, msgspec.ValidationError, ValueError, RecursionError) as error:
        raise Invalid(
            f"{name}: {error}", why="政策文件须合格式 a policy has a form", do="按所指位置修改 correct that place"
        ) from error


def _read(path: Path, kind: Any) -> Any:
    try:
        return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), kind, strict=False)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(f"policies/{path.name}: {error}", do="按所指位置修改 correct that place") from error
