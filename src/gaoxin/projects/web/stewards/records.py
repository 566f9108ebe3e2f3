"""Lines of an enterprise's file in words: no code of a register reaches the page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from gaoxin.approvals.services import rulebook
from gaoxin.investment.selectors import leads_book
from gaoxin.projects.selectors.stewards.file import FileView, Line, ModuleView
from gaoxin.projects.web.stewards import asking
from gaoxin.ui.templatetags.ui import STANDINGS, STATES

STATE_WORDS: dict[str, dict[str, Any]] = {
    "cases": {code: word for code, (word, _tone, _sign) in STATES.items()},
    "licences": {code: word for code, (word, _tone, _sign) in STANDINGS.items()},
    "inquiries": {"closed": _("咨询办结"), "answered": _("已作答复"), "waiting": _("等待答复")},
    "care": {
        "open": _("正在办理"),
        "done": _("已经办到"),
        "told-why-not": _("办不到，已说明原因"),
        "stopped": _("已停止办理"),
    },
    "returns": {"confirmed": _("经专员核实"), "waiting": _("尚待核实")},
    "credit": {"repaired": _("信用已修复"), "standing": _("信用未修复")},
    "signals": {"ended": _("信号解除"), "standing": _("信号未解除")},
}
CREDIT: dict[str, Any] = {
    "serious-dishonesty": _("列入严重失信主体名单"),
    "false-commitment": _("虚假承诺"),
    "late-commitment": _("逾期未履行承诺"),
}
REGISTERS: dict[str, Any] = {
    "审批办件": _("审批办件"), "证照库": _("证照库"), "项目档案": _("项目档案库"), "用地台账": _("用地台账"), "招商线索": _("招商线索库"),
    "投资协议": _("投资协议库"), "企业咨询": _("企业咨询登记"), "走访记录": _("走访记录"), "企业诉求": _("企业诉求登记"),
    "全托事项": _("全托事项登记"), "复工复产填报": _("复工复产填报"), "3+3 培育": _("3+3 培育名单"),
}  # fmt: skip
OPEN = (
    5  # lines of a module that stand open; the earlier ones are folded, or a phone would scroll through years of cases
)


def shown(file: FileView) -> dict[str, Any]:
    """Modules and timeline with their lines in the reader's language; modules that are closed to the reader are named with the reason."""
    names = {module.code: module.name for module in file.modules}
    return {
        "modules": [_folded(module) for module in file.modules],
        "timeline": [_told(line) | {"module": names[line.module]} for line in file.timeline],
        "closed": file.closed,
    }


def _folded(module: ModuleView) -> dict[str, Any]:
    lines = [_told(line) for line in module.lines]
    return {"module": module, "lines": lines, "first": lines[:OPEN], "rest": lines[OPEN:]}


def _told(line: Line) -> dict[str, Any]:
    title, detail = line.title, line.detail
    if line.module == "cases":
        detail = _item(detail)
    elif line.module == "care" and line.source == "全托事项":
        title = _item(title)
    elif line.module == "credit":
        title = CREDIT.get(title, _("其他信用记录"))
    elif line.module == "promotion" and line.source == "招商线索":
        detail = _named(leads_book.book().leads.modes, detail)
    state: Any = STATE_WORDS.get(line.module, {}).get(line.state, "")
    if line.module == "promotion" and line.state:
        state = _named(leads_book.book().leads.stages, line.state)
    return {
        "day": line.day,
        "title": title,
        "detail": detail,
        "state": state,
        "source": REGISTERS.get(line.source, line.source),
    }


def _item(code: str) -> str:
    versions = rulebook.catalogue().items.get(code)
    return asking.say(versions[-1].name) if versions else str(_("目录外事项"))


def _named(parts: Any, code: str) -> str:
    found = next((part for part in parts if part.code == code), None)
    return asking.say(found.name) if found else str(_("未列名"))
