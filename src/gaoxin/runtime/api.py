"""What the endpoints of every slice share: problems (RFC 9457), bodies that can be kept, and one description of it all.

An operation states its model with `answers`; everything that may go wrong has the same shape everywhere. The door (who comes
in) is set by `config.api`: it puts `actor`, `at` and `zone` on the request before an endpoint sees it.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, cast

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.parser import Parser
from pydantic import Field

from gaoxin.core.errors import Conflict, GaoxinError, Invalid, NotAllowed, NotFound, WrongState

log = logging.getLogger("gaoxin.api")
PROBLEM = "application/problem+json"
STATUSES = {
    401: ("未登录 not signed in", "Unauthorized"),
    403: ("不允许 not allowed", "NotAllowed"),
    404: ("没有找到 not found", "NotFound"),
    409: ("与现状冲突 in conflict with the present state", "Conflict"),
    413: ("内容过大 too large", "TooLarge"),
    422: ("内容不正确 not valid", "Invalid"),
    429: ("请求过多 too many requests", "TooMany"),
    500: ("平台出错 the platform failed", "Failure"),
}


class Request(HttpRequest):
    """A request behind the door. actor: who asks (None for the public). at: now. zone: whose data."""

    actor: Any
    at: dt.datetime
    zone: str


class Flaw(Schema):
    """One part of a request that is not valid."""

    where: str = Field(description="path of the part, such as `body.corrections`")
    what: str


class Problem(Schema):
    """RFC 9457 problem details, with the four parts of every error of the platform."""

    type: str = Field(examples=["urn:gaoxin:problem:WrongState"])
    title: str
    status: int
    detail: str = Field(description="what happened, one sentence")
    code: str = Field(description="class of the error, see docs/reference/errors.md", examples=["WrongState"])
    why: str
    do: str = Field(description="the next thing the caller can do")
    article: str = Field(description="the article that decides it; empty where no law is involved")
    errors: list[Flaw] = Field(default_factory=list)


def answers(model: Any, *, status: int = 200) -> dict[int, Any]:
    """The `response` of an operation: its model, and a problem for everything that may go wrong."""
    return {status: model, **{code: Problem for code in STATUSES if code < 500}}


def problem(
    status: int, detail: str, *, code: str = "", why: str = "", do: str = "", article: str = "",
    errors: Sequence[Mapping[str, str]] = (),
) -> HttpResponse:  # fmt: skip
    """The answer to a request that failed."""
    title, usual = STATUSES[status]
    name = code or usual
    body = {
        "type": f"urn:gaoxin:problem:{name}", "title": title, "status": status, "detail": detail, "code": name, "why": why,
        "do": do, "article": article, "errors": list(errors),
    }  # fmt: skip
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=PROBLEM)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="gaoxin"'
    response["Cache-Control"] = "no-store"
    return response


def status_of(error: GaoxinError) -> int:
    """The HTTP status of an error; 422 for input that cannot be what it claims to be."""
    for kind, status in ((NotFound, 404), (NotAllowed, 403), (Conflict, 409), (WrongState, 409)):
        if isinstance(error, kind):
            return status
    return 422


class TextParser(Parser):
    """JSON as the database can keep it: no NaN, no NUL, no half of a character."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = json.loads(request.body, parse_constant=_no_constant)
        check_text(body)
        return body

    def parse_querydict(self, data: Any, list_fields: list[str], request: HttpRequest) -> Any:
        found = super().parse_querydict(data, list_fields, request)
        check_text(found)
        return found


def check_text(value: Any) -> None:
    """Raises Invalid for text that no database keeps: NUL, or half of a surrogate pair."""
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
            raise Invalid(
                "文字含有不能保存的字符 text with a character that cannot be kept", do="去掉后重新提交 remove it"
            )
    elif isinstance(value, Mapping):
        for key, part in cast("Mapping[str, Any]", value).items():
            check_text(key)
            check_text(part)
    elif isinstance(value, list):
        for part in cast("list[Any]", value):
            check_text(part)


