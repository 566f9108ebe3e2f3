"""What stands around a number: the phrase it is of, and the words that make it a growth, a share, a pull, a bound, an estimate."""

from __future__ import annotations

import re
from dataclasses import dataclass

UP = ("提升", "提高", "上升", "增加", "扩大", "增长", "加快", "上涨", "升", "增", "涨")
DOWN = ("下降", "下滑", "减少", "降低", "回落", "收窄", "缩小", "萎缩", "压减", "下跌", "减", "降", "跌", "放缓")
_UP, _DOWN = "|".join(UP), "|".join(DOWN)
_TO = r"(?:至|到|为|达到|达|了|约|约为|近|接近|超过|超|突破|逾|不足|不到|大约|仅)*"
_LINK = rf"(?:{_TO}|(?:幅度?|率|速)(?:为|达到|达|约|超过|超|近)*)"
_CHANGE = re.compile(rf"(?P<verb>{_UP}|{_DOWN}){_LINK}$")
_GROWTH_NOUN = re.compile(r"(?:增速|增幅|增长率|涨幅|降幅|跌幅)(?:分别|均)?(?:为|达到|达|约|是|超过|超|近|至|到)*$")
_SHARE = re.compile(
    r"占(?P<whole>[^占]*?)(?:的)?(?P<word>比重|比例|比|份额|总量)?(?:也|已|均|进一步|稳步|分别|由|从|预计)*"
    rf"(?P<verb>{_UP}|{_DOWN})?{_TO}$"
)  # fmt: skip
_PART_OF = re.compile(r"(?P<left>.*?)(?:已|累计|已经)?(?:完成|达到|实现)(?P<whole>[\u4e00-\u9fff]{2,12})的$")
_PULL = re.compile(rf"拉动(?P<whole>.*?)(?:增长|增速|上升|提高|下降)?{_TO}$")
_CONTRIBUTION = re.compile(r"(?:对(?P<whole>.*?)(?:增长)?的?)?贡献率(?:为|达到|达|超过|超|约|近)*$")
BOUNDS = (
    (re.compile(r"(?:超过|超|突破|逾|不低于|不少于|高于|大于)(?:了)?$"), ">"), (re.compile(r"(?:接近|将近|近)$"), "near"),
    (re.compile(r"(?:约为|大约|约)$"), "~"), (re.compile(r"(?:不足|不到|低于|少于|不超过)$"), "<"),
)  # fmt: skip
_AFTER = (("以上", ">"), ("左右", "~"), ("上下", "~"), ("以下", "<"), ("以内", "<"))
_ESTIMATE = re.compile(r"预计|预估|估计|预期|力争|有望|计划|目标|拟|争取|测算")
_LEAD = re.compile(
    r"^(?:其中|此外|同时|另外|目前|截至目前|截至|截止|累计|当年|全年|当月|本年|今年|去年|上年|同期|并|还|又|也|将|已|共|共计|和|及|与|以及|、|"
    r"年末|年底|期末|末|全[省市区县](?!场)|我[省市区县]|名义|扣除价格因素后?|实际(?!使用|利用|到位)|预计|预估|实现|完成|有效|有力|直接|进一步|合计|数据显示|据统计|据介绍|据悉|初步核算|经初步核算|[,。\s]|的|分别|且|而|使|让|把|为企业|为)+"
)  # fmt: skip
_TAIL = re.compile(
    r"(?:累计|总共|共计|合计|总计|一共|共有|共|已经|已|完成|实现|达到|达|约为|为|是|有|约|近|接近|将近|超过|超|突破|逾|至|到|了|由|从|原来的?|的|"
    r"上涨|下跌|比|较|不足|不到|大约|分别|平均|仅|只|增加|减少|提升|压缩|缩短|降低|精简|增|减|降|同比|环比|比上年|较上年|上年同期|进一步|首次|稳定在|保持在|"
    r"位居|恢复|净|年的|高于|低于|比上年同期|较上年同期|由原来的?|下降|增长|上升|提高|回落|预计|预估|、|\()+$"
)  # fmt: skip
_VERB = re.compile(
    r"(?P<scope>.+?)(?:累计|共|已|全年|预计)*(?:完成|实现|创造)(?P<indicator>[\u4e00-\u9fff“”+\d()]{2,})$"
)
_ACTS = re.compile(r"^(?:获得|获|被|申报|通过|入选|完成|实现|达到|达|为|是|有|左右|以上|以下|,|、|;|\)|$)")
_BRACKETS = re.compile(r"\([^()]*\)")
_AGAINST = re.compile(r"(?:高于|低于|快于|慢于)[^,]*$")
_QUOTE = re.compile(r".*(?=“[^”]*”)")
_COMPARED = re.compile(
    r"(?:同比|[比较](?:上年|去年|上月|年初|上年同期|去年同期)(?:末|底)?|比上年同期|比上年|较上年同期|较上年|比去年同期|比去年|较去年|环比|"
    r"比年初|较年初|年均|按可比价格?计算|按不变价格?计算)"
)
_DATES = re.compile(
    r"\d{4}年(?:度|末|底|初)?|\d{1,2}(?:[-—–~至到]\d{1,2})?月(?:份|底|末)?|"
    r"上半年|下半年|前?[一二三四]季度|前\d{1,2}个月|前[一二三]季度"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """indicator, scope: as written, empty where the words name none."""

    indicator: str
    scope: str = ""


def bound_of(left: str, right: str) -> str:
    """The bound that the words around a number state."""
    for pattern, bound in BOUNDS:
        if pattern.search(left):
            return bound
    return next((bound for word, bound in _AFTER if right.startswith(word)), "")


def is_estimate(left: str) -> bool:
    return bool(_ESTIMATE.search(left))


def change_of(left: str) -> int:
    """1 where the words say that something rose by the number, −1 where it fell, 0 where they say nothing of the kind."""
    if _GROWTH_NOUN.search(left):
        return -1 if re.search(r"(?:降|跌)幅", left) else 1
    found = _CHANGE.search(left)
    if found is None:
        return 0
    return 1 if found["verb"] in UP else -1


def rises_to(left: str) -> bool:
    """“提升至”: the number is where it came to, not by how much it rose."""
    return bool(re.search(rf"(?:{_UP}|{_DOWN}|压缩|缩短|精简)(?:至|到|为)", left))


def share_of(left: str) -> tuple[str, str, str] | None:
    """What a share is of, its direction, and the words before it; None where the words state no share."""
    found = _SHARE.search(left)
    if found is not None and ("的" in left[found.start() :] or found["word"] or found["whole"]):
        verb = found["verb"] or ""
        direction = "up" if verb in UP and verb else "down" if verb else ""
        return found["whole"], direction, left[: found.start()]
    part = _PART_OF.search(left)
    return (part["whole"], "", part["left"]) if part is not None else None


def pull_of(left: str) -> tuple[str, str] | None:
    """What is pulled, and the words before."""
    found = _PULL.search(left)
    return (found["whole"], left[: found.start()]) if found is not None else None


def contribution_to(left: str) -> tuple[str, str] | None:
    found = _CONTRIBUTION.search(left)
    return (found["whole"] or "", left[: found.start()]) if found is not None else None


def unbracketed(left: str) -> str:
    """The words without what is in brackets."""
    return _BRACKETS.sub("", left)


def without_comparison(left: str) -> str:
    """The words before 高于全市 and the like."""
    return _AGAINST.sub("", left)


def noun(left: str) -> Phrase:
    """The phrase that ends before a number: `“3+1”主导产业完成工业增加值` is the indicator 工业增加值 of “3+1”主导产业."""
    text = _strip(left)
    found = _VERB.match(text)
    if found is not None:
        return Phrase(_strip(found["indicator"]), _scope(found["scope"]))
    if "的" in text and not text.endswith("的"):
        text = text.rsplit("的", 1)[1] or text
    quoted = _QUOTE.match(text) if text.count("、") >= 1 else None
    return Phrase(text[quoted.end() :] if quoted else text)


def noun_after(right: str) -> str:
    """The phrase that begins after a number: `家企业申报…` is 企业申报…; empty where a verb or nothing follows."""
    text = right.removeprefix("的")
    return "" if _ACTS.match(text) else text.split("的", 1)[0][:30]


def act_after(right: str) -> str:
    """What those counted did: `1人获得…`."""
    return right.strip("、)")[:30] if re.match(r"^(?:获得|获|被|申报|通过|入选)", right) else ""


def _strip(text: str) -> str:
    before = None
    while before != text:
        before = text
        text = _COMPARED.sub("", _DATES.sub("", text))
        text = _TAIL.sub("", _LEAD.sub("", text)).strip("、,:;()")
    return text


def _scope(text: str) -> str:
    stripped = _strip(text)
    quoted = _QUOTE.match(stripped)
    return stripped[quoted.end() :] if quoted else stripped.rsplit("、", 1)[-1]
