"""`/api/v1/exports`: a site's figures as files."""

from __future__ import annotations

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from penombre.store.engine import Engine
from penombre.web.api.selected import Selected
from penombre.web.api.stats import ANSWERS, Chosen
from penombre.web.api.tables import MEDIA, Form, Name, table, written


class ExportController(Controller):
    """Tables to take away."""

    path = "/exports"
    tags = ["exports"]  # noqa: RUF012  (Litestar's way)

    @get("/{name:str}", operation_id="getExport", responses=ANSWERS, scope="stats:read", media_type="*/*")
    async def file(
        self, figures: Chosen, store: NamedDependency[Engine], name: FromPath[Name], form: FromQuery[Form] = "csv"
    ) -> Response[bytes]:
        """One table of the figures as CSV, JSON lines or Parquet."""

        def made(selected: Selected) -> bytes:
            return written(table(selected, name), form, store)

        heading = {"content-disposition": f'attachment; filename="{name}.{form}"'}
        return Response(await figures.told(made), media_type=MEDIA[form], headers=heading)