class PlatformAPI(NinjaAPI):
    """The API object: every failure is a problem, and the description says so for each operation."""

    def set_default_exception_handlers(self) -> None:
        for kind, handler in (
            (Exception, _failure), (GaoxinError, _refusal), (ValidationError, _flaws), (HttpError, _http),
            (AuthenticationError, _who), (Throttled, _too_many), (Http404, _nothing), (RequestDataTooBig, _too_large),
            (SuspiciousOperation, _unreadable), (BadRequest, _unreadable), (MultiPartParserError, _unreadable),
            (UnicodeError, _unreadable), (RecursionError, _unreadable),
        ):  # fmt: skip
            self.add_exception_handler(kind, handler)

    def get_openapi_schema(self, **where: Any) -> Any:
        """The OpenAPI 3.1 document: problems under their own media type."""
        schema = super().get_openapi_schema(**where)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for parameter in operation["parameters"]:
                    parameter.pop("examples", None)  # a list is for schemas, where it stands too
                for status, answer in operation["responses"].items():
                    if int(status) >= 400:
                        answer["description"] = STATUSES[int(status)][0]
                        answer["content"] = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        return schema


def _no_constant(name: str) -> NoReturn:
    raise Invalid(f"JSON 中没有 {name} is no JSON", do="改为数字或 null send a number or null")


def _refusal(request: HttpRequest, error: GaoxinError) -> HttpResponse:
    told = error.as_dict()
    return problem(
        status_of(error), told["what"], code=told["error"], why=told["why"], do=told["do"], article=told["article"]
    )


def _flaws(request: HttpRequest, error: ValidationError) -> HttpResponse:
    flaws = [{"where": ".".join(str(part) for part in e["loc"]), "what": str(e["msg"])} for e in error.errors]
    headers = [f for f in flaws if f["where"] == "header.Idempotency-Key"]
    if headers:
        return problem(
            422, "缺少有效的幂等键 a valid Idempotency-Key header is missing",
            why="每个操作带一个键，重试才不会重复办理 with a key a retry does nothing twice",
            do="为每个操作生成一个新的键，重试时用同一个键 one new key for each act, the same for its retries", errors=flaws,
        )  # fmt: skip
    return problem(
        422, "请求内容不正确 the request is not valid", why="；".join(f"{f['where']}: {f['what']}" for f in flaws[:5]),
        do="按接口说明修改 change it as openapi.json says", errors=flaws,
    )  # fmt: skip


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, GaoxinError):  # refused while the body was read
        return _refusal(request, error.__cause__)
    status = error.status_code if error.status_code in STATUSES else 422
    return problem(status, str(error), do="按接口说明修改 change it as openapi.json says")


def _who(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(
        401, "需要有效的令牌或登录会话 a valid token or session is needed",
        why="没有令牌，或者令牌已过期、撤销 there is none, or it expired or was revoked",
        do="在 Authorization 头写 Bearer 令牌，或者先登录 send Authorization: Bearer TOKEN, or sign in",
        article="GB/T 22239-2019",
    )  # fmt: skip


def _too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
    response = problem(
        429, "请求过于频繁 too many requests", why="对每个调用者限速 each caller has a rate",
        do="按 Retry-After 头等待 wait as the Retry-After header says",
    )  # fmt: skip
    if error.wait is not None:
        response["Retry-After"] = str(error.wait)
    return response


def _nothing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, "没有这个接口 no such operation", do="查看 see openapi.json")


def _too_large(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(413, "请求过大 the request is too large", do="分批提交 send it in parts")


def _unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(
        422, f"请求无法读取 the request cannot be read ({type(error).__name__})", do="核对编码 check its encoding"
    )


def _failure(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("%s %s", request.method, request.path, exc_info=error)
    return problem(
        500, "平台出错，已记录 the platform failed; it is logged", do="用同一幂等键重试 try again with the same key"
    )
