"""Sends a drawn crowd to the public port, as browsers would: in the background, one crowd at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import httpx

from penombre.web.demo.visitors import Step

log = logging.getLogger(__name__)

AT_ONCE = 16
TRIES = 3
PAUSE = 0.5


class Crowd:
    """The crowd that is on its way, if there is one."""

    def __init__(self, address: str, origin: str) -> None:
        """`address` is where the public port listens, `origin` what browsers call the site's pages."""
        self.done = 0
        self.all = 0
        self._address = address
        self._origin = origin
        self._task: asyncio.Task[None] | None = None

    @property
    def on_its_way(self) -> bool:
        """Whether requests are still being sent."""
        return self._task is not None and not self._task.done()

    def start(self, steps: Sequence[Step]) -> bool:
        """Send a crowd's requests; False where another crowd is still on its way."""
        if self.on_its_way:
            return False
        self.done, self.all = 0, len(steps)
        self._task = asyncio.create_task(self._send(steps))
        return True

    async def _send(self, steps: Sequence[Step]) -> None:
        begun = asyncio.get_running_loop().time()
        places = asyncio.Semaphore(AT_ONCE)
        timeout = httpx.Timeout(10.0)
        # whatever proxy this machine uses for the world, its own port is reached without
        async with (
            httpx.AsyncClient(base_url=self._address, timeout=timeout, trust_env=False) as client,
            asyncio.TaskGroup() as group,
        ):
            for step in steps:
                await asyncio.sleep(begun + step.at - asyncio.get_running_loop().time())
                await places.acquire()
                group.create_task(self._one(client, step, places))

    async def _one(self, client: httpx.AsyncClient, step: Step, places: asyncio.Semaphore) -> None:
        headers = {"user-agent": step.agent, "x-forwarded-for": step.address}
        if step.body:
            headers |= {"content-type": "text/plain;charset=UTF-8", "origin": self._origin}
        if step.objects:
            headers["sec-gpc"] = "1"
        try:
            for turn in range(TRIES):
                try:
                    answer = await client.request(step.method, step.path, content=step.body or None, headers=headers)
                except httpx.HTTPError as error:
                    log.warning("a simulated visitor got no answer: %s", type(error).__name__)
                    return
                if answer.status_code not in (429, 503):
                    return
                await asyncio.sleep(PAUSE * (turn + 1))
        finally:
            self.done += 1
            places.release()
