"""The API object: routers of the slices, and the door that every operation stands behind.

A caller comes with a token or with a session (then a change needs the CSRF token too). The door asks the permission table for
the roles and the scope of the operation; whose case it is, services and selectors decide.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from ninja.errors import AuthenticationError, Throttled
from ninja.operation import Operation as NinjaOperation
from ninja.throttling import BaseThrottle
from ninja.utils import check_csrf

from gaoxin.accounts.rules.roles import Actor, Role, as_supervisor
from gaoxin.accounts.web import proofs, rates
from gaoxin.approvals.api import ROUTERS
from gaoxin.approvals.rules.cases.acts import ACTS
from gaoxin.audit.api import router as audit
from gaoxin.cockpit.api import router as cockpit
from gaoxin.config.access import ACCESS
from gaoxin.config.access.api import Operation
from gaoxin.core.errors import NotAllowed
from gaoxin.economy.api import ROUTERS as ECONOMY
from gaoxin.gateway.api import router as gateway
from gaoxin.gateway.rules.scopes import check_covers
from gaoxin.gateway.services import tokens
from gaoxin.innovation.api import ROUTERS as INNOVATION
from gaoxin.investment.api import ROUTERS as INVESTMENT
from gaoxin.labour.api import ROUTERS as LABOUR
from gaoxin.parties.api import router as parties
from gaoxin.portal.api import router as portal
from gaoxin.projects.api import ROUTERS as PROJECTS
from gaoxin.runtime import replays
from gaoxin.runtime.api import PlatformAPI, Request, TextParser, check_text
from gaoxin.talent.api import ROUTERS as TALENT
from gaoxin.trust.api import router as trust

DESCRIPTION = """高新区审批平台的接口。The same services as the pages: what is refused there is refused here, with the same reason.

Errors are RFC 9457 problems with `code`, `why`, `do` and `article`. Every act takes an `Idempotency-Key`; a retry with the same
key returns the same body and `Idempotent-Replay: true`."""
RATE, OPEN_RATE = 1200, 60  # requests a minute of one caller
VERSION = "1.0.0"


class TokenAuth:
    """`Authorization: Bearer gx_…`: an account, narrowed by the scopes of its token."""

    openapi_security_schema = {"type": "http", "scheme": "bearer", "description": "a token of an account, see /tokens"}

    def __init__(self, row: Operation) -> None:
        self.row = row

    def __call__(self, request: Request) -> Actor | None:
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        found = (
            tokens.caller(zone=request.zone, text=text.strip(), at=request.at) if scheme.lower() == "bearer" else None
        )
        if found is None:
            if not (taken := rates.take(request, "api-refused", OPEN_RATE)):
                raise Throttled(taken.seconds)
            raise AuthenticationError
        if self.row.session:
            raise NotAllowed(
                "令牌不能管理令牌 a token manages no tokens", why="令牌泄露时不应当产生新的令牌 a stolen one shall not breed",
                do="登录后在会话中办理 sign in and use the session", article="GB/T 22239-2019",
            )  # fmt: skip
        check_covers(found.scopes, self.row.scope)
        check(self.row, found.actor)
        request.actor, request.scopes = found.actor, found.scopes  # type: ignore[attr-defined]
        return found.actor


class SessionAuth:
    """The session cookie of the pages. What changes something needs the CSRF token too."""

    openapi_security_schema = {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}

    def __init__(self, row: Operation) -> None:
        self.row = row

    def __call__(self, request: Request) -> Actor | None:
        if not request.user.is_authenticated or not request.actor:
            return None
        if check_csrf(request):
            raise NotAllowed(
                "缺少 CSRF 令牌 the CSRF token is missing", why="会话中的操作须证明来自本平台页面 a change must come from a page",
                do="带上 X-CSRFToken 头，或者改用令牌 send X-CSRFToken, or use a token", article="GB/T 22239-2019",
            )  # fmt: skip
        check(self.row, request.actor)
        if self.row.fresh and not proofs.is_fresh(request):
            raise NotAllowed(
                "须再次确认身份 prove anew that it is you", why="会话被盗用时不应当产生新的密钥 a stolen session shall make no keys",
                do="在“我的账号”页面办理 do it on the page “my account”", article="GB/T 22239-2019",
            )  # fmt: skip
        return request.actor


class Rate(BaseThrottle):
    """So many requests a minute of one account, or of one address where nobody signed in, over all worker processes."""

    def __init__(self, name: str, most: int) -> None:
        self.name, self.num_requests = name, most
        self._again = threading.local()

    def allow_request(self, request: HttpRequest) -> bool:
        actor = getattr(request, "actor", None)
        taken = rates.take(request, self.name, self.num_requests, who=actor.id if actor else "")
        self._again.seconds = taken.seconds
        return bool(taken)

    def wait(self) -> float:
        """Seconds until the next request may come, of the one that was just refused."""
        return self._again.seconds


def check(row: Operation, actor: Actor) -> None:
    """Raises NotAllowed where none of the actor's roles is on the row, with the reason of the act if it is one."""
    if not row.roles or actor.roles & row.roles:
        return
    if row.roles == {Role.SUPERVISOR}:
        as_supervisor(actor)
    who = "、".join(sorted(row.roles))
    raise NotAllowed(
        f"{row.act or '此操作'} 只能由 {who} 作出 is not for this role",
        why=f"您的角色 your roles: {'、'.join(sorted(actor.roles)) or '—'}",
        do="交由有权人员办理 hand it to them",
        article=ACTS[row.act].article if row.act else "GB/T 22239-2019",
    )


