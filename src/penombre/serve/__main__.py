"""`python -m penombre.serve edge|core DATA SUPERVISOR`: one part of a server, as the supervisor starts it."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
from pathlib import Path

from penombre.collect.journal.writer import AlreadyOpenError
from penombre.settings import SettingsError, read_settings
from penombre.store.engine import StoreError

DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def main() -> None:
    """Run one part until it is told to stop or its supervisor is gone."""
    part, data, supervisor = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    logging.basicConfig(format=f"penombre {part}: %(message)s", level=logging.WARNING)
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != supervisor:
        return
    try:
        if part == "edge":
            from penombre.serve.edge_process import run_edge  # noqa: PLC0415  (each part loads only what it needs)

            run_edge(data, read_settings(data))
        else:
            from penombre.serve.core_process import run_core  # noqa: PLC0415

            run_core(data, read_settings(data))
    except (AlreadyOpenError, SettingsError, StoreError, OSError) as error:
        logging.getLogger(__name__).error("%s", error)
        raise SystemExit(1) from None


main()
