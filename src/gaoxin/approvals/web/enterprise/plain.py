"""The reasons that services give, as an enterprise reads them: limits in words, registers by name, one language.

Services write both languages in one sentence. A Chinese reader gets it without the English gloss; an English reader keeps
both, since the Chinese words are the legal ones. Nothing is left out but the gloss.
"""

from __future__ import annotations

import re

from django.utils.translation import get_language

from gaoxin.approvals.services import rulebook
from gaoxin.approvals.web.enterprise.own import say
from gaoxin.ui.templatetags.law import limit

_LIMIT = re.compile(r"\b\d+(?:\.\d+)?(?:wd|wh|d|mo|y)\b", re.ASCII)
_POWER = re.compile(r"\b\d+(?:\.\d+)?e\+\d+\b", re.ASCII)
_VERDICTS = {
    "不满足 fails": "不满足", "满足 holds": "满足", "未知 unknown": "未知", "已知 known": "已知", "非 not": "非",
    "无法比较 cannot be compared": "无法比较",
}  # fmt: skip
_AT_THE_END = re.compile(r"(?<=[\u4e00-\u9fff）”]) [a-z][a-z0-9 ,.:'’±-]*(?=$|；)")
_BEFORE_A_COLON = re.compile(r"(?<=[\u4e00-\u9fff）”]) [a-z][a-z ,'’-]*(?=[:：])")
_COLON = re.compile(r"(?<=[\u4e00-\u9fff）”]): ")


def plain(text: str) -> str:
    """One reason in plain words."""
    text = _LIMIT.sub(lambda found: limit(found[0]), text)
    text = _POWER.sub(lambda found: f"{float(found[0]):,.0f}", text)
    for code, registry in rulebook.registries().items():
        text = text.replace(code, say(registry.name))
    if (get_language() or "").startswith("en"):
        return text
    for both, chinese in _VERDICTS.items():
        text = text.replace(both, chinese)
    return _COLON.sub("：", _BEFORE_A_COLON.sub("", _AT_THE_END.sub("", text)))
