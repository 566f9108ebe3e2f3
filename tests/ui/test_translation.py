"""English is complete: every msgid has its words, none is left over, and no Chinese stands where it cannot be translated."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from babel.messages.pofile import read_po

from gaoxin.ui.translation import compile_catalogues, merged, parts_of
from tests.ui.words import HAN, bare_text, words

BLANK = re.compile(r"%\((\w+)\)[sd]")


def parts():
    for path in parts_of("en"):
        with path.open("rb") as file:
            yield path.stem, [message for message in read_po(file, locale="en") if message.id]


def test_every_msgid_has_its_english():
    english = merged("en")
    lacking: dict[str, str] = {}
    for word in words():
        found = english.get(word.msgid, word.context)
        if HAN.search(word.msgid) and (found is None or not found.string):
            lacking.setdefault(f"{word.context or ''}|{word.msgid}", word.place)
    assert lacking == {}


def test_no_chinese_stands_outside_translation():
    assert list(bare_text()) == []


def test_english_keeps_the_blanks_and_is_english():
    wrong: list[str] = []
    for name, messages in parts():
        for message in messages:
            ids = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
            told = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
            blanks = {blank for text in ids for blank in BLANK.findall(text)}
            for text in told:
                if set(BLANK.findall(text)) - blanks or (set(BLANK.findall(ids[-1])) - set(BLANK.findall(told[-1]))):
                    wrong.append(f"{name}: blanks of {ids[0]!r}")
                if not text or HAN.search(BLANK.sub("", text)):
                    wrong.append(f"{name}: {ids[0]!r} is {text!r}")
    assert wrong == []


def test_the_parts_agree():
    """A word that two parts translate has one English, or the reader meets two names for one thing."""
    said: dict[tuple[str, str | None], dict[str, str]] = defaultdict(dict)
    for name, messages in parts():
        for message in messages:
            key = message.id if isinstance(message.id, str) else message.id[0]
            said[key, message.context][name] = str(message.string)
    assert {key: told for key, told in said.items() if len(set(told.values())) > 1} == {}


def test_compiled_only_when_newer(tmp_path):
    assert [path.name for path in compile_catalogues(tmp_path)] == ["django.mo"]
    assert compile_catalogues(tmp_path) == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/guides/", "/guides/?q=sgxk", "/verify/", "/figures/", "/grants/"])
def test_public_pages_speak_english(client, path):
    page = client.get(path, headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="en"' in page
    shown = re.sub(r'<(\w+)[^>]*lang="zh-Hans"[^>]*>.*?</\1>', "", page, flags=re.DOTALL)
    left = [line.strip() for line in re.sub(r"<[^>]*>", " ", shown).splitlines() if HAN.search(line)]
    assert left == []
