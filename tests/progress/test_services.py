"""Acts on progress: what they leave behind, and that nothing is left where they refuse."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, connections, transaction

from gaoxin.approvals.services import files, malware, rulebook
from gaoxin.audit import selectors as audit_log
from gaoxin.audit.services import verify
from gaoxin.core.errors import Conflict, GaoxinError, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.projects.models import Baseline, BaselineLine, Confirmation, CostEntry, ProgressReport, SubWork, SubWorkLink
from gaoxin.projects.rules.progress.works import WHOLE, Link
from gaoxin.projects.selectors import progress as reading
from gaoxin.projects.selectors.figures_progress import figures
from gaoxin.projects.services import progress as services
from tests.progress.conftest import (
    AUDITOR,
    CHANG,
    CLERK,
    HEAD,
    HERE,
    LE,
    LEADER,
    NUMBER,
    STATISTICIAN,
    WORKS,
    ZONE,
    at,
    done,
    freeze,
    leaf,
    png,
    project,
    report,
)

pytestmark = pytest.mark.django_db
TABLES = [model for label in ("projects", "audit", "runtime") for model in apps.get_app_config(label).get_models()]


def everything() -> str:
    digest = hashlib.sha256()
    for model in TABLES:
        digest.update(repr(sorted(map(str, model.objects.values_list()))).encode())
    return digest.hexdigest()


@contextmanager
def refused(error: type[GaoxinError], match: str) -> Iterator[None]:
    before = everything()
    with pytest.raises(error, match=match) as caught:
        yield
    assert type(caught.value) is error
    assert everything() == before


def share(on: str, **more: Any) -> Fraction:
    found = reading.project_of(zone=ZONE, number=NUMBER)
    plan = reading.frozen(zone=ZONE, project_id=found.id, number=more.pop("baseline", None))
    assert plan
    return reading.standing_of(
        project=found, frozen=plan, on=dt.date.fromisoformat(on), calendar=rulebook.calendar(), **more
    ).progress


def costs(of: Any, **more: Any) -> dict[dt.date, int]:
    return {cost.month: cost.amount_k for cost in reading.costs_by_month(zone=ZONE, project_id=of.id, **more)}


def acts() -> list[str]:
    return [entry.act for entry in audit_log.entries(ZONE)]


def test_a_frozen_baseline_is_as_written(park):
    plan = reading.frozen(zone=ZONE, project_id=park.id)
    assert plan and plan.plan.works == WORKS and plan.row.number == 1
    assert plan.plan.planned["R1.1"].start == dt.date(2024, 1, 8)
    slots = {
        line.row.work.code: line.slot
        for line in reading.standing_of(
            project=park, frozen=plan, on=dt.date(2024, 1, 9), calendar=rulebook.calendar()
        ).lines
    }
    assert [code for code, slot in slots.items() if slot and slot.critical] == ["R1.1", "R1.2", "R1.3"]
    assert slots["C"].float == 23
    assert acts() == ["freeze-baseline"] and verify(ZONE).ok


@pytest.mark.parametrize("model", [Baseline, BaselineLine, SubWorkLink])
def test_nothing_of_a_frozen_baseline_can_be_changed_or_deleted(park, model):
    for act in (lambda: model.objects.update(zone="x"), lambda: model.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_only_confirmed_reports_count(park):
    told = report("C", "300", "2024-02-01")
    assert share("2024-02-01") == 0
    services.confirm(zone=ZONE, report_id=told.id, by=LE, at=at("2024-02-01T18:00"))
    assert share("2024-02-01") == Fraction(1, 2) * Fraction(4, 10)
    other = report("C", "600", "2024-02-02")
    services.reject(zone=ZONE, report_id=other.id, reason="照片不是这里", by=LE, at=at("2024-02-02T18:00"))
    assert share("2024-02-03") == Fraction(2, 10)
    assert acts() == ["freeze-baseline", "report-progress", "confirm-progress", "report-progress", "reject-progress"]
    row = ProgressReport.objects.get(id=told.id)
    assert row.photo_sha256 == hashlib.sha256(png()).hexdigest()
    assert files.path_of(ZONE, row.photo_sha256).read_bytes() == png()
    assert (row.lat, row.lon, row.place) == (HERE.lat, HERE.lon, "K0+320")


def test_what_was_rejected_does_not_bar_the_next_report(park):
    told = report("C", "500", "2024-02-05")
    services.reject(zone=ZONE, report_id=told.id, reason="量错了", by=LE, at=at("2024-02-05T18:00"))
    done("C", "100", "2024-02-04", key="after-rejected")
    assert share("2024-02-05") == Fraction(4, 60)


@pytest.mark.parametrize(
    ("asked", "error", "told"),
    [
        ({"taken_on": dt.date(2024, 2, 2)}, Invalid, "日期在未来"),
        ({"quantity": Decimal("600.001")}, Invalid, "超过基线工程量"),
        ({"quantity": Decimal("99")}, Invalid, "少于上次报告"),
        ({"taken_on": dt.date(2024, 1, 19)}, Invalid, "已有报告"),
        ({"code": "Z9"}, NotFound, "没有这项工程"),
        ({"code": "R1"}, WrongState, "有下级"),
        ({"number": "nowhere"}, NotFound, "没有项目"),
        ({"photo": b""}, Invalid, "文件是空的"),
        ({"photo": b"MZ" + b"\0" * 200}, Invalid, "文件内容与名称不符"),
        ({"photo_name": "a.pdf", "photo": b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"}, Invalid, "照片应为"),
        ({"key": "short"}, Invalid, "缺少标识"),
        ({"by": HEAD}, NotAllowed, "无权报告进度"),
        ({"by": LEADER}, NotAllowed, "无权报告进度"),
        ({"by": replace(CHANG, zone="elsewhere")}, NotAllowed, "无权报告进度"),
    ],
)
def test_reports_that_are_refused_leave_nothing(park, asked, error, told):
    done("C", "100", "2024-01-20")
    with refused(error, told):
        report("C", "200", "2024-02-01", **asked)
    assert ProgressReport.objects.count() == 1
    assert share("2024-02-01") == Fraction(4, 60)


def test_malware_is_refused(park, monkeypatch):
    def found(name: str, data: bytes) -> malware.Scan:
        raise Invalid("文件含有恶意代码，没有保存")

    monkeypatch.setattr(files, "scan", found)
    with refused(Invalid, "恶意代码"):
        report("C", "1", "2024-02-01")
    assert not files.path_of(ZONE, hashlib.sha256(png()).hexdigest()).exists()


def test_a_correction_downwards_needs_its_reason_and_keeps_it(park):
    done("C", "300", "2024-02-01")
    with refused(Invalid, "少于上次报告"):
        report("C", "250", "2024-02-02")
    done("C", "250", "2024-02-02", reason="复测：K0+120 处未完成")
    assert share("2024-02-02") == Fraction(250, 600) * Fraction(4, 10)
    assert share("2024-02-01") == Fraction(2, 10)
    assert ProgressReport.objects.get(quantity=250).reason.startswith("复测")


def test_sent_twice_it_is_one(park):
    first = report("C", "300", "2024-02-01", key="phone-0001")
    second = report("C", "300", "2024-02-01", key="phone-0001", at=at("2024-02-03T08:00"))
    assert (second.id, second.repeated, first.repeated) == (first.id, True, False)
    assert ProgressReport.objects.count() == 1 and acts().count("report-progress") == 1
    with refused(Conflict, "另一份报告"):
        report("C", "301", "2024-02-01", key="phone-0001")
    assert not report("C", "301", "2024-02-02", key="phone-0001", by=LE).repeated  # another person's key is another key


def test_nobody_confirms_their_own(park):
    told = report("C", "300", "2024-02-01")
    with refused(NotAllowed, "自己的报告"):
        services.confirm(zone=ZONE, report_id=told.id, by=CHANG, at=at("2024-02-01T18:00"))
    for who in (CLERK, LEADER, AUDITOR):
        with refused(NotAllowed, "无权确认进度"):
            services.confirm(zone=ZONE, report_id=told.id, by=who, at=at("2024-02-01T18:00"))
    with pytest.raises(IntegrityError), transaction.atomic():  # and the database says so itself
        Confirmation.objects.create(
            zone=ZONE,
            report_id=told.id,
            verdict="confirmed",
            reporter=CHANG.id,
            by=CHANG.id,
            by_name="x",
            at=at("2024-02-01T18:00"),
        )
    assert not Confirmation.objects.exists() and share("2024-02-01") == 0
    services.confirm(zone=ZONE, report_id=told.id, by=HEAD, at=at("2024-02-01T18:00"))


def test_a_report_is_answered_once(park):
    told = report("C", "300", "2024-02-01")
    asked = {"zone": ZONE, "report_id": told.id, "at": at("2024-02-01T18:00")}
    assert services.confirm(**asked, by=LE)
    assert not services.confirm(**asked, by=LE)
    with refused(Conflict, "已确认"):
        services.confirm(**asked, by=HEAD)
    with refused(Conflict, "已确认"):
        services.reject(**asked, by=LE, reason="改主意")
    assert Confirmation.objects.count() == 1 and acts().count("confirm-progress") == 1
    other = report("C", "400", "2024-02-02")
    with refused(Invalid, "没有写明退回原因"):
        services.reject(zone=ZONE, report_id=other.id, by=LE, at=at("2024-02-02T18:00"), reason=" ")
    with refused(NotFound, "没有这份报告"):
        services.confirm(zone=ZONE, report_id=uuid.uuid4(), by=LE, at=at("2024-02-02T18:00"))


@pytest.mark.parametrize(
    "victim", ["gaoxin.audit.services.record", "gaoxin.projects.models.ProgressReport.objects.create"]
)
def test_killed_half_way_nothing_is_there_and_it_can_be_sent_again(park, monkeypatch, victim):
    with monkeypatch.context() as patch:
        patch.setattr(victim, lambda **_: (_ for _ in ()).throw(KeyboardInterrupt))
        before = everything()
        with pytest.raises(KeyboardInterrupt):
            report("C", "300", "2024-02-01", key="phone-0001")
        assert everything() == before
    assert not report("C", "300", "2024-02-01", key="phone-0001").repeated
    assert ProgressReport.objects.count() == 1 and verify(ZONE).ok


def test_a_confirmation_killed_half_way_is_none(park, monkeypatch):
    told = report("C", "300", "2024-02-01")
    with monkeypatch.context() as patch:
        patch.setattr("gaoxin.audit.services.record", lambda **_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            services.confirm(zone=ZONE, report_id=told.id, by=LE, at=at("2024-02-01T18:00"))
    assert not Confirmation.objects.exists() and share("2024-02-01") == 0


WITHOUT_C = (replace(WORKS[0], weight=WHOLE), *WORKS[1:4])


def test_deletion_is_dated_and_the_old_baseline_answers_as_before(park):
    done("C", "600", "2024-02-01")
    done("R1.1", "2500", "2024-02-02")
    assert share("2024-02-10") == Fraction(4, 10) + Fraction(6, 100)
    number = freeze(
        after=1,
        works=WITHOUT_C,
        effective_on=dt.date(2024, 3, 1),
        at=at("2024-03-01T09:00"),
        key="second",
        reason="涵洞移出本项目",
    )
    assert number == 2
    assert share("2024-03-01") == Fraction(1, 10)
    assert share("2024-03-01", baseline=1) == Fraction(46, 100)
    assert reading.progress_of(zone=ZONE, number=NUMBER, on=dt.date(2024, 2, 29)) == (Fraction(46, 100), 2)
    assert reading.progress_of(zone=ZONE, number=NUMBER, on=dt.date(2024, 3, 1)) == (Fraction(1, 10), 2)
    detail = next(e for e in reversed(list(audit_log.entries(ZONE))) if e.act == "freeze-baseline").detail
    assert '"removed":["C"]' in detail
    with refused(WrongState, "现行基线没有 C"):
        report("C", "600", "2024-03-02")
    again = freeze(after=2, works=WORKS, at=at("2024-04-01T09:00"), key="third", reason="涵洞恢复")
    assert again == 3 and share("2024-04-01") == Fraction(46, 100)
    assert SubWork.objects.filter(project=park).count() == 5


def test_what_was_known_then_can_be_told_again(park):
    told = report("C", "300", "2024-02-01")
    services.confirm(zone=ZONE, report_id=told.id, by=LE, at=at("2024-02-20T18:00"))
    assert share("2024-02-10") == Fraction(2, 10)
    assert share("2024-02-10", known_at=at("2024-02-19T00:00")) == 0


@pytest.mark.parametrize(
    ("changed", "error", "told"),
    [
        ({"works": (replace(WORKS[0], weight=5999), *WORKS[1:])}, Invalid, "合计 99.99 %，少 short by 0.01 %"),
        ({"works": (*WORKS[:4], replace(WORKS[4], after=(Link("C"),)))}, Invalid, "绕成一圈"),
        ({"after": 0}, Conflict, "基线已是第 1 号"),
        ({"after": 2}, Conflict, "基线已是第 1 号"),
        ({"reason": " "}, Invalid, "没有写明调整原因"),
        ({"effective_on": dt.date(2024, 3, 2)}, Invalid, "生效日在未来"),
        ({"effective_on": dt.date(2024, 1, 4)}, Invalid, "早于上一基线"),
        ({"budget_k": 0}, Invalid, "预算应大于 0"),
        ({"works": (*WORKS[:4], leaf("C", "", 4000, "m", "299", 40))}, Invalid, "小于已确认完成的 300"),
        ({"by": CHANG}, NotAllowed, "无权冻结基线"),
        ({"by": LEADER}, NotAllowed, "无权冻结基线"),
    ],
)
def test_baselines_that_are_refused_leave_nothing(park, changed, error, told):
    done("C", "300", "2024-02-01")
    asked = {"after": 1, "works": WITHOUT_C, "at": at("2024-03-01T09:00"), "key": "second", "reason": "移出涵洞"}
    with refused(error, told):
        freeze(**asked | changed)
    assert Baseline.objects.count() == 1


def test_frozen_twice_by_the_same_press_is_once(park):
    asked: dict[str, Any] = {
        "after": 1,
        "works": WITHOUT_C,
        "at": at("2024-03-01T09:00"),
        "key": "second",
        "reason": "移出",
    }
    assert (freeze(**asked), freeze(**asked)) == (2, 2)
    assert Baseline.objects.count() == 2


def test_a_report_that_the_new_baseline_outran_is_not_confirmed(park):
    told = report("C", "500", "2024-02-01")
    freeze(
        after=1,
        works=(*WORKS[:4], leaf("C", "", 4000, "m", "400", 40)),
        at=at("2024-03-01T09:00"),
        key="second",
        reason="缩短",
    )
    with refused(WrongState, "基线变了|没有 C 的 500"):
        services.confirm(zone=ZONE, report_id=told.id, by=LE, at=at("2024-03-01T18:00"))
    services.reject(zone=ZONE, report_id=told.id, by=LE, at=at("2024-03-01T18:00"), reason="按新基线再报")


def test_costs_are_corrected_with_a_reason_and_old_ones_stay(park):
    asked: dict[str, Any] = {"zone": ZONE, "number": NUMBER, "month": dt.date(2024, 1, 31), "by": STATISTICIAN}
    assert services.record_cost(**asked, amount_k=4000, at=at("2024-02-01T09:00")) == 1
    assert services.record_cost(**asked, amount_k=4000, at=at("2024-02-01T09:01")) == 1
    with refused(Invalid, "已登记 4000"):
        services.record_cost(**asked, amount_k=5000, at=at("2024-02-02T09:00"))
    assert services.record_cost(**asked, amount_k=5000, at=at("2024-02-02T09:00"), reason="漏计") == 2
    assert costs(park) == {dt.date(2024, 1, 1): 5000}
    assert costs(park, known_at=at("2024-02-01T12:00")) == {dt.date(2024, 1, 1): 4000}
    for changed, error, told in (
        ({"amount_k": -1}, Invalid, "0 以上"), ({"month": dt.date(2024, 3, 1)}, Invalid, "未来"), ({"by": CHANG}, NotAllowed, "登记成本"),
    ):  # fmt: skip
        with refused(error, told):
            services.record_cost(**asked | {"amount_k": 1, "at": at("2024-02-03T09:00")} | changed)
    assert CostEntry.objects.count() == 2


def test_the_figure_is_of_the_end_of_the_year(db):
    assert figures(zone=ZONE, year=2024) == []
    project("P-PARK")
    freeze("P-PARK")
    told = report("C", "300", "2024-02-01", number="P-PARK")
    assert [(f.key, str(f.value), f.rows) for f in figures(zone=ZONE, year=2024)] == [("park.progress", "0.0", 0)]
    services.confirm(zone=ZONE, report_id=told.id, by=LE, at=at("2024-02-01T18:00"))
    assert [(f.key, str(f.value), f.unit, f.rows) for f in figures(zone=ZONE, year=2024)] == [
        ("park.progress", "20.0", "%", 1)
    ]
    assert figures(zone=ZONE, year=2023) == []


def test_lists_are_pages(park):
    project("A-1")
    page, following = reading.projects_page(zone=ZONE, on=dt.date(2024, 3, 1))
    assert [(p.number, s) for p, s in page] == [(NUMBER, 0)] and following == ""
    assert [p.number for p, _ in reading.projects_page(zone=ZONE, on=dt.date(2024, 3, 1), unplanned=True)[0]] == ["A-1"]
    told = report("C", "300", "2024-02-01")
    rows, _ = reading.waiting(zone=ZONE)
    assert [(w.code, w.name, w.unit, w.verdict) for w in rows] == [("C", "工程C", "m", "")]
    services.confirm(zone=ZONE, report_id=told.id, by=LE, at=at("2024-02-01T18:00"))
    assert reading.waiting(zone=ZONE)[0] == []
    assert [w.verdict for w in reading.reports_of(zone=ZONE, project_id=park.id)[0]] == ["confirmed"]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_one_confirms(transactional_db):
    if connection.vendor == "sqlite":
        pytest.skip("an in-memory SQLite database has one writer; the constraint is tested above")
    project()
    freeze()
    told = report("C", "300", "2024-02-01")
    answers: list[Any] = []
    gate = threading.Barrier(2)

    def run(by: Any) -> None:
        gate.wait(10)
        try:
            answers.append(services.confirm(zone=ZONE, report_id=told.id, by=by, at=at("2024-02-01T18:00")))
        except Conflict as error:
            answers.append(type(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(who,)) for who in (LE, HEAD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(map(str, answers)) == sorted(map(str, [True, Conflict]))
    assert Confirmation.objects.count() == 1
