"""How a council decides: quorum, majority, tie, and who does not count."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.core.errors import Invalid, NotFound
from gaoxin.talent.rules import entry
from gaoxin.talent.rules.council import Choice, count, read_charter

CHARTER = read_charter(Path(__file__).parents[2] / "catalogue")
SIX = frozenset("abcdef")


def result(votes: dict[str, Choice], present: str = "abcdef", majority: str = "simple", chair: str = "a") -> str:
    told = count(CHARTER, CHARTER.majority(majority), members=SIX, present=set(present), votes=votes, chair=chair)
    return f"{told.result} {told.how}"


def said(yes: str = "", no: str = "", abstain: str = "") -> dict[str, Choice]:
    return {**dict.fromkeys(yes, "yes"), **dict.fromkeys(no, "no"), **dict.fromkeys(abstain, "abstain")}


def test_quorum_majority_and_tie():
    assert result(said("abcd", "ef")) == "passed majority"
    assert result(said("abc", "def")) == "passed chair"  # the chair voted for
    assert result(said("def", "abc")) == "rejected chair"
    assert result(said("abc", "de", "f")) == "rejected short"  # half is not more than half, and nobody tied
    assert result(said("abc"), present="abc") == "no-quorum quorum"  # four of six are two thirds
    assert result(said("abc"), present="abcd") == "passed majority"
    assert result(said("abcd"), majority="two-thirds") == "passed majority"
    assert result(said("abc"), present="abcd", majority="charter") == "rejected short"  # of all, not of those present
    assert result(said("abc", "def"), chair="") == "rejected short"


def test_strangers_and_the_absent_do_not_count():
    assert result(said("abxyz", "cde")) == "rejected short"
    assert result(said("abcf", "de"), present="abcde") == "passed majority"
    assert result({}, present="xyzw") == "no-quorum quorum"


@settings(max_examples=200, deadline=None)
@given(
    st.sets(st.sampled_from("abcdefg")), st.dictionaries(st.sampled_from("abcdefg"), st.sampled_from(["yes", "no", "abstain"])),
    st.sampled_from([one.code for one in CHARTER.majorities]),
)  # fmt: skip
def test_one_more_yes_never_loses(present: set[str], votes: dict[str, Choice], code: str):
    def passed(given: dict[str, Choice]) -> bool:
        told = count(CHARTER, CHARTER.majority(code), members=SIX, present=present, votes=given, chair="a")
        assert told.yes + told.no + told.abstain <= told.present <= told.members == 6
        return told.result == "passed"

    for member in present & SIX:
        assert passed({**votes, member: "yes"}) >= passed(votes)


def test_a_charter_that_cannot_be(tmp_path: Path):
    (tmp_path / "talent").mkdir()
    text = (Path(__file__).parents[2] / "catalogue" / "talent" / "council.yaml").read_text(encoding="utf-8")
    (tmp_path / "talent" / "council.yaml").write_text(
        text.replace("quorum: {parts: 2", "quorum: {parts: 4"), encoding="utf-8"
    )
    with pytest.raises(Invalid):
        read_charter(tmp_path)
    with pytest.raises(NotFound):
        CHARTER.majority("by-acclamation")
    with pytest.raises(NotFound):
        CHARTER.check_kind("friend")
    assert msgspec.structs.replace(CHARTER, tie="rejected").tie == "rejected"


def test_what_is_typed_is_refused_by_its_field():
    with pytest.raises(Invalid, match="学位"):
        entry.whole("学位 seats", -1, 0, 100)
    with pytest.raises(Invalid, match="月份"):
        entry.month_of("September")
    with pytest.raises(Invalid):
        entry.months(entry.month_of("2026-09"), entry.month_of("2026-08"))
    assert [f"{m:%Y-%m}" for m in entry.months(entry.month_of("2026-11"), entry.month_of("2027-02"))] == [
        "2026-11", "2026-12", "2027-01", "2027-02",
    ]  # fmt: skip
    with pytest.raises(Invalid):
        entry.place(113.0, 23.5)
    with pytest.raises(Invalid):
        entry.words("标题 title", "  ")
