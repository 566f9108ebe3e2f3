"""The words that officers read for the codes that services return."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# queue -> (its name, what lies in it, what an empty one means)
QUEUES: dict[str, tuple[Any, Any]] = {
    "intake": (_("待受理"), _("新收到的申请和等待补正的办件会出现在这里")),
    "deliver": (_("待送达"), _("准予的办件会出现在这里，用印后送达")),
    "review": (_("审查"), _("受理后的办件会出现在这里")),
    "decide": (_("待决定"), _("审查人员提出建议的办件会出现在这里")),
    "window": (_("待答复登记"), _("窗口登记、等待主管答复的事项会出现在这里")),
    "ratings": (_("差评整改"), _("企业给出差评的办件会出现在这里，整改后答复")),
    "extensions": (_("延期开工申请"), _("企业申请延期开工、等待主管决定的会出现在这里")),
    "commitments": (_("待核验承诺"), _("以承诺或者容缺受理、尚待核验的办件会出现在这里")),
    "open": (_("全部在办"), _("收件之后、决定之前的办件会出现在这里")),
    "all": (_("全部办件"), _("提交过的办件都在这里")),
}
SCOPES: dict[str, Any] = {"mine": _("我的"), "department": _("本部门"), "zone": _("全区")}
# due -> (word, sign, tone)
DUES: dict[str, tuple[Any, str, str]] = {
    "late": (_("已逾期"), "✕", "due-late"),
    "today": (_("今日到期"), "!", "due-soon"),
    "soon": (_("临近"), "◔", "due-soon"),
    "fine": (_("从容"), "✓", "due-fine"),
    "none": (_("不计时"), "–", "quiet"),
}
MOVES: dict[str, Any] = {
    "check": pgettext_lazy("move", "受理，或者一次告知补正"),
    "wait-applicant": pgettext_lazy("move", "等待申请人补正"),
    "opinion": pgettext_lazy("move", "出具审查意见"),
    "recommend": pgettext_lazy("move", "提出建议"),
    "wait-officers": pgettext_lazy("move", "等待其他人员的意见"),
    "resume": pgettext_lazy("move", "中止计时，程序结束后恢复"),
    "decide": pgettext_lazy("move", "作出决定"),
    "seal": pgettext_lazy("move", "用印"),
    "deliver": pgettext_lazy("move", "送达证照"),
    "answer-window": pgettext_lazy("move", "答复登记事项"),
    "answer-rating": pgettext_lazy("move", "整改并答复"),
    "verify": pgettext_lazy("move", "核验承诺"),
    "decide-extension": pgettext_lazy("move", "决定是否延期开工"),
    "": pgettext_lazy("move", "已办结"),
}
CHANNELS: dict[str, Any] = {"online": _("网上"), "window": _("窗口"), "post": _("邮寄")}
WAYS: dict[str, Any] = {"uploaded": _("由申请人提交")}  # where an officer reads, not the applicant
# standing -> (word, sign, tone)
STANDINGS: dict[str, tuple[Any, str, str]] = {
    "open": (_("履行中"), "◔", "state-waiting"),
    "overdue": (_("已过期限"), "!", "state-attention"),
    "breached": (_("违约"), "✕", "due-late"),
    "correcting": (_("限期改正"), "✎", "state-attention"),
    "revocable": (_("逾期未改正"), "✕", "due-late"),
    "closed": (_("已履行"), "✓", "due-fine"),
    "revoked": (_("已撤销"), "✕", "quiet"),
}
GRADES: dict[str, Any] = {
    "very-unsatisfied": _("非常不满意"),
    "unsatisfied": _("不满意"),
    "basically-satisfied": _("基本满意"),
    "satisfied": _("满意"),
    "very-satisfied": _("非常满意"),
}
# Order is the order of the page: what is usual first, what is grave last.
ACTS: dict[str, Any] = {
    "accept": pgettext_lazy("act", "受理"),
    "request-corrections": pgettext_lazy("act", "一次性告知补正"),
    "escalate": pgettext_lazy("act", "登记待复"),
    "give-opinion": pgettext_lazy("act", "出具审查意见"),
    "recommend": pgettext_lazy("act", "提出建议"),
    "grant": pgettext_lazy("act", "准予许可"),
    "send-back": pgettext_lazy("act", "退回审查"),
    "seal": pgettext_lazy("act", "用印"),
    "deliver": pgettext_lazy("act", "送达"),
    "answer-window": pgettext_lazy("act", "答复登记事项"),
    "answer-rating": pgettext_lazy("act", "整改答复"),
    "verify-commitment": pgettext_lazy("act", "核验承诺"),
    "resume": pgettext_lazy("act", "恢复计时"),
    "suspend": pgettext_lazy("act", "中止计时"),
    "extend": pgettext_lazy("act", "延长期限"),
    "reconcile": pgettext_lazy("act", "核对暂用数据"),
    "assign": pgettext_lazy("act", "分派"),
    "release": pgettext_lazy("act", "收回分派"),
    "extend-start": pgettext_lazy("act", "准予延期开工"),
    "refuse-start-extension": pgettext_lazy("act", "不予延期开工"),
    "reverify": pgettext_lazy("act", "核验施工许可"),
    "mark-breach": pgettext_lazy("act", "登记违约"),
    "not-accept": pgettext_lazy("act", "不予受理"),
    "refuse": pgettext_lazy("act", "不予许可"),
    "revoke": pgettext_lazy("act", "撤销证照"),
    "cancel": pgettext_lazy("act", "注销证照"),
}
# Acts of others, as the history tells them.
OTHERS: dict[str, Any] = {
    "save-draft": pgettext_lazy("act", "保存草稿"),
    "upload": pgettext_lazy("act", "上传材料"),
    "submit": pgettext_lazy("act", "提交申请"),
    "start-case": pgettext_lazy("act", "开始申请"),
    "submit-corrections": pgettext_lazy("act", "提交补正"),
    "deem-accepted": pgettext_lazy("act", "视为受理"),
    "withdraw": pgettext_lazy("act", "撤回申请"),
    "deem-renewed": pgettext_lazy("act", "视为延续"),
    "submit-evidence": pgettext_lazy("act", "提交承诺证明"),
    "rate": pgettext_lazy("act", "评价"),
    "default-rating": pgettext_lazy("act", "默认评价"),
    "report-start": pgettext_lazy("act", "报告开工"),
    "ask-start-extension": pgettext_lazy("act", "申请延期开工"),
    "report-stop": pgettext_lazy("act", "报告中止施工"),
    "report-resume": pgettext_lazy("act", "报告恢复施工"),
    "expire": pgettext_lazy("act", "证照到期"),
}
GRAVE = frozenset({"not-accept", "refuse", "revoke", "cancel", "mark-breach", "refuse-start-extension"})
MAIN = frozenset({"accept", "give-opinion", "recommend", "grant", "seal", "deliver", "answer-window", "answer-rating"})
OUTCOMES: dict[str, Any] = {"granted": _("准予"), "refused": _("不予许可"), "not-accepted": _("不予受理")}
BECAUSE: dict[str, Any] = {
    "no-licence-needed": _("依法不需要取得许可"),
    "wrong-authority": _("依法不属于本机关职权范围"),
}


def act_word(name: str) -> Any:
    """The name of an act, as a button or the history says it."""
    return ACTS.get(name) or OTHERS.get(name, name)
