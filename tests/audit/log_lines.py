"""Builds small combined logs, a line a call."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
)
PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"
)
START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
SITE = "https://www.example.org"


class Log:
    """Lines in the order they are added; `write` sorts them by time."""

    def __init__(self) -> None:
        self._lines: list[tuple[datetime, str]] = []

    def add(
        self,
        path: str,
        *,
        visitor: int = 1,
        agent: str = CHROME,
        referrer: str = "-",
        minutes: float = 0.0,
        status: int = 200,
        method: str = "GET",
        fetch: tuple[str, str, str] | None = None,
    ) -> "Log":
        at = START + timedelta(minutes=minutes)
        address = f"192.0.{visitor // 250}.{visitor % 250 + 1}"
        line = f'{address} - - [{at:%d/%b/%Y:%H:%M:%S} +0000] "{method} {path} HTTP/1.1" {status} 512 "{referrer}" "{agent}"'
        if fetch:
            line += ' "{}" "{}" "{}" "www.example.org"'.format(*fetch)
        self._lines.append((at, line))
        return self

    def visit(
        self, path: str, *, visitor: int, minutes: float = 0.0, referrer: str = "-", agent: str = CHROME
    ) -> "Log":
        """A page and the style sheet that a browser asks for with it."""
        self.add(path, visitor=visitor, minutes=minutes, referrer=referrer, agent=agent)
        page = SITE + path.split("?", 1)[0]
        return self.add("/style.css", visitor=visitor, minutes=minutes + 0.02, referrer=page, agent=agent)

    def write(self, folder: Path) -> str:
        file = folder / "access.log"
        file.write_text(
            "".join(line + "\n" for _, line in sorted(self._lines, key=lambda item: item[0])), encoding="utf-8"
        )
        return str(file)

    def __len__(self) -> int:
        return len(self._lines)
