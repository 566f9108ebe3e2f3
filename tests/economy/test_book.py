"""The questionnaires, scopes and rates as the catalogue has them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings

from gaoxin.core.errors import Invalid, NotFound
from gaoxin.economy.rules.reports.book import read_book


@pytest.fixture(scope="module")
def book():
    return read_book(settings.CATALOGUE)


def test_january_is_filed_with_february_and_december_is_due_in_january(book):
    assert book.last_of(202401) == 202402
    assert book.due("finance", 202401, dt.UTC) == dt.datetime(2024, 3, 16, 12, tzinfo=dt.UTC)
    assert book.due("finance", 202412, dt.UTC) == dt.datetime(2025, 1, 16, 12, tzinfo=dt.UTC)


def test_the_longest_beginning_decides_the_group(book):
    assert book.group_of("3985") == "new_materials"  # electronic materials, although 39 is electronics
    assert book.group_of("3982") == "electronics"
    assert book.group_of("1431") == ""


def test_flows_have_bases_and_stocks_have_none(book):
    keys = book.form("finance").keys()
    assert "revenue.ytd.base" in keys
    assert "assets.stock" in keys and "assets.stock.base" not in keys


def test_a_rate_is_found_by_the_longest_beginning(book):
    assert book.value_added_rate("2720", 202405) == 380
    assert book.value_added_rate("4190", 202405) == 250
    with pytest.raises(NotFound):
        book.value_added_rate("2720", 201912)


def test_a_mistake_in_the_file_is_named(tmp_path, book):
    (tmp_path / "indicators").mkdir()
    for name in ("questionnaires", "scopes", "value-added"):
        text = (settings.CATALOGUE / "indicators" / f"{name}.yaml").read_text(encoding="utf-8")
        (tmp_path / "indicators" / f"{name}.yaml").write_text(
            text.replace("sign: any", "sign: maybe"), encoding="utf-8"
        )
    with pytest.raises(Invalid, match="maybe"):
        read_book(tmp_path)