class API(PlatformAPI):
    """Sets the door before each operation, as the permission table says. An operation without a row stays shut."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._schemas: dict[str, Any] = {}

    def _get_bound_routers(self) -> list[Any]:
        fresh = self._bound_routers_cache is None
        routers = super()._get_bound_routers()
        for operation in (o for r in routers if fresh for view in r.path_operations.values() for o in view.operations):
            _guard(operation)
        return routers

    def get_openapi_schema(self, **where: Any) -> Any:
        """The description; made once a process, since nothing in it changes while it runs."""
        key = repr(sorted(where.items()))
        if key not in self._schemas:
            schema = super().get_openapi_schema(**where)
            for told in (o for operations in schema["paths"].values() for o in operations.values()):
                _describe(told)
            self._schemas[key] = schema
        return self._schemas[key]


def _guard(operation: NinjaOperation) -> None:
    name = f"api:{operation.url_name}"
    row = ACCESS.get(name)
    if not isinstance(row, Operation):
        raise LookupError(f"{name} has no row in config/access/api.py")
    rate: BaseThrottle = Rate("api", RATE) if row.roles else Rate("api-open", OPEN_RATE)
    operation.auth_callbacks = [TokenAuth(row), SessionAuth(row)] if row.roles else []
    if row.session:
        operation.auth_callbacks = [SessionAuth(row), TokenAuth(row)]
    operation.throttle_objects = [rate]
    operation.run = _arrive(operation.run)  # type: ignore[method-assign]


def _arrive(run: Callable[..., Any]) -> Callable[..., Any]:
    """What an endpoint reads from its request: now, and the zone. Its answer says where it repeats an earlier one."""

    @wraps(run)
    def arrived(request: Any, **kwargs: Any) -> Any:
        request.at, request.zone = timezone.localtime(timezone.now()), settings.ZONE
        try:
            check_text({"path": request.path, **kwargs})
        except Exception as error:
            return api.on_exception(request, error)
        replays.begin()
        response = run(request, **kwargs)
        if replays.noted() and response.status_code < 300:
            response["Idempotent-Replay"] = "true"
        return response

    return arrived


def _describe(told: dict[str, Any]) -> None:
    """The scope beside the security scheme, the roles in words, and the header of a replay."""
    row = ACCESS[f"api:{NAMES[told['operationId']]}"]
    assert isinstance(row, Operation)
    if not row.roles:
        return
    schemes = (
        [{"SessionAuth": []}] if row.session else [{"TokenAuth": [row.scope] if row.scope else []}, {"SessionAuth": []}]
    )
    told["security"] = schemes
    told["x-roles"] = sorted(row.roles)
    if any(p["name"] == "Idempotency-Key" for p in told["parameters"]):
        told["responses"][200]["headers"] = {
            "Idempotent-Replay": {
                "description": "`true` where the act had been done before with this key",
                "schema": {"type": "string", "enum": ["true"]},
            }
        }


rest = Router()


@rest.api_operation(
    ["GET", "POST", "PUT", "PATCH", "DELETE"],
    "/{path:rest}",
    url_name="nothing",
    include_in_schema=False,
    response=None,
)
def nothing(request: Request, rest: str) -> HttpResponse:
    """Whatever no operation answers."""
    raise Http404


api = API(
    title="高新 gaoxin", version=VERSION, description=DESCRIPTION, urls_namespace="api", docs_url=None,
    parser=TextParser(),
)  # fmt: skip
for router in (
    *ROUTERS,
    *INVESTMENT,
    *PROJECTS,
    *INNOVATION,
    *LABOUR,
    *TALENT,
    *ECONOMY,
    cockpit,
    portal,
    trust,
    parties,
    audit,
    gateway,
    rest,
):
    api.add_router("", router)
NAMES = {
    o.operation_id: o.url_name
    for r in api._get_bound_routers()
    for v in r.path_operations.values()
    for o in v.operations
}
