"""Whether legal aid is worth applying for: which article speaks for it. The legal aid body decides, not this."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from gaoxin.core.errors import Invalid
from gaoxin.labour.rules.disputes.book import Phrase, cited, pick
from gaoxin.labour.rules.harmony.book import Aid


@dataclass(frozen=True, slots=True)
class Asked:
    """matter: a code. groups: codes of whose means are not checked. poor: says that they fall under the province's standard.
    ends_on: when the period to act ends, where one runs."""

    matter: str
    groups: Sequence[str] = ()
    poor: bool = False
    ends_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Screened:
    """verdict: free (means do not matter), unchecked, declared (means are stated and checked), advice (no aid; advice is free).
    urgent: help first, papers afterwards."""

    verdict: str
    words: Phrase
    articles: tuple[str, ...]
    urgent: bool


WORDS = {
    "free": Phrase("不受经济困难条件限制，可以申请法律援助", "Legal aid may be applied for, whatever your means"),
    "unchecked": Phrase(
        "可以申请法律援助，免予核查经济困难状况", "Legal aid may be applied for, and your means are not checked"
    ),
    "declared": Phrase(
        "符合经济困难标准的，如实说明并承诺后可以申请法律援助",
        "Legal aid may be applied for once you declare your means",
    ),
    "advice": Phrase(
        "不属于法律援助范围，可以免费咨询或者自行委托律师", "Not a matter of legal aid; advice at the desk is free"
    ),
}


def screen(asked: Asked, today: dt.date, aid: Aid) -> Screened:
    """The most favourable article that fits. Raises Invalid for a matter or a group that is not in the book, or a period that is over."""
    matter = pick(aid.matters, asked.matter, "事项 matter")
    groups = [pick(aid.unchecked, code, "情形 circumstance") for code in asked.groups]
    if asked.ends_on is not None and asked.ends_on < today:
        raise Invalid(
            f"期限 {asked.ends_on} 已经届满 that period is over", do="不填期限，向值班律师说明 leave it empty and tell the lawyer",
            article=cited(aid.urgent_days.basis),
        )  # fmt: skip
    fitting = [one for one in groups if not one.matters or matter.code in one.matters]
    if matter.means == "free":
        verdict, articles = "free", [cited(matter.basis)]
    elif matter.means == "needed" and fitting:
        verdict, articles = "unchecked", [cited(matter.basis), *(cited(one.basis) for one in fitting)]
    elif matter.means == "needed" and asked.poor:
        verdict, articles = "declared", [cited(matter.basis), cited(aid.standard), cited(aid.declared)]
    else:
        verdict, articles = "advice", [cited(aid.advice)]
    urgent = verdict != "advice" and asked.ends_on is not None and (asked.ends_on - today).days < aid.urgent_days.days
    if urgent:
        articles.append(cited(aid.urgent_days.basis))
    elif verdict != "advice":
        articles.append(cited(aid.decides.basis))
    return Screened(verdict, WORDS[verdict], tuple(articles), urgent)
