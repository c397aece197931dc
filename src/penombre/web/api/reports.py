"""`/api/v1/reports`: the report of a period, ordered, waited for, fetched as one page or as PDF."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Literal, TypeAlias

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, JSONBody, PathParameter
from sqlalchemy import Engine

from penombre.collect.sites import Sites
from penombre.dispatch.made_reports import (
    MadeReport,
    State,
    content_of,
    order_report,
    report_numbered,
    reports_of,
)
from penombre.dispatch.subscriptions import Lang
from penombre.report.bulletin.period import last_complete, over, period_named
from penombre.report.bulletin.press import file_name
from penombre.store.database import reading, writing
from penombre.web.api.access import Grant
from penombre.web.api.problems import answered, problems

AGAIN = {"retry-after": "10"}
Form = Literal["html", "pdf"]
Number: TypeAlias = Annotated[int, PathParameter(ge=1, le=2**53)]
LAST: dict[str, Literal["month", "week"]] = {"month": "month", "week": "week"}
MEDIA: dict[Form, str] = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}


class WantedReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A report to make: of the last `month` or `week` that is over, or of 2026-03, 2026-W10, 2026-03-02..2026-03-20."""

    site: Annotated[str, msgspec.Meta(max_length=64)]
    period: Annotated[str, msgspec.Meta(max_length=32)] = "month"
    lang: Lang = "en"


class ShownReport(msgspec.Struct, frozen=True):
    """A report that was ordered: `waiting`, `ready` to be fetched, or `failed` with why."""

    number: int
    site: str
    period: str
    lang: Lang
    state: State
    asked_at: datetime
    made_at: datetime | None
    why: str


class OwnReports:
    """The reports of the sites of one grant. Methods raise ReportError and, for others' sites, NotFoundException."""

    def __init__(self, database: Engine, grant: Grant, clock: Callable[[], float]) -> None:
        """Nothing is read yet."""
        self._database, self._grant, self._now = database, grant, clock

    def all(self, site: str) -> list[ShownReport]:
        """Those of a site, the newest first."""
        self._grant.site(site)
        with reading(self._database) as connection:
            return [_shown(each) for each in reports_of(connection, site)]

    def order(self, wanted: WantedReport) -> ShownReport:
        """Order one. Raises BulletinError for what is no period, or is not over."""
        timezone = Sites(self._database).named(self._grant.site(wanted.site)).timezone
        now = datetime.fromtimestamp(self._now(), UTC)
        kind = LAST.get(wanted.period)
        period = over(last_complete(kind, now, timezone) if kind else period_named(wanted.period, timezone), now)
        with writing(self._database) as connection:
            return _shown(order_report(connection, wanted.site, period.name, wanted.lang, self._now()))

    def one(self, number: int) -> ShownReport:
        """One of them."""
        return _shown(self._own(number))

    def file(self, number: int, form: Form) -> tuple[bytes, str]:
        """What was made, and a name for it. Raises NotReadyError."""
        found = self._own(number)
        with reading(self._database) as connection:
            content = content_of(connection, number, form)
        name = file_name(found.site, period_named(found.period, "UTC"))
        return content, name.removesuffix("pdf") + form

    def _own(self, number: int) -> MadeReport:
        with reading(self._database) as connection:
            found = report_numbered(connection, number)
        if found.site not in self._grant.sites:
            raise NotFoundException(f"there is no report {number}")
        return found


Own: TypeAlias = NamedDependency[OwnReports]


class ReportController(Controller):
    """The reports of the sites that a key opens."""

    path = "/reports"
    tags = ["reports"]  # noqa: RUF012  (Litestar's way)

    @get(operation_id="listReports", responses=problems(404), scope="stats:read")
    async def listed(self, reports: Own, site: FromQuery[str]) -> list[ShownReport]:
        """Those that were ordered of a site, the newest first."""
        return await answered(lambda: reports.all(site))

    @post(operation_id="createReport", responses=problems(404, 409), scope="stats:read", status_code=202)
    async def create(self, reports: Own, data: JSONBody[WantedReport]) -> Response[ShownReport]:
        """Order one: it is made within a minute or two. One that waits already is not ordered twice."""
        return Response(await answered(lambda: reports.order(data)), headers=AGAIN)

    @get("/{number:int}", operation_id="getReport", responses=problems(404), scope="stats:read")
    async def one(self, reports: Own, number: Number) -> ShownReport:
        """Whether it is ready."""
        return await answered(lambda: reports.one(number))

    @get(
        "/{number:int}/{form:str}",
        operation_id="fetchReport",
        responses=problems(404, 409),
        scope="stats:read",
        media_type="*/*",
    )
    async def fetch(self, reports: Own, number: Number, form: FromPath[Form]) -> Response[bytes]:
        """One page that loads nothing, or a PDF."""
        content, name = await answered(lambda: reports.file(number, form))
        heading = {"content-disposition": f'attachment; filename="{name}"', "x-content-type-options": "nosniff"}
        return Response(content, media_type=MEDIA[form], headers=heading)


def _shown(found: MadeReport) -> ShownReport:
    return ShownReport(
        number=found.number,
        site=found.site,
        period=found.period,
        lang=found.lang,
        state=found.state,
        asked_at=datetime.fromtimestamp(found.asked_at, UTC),
        made_at=None if found.made_at is None else datetime.fromtimestamp(found.made_at, UTC),
        why=found.said,
    )
