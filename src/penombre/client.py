"""A client of the interface for programs (`/api/v1`), typed: for scripts that make links or take figures away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

import httpx
import msgspec

from penombre.web.api.own_links import ChangedLink, LinkPage, ShownLink, WantedLink
from penombre.web.api.problems import Told
from penombre.web.api.reports import ShownReport, WantedReport
from penombre.web.api.selected import (
    Cascades,
    Channels,
    Goals,
    LinkFigures,
    Overview,
    Pages,
    Sharing,
    Timeline,
)
from penombre.web.api.sites import ChangedSite, ShownSite
from penombre.web.api.tables import Form, Name
from penombre.web.api.webhooks import ChangedWebhook, MadeWebhook, ShownDelivery, ShownWebhook, WantedWebhook

T = TypeVar("T")
SECONDS = 60.0


class ApiError(Exception):
    """The server refused: `status` and the sentence it gave."""

    def __init__(self, status: int, sentence: str) -> None:
        """Say both."""
        super().__init__(f"{status}: {sentence}")
        self.status = status


class Client:
    """One server, opened with one key. All methods raise ApiError, and httpx.HTTPError where nobody answers.

    with Client("https://p.example.org", key) as penombre:
        link = penombre.create_link(WantedLink(target="https://www.example.org/a", site="paper"))
        print(link.address, penombre.overview("paper", days=7).finding)
    """

    def __init__(self, server: str, key: str, *, transport: httpx.BaseTransport | None = None) -> None:
        """`server` is the address of the dashboard, `key` one made on the page of an account."""
        self._http = httpx.Client(
            base_url=f"{server.rstrip('/')}/api/v1",
            headers={"authorization": f"Bearer {key}"},
            timeout=SECONDS,
            transport=transport,
        )

    def __enter__(self) -> Self:
        """Use it in a `with`."""
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Let go of the connections."""
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def sites(self) -> list[ShownSite]:
        """The sites that the key opens."""
        return self._read(list[ShownSite], "GET", "/sites")

    def change_site(self, name: str, change: ChangedSite) -> ShownSite:
        """Put a site on another step of the dial, or ask more or fewer of its visitors."""
        return self._read(ShownSite, "PATCH", f"/sites/{name}", change)

    def links(self, site: str, *, tag: str = "", text: str = "") -> Iterator[ShownLink]:
        """The links of a site, newest first; further pages are asked for as they are needed."""
        before: dict[str, int] = {}
        while True:
            page = self._read(LinkPage, "GET", "/links", site=site, tag=tag, text=text, **before)
            yield from page.links
            if page.before is None:
                return
            before = {"before": page.before}

    def create_link(self, link: WantedLink) -> ShownLink:
        """Make a link."""
        return self._read(ShownLink, "POST", "/links", link)

    def create_links(self, links: Sequence[WantedLink]) -> list[ShownLink]:
        """Make many links: all of them, or none where one cannot be."""
        return self._read(list[ShownLink], "POST", "/links/bulk", list(links))

    def change_link(self, code: str, change: ChangedLink) -> ShownLink:
        """Change what is given of a link."""
        return self._read(ShownLink, "PATCH", f"/links/{code}", change)

    def delete_link(self, code: str) -> None:
        """Delete a link for good."""
        self._answer("DELETE", f"/links/{code}")

    def overview(self, site: str, days: int = 30, **filters: str) -> Overview:
        """How much of the traffic is dark social, and what shows itself."""
        return self._stats(Overview, "overview", site, days, filters)

    def timeline(self, site: str, days: int = 30, **filters: str) -> Timeline:
        """Landings day by day."""
        return self._stats(Timeline, "timeline", site, days, filters)

    def channels(self, site: str, days: int = 30, **filters: str) -> Channels:
        """Landings by channel and app."""
        return self._stats(Channels, "channels", site, days, filters)

    def pages(self, site: str, days: int = 30, **filters: str) -> Pages:
        """Landings by page."""
        return self._stats(Pages, "pages", site, days, filters)

    def shares(self, site: str, days: int = 30) -> Sharing:
        """Share acts, and the previews that apps fetched."""
        return self._stats(Sharing, "shares", site, days, {})

    def cascades(self, site: str, days: int = 30) -> Cascades:
        """How links go from hand to hand."""
        return self._stats(Cascades, "cascades", site, days, {})

    def link_figures(self, site: str, days: int = 30) -> LinkFigures:
        """Short links with their clicks."""
        return self._stats(LinkFigures, "links", site, days, {})

    def goals(self, site: str, days: int = 30) -> Goals:
        """Goals, in all and by visitors who came by a private link."""
        return self._stats(Goals, "goals", site, days, {})

    def export(self, site: str, name: Name, form: Form = "csv", days: int = 30, **filters: str) -> bytes:
        """A table of the figures as a file."""
        return self._answer("GET", f"/exports/{name}", site=site, form=form, days=days, **filters)

    def webhooks(self, site: str) -> list[ShownWebhook]:
        """The addresses that are told a site's news."""
        return self._read(list[ShownWebhook], "GET", f"/sites/{site}/webhooks")

    def create_webhook(self, site: str, webhook: WantedWebhook) -> MadeWebhook:
        """Make one; its secret is in the answer, and nowhere else."""
        return self._read(MadeWebhook, "POST", f"/sites/{site}/webhooks", webhook)

    def change_webhook(self, site: str, number: int, change: ChangedWebhook) -> ShownWebhook:
        """Tell it of other events; switch it off or on."""
        return self._read(ShownWebhook, "PATCH", f"/sites/{site}/webhooks/{number}", change)

    def rotate_webhook_secret(self, site: str, number: int) -> MadeWebhook:
        """Draw another secret; for a day the one before signs, too."""
        return self._read(MadeWebhook, "POST", f"/sites/{site}/webhooks/{number}/secret")

    def test_webhook(self, site: str, number: int) -> ShownDelivery:
        """Call it now, once."""
        return self._read(ShownDelivery, "POST", f"/sites/{site}/webhooks/{number}/test")

    def deliveries(self, site: str, number: int) -> list[ShownDelivery]:
        """What became of its last calls, the newest first."""
        return self._read(list[ShownDelivery], "GET", f"/sites/{site}/webhooks/{number}/deliveries")

    def delete_webhook(self, site: str, number: int) -> None:
        """Remove it."""
        self._answer("DELETE", f"/sites/{site}/webhooks/{number}")

    def reports(self, site: str) -> list[ShownReport]:
        """The reports that were ordered of a site, the newest first."""
        return self._read(list[ShownReport], "GET", "/reports", site=site)

    def order_report(self, report: WantedReport) -> ShownReport:
        """Order one: ask for it with `report` until its state is no longer `waiting`."""
        return self._read(ShownReport, "POST", "/reports", report)

    def report(self, number: int) -> ShownReport:
        """Whether it is ready."""
        return self._read(ShownReport, "GET", f"/reports/{number}")

    def report_file(self, number: int, form: Literal["html", "pdf"] = "pdf") -> bytes:
        """What was made, as one page or as PDF."""
        return self._answer("GET", f"/reports/{number}/{form}")

    def _stats(self, kind: type[T], what: str, site: str, days: int, filters: dict[str, str]) -> T:
        return self._read(kind, "GET", f"/stats/{what}", site=site, days=days, **filters)

    def _read(self, kind: type[T], method: str, path: str, body: object = None, **asked: Any) -> T:
        return msgspec.json.decode(self._answer(method, path, body, **asked), type=kind)

    def _answer(self, method: str, path: str, body: object = None, **asked: Any) -> bytes:
        content = None if body is None else msgspec.json.encode(body)
        headers = {} if content is None else {"content-type": "application/json"}
        answer = self._http.request(method, path, params=asked, content=content, headers=headers)
        if answer.is_error:
            try:
                sentence = msgspec.json.decode(answer.content, type=Told).error
            except msgspec.DecodeError:
                sentence = answer.reason_phrase
            raise ApiError(answer.status_code, sentence)
        return answer.content
