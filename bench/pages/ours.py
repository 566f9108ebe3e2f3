"""Our own pages, asked for through the whole stack by officers and an enterprise that are signed in."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from bench.pages.asking import Asked, Asking
from gaoxin.accounts import selectors as accounts
from gaoxin.approvals.services import worklists

STATES = ("accepted", "delivered")


class Ours(Asking):
    """The pages of cases."""

    def __init__(self) -> None:
        self.numbers = self._some_cases()
        super().__init__(*self._known())

    def _some_cases(self) -> dict[str, list[Any]]:
        case = apps.get_model("approvals", "Case")
        rows = case.objects.filter(zone=settings.ZONE)
        return {
            state: list(rows.filter(state=state).order_by("-id").values_list("number", flat=True)[:200])
            for state in STATES
        }

    def _later(self, queue: str) -> str:
        """The cursor of a page far down a pile: its twentieth, or its last."""
        at, wanted = timezone.now(), worklists.Wanted(queue=queue)
        by = accounts.actor(zone=settings.ZONE, login=f"clerk@{settings.ZONE}", at=at)
        for _ in range(20):
            page = worklists.worklist(zone=settings.ZONE, by=by, wanted=wanted, at=at)
            if not page.next:
                break
            wanted = worklists.Wanted(queue=queue, after=page.next)
        return quote(wanted.after)

    def _known(self) -> tuple[list[Asked], list[str]]:
        """The kinds whose routes exist, and the names of those that do not."""
        wanted = [
            ("工作台 worklist, clerk", "clerk", "desk:worklist", "", ""),
            ("工作台 worklist, reviewer", "reviewer-1", "desk:worklist", "", ""),
            ("工作台 worklist, supervisor", "supervisor", "desk:worklist", "", ""),
            ("工作台 worklist, commitments", "supervisor", "desk:worklist", "", "?queue=commitments"),
            ("工作台 worklist, mine", "reviewer-1", "desk:worklist", "", "?queue=review&scope=mine"),
            (
                "工作台 worklist, filtered",
                "clerk",
                "desk:worklist",
                "",
                "?queue=open&item=construction-permit&due=fine",
            ),
            ("工作台 worklist, later page", "clerk", "desk:worklist", "", f"?queue=open&after={self._later('open')}"),
            ("全部 all, first page", "clerk", "desk:worklist", "", "?queue=all"),
            ("全部 all, later page", "clerk", "desk:worklist", "", f"?queue=all&after={self._later('all')}"),
            ("全部 all, rare state", "clerk", "desk:worklist", "", "?queue=all&state=refused"),
            ("搜索 search, number", "clerk", "desk:worklist", "", "?queue=all&q=S110-000001"),
            ("搜索 search, one name", "clerk", "desk:worklist", "", "?queue=all&q=合成电子0000089"),
            ("搜索 search, many names", "clerk", "desk:worklist", "", "?queue=all&q=合成电子"),
            ("搜索 search, nothing", "clerk", "desk:worklist", "", "?queue=all&q=没有这家"),
            ("办件 case page, accepted", "reviewer-1", "desk:case", "accepted", ""),
            ("办件 case page, delivered", "clerk", "desk:case", "delivered", ""),
            ("督办 supervision", "supervisor", "desk:supervision", "", ""),
            ("我的企业 my enterprise", "applicant", "my:home", "", ""),
            ("事项搜索 search of items", "", "portal:guides", "", "?q=施工许可"),
            ("公示 grants", "", "portal:grants", "", ""),
            ("公示 grants, one item", "", "portal:grants", "", "?item=hr-service-licence"),
            ("公示搜索 grants, one name", "", "portal:grants", "", "?q=合成电子0000089"),
            ("公示搜索 grants, many names", "", "portal:grants", "", "?q=合成电子"),
        ]
        kinds: list[Asked] = []
        missing: list[str] = []
        for name, login, route, state, query in wanted:
            try:
                kinds.append(Asked(name, login, self._address(route, state, query)))
            except NoReverseMatch:
                missing.append(name)
        return kinds, missing

    def _address(self, route: str, state: str, query: str) -> Callable[[random.Random], str]:
        if not state:
            fixed = reverse(route) + query
            return lambda chance: fixed
        numbers = self.numbers[state]
        reverse(route, args=[numbers[0]])
        return lambda chance: reverse(route, args=[chance.choice(numbers)]) + query


def make(options: dict[str, Any]) -> Ours:
    return Ours()
