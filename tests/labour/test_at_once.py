"""Two officers at one moment, on two connections: one act counts, and the other is told why not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gaoxin.labour.services.disputes import challenging, deciding, evidence, filing, receiving, signing
from tests.approvals.conftest import PDF, real_database  # noqa: F401
from tests.labour.conftest import World, build, citizen, rows
from tests.stewards.test_at_once import both


@pytest.fixture
def real(real_database: None, var: Any, django_db_blocker: Any) -> Iterator[World]:  # noqa: F811
    with django_db_blocker.unblock():
        yield build()


def test_one_of_two_counts(real: World):
    pk = real.filed()
    takes = [
        lambda who=who: receiving.accept(**real.does(pk, who, "2026-03-04T10:00"), identity_checked=True, version=1)
        for who in ("clerk", "clerk-2")
    ]
    assert both(*takes) == ["Conflict", "done"]
    assert rows("DisputeEntry").filter(dispute_id=pk, event="accepted").count() == 1
    files = [real.seated(pk), real.seated(real.accepted(workers=[filing.Worker("钱工人", citizen(12))]))]
    rooms = [lambda one=one: real.set(one) for one in files]
    assert both(*rooms) == ["Conflict", "done"]
    assert rows("Hearing").count() == 1 and rows("TakenSlot").filter(holder="room:room-1").count() == 2
    ends = [
        lambda words=words: deciding.mediate(
            **real.does(pk, "arbitrator-1", "2026-03-25T10:00"), settled=True, words=words
        )
        for words in ("付一万", "付两万")
    ]
    assert both(*ends) == ["WrongState", "done"]
    assert rows("MediationRecord").filter(dispute_id=pk, settled=True).count() == 1
    held = real.paper(pk, "仲裁调解书")
    signs = [
        lambda: signing.sign(**real.does(pk, "arbitrator-1", "2026-03-25T11:00"), paper_id=held.id, signs=True)
    ] * 2
    assert both(*signs) == ["NotFound", "done"]  # the first ends it: no such paper waits any more
    assert rows("PaperSignature").count() == 1
    assert [line["label"] for line in real.paper(pk, "仲裁调解书").content["lines"]].count("仲裁员签名") == 1


def test_one_form_at_once_is_one_claim(real: World):
    """The same form twice at one moment, with its evidence; then two clerks who decide one challenge."""
    filed = [lambda: real.filed(key="form-0001")] * 2
    assert set(both(*filed)) <= {"done", "Conflict"} and rows("Dispute").count() == 1
    pk = rows("Dispute").get().id
    receiving.accept(**real.does(pk, "clerk", "2026-03-04T10:00"), identity_checked=True)
    real.seated(pk)
    hands = [
        lambda: evidence.hand_in(**real.does(pk, "worker", "2026-03-05T10:00"), given=evidence.Given("a.pdf", PDF, "工资条"))
    ] * 2  # fmt: skip
    assert both(*hands) == ["Conflict", "done"] and rows("DisputeEvidence").count() == 1
    told = {
        "arbitrator_id": real.ids["arbitrator-1"],
        "party_id": real.firms["one"],
        "ground": "relative",
        "words": "夫妻",
    }
    asked = challenging.challenge(**real.does(pk, "worker", "2026-03-09T10:00"), **told)
    decides = [
        lambda upheld=upheld, who=who: challenging.decide_challenge(
            **real.does(pk, who, "2026-03-10T10:00"),
            challenge_id=asked,
            upheld=upheld,
            approval="主任 1号",
            words="理由",
        )
        for upheld, who in ((True, "clerk"), (False, "clerk-2"))
    ]
    assert both(*decides) == ["Conflict", "done"]
    gone = rows("ArbitratorChallenge").get().state == "granted"
    assert rows("TribunalSeat").filter(until=None).count() == (0 if gone else 1)
    assert rows("ArbitratorTie").count() == (1 if gone else 0)
