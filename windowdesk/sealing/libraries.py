"""The signing libraries are slow to import, log to stderr and speak asyncio: here they are tamed."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TypeVar

Result = TypeVar("Result")


_NEEDED = (
    "cryptography.hazmat.primitives.kdf.argon2",
    "cryptography.hazmat.primitives.serialization.pkcs12",
    "pyhanko.pdf_utils.incremental_writer",
    "pyhanko.sign.signers",
    "pyhanko.sign.validation",
    "pyhanko.stamp",
)


def warm() -> None:
    """Import what sealing and checking need. Call it in a thread once the first screen stands."""
    import importlib

    hush()
    for name in _NEEDED:
        importlib.import_module(name)


def hush() -> None:
    """Keep the libraries' log off the clerk's screen: what they found is in our own finding."""
    import logging

    for name in ("pyhanko", "pyhanko_certvalidator"):
        logger = logging.getLogger(name)
        if logger.propagate:
            logger.addHandler(logging.NullHandler())
            logger.propagate = False


def finish(work: Coroutine[object, object, Result]) -> Result:
    """Run a coroutine to its end from ordinary code, even in a thread that runs a loop, as a screen's."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return _run(work)
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(_run, work).result()


def _run(work: Coroutine[object, object, Result]) -> Result:
    import asyncio
    from contextlib import closing

    with closing(asyncio.new_event_loop()) as loop:
        return loop.run_until_complete(work)
