"""Every scenario of the catalogue, asked of the pure rules; and every expectation, changed, must fail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from gaoxin.core.errors import GaoxinError
from tests.catalogue.asking import QUESTIONS, ROOT

SUBSETS = ("ways",)  # of these only the named entries are expected
TOPICS = {
    "deemed-accepted", "suspended", "correcting", "breached", "revocable", "revoked", "barred", "void", "closed",
    "not-required", "required",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scenario:
    """One entry of one file."""

    file: str
    title: str
    ask: str
    given: Mapping[str, Any]
    expect: Mapping[str, Any]


def _load() -> list[Scenario]:
    found: list[Scenario] = []
    for path in sorted((ROOT / "scenarios").glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            assert set(entry) == {"title", "ask", "given", "expect"}, f"{path.name}: {entry}"
            assert set(entry["title"]) == {"zh", "en"}, f"{path.name}: {entry['title']}"
            found.append(Scenario(path.name, entry["title"]["zh"], entry["ask"], entry["given"], entry["expect"]))
    return found


SCENARIOS = _load()
NAMES = [f"{scenario.file}: {scenario.title}" for scenario in SCENARIOS]


def failures(scenario: Scenario, expect: Mapping[str, Any]) -> list[str]:
    """What differs between the answer of the rules and `expect`; empty where they agree."""
    question = QUESTIONS[scenario.ask]
    unread = set(scenario.given) - question.reads
    if unread:
        return [f"given: {scenario.ask} 不读取 does not read {sorted(unread)}"]
    wanted = dict(expect)
    article = wanted.pop("article", None)
    try:
        answer = question.ask(scenario.given)
    except GaoxinError as error:
        phrase = wanted.pop("refused", None)
        if phrase is None or wanted:
            return [f"不应拒绝 refused: {error}"]
        told = f"{error.what} {error.why}"
        found = [] if phrase in told else [f"refused: {phrase!r} 不在 is not in {told!r}"]
        return found + _uncited(article, (error.article,))
    if "refused" in wanted:
        return [f"应当拒绝 should have been refused: {wanted['refused']}, but: {answer.values}"]
    found = [text for key, value in wanted.items() if (text := _unlike(key, value, answer.values))]
    return found + _uncited(article, answer.articles)


def _unlike(key: str, value: Any, values: Mapping[str, Any]) -> str:
    if key not in values:
        return f"{key}: 没有这一项 no such answer, only {sorted(values)}"
    got = values[key]
    if key == "reason":
        return "" if value in got else f"reason: {value!r} 不在 is not in {got!r}"
    if key in SUBSETS:
        got = {name: got.get(name) for name in value}
    return "" if got == value else f"{key}: 期望 expected {value!r}, 得到 got {got!r}"


def _uncited(article: str | None, cited: tuple[str, ...]) -> list[str]:
    """Whether the article is among those cited; `第` and `条` and blanks are not compared."""
    if article is None:
        return []
    plain = {_plain(part) for text in cited for part in text.replace(";", "；").split("；")}
    wanted = _plain(article)
    return (
        []
        if any(text == wanted or text.startswith(f"{wanted}(") for text in plain)
        else [f"article: {article!r} 不在 is not in {sorted(plain)}"]
    )


def _plain(text: str) -> str:
    return re.sub(r"第([^条]*)条$", r"\1", text.strip()).replace(" ", "")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=NAMES)
def test_the_rules_answer_as_expected(scenario: Scenario) -> None:
    assert scenario.expect
    assert failures(scenario, scenario.expect) == []


@pytest.mark.parametrize("scenario", SCENARIOS, ids=NAMES)
def test_a_changed_expectation_fails(scenario: Scenario) -> None:
    for key, value in scenario.expect.items():
        assert failures(scenario, {**scenario.expect, key: _changed(value)}), f"{key} 可以是任何值 may be anything"


def _changed(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if value is None:
        return "2026-01-01T09:00"
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return f"{value}（另）"
    if isinstance(value, list):
        return [*value, "another"]
    return {**value, "another": "another"}


def test_a_misspelt_key_or_question_is_found() -> None:
    good = next(scenario for scenario in SCENARIOS if scenario.ask == "clock")
    assert failures(Scenario("", "", "clock", {**good.given, "evnets": []}, good.expect), good.expect)
    assert failures(good, {"verdikt": "running"})
    assert all(scenario.ask in QUESTIONS for scenario in SCENARIOS)


def test_there_are_enough_and_they_cover_what_they_must() -> None:
    assert len(SCENARIOS) >= 40
    assert len(set(NAMES)) == len(NAMES)
    verdicts = {scenario.expect.get("verdict") for scenario in SCENARIOS}
    assert verdicts >= TOPICS, sorted(TOPICS - verdicts)
    assert {scenario.ask for scenario in SCENARIOS} == set(QUESTIONS)
