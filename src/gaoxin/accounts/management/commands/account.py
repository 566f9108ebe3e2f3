"""`./gaoxin account create | list | password | role | factors | off | on`: accounts, by whoever runs the installation.

The first administrators of a zone are made here; there is no account that comes with the software.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone

from gaoxin.accounts import selectors, services
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.runtime.commands import GaoxinCommand

MAKEABLE = sorted(role.value for role in Role if role is not Role.SYSTEM)


class Command(GaoxinCommand):
    help = "账号 accounts: create LOGIN | list | password LOGIN | role LOGIN | factors LOGIN | off LOGIN | on LOGIN"

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        made = actions.add_parser(
            "create", help="an account with its roles; its first password is printed once, for one sign-in"
        )
        made.add_argument("--name", required=True, help="the person's name")
        made.add_argument("--role", action="append", required=True, choices=MAKEABLE, dest="roles")
        listed = actions.add_parser("list", help="every account and the roles it holds")
        password = actions.add_parser("password", help="a new random password, printed once; its sessions end")
        role = actions.add_parser("role", help="give or end a role")
        change = role.add_mutually_exclusive_group(required=True)
        change.add_argument("--grant", choices=MAKEABLE)
        change.add_argument("--revoke", choices=MAKEABLE)
        factors = actions.add_parser("factors", help="take second factors away; the next login sets up a new one")
        off = actions.add_parser(
            "off", help="nobody signs in to it any more, its tokens open nothing, its sessions end"
        )
        on = actions.add_parser("on", help="it signs in again, with the roles and tokens it has")
        for sub in (off, on):
            sub.add_argument("--reason", required=True, help="why, for the audit log")
        for sub in (made, role):
            sub.add_argument("--department", default="")
        for sub in (made, password, role, factors, off, on):
            sub.add_argument("login", help="NAME, or NAME@ZONE")
        for sub in (made, listed, password, role, factors, off, on):
            self.add_json(sub)

    def run(self, options: Mapping[str, Any]) -> None:
        by = Actor.system(settings.ZONE, "命令行 command line")
        self._tell(options, getattr(self, f"_{options['action']}")(options, by))

    def _create(self, options: Mapping[str, Any], by: Actor) -> dict[str, Any]:
        login, password = _login(options["login"]), services.random_password()
        services.create_user(
            zone=settings.ZONE, login=login, name=options["name"], roles=[Role(role) for role in options["roles"]],
            at=timezone.now(), by=by, department=options["department"], password=password,
            password_issued=True,
        )  # fmt: skip
        return {"login": login, "roles": options["roles"], "password": password}

    def _list(self, options: Mapping[str, Any], by: Actor) -> dict[str, Any]:
        return {"accounts": selectors.accounts(zone=settings.ZONE, at=timezone.now())}

    def _password(self, options: Mapping[str, Any], by: Actor) -> dict[str, Any]:
        login = _login(options["login"])
        password = services.issue_password(zone=settings.ZONE, login=login, at=timezone.now(), by=by)
        return {"login": login, "password": password}

    def _role(self, options: Mapping[str, Any], by: Actor) -> dict[str, Any]:
        login = _login(options["login"])
        given = {"zone": settings.ZONE, "login": login, "at": timezone.now(), "by": by}
        if options["grant"]:
            services.grant_role(role=Role(options["grant"]), department=options["department"], **given)
        else:
            services.revoke_role(role=Role(options["revoke"]), **given)
        return {"login": login, "granted": options["grant"] or "", "revoked": options["revoke"] or ""}

    def _factors(self, options: Mapping[str, Any], by: Actor) -> dict[str, Any]:
        login = _login(options["login"])
        count = services.clear_second_factors(zone=settings.ZONE, login=login, at=timezone.now(), by=by)
        return {"login": login, "taken_away": count}

    def _off(self, options: Mapping[str, Any], by: Actor) -> dict[str, Any]:
        login, reason = _login(options["login"]), options["reason"]
        changed = services.switch_off(zone=settings.ZONE, login=login, reason=reason, at=timezone.now(), by=by)
        return {"login": login, "active": False, "changed": changed}

    def _on(self, options: Mapping[str, Any], by: Actor) -> dict[str, Any]:
        login, reason = _login(options["login"]), options["reason"]
        changed = services.switch_on(zone=settings.ZONE, login=login, reason=reason, at=timezone.now(), by=by)
        return {"login": login, "active": True, "changed": changed}

    def _tell(self, options: Mapping[str, Any], told: dict[str, Any]) -> None:
        if options["as_json"]:
            self.emit(told)
            return
        for row in told.get("accounts", [told]):
            self.line("  ".join(f"{name} {', '.join(v) if isinstance(v, list) else v}" for name, v in row.items()))
        if "password" in told:
            self.line(
                "此密码只显示一次，首次登录时须修改 this password is shown once, and is to be changed at the first sign-in"
            )


def _login(text: str) -> str:
    return text if "@" in text else f"{text}@{settings.ZONE}"
