"""Turns the demo site's dial, and waits until the public port serves the script of the new mode."""

from __future__ import annotations

import asyncio

import anyio.to_thread
import httpx

from penombre.collect.scripts import script
from penombre.collect.sites import Sites
from penombre.web.demo.setup import NAME

HEARD_WITHIN = 5.0
HEARD_AFTER = 1.2
"""The edge looks at the sites once a second."""
PAUSE = 0.1


async def turn_dial(sites: Sites, mode: str, address: str) -> None:
    """Put the demo site into `mode`; a page loaded afterwards gets that mode's script from `address`."""
    site = await anyio.to_thread.run_sync(sites.named, NAME)
    if site.mode == mode:
        return
    await anyio.to_thread.run_sync(sites.change_mode, NAME, mode)
    await asyncio.sleep(HEARD_AFTER)
    loop = asyncio.get_running_loop()
    until = loop.time() + HEARD_WITHIN
    wanted = script(f"p.{mode}.js")
    async with httpx.AsyncClient(base_url=address, timeout=HEARD_WITHIN, trust_env=False) as client:
        while loop.time() < until:
            try:
                if (await client.get("/p.js", params={"site": NAME})).content == wanted:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(PAUSE)
