"""People find an item by what they call it: plain words, names, pinyin, near words; and nothing by what means nothing."""

from __future__ import annotations

import pytest
import yaml

from gaoxin.approvals.services import rulebook
from gaoxin.portal import selectors
from gaoxin.portal.rules import finding
from gaoxin.portal.selectors.guides import PLAIN_WORDS
from tests.portal.test_pages import DAY


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("施工许可", "construction-permit"), ("盖厂房", "construction-permit"), ("盖厂房要什么证", "construction-permit"),
        ("sgxk", "construction-permit"), ("shigongxuke", "construction-permit"), ("SGXKZ", "construction-permit"),
        ("construction permit", "construction-permit"), ("construction-permit", "construction-permit"),
        ("建筑工程施工许可正核发", "construction-permit"), ("开公司", "business-registration"),
        ("营业执照怎么办", "business-registration"), ("环评", "eia-report"), ("hp", "eia-report"), ("拿地", "land-transfer"),
        ("工伤", "work-injury-recognition"), ("gs", "work-injury-recognition"), ("foreigner", "foreigner-work-permit"),
        ("劳务 派遣", "labour-dispatch-permit"), ("监理合同", "construction-permit"), ("排水证", "drainage-permit"),
    ],
)  # fmt: skip
def test_what_people_say_finds_what_they_mean(said, meant):
    assert meant in selectors.find(said, DAY)[:5], selectors.find(said, DAY)


@pytest.mark.parametrize("said", ["", "   ", "？！", "xqzvw", "天气预报明日", "%_\\'\";--", "\x00"])
def test_what_means_nothing_finds_nothing(said):
    assert selectors.find(said, DAY) == []


def test_the_best_comes_first():
    assert selectors.find("建筑工程施工许可证核发", DAY)[0] == "construction-permit"
    assert selectors.find("夜间施工", DAY)[0] == "night-work"


def test_plain_words_are_of_items_that_exist():
    words = yaml.safe_load(PLAIN_WORDS.read_text(encoding="utf-8"))
    assert set(words) <= set(rulebook.catalogue().codes())
    assert set(rulebook.catalogue().codes()) <= set(words)


def test_spelling():
    assert finding.spell("施工许可") == "shigongxuke"
    assert finding.spell("施工许可", initials=True) == "sgxk"
