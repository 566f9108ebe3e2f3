"""What a policy file may not be: dates with a gap or an overlap, names of nothing, an amount with no way or two, law without an article."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from gaoxin.approvals.rules.items.conditions import facts_of
from gaoxin.approvals.rules.items.model import Rule
from gaoxin.core.errors import Invalid
from gaoxin.innovation.rules.policies.book import Fact, Groups, Part, Policy, Version

ONE_DAY = dt.timedelta(days=1)
COMPARISONS = ("is_", "not_", "in_", "gt", "ge", "lt", "le", "before", "known")


def check_facts(facts: Mapping[str, Fact], groups: Groups) -> None:
    """Raises Invalid for a derived fact of unknown ones, a name told twice, a limit of nothing."""
    taken: dict[str, str] = {}
    for code, fact in facts.items():
        place = f"_facts.yaml: {code}"
        for name in {code, fact.name.zh, *fact.aliases}:
            if taken.setdefault(name, code) != code:
                raise _wrong(place, f"名称 {name!r} 已用于 is taken by {taken[name]}")
        ratio = (fact.ratio.of, fact.ratio.to) if fact.ratio else ()
        for name in (*ratio, *([fact.days_since] if fact.days_since else [])):
            if name not in facts or facts[name].derived:
                raise _wrong(place, f"没有这个事实 no such told fact: {name}")
        if (fact.kind == "choice") is not bool(fact.choices):
            raise _wrong(place, "choice 须列出 choices choices belong to a choice")
    for code, limit in groups.limits.items():
        if (limit.yuan is None) is (limit.percent is None) or (limit.percent is None) is bool(limit.of):
            raise _wrong(f"_groups.yaml: {code}", "写 yuan，或者 of 和 percent write yuan, or of and percent")
        if limit.of and (limit.of not in facts or facts[limit.of].kind != "money"):
            raise _wrong(f"_groups.yaml: {code}", f"不是金额 no amount: {limit.of}")


def check_policy(policy: Policy, facts: Mapping[str, Fact], groups: Groups) -> None:
    """Raises Invalid with the place in the file and the article of the version it is about."""
    place = f"{policy.code}.yaml"
    if not policy.versions:
        raise _wrong(f"{place}: versions", "至少一个版本 at least one")
    if policy.way == "paid" and policy.clawback is None:
        raise _wrong(f"{place}: clawback", "兑付的政策须写明追回依据 what is paid can be taken back under an article")
    check_dates(policy)
    for number, version in enumerate(policy.versions):
        _check_version(f"{place}: versions[{number}]", version, facts, groups)


def check_dates(policy: Policy) -> None:
    """Each version begins the day after the one before ends. Raises Invalid for a gap, an overlap, or a version that ends early."""
    for number, version in enumerate(policy.versions):
        place, article = f"{policy.code}.yaml: versions[{number}]", _article(version)
        if version.until is not None and version.until < version.since:
            raise _wrong(f"{place}.until", f"{version.until} 早于 before {version.since}", article)
        if number == 0:
            continue
        before = policy.versions[number - 1]
        if before.until is None:
            raise _wrong(
                f"{place}.from",
                f"前一版本没有 until，有效期重叠 it overlaps: the one before {before.since} has no end",
                article,
            )
        if version.since <= before.until:
            raise _wrong(f"{place}.from", f"有效期重叠 overlap: {version.since} — {before.until}", article)
        if version.since != before.until + ONE_DAY:
            raise _wrong(
                f"{place}.from", f"有效期有空档 gap: {before.until + ONE_DAY} — {version.since - ONE_DAY}", article
            )


def _check_version(place: str, version: Version, facts: Mapping[str, Fact], groups: Groups) -> None:
    article = _article(version)
    if not version.basis:
        raise _wrong(f"{place}.basis", "须写明依据 the legal basis is missing")
    for one in version.basis:
        if one.confidence != "high" and not (one.source or one.note):
            raise _wrong(f"{place}.basis", "不确定的依据须注明来源 uncertain law names its source", article)
    if version.exclusive and version.exclusive not in groups.exclusive:
        raise _wrong(f"{place}.exclusive", f"没有这个互斥组 no such group: {version.exclusive}", article)
    for name in version.limits:
        if name not in groups.limits:
            raise _wrong(f"{place}.limits", f"没有这个限额 no such limit: {name}", article)
    codes = [condition.code for condition in version.conditions]
    if len(set(codes)) != len(codes):
        raise _wrong(f"{place}.conditions", "条件代码重复 a code stands twice", article)
    for condition in version.conditions:
        check_rule(f"{place}.conditions.{condition.code}", condition.rule, facts, condition.article)
    if not version.amount:
        raise _wrong(f"{place}.amount", "没有金额 no amount", article)
    for number, part in enumerate(version.amount):
        _check_part(f"{place}.amount[{number}]", part, facts, article)


def check_rule(place: str, rule: Rule, facts: Mapping[str, Fact], article: str) -> None:
    """Raises Invalid for facts that are not in the vocabulary, comparisons that do not fit them, and empty rules."""
    for leaf in leaves(rule):
        if leaf.fact is None or all(getattr(leaf, name) is None for name in COMPARISONS):
            raise _wrong(place, "空条件 an empty rule", article)
        fact = facts.get(leaf.fact)
        if fact is None:
            raise _wrong(place, f"没有这个事实 no such fact: {leaf.fact}", article)
        ordered = any(getattr(leaf, name) is not None for name in ("gt", "ge", "lt", "le"))
        if ordered and fact.kind not in ("money", "count", "percent"):
            raise _wrong(place, f"{leaf.fact} 不是数 no number", article)
        if leaf.before is not None and (fact.kind != "date" or not _is_date(leaf.before)):
            raise _wrong(place, f"before 须是日期 before is for dates: {leaf.before}", article)
        for wanted in (leaf.is_, leaf.not_, *(leaf.in_ or ())):
            if fact.kind == "flag" and wanted is not None and not isinstance(wanted, bool):
                raise _wrong(place, f"{leaf.fact} 只有 true 和 false", article)
            if fact.kind == "choice" and wanted is not None and wanted not in fact.choices:
                raise _wrong(place, f"{leaf.fact} 没有这个选项 no such choice: {wanted}", article)
    unknown = facts_of(rule) - set(facts)
    if unknown:
        raise _wrong(place, f"没有这个事实 no such fact: {', '.join(sorted(unknown))}", article)


def _check_part(place: str, part: Part, facts: Mapping[str, Fact], article: str) -> None:
    ways = [bool(part.fixed), bool(part.each), part.percent is not None, bool(part.steps)]
    if sum(ways) != 1:
        raise _wrong(place, "金额写一种算法 write one way: fixed, each, percent or steps", article)
    needs_of = bool(part.each) or part.percent is not None or any(step.percent is not None for step in part.steps)
    if needs_of is not bool(part.of) or (part.of and (part.of not in facts or facts[part.of].derived)):
        raise _wrong(f"{place}.of", f"算法所依的事实不对 no such told fact for it: {part.of!r}", article)
    if part.of and facts[part.of].kind != ("count" if part.each else "money"):
        raise _wrong(f"{place}.of", "each 依数量，percent 依金额 each goes by a count, percent by an amount", article)
    if bool(part.steps) is not bool(part.by) or (part.by and part.by not in facts):
        raise _wrong(f"{place}.by", f"没有这个尺度 no such scale: {part.by!r}", article)
    if part.by and facts[part.by].kind not in ("money", "count", "percent"):
        raise _wrong(f"{place}.by", f"{part.by} 不是数 no number", article)
    starts = [step.at_least for step in part.steps]
    if starts != sorted(set(starts)):
        raise _wrong(f"{place}.steps", f"各档须由低到高、不重复 steps rise: {starts}", article)
    if part.over and part.percent is None:
        raise _wrong(f"{place}.over", "over 只用于 percent is for percent only", article)
    if part.when is not None:
        check_rule(f"{place}.when", part.when, facts, article)


def leaves(rule: Rule) -> Iterator[Rule]:
    """The comparisons of a rule, in order."""
    inner = (*(rule.all or ()), *(rule.any or ()), *(rule.none or ()))
    if not inner:
        yield rule
    for part in inner:
        yield from leaves(part)


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _article(version: Version) -> str:
    return "；".join(str(one) for one in version.basis)


def _wrong(place: str, why: str, article: str = "") -> Invalid:
    return Invalid(f"policies/{place}", why=why, do="按所指位置修改 correct that place", article=article)
