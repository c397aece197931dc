"""What is answered where something is wrong: a status, and one sentence that a person can act on."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

import anyio.to_thread
import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, NotFoundException, ValidationException
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


def told(_: Request[Any, Any, Any], error: HTTPException) -> Response[Told]:
    """The answer to a request that failed."""
    sentence = error.detail
    if isinstance(error, ValidationException) and isinstance(error.extra, list) and error.extra:
        first = error.extra[0]
        where = first.get("key") or "the body"
        sentence = f"{where}: {first['message']}"
    return Response(Told(sentence), status_code=error.status_code, headers=error.headers)


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
