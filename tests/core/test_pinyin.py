"""Names by their pinyin."""

from __future__ import annotations

import pytest

from gaoxin.core.pinyin import letters, spell, spelled


def test_in_full_and_by_initials():
    assert spell("施工许可") == "shigongxuke" and spell("施工许可", initials=True) == "sgxk"
    assert spelled("清远ABC电子") == "qingyuanabcdianzi qyabcdz"
    assert spelled("3号厂房二期") == "3haochangfangerqi 3hcfeq"


@pytest.mark.parametrize(
    ("query", "read"),
    [("QYYS", "qyys"), ("qing yuan", "qingyuan"), ("xi'an", "xian"), ("q", ""), ("清远", ""), ("2026", ""), ("a%b", ""),
     ("", ""), ("qy 清", ""), ("abc1", "abc1")],
)  # fmt: skip
def test_what_is_read_as_pinyin(query, read):
    assert letters(query) == read
