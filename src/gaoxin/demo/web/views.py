"""A visitor enters as one of the demo's people: one click, no password, only in a demo zone that keeps this door open."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gaoxin.accounts import selectors, services
from gaoxin.accounts.rules.roles import Role
from gaoxin.accounts.rules.sessions import MAY_ACT_FOR_OTHERS
from gaoxin.core.errors import NotFound
from gaoxin.demo.plan import read_plan

# role -> what the visitor can try, and the page to start from
DOES: dict[Role, tuple[Any, str]] = {
    Role.APPLICANT: (_("代企业申请、补正、签承诺、收证；授权他人代办"), "my:home"),
    Role.AGENT: (_("受委托只办施工许可这一项"), "my:home"),
    Role.CLERK: (_("收件、受理、一次性告知补正、送达；没有“不予”这个按钮"), "desk:worklist"),
    Role.REVIEWER: (_("审查、现场核查、提出意见"), "desk:worklist"),
    Role.SUPERVISOR: (_("作出决定、督办、核实承诺"), "desk:worklist"),
    Role.HEAD: (_("批准延长期限"), "desk:worklist"),
    Role.SEAL_KEEPER: (_("批量用印"), "desk:seals"),
    Role.STEWARD: (_("陪同项目走完全程"), "desk:worklist"),
    Role.PROMOTER: (_("招商线索、走访、签约；产业链图谱与缺口"), "leads:list"),
    Role.AMBASSADOR: (_("提交并跟进自己推荐的线索"), "leads:list"),
    Role.LEADER: (_("包干项目：进度、堵点、移交"), "projects:mine"),
    Role.ENGINEER: (_("现场填报工程进度，复核他人的填报"), "progress:list"),
    Role.STATISTICIAN: (_("按月登记项目投资，计算拉动"), "projects:list"),
    Role.LAND_OFFICER: (_("地块台账、地图、选址匹配"), "land:map"),
    Role.INNOVATION_OFFICER: (_("产学研、专利、平台和中心台账"), "innovation:home"),
    Role.POLICY_OFFICER: (_("惠企政策、免申即享名单、兑付和追回"), "policies:home"),
    Role.TALENT_OFFICER: (_("岗位和学位匹配、实践基地、产教联合体"), "talent:home"),
    Role.SCHOOL: (_("专业、学位、实践安排和联合体表决"), "mytalent:home"),
    Role.ARBITRATOR: (_("开庭、调解、裁决"), "labour:home"),
    Role.TRIBUNAL_CLERK: (_("收案、排期、送达"), "labour:home"),
    Role.LABOUR_OFFICER: (_("欠薪预警、协调走访、法律服务预约"), "harmony:home"),
    Role.AUDITOR: (_("只读：看全部办件和过程"), "desk:worklist"),
    Role.SYSTEM_ADMIN: (_("事项版本、日历、任务"), "manage:home"),
    Role.SECURITY_ADMIN: (_("账号与授权"), "manage:home"),
    Role.AUDIT_ADMIN: (_("审计日志与链校验；看不到办件内容"), "manage:home"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The list of people; POST `login` enters as one of them. 404 where there is no such door."""
    if not settings.DEMO_ENTRY:
        raise NotFound("没有这个页面 no such page", do="从首页进入 start from the front page")
    people = read_plan(settings.CATALOGUE / "demo").zone.people
    if request.method == "POST":
        person = next((p for p in people if p.login == request.POST.get("login")), None)
        if person is None:
            raise NotFound("没有这个演示人物 nobody of that name", do="从名单中选择 choose from the list")
        services.enter_demo(request=request, login=f"{person.login}@{settings.ZONE}", at=timezone.now())
        return redirect(_start(person.roles))
    rows = [
        {"login": p.login, "name": p.name, "department": p.department, "roles": selectors.role_words(p.roles),
         "does": DOES[p.roles[0]][0] if p.roles[0] in DOES else ""}
        for p in sorted(people, key=lambda person: person.roles[0] not in MAY_ACT_FOR_OTHERS)
    ]  # fmt: skip
    return render(request, "demo/enter.html", {"people": rows})


def _start(roles: tuple[Role, ...]) -> str:
    """Where the first role begins its work; the own account where that page is not built."""
    for role in roles:
        try:
            return reverse(DOES[role][1])
        except (NoReverseMatch, KeyError):
            continue
    return reverse("accounts:me")
