"""What is answered where something is wrong: a status, and one sentence that a person can act on."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import anyio.to_thread
import msgspec
from litestar import Request, Response
from litestar.di import Provide
from litestar.exceptions import HTTPException, NotFoundException, ValidationException
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import ResponseSpec

from penombre.collect.links.errors import CodeTakenError, LinkError, UnknownLinkError
from penombre.collect.sites import SiteError, SiteTakenError, UnknownSiteError
from penombre.dispatch.made_reports import NotReadyError, ReportError, TooManyOrdersError, UnknownReportError
from penombre.dispatch.webhooks import UnknownWebhookError, WebhookError
from penombre.languages import OTHERWISE
from penombre.report.bulletin.errors import BulletinError
from penombre.sentences import speaking

T = TypeVar("T")
ERRORS = (LinkError, SiteError, WebhookError, ReportError, BulletinError)


class Told(msgspec.Struct, frozen=True):
    """What was wrong, where, and what to do."""

    error: str


class ConflictException(HTTPException):
    """What is asked for is there already."""

    status_code = HTTPStatus.CONFLICT


REASONS = {
    400: "Something in the request cannot be: the sentence says what",
    401: "No key, or one that is unknown, revoked or over",
    403: "The key lacks the scope",
    404: "Nothing of yours has this name",
    409: "It is there already, or cannot be yet",
    503: "The store is away for a moment: try again after Retry-After seconds",
    429: "Too many requests: try again after Retry-After seconds",
}


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """The answers of a route besides the good one, for its description; who asks without a key is always told."""
    return {
        status: ResponseSpec(data_container=Told, description=REASONS[status], generate_examples=False)
        for status in sorted({400, 401, 403, *statuses})
    }


def told(request: Request[Any, Any, Any], error: HTTPException) -> Response[Told]:
    """The answer to a request that failed."""
    sentence = error.detail
    if isinstance(error, ValidationException) and isinstance(error.extra, list) and error.extra:
        first = error.extra[0]
        where = first.get("key") or "the body"
        allowed = _allowed(request, where) if first["message"].startswith("Invalid enum value") else ()
        sentence = f"{where}: {first['message']}" + (f"; allowed: {', '.join(allowed)}" if allowed else "")
    return Response(Told(sentence), status_code=error.status_code, headers=error.headers)


def _allowed(request: Request[Any, Any, Any], name: str) -> tuple[str, ...]:
    """The words among which a parameter, or a field of the body, has to be."""
    handler: HTTPRouteHandler = request.route_handler
    asked: list[HTTPRouteHandler | Provide] = [handler, *handler.resolve_dependencies().values()]
    fields = {key: field.annotation for each in asked for key, field in each.parsed_fn_signature.parameters.items()}
    body = fields.get("data")
    if isinstance(body, type) and issubclass(body, msgspec.Struct):
        fields |= get_type_hints(body)
    return _words(fields.get(name))


def _words(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return tuple(word for part in get_args(annotation) for word in _words(part))


def problem_of(error: Exception) -> HTTPException:
    """What a program is told of one of ERRORS."""
    if isinstance(error, UnknownLinkError | UnknownSiteError | UnknownWebhookError | UnknownReportError):
        return NotFoundException(str(error))
    if isinstance(error, CodeTakenError | SiteTakenError | NotReadyError | TooManyOrdersError):
        return ConflictException(str(error))
    return HTTPException(str(error), status_code=HTTPStatus.BAD_REQUEST)


async def answered(work: Callable[[], T]) -> T:
    """What `work` gives, done in a thread; what cannot be done becomes an answer, in English."""
    try:
        with speaking(OTHERWISE):
            return await anyio.to_thread.run_sync(work)
    except ERRORS as error:
        raise problem_of(error) from None
