"""Many links at once, from a table that a spreadsheet wrote."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from penombre.collect.links.campaign import with_campaign
from penombre.collect.links.errors import LinkError
from penombre.collect.links.link import Link, read_expiry
from penombre.collect.links.repository import Links, NewLink
from penombre.collect.sites import Site, SiteError, Sites
from penombre.foreign import retold
from penombre.sentences import say
from penombre.spreadsheet import restored

CAMPAIGN = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
COLUMNS = ("code", "target", "site", "title", "image", "tags", "expires", *CAMPAIGN)
DELIMITERS = ";,\t"
_TAG_MARK = re.compile(r"[,;|]")
Row = tuple[int, dict[str, str]]  # the line on which it begins, and its cells by column


class BadTableError(LinkError):
    """A table that cannot be read at all."""


class BadRow(msgspec.Struct, frozen=True):
    """A row of which no link can be made."""

    line: int  # of the file, on which the row begins
    reason: str


class Imported(msgspec.Struct, frozen=True):
    """What came of a table."""

    links: list[Link]  # in the order of their rows
    bad: list[BadRow]


def import_table(content: bytes, links: Links, sites: Sites, *, keep_good: bool = False) -> Imported:
    """Make the links of a CSV file. With a bad row none is made, unless `keep_good` makes the others.

    Commas, semicolons or tabs; UTF-8, UTF-16 or, as old Excel writes it, Windows-1252. Raises BadTableError.
    """
    rows = list(_rows(_text(content)))
    known = {site.name: site for site in sites.all()}
    taken = links.taken([cells["code"] for _, cells in rows if cells["code"]])
    lines: dict[str, int] = {}
    good: list[NewLink] = []
    bad: list[BadRow] = []
    now = datetime.now(UTC)
    for line, cells in rows:
        try:
            new = _new_link(cells, links, known, now)
            if new.code in taken:
                raise LinkError(say("{code}: a link has or had this code; codes are never given twice.", code=new.code))  # noqa: TRY301
            if new.code in lines:
                raise LinkError(  # noqa: TRY301
                    say("{code}: line {line} has this code already.", code=new.code, line=str(lines[new.code]))
                )
        except (LinkError, SiteError) as error:
            bad.append(BadRow(line, str(error)))
            continue
        if new.code:
            lines[new.code] = line
        good.append(new)
    return Imported(links.create_all(good) if keep_good or not bad else [], bad)


def _new_link(cells: dict[str, str], links: Links, sites: dict[str, Site], now: datetime) -> NewLink:
    if "" in cells:
        raise LinkError(cells[""])
    site = cells["site"] or None
    if site is not None and site not in sites:
        raise LinkError(
            say("{site}: no site has this name. Known: {known}.", site=site, known=", ".join(sites) or say("none"))
        )
    if not cells["target"]:
        raise LinkError(say("the target is missing."))
    source, medium, campaign, term, content = (cells[column] for column in CAMPAIGN)
    return links.check(
        with_campaign(cells["target"], source, medium, campaign, term=term, content=content),
        cells["code"],
        site,
        title=cells["title"],
        image=cells["image"],
        tags=_TAG_MARK.split(cells["tags"]),
        expires_at=read_expiry(cells["expires"], now, sites[site].timezone if site else "UTC"),
    )


def _text(content: bytes) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadTableError(say("the table is not text: save it as CSV UTF-8."))


def _rows(text: str) -> Iterator[Row]:
    header = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: list[str] = []
    begins = 1
    try:
        for cells in reader:
            line, begins = begins, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not columns:
                columns = _columns(cells)
                continue
            yield line, _named_cells(columns, cells)
    except csv.Error as error:
        raise BadTableError(
            say(
                "line {line}: {error}. Look for a quotation mark that is not closed.",
                line=str(begins),
                error=retold(error),
            )
        ) from None
    if not columns:
        raise BadTableError(
            say("the table is empty. Its first line names the columns, out of: {columns}.", columns=", ".join(COLUMNS))
        )


def _columns(cells: list[str]) -> list[str]:
    columns = [cell.strip().lower() for cell in cells]
    while columns and not columns[-1]:
        columns.pop()
    unknown = [column for column in columns if column not in COLUMNS]
    twice = [column for column in COLUMNS if columns.count(column) > 1]
    if unknown:
        raise BadTableError(
            say(
                "line 1: no column is named {column!r}. The columns are: {columns}.",
                column=unknown[0][:40],
                columns=", ".join(COLUMNS),
            )
        )
    if twice:
        raise BadTableError(say("line 1: the column {column} stands there twice. Remove one.", column=twice[0]))
    if "target" not in columns:
        raise BadTableError(say("line 1: the column target is missing: it holds the addresses that the links lead to."))
    return columns


def _named_cells(columns: list[str], cells: list[str]) -> dict[str, str]:
    """The cells of a row by column; under the empty name, why the row cannot be read."""
    named = dict.fromkeys(COLUMNS, "")
    named.update({column: restored(cell).strip() for column, cell in zip(columns, cells, strict=False)})
    if any(cell.strip() for cell in cells[len(columns) :]):
        named[""] = say(
            "{cells} cells under {columns} columns: put quotation marks around cells with a separator.",
            cells=len(cells),
            columns=len(columns),
        )
    return named
