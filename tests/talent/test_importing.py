"""Workbooks of posts and students: every bad row is named with its article, a dry run and a refusal leave nothing behind."""

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter

from gaoxin.audit.services import verify
from gaoxin.core.errors import Conflict, Invalid, NotFound
from gaoxin.talent.services import importing, posts
from gaoxin.talent.services.sheets import POSTS, STUDENTS, SheetRefused
from tests.economy.conftest import ZONE
from tests.talent.conftest import NOW, WELDER, World, rows

DOES: dict[str, Any] = {"zone": ZONE, "at": NOW}
GOOD = ["焊工（演示）", "焊工", 3, 20, "2026-09", "2026-11"]
PUPIL = ["S8", "2007-05-01", "女", 3, 23.7, 113.0]


def workbook(columns: dict[str, tuple[str, ...]], *lines: list[Any]) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    for number, line in enumerate([[names[0] for names in columns.values()], *lines]):
        sheet.write_row(number, 0, line)
    book.close()
    return file.getvalue()


def test_posts_all_or_none(world: World):
    told: dict[str, Any] = {**DOES, "base": world.base, "by": world.firm}
    bad = workbook(
        POSTS, GOOD, [*GOOD[:2], -2, *GOOD[3:]], [GOOD[0], "飞行员", *GOOD[2:]], [*GOOD[:4], "九月", GOOD[5]]
    )
    for dry in (True, False):
        with pytest.raises(SheetRefused) as refused:
            importing.import_posts(**told, data=bad, dry_run=dry)
        lines = refused.value.problems
        assert [line[:5] for line in lines] == ["第 3 行", "第 4 行", "第 5 行"]
        assert "人数 seats：-2" in lines[0] and "职业分类大典（2022）" in lines[1] and "九月" in lines[2]
    good = workbook(POSTS, GOOD, [*GOOD, "就业"])
    assert importing.import_posts(**told, data=good, dry_run=True) == 2 and rows("Post").count() == 1
    assert [importing.import_posts(**told, data=good, dry_run=False, key="sheet-1") for _ in range(2)] == [2, 2]
    assert sorted(rows("Post").values_list("kind", "occupation")) == [("job", WELDER), *[("practice", WELDER)] * 2]
    with pytest.raises(Conflict):  # the same form with another workbook
        importing.import_posts(**told, data=workbook(POSTS, GOOD), dry_run=False, key="sheet-1")
    for by in (world.school, world.second):
        with pytest.raises(NotFound):
            importing.import_posts(**told | {"by": by}, data=good, dry_run=True)
    with pytest.raises(Invalid):
        importing.import_posts(**told, data=b"no workbook", dry_run=True)
    assert rows("Post").count() == 3 and verify(ZONE).ok


def test_a_minor_who_wishes_night_work_is_refused_with_the_article(world: World):
    night = posts.offer(**DOES, base=world.base, post=world.new_post(night=True), by=world.firm)
    told: dict[str, Any] = {**DOES, "cohort": world.cohort, "by": world.school}
    minor = ["S7", "2010-01-01", "男", 3, 23.7, 113.0, 30, night]
    with pytest.raises(SheetRefused) as refused:
        importing.import_students(
            **told, data=workbook(STUDENTS, PUPIL, minor, [*PUPIL[:2], "？", *PUPIL[3:]], PUPIL), dry_run=False
        )
    assert [line[:5] for line in refused.value.problems] == ["第 3 行", "第 4 行", "第 5 行"]
    assert "17(3)" in refused.value.problems[0] and "17(3)" in refused.value.article
    one = workbook(STUDENTS, [*PUPIL, 30, world.post])
    assert importing.import_students(**told, data=one, dry_run=True) == 1 and rows("Student").count() == 3
    with pytest.raises(Invalid, match="放不下"):
        importing.import_students(**told, data=workbook(STUDENTS, PUPIL, ["S9", *PUPIL[1:]]), dry_run=True)
    assert [importing.import_students(**told, data=one, dry_run=False, key="sheet-2") for _ in range(2)] == [1, 1]
    assert rows("Student").get(number="S8").wishes == [world.post] and rows("Student").count() == 4
    with pytest.raises(NotFound):
        importing.import_students(**told | {"by": world.other_school}, data=one, dry_run=True)
