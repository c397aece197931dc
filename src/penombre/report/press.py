"""A process of its own that prints the page: it is started early, for it takes a second to get ready."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from penombre.report.document import Audit, from_json, to_json
from penombre.sentences import say


class PressError(Exception):
    """The page could not be made; the message is the last thing the process said."""


class Press:
    """Prints audits as pages, each language in a process that gets ready while the logs are read."""

    def __init__(self, languages: Iterable[str]) -> None:
        """Start a process for each of `languages`; each prints one page."""
        # -P: a file beside the logs that happens to be called like a library is not run
        command = [sys.executable, "-P", "-m", "penombre.report.press"]
        self._processes = {
            lang: subprocess.Popen(  # noqa: S603  (nothing in it is the reader's)
                [*command, lang], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
            for lang in languages
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes.values():
            process.kill()  # harmless where it has printed its page
            process.communicate()

    def page(self, audit: Audit, lang: str) -> bytes:
        """The page of `audit` in UTF-8. Raises PressError where it cannot be made."""
        process = self._processes[lang]
        page, said = process.communicate(to_json(audit))
        if process.returncode != 0:
            last = said.decode(errors="replace").strip().splitlines()[-1:] or [
                say("ended with {code}", code=str(process.returncode))
            ]
            raise PressError(say("the report could not be made: {problem}", problem=last[0]))
        return page


def main() -> None:
    """Get ready, read an audit in JSON, write the page."""
    from penombre.report.html import to_html, warm_up  # noqa: PLC0415  (takes long, and only this process needs it)

    lang = sys.argv[1]
    warm_up(lang)
    audit = from_json(sys.stdin.buffer.read())
    sys.stdout.buffer.write(to_html(audit, lang).encode())


if __name__ == "__main__":
    main()
