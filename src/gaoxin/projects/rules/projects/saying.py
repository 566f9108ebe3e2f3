"""What happened to a project, in one language: the fact is data, its words are chosen when it is shown."""

from __future__ import annotations

from typing import Literal

from gaoxin.projects.rules.projects.stages import Event

# what -> Chinese and English; {} is what was written down of it, in the words of who wrote it.
SAID: dict[str, tuple[str, str]] = {
    "noted": ("{}", "{}"),
    "opened": ("立项", "The file was opened"),
    "lead": ("登记线索", "The lead was registered"),
    "landed": ("线索落地", "The lead landed"),
    "agreed": ("投资协议 {}", "Investment agreement {}"),
    "land": ("用地协议 {}", "Land agreement {}"),
    "delivered": ("{} 交地", "{} handed over"),
    "begun": ("{} 动工", "{}: works began"),
    "stopped": ("{} 停工", "{}: works stopped"),
    "built": ("{} 竣工", "{}: works were completed"),
    "ended": ("{} 用地协议终止", "{}: the land agreement ended"),
    "granted": ("{} 准予", "{} granted"),
    "permit-begun": ("{} 开工", "{}: works began"),
    "baseline": ("第 {} 号进度基线生效", "Baseline {} of the works in force"),
    "first-report": ("首份经确认的进度报告", "First confirmed report of progress"),
    "produced": ("企业申报投产，已核实：{}", "Production declared and confirmed: {}"),
    "asked": ("咨询：{}", "Question: {}"),
    "visited": ("专员走访：{}", "Visit of the steward: {}"),
    "returned": ("复工，产能 {}%", "Returned to work at {}% of capacity"),
}


def said(event: Event, language: Literal["zh", "en"]) -> str:
    """The event as one line in that language. Raises KeyError for a fact that has no words, which a test forbids."""
    return SAID[event.what][language == "en"].format(event.about).strip()
