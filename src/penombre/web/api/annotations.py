"""`/api/v1/sites/{name}/annotations`: what happened on a day, such as a mailing that a program sent."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Annotated, TypeAlias, TypeVar

import msgspec
from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import FromPath, JSONBody, PathParameter
from sqlalchemy import Connection
from sqlalchemy import Engine as Database

from penombre.languages import OTHERWISE
from penombre.store.database import reading, writing
from penombre.web.accounts.errors import AccountError
from penombre.web.api.access import Grant
from penombre.web.api.problems import answered, problems
from penombre.web.dashboard.keepsakes import (
    LONGEST_TEXT,
    Annotation,
    annotate,
    annotations_of,
    delete_annotation,
)

T = TypeVar("T")
Granted: TypeAlias = NamedDependency[Grant]
Kept: TypeAlias = NamedDependency[Database]
PATH = "/sites/{name:str}/annotations"


class WantedAnnotation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What happened, on a day of the site's own calendar."""

    day: date
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_TEXT)]


class AnnotationController(Controller):
    """What happened on a day: it stands on the figure of the days."""

    path = "/"
    tags = ["annotations"]  # noqa: RUF012  (Litestar's way)

    @get(PATH, operation_id="listAnnotations", responses=problems(404), scope="stats:read")
    async def listed(self, database: Kept, grant: Granted, name: FromPath[str]) -> list[Annotation]:
        """All of a site, the first day first."""

        def found() -> list[Annotation]:
            with reading(database) as connection:
                return annotations_of(connection, grant.site(name))

        return await answered(found)

    @post(PATH, operation_id="addAnnotation", responses=problems(404, 409), scope="sites:write")
    async def added(
        self,
        database: NamedDependency[Database],
        grant: NamedDependency[Grant],
        name: FromPath[str],
        data: JSONBody[WantedAnnotation],
    ) -> Annotation:
        """Say what happened on a day."""
        return await _written(
            database,
            lambda connection: annotate(connection, grant.site(name), data.day.isoformat(), data.text, time.time()),
        )

    @delete(f"{PATH}/{{number:int}}", operation_id="deleteAnnotation", responses=problems(404), scope="sites:write")
    async def deleted(
        self,
        database: Kept,
        grant: Granted,
        name: FromPath[str],
        number: Annotated[int, PathParameter(ge=1, le=2**53)],
    ) -> None:
        """Delete one."""

        def gone(connection: Connection) -> None:
            if delete_annotation(connection, grant.site(name), number) is None:
                raise NotFoundException(f"{number}: this site has no such annotation")

        await _written(database, gone)


async def _written(database: Database, work: Callable[[Connection], T]) -> T:
    def worked() -> T:
        with writing(database) as connection:
            return work(connection)

    try:
        return await answered(worked)
    except AccountError as error:
        raise HTTPException(error.told(OTHERWISE), status_code=error.status) from None
