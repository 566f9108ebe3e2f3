"""An award is signed by those who decide before the seal is put: the sole arbitrator, or three of whom one may differ (45, 46)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gaoxin.approvals.services import sealing
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.labour.rules.disputes.book import read_book
from gaoxin.labour.rules.disputes.signing import Stance, check_lost, check_stance, signed_line
from gaoxin.labour.selectors.disputes import whole
from gaoxin.labour.services.disputes import deciding, hearing, papers, replacing, signing
from gaoxin.trust import selectors as signed
from gaoxin.trust import services as trust
from tests.labour.conftest import ZONE, at, refused, rows

BOOK = read_book(Path(__file__).parents[2] / "catalogue")
RULES, UNABLE, FINAL = BOOK.signatures, BOOK.unable, "仲裁裁决书（终局）"
CHAIR, YES = Stance(True, True), Stance(False, True)
NO = Stance(False, False, "证据不足")


@pytest.mark.parametrize(
    ("mine", "others", "members", "error"),
    [
        (CHAIR, [], 1, None),
        (
            Stance(True, False),
            [],
            1,
            Invalid,
        ),  # the sole arbitrator who decided cannot leave it unsigned without a word
        (Stance(True, False, "另有意见"), [], 1, WrongState),  # nor with one: nobody else decided
        (YES, [], 3, None),
        (Stance(False, False, " "), [], 3, Invalid),
        (NO, [], 3, None),
        (CHAIR, [YES, YES], 3, None),
        (CHAIR, [YES, NO], 3, None),
        (CHAIR, [YES], 3, Invalid),  # the third has said nothing
        (Stance(True, True, "第三名仲裁员病假"), [YES], 3, None),
        (CHAIR, [NO, NO], 3, Invalid),  # without a majority who presides says so (45)
        (Stance(True, True, "三种意见，按首席意见"), [NO, NO], 3, None),
        (Stance(True, False, "少数意见"), [YES, YES], 3, None),
        (Stance(True, False, "少数意见"), [YES, NO], 3, WrongState),
    ],
)
def test_who_has_to_sign(mine: Stance, others: list[Stance], members: int, error: type[Exception] | None) -> None:
    if error is None:
        check_stance(mine, others, members, RULES)
        return
    with pytest.raises(error) as caught:
        check_stance(mine, others, members, RULES)
    assert caught.value.article.startswith("劳动争议调解仲裁法 4")  # type: ignore[attr-defined]


def test_the_paper_names_who_signed() -> None:
    told = [("乙", False, "2026-04-10"), ("甲", True, "2026-04-11")]
    assert signed_line(told, 3)[1] == "首席仲裁员 甲（2026-04-11 签名）；仲裁员 乙（2026-04-10 签名）"
    assert signed_line(told[1:], 1)[1].startswith("独任仲裁员 甲")


@pytest.mark.django_db
def test_no_seal_before_the_sole_arbitrator_has_signed(world, var):
    pk = world.heard()
    deciding.award(**world.does(pk, "arbitrator-1", "2026-04-10T10:00"), awarded={1: 1_200_000}, reasons="工资条相符")
    award = world.paper(pk, "仲裁裁决书（终局）")
    told = {"paper_id": award.id, "signs": True}
    papers.seal(zone=ZONE, dispute_id=pk, by=world["clerk"], at=at("2026-04-10T10:10"))  # the notices, not the award
    sealing.seal_waiting(zone=ZONE, at=at("2026-04-10T10:15"))  # nor does the sweep that seals what waits
    assert world.paper(pk, "仲裁裁决书（终局）").signed_at is None
    with refused(WrongState, "还没有签名", article="劳动争议调解仲裁法 46"):
        papers.seal(zone=ZONE, dispute_id=pk, by=world["clerk"], at=at("2026-04-10T10:20"))
    with refused(WrongState, "还没有签名"):
        trust.sign_document(zone=ZONE, pk=award.id, at=at("2026-04-10T10:20"), by=world["clerk"])
    with refused(NotAllowed):
        signing.sign(**world.does(pk, "clerk", "2026-04-10T10:30"), **told)
    with refused(NotFound):
        signing.sign(**world.does(pk, "arbitrator-2", "2026-04-10T10:30"), **told)
    with refused(NotFound):
        other = world.paper(pk, "受理通知书").id
        signing.sign(**world.does(pk, "arbitrator-1", "2026-04-10T10:30"), paper_id=other, signs=True)
    for _ in range(2):
        signing.sign(**world.does(pk, "arbitrator-1", "2026-04-10T10:30", key="sign-0001"), **told)
    assert rows("PaperSignature").count() == 1
    assert "独任仲裁员 arbitrator-1" in str(world.paper(pk, "仲裁裁决书（终局）").content["lines"][-1])
    assert papers.seal(zone=ZONE, dispute_id=pk, by=world["clerk"], at=at("2026-04-10T11:00")) == 1
    assert world.paper(pk, "仲裁裁决书（终局）").signed_at == at("2026-04-10T11:00") and audit.verify(ZONE).ok


@pytest.mark.django_db
def test_one_of_three_may_differ_and_the_parties_do_not_read_it(world):
    pk = world.accepted()
    seats = [world.ids[f"arbitrator-{n}"] for n in (1, 2, 3)]
    hearing.appoint(
        **world.does(
            pk,
            "clerk",
            "2026-03-05T10:00",
        ),
        arbitrators=seats,
        presiding=seats[0],
        unreachable=True,
    )
    deciding.mediate(**world.does(pk, "arbitrator-1", "2026-03-20T10:00"), settled=True, words="三日内支付 10000 元")
    paper = next(
        one
        for one in whole.whole(zone=ZONE, dispute_id=pk, by=world["clerk"], now=at("2026-03-20T11:00")).papers
        if one.row.held
    )
    told = {"paper_id": paper.row.id}
    with refused(Invalid, "其他仲裁员没有签名", article="46"):
        signing.sign(**world.does(pk, "arbitrator-1", "2026-03-20T11:00"), **told, signs=True)
    signing.sign(**world.does(pk, "arbitrator-2", "2026-03-20T11:00"), **told, signs=True)
    with refused(Conflict, "已经签署"):
        signing.sign(**world.does(pk, "arbitrator-2", "2026-03-20T11:01"), **told, signs=False, words="反悔")
    signing.sign(**world.does(pk, "arbitrator-3", "2026-03-20T11:02"), **told, signs=False, words="秘密的少数意见")
    signing.sign(**world.does(pk, "arbitrator-1", "2026-03-20T11:03"), **told, signs=True)
    with refused(NotFound):
        signing.sign(**world.does(pk, "arbitrator-1", "2026-03-20T11:04"), **told, signs=True)

    def read(who: str) -> str:
        found = whole.whole(zone=ZONE, dispute_id=pk, by=world[who], now=at("2026-03-20T12:00"))
        return str([(one.row.content, [sign.words for sign in one.signatures]) for one in found.papers])

    assert "秘密的少数意见" in read("clerk") and "秘密的少数意见" not in read("worker") + read("firm")
    line = world.paper(pk, "仲裁调解书").content["lines"][-1]["text"]
    assert "仲裁员 arbitrator-2" in line and "arbitrator-3" not in line


@pytest.mark.parametrize(
    ("told", "stuck"),
    [((0, 0, 1, False), True), ((0, 1, 1, True), False), ((0, 2, 3, False), False), ((1, 0, 3, False), True)],
)
def test_when_nobody_can_sign_any_more(told: tuple[int, int, int, bool], stuck: bool) -> None:
    if stuck:
        check_lost(*told, UNABLE)
        return
    with pytest.raises(WrongState, match="在任") as caught:
        check_lost(*told, UNABLE)
    assert "仲裁法 37" in caught.value.article


def _lines(pk: Any, title: str) -> list[Any]:
    return [
        one.content["lines"] for one in signed.documents_of(zone=ZONE, subject=f"dispute:{pk}") if one.title == title
    ]


def _decides_who_heard_nobody(world: Any, pk: Any) -> None:
    # Who came after the hearing heard neither side: another hearing, or the reason why not, which both sides read.
    anew: dict[str, Any] = {"awarded": {1: 900_000}, "reasons": "重新审查证据"}
    with refused(WrongState, "更换过仲裁员"):
        deciding.award(**world.does(pk, "arbitrator-2", "2026-04-14T10:00"), **anew, stands=" ")
    assert "可以请求重新开庭" in str(_lines(pk, "仲裁庭组成通知书"))
    deciding.award(**world.does(pk, "arbitrator-2", "2026-04-14T10:00"), **anew, stands="双方同意不再开庭")
    assert "双方同意不再开庭" in str(_lines(pk, FINAL))


@pytest.mark.django_db
def test_another_arbitrator_decides_where_the_sole_one_cannot_sign(world, var):
    pk = world.heard()
    deciding.award(**world.does(pk, "arbitrator-1", "2026-04-10T10:00"), awarded={1: 1_200_000}, reasons="工资条相符")
    two = world.ids["arbitrator-2"]
    with refused(WrongState, "在任"):  # nobody takes an award from who can sign it
        hearing.appoint(**world.does(pk, "clerk", "2026-04-12T10:00"), arbitrators=[two], presiding=two)
    lost = {
        "arbitrator_id": world.ids["arbitrator-1"],
        "ground": "ill",
        "approval": "主任〔2026〕7号",
        "words": "住院手术",
    }
    with refused(NotAllowed):
        replacing.cannot_go_on(**world.does(pk, "arbitrator-1", "2026-04-12T10:00"), **lost)
    with refused(Invalid, "没有填写决定人"):
        replacing.cannot_go_on(**world.does(pk, "clerk", "2026-04-12T10:00"), **(lost | {"approval": " "}))
    for _ in range(2):
        replacing.cannot_go_on(**world.does(pk, "clerk", "2026-04-12T10:00", key="lost-00001"), **lost)
    with refused(NotFound):  # who is out reads nothing more
        signing.sign(
            **world.does(pk, "arbitrator-1", "2026-04-12T11:00"), paper_id=world.paper(pk, FINAL).id, signs=True
        )
    hearing.appoint(**world.does(pk, "clerk", "2026-04-13T10:00"), arbitrators=[two], presiding=two)
    found = whole.whole(zone=ZONE, dispute_id=pk, by=world["arbitrator-2"], now=at("2026-04-13T11:00"))
    first = world.paper(pk, FINAL)
    assert (found.row.state, found.row.closed_at, found.row.in_time, found.claims[0].awarded_fen) == (
        "accepted",
        None,
        None,
        None,
    )
    assert first.withdrawn_at is not None and not found.standing.over
    # The forty-five days since acceptance have run all the time; the last falls on a Saturday.
    assert [one.at.date().isoformat() for one in found.standing.dues if one.what == "award"] == ["2026-04-20"]
    with pytest.raises(WrongState, match="还没有签名"):
        trust.sign_document(zone=ZONE, pk=first.id, at=at("2026-04-13T11:00"), by=world["clerk"])
    assert found.changed
    _decides_who_heard_nobody(world, pk)
    again = [one for one in signed.documents_of(zone=ZONE, subject=f"dispute:{pk}") if one.title == FINAL][-1]
    signing.sign(**world.does(pk, "arbitrator-2", "2026-04-14T11:00"), paper_id=again.id, signs=True)
    assert papers.seal(zone=ZONE, dispute_id=pk, by=world["clerk"], at=at("2026-04-14T12:00")) > 0
    read = whole.whole(zone=ZONE, dispute_id=pk, by=world["worker"], now=at("2026-04-14T13:00"))
    assert [one.row.id for one in read.papers if one.row.title == FINAL] == [again.id] and read.row.in_time
    assert "住院手术" not in str(
        [(one.note, one.article) for one in read.entries] + [one.row.content for one in read.papers]
    )
    assert "因病不能履行职责" in str([one.note for one in read.entries]) and audit.verify(ZONE).ok
    with refused(WrongState, "都已经签名"):
        other = lost | {"arbitrator_id": two}
        replacing.cannot_go_on(**world.does(pk, "clerk", "2026-04-15T10:00"), **other)


@pytest.mark.django_db
def test_two_of_three_sign_where_who_presides_cannot(world):
    pk = world.accepted()
    seats = [world.ids[f"arbitrator-{n}"] for n in (1, 2, 3)]
    told = {"arbitrators": seats, "presiding": seats[0], "unreachable": True}
    hearing.appoint(**world.does(pk, "clerk", "2026-03-05T10:00"), **told)
    deciding.mediate(**world.does(pk, "arbitrator-1", "2026-03-20T10:00"), settled=True, words="三日内支付 10000 元")
    paper = world.paper(pk, "仲裁调解书").id
    signing.sign(**world.does(pk, "arbitrator-2", "2026-03-20T11:00"), paper_id=paper, signs=True)
    lost = {"arbitrator_id": seats[0], "ground": "left", "approval": "主任口头决定", "words": "调离"}
    replacing.cannot_go_on(**world.does(pk, "clerk", "2026-03-21T10:00"), **lost)
    assert world.paper(pk, "仲裁调解书").held  # one of three is no majority
    with refused(WrongState, "在任"):
        hearing.appoint(
            **world.does(pk, "clerk", "2026-03-21T11:00"), **(told | {"arbitrators": seats[1:], "presiding": seats[1]})
        )
    signing.sign(**world.does(pk, "arbitrator-3", "2026-03-22T10:00"), paper_id=paper, signs=True)
    line = world.paper(pk, "仲裁调解书").content["lines"][-1]["text"]
    assert "仲裁员 arbitrator-3" in line and "首席仲裁员 arbitrator-1（演示）（离职、调离或者聘期届满，未签名）" in line
    assert not world.paper(pk, "仲裁调解书").held
