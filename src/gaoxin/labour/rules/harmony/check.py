"""The harmonious enterprise's self-check: answers with evidence, a score over the questions that apply, what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gaoxin.core.errors import Invalid
from gaoxin.labour.rules.disputes.book import cited
from gaoxin.labour.rules.harmony.book import Check, Question

ANSWERS = ("yes", "no", "idle")


@dataclass(frozen=True, slots=True)
class Answer:
    """answer: yes, no or idle. evidence: what shows it."""

    answer: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """score, per mille: of the questions that apply. failed: questions that must hold and do not. passed: both are in order."""

    got: int
    of: int
    score: int
    failed: tuple[Question, ...]
    lacking: tuple[Question, ...]
    passed: bool


def check_answers(answers: Mapping[str, Answer], check: Check, *, whole: bool) -> None:
    """Raises Invalid for a question that is none, an answer that it cannot have, or, for the whole, one left open or without evidence."""
    known = {one.code: one for one in check.questions}
    for code, told in answers.items():
        question = known.get(code)
        if question is None:
            raise Invalid(f"没有这个问题 no such question: {code[:40]!r}", do="按清单回答 answer the list")
        if told.answer not in ANSWERS or (told.answer == "idle" and not question.idle):
            raise Invalid(
                f"{question.text.zh}：不能这样回答 not an answer", do="回答是、否或者不适用 answer yes, no or not applicable",
                article=cited(question.basis),
            )  # fmt: skip
        if len(told.evidence) > check.most_characters:
            raise Invalid(f"{question.text.zh}：证据超过 {check.most_characters} 字 too long", do="写要点 be short")
    if not whole:
        return
    for question in check.questions:
        told = answers.get(question.code)
        if told is None:
            raise Invalid(
                f"没有回答 not answered: {question.text.zh}", do="补充后提交 answer it, then send", article=cited(question.basis)
            )  # fmt: skip
        if told.answer == "yes" and not told.evidence.strip():
            raise Invalid(
                f"没有写明证据 the evidence is missing: {question.text.zh}", do=f"写明 state: {question.evidence.zh}",
                article=cited(question.basis),
            )  # fmt: skip


def score(answers: Mapping[str, Answer], check: Check) -> Result:
    """Of what was answered so far; what is open counts as no."""
    applies = [one for one in check.questions if answers.get(one.code, Answer("no")).answer != "idle"]
    held = [one for one in applies if answers.get(one.code, Answer("no")).answer == "yes"]
    got, of = sum(one.points for one in held), sum(one.points for one in applies)
    lacking = tuple(one for one in applies if one not in held)
    failed = tuple(one for one in lacking if one.must)
    mille = got * 1000 // of if of else 0
    return Result(got, of, mille, failed, lacking, not failed and mille >= check.passes)
