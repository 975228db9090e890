"""One conversation with a printer over IPP: the only importer of pyipp and aiohttp, itself imported late."""

from __future__ import annotations

import socket
from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from pyipp import IPP
from pyipp.enums import IppOperation
from pyipp.exceptions import IPPError, IPPResponseError

from windowdesk.printing.ipp_reply import Reply, read_reply
from windowdesk.printing.ipp_trouble import busy
from windowdesk.printing.ipp_uri import PrinterUri
from windowdesk.printing.queue import PrinterError

USER = "windowdesk"
"""The same in every request: printers that keep job names private show them to their owner only."""


def addresses(uri: PrinterUri, timeout: float) -> list[ResolveResult]:
    """Where the printer's name points, asked for `timeout` seconds at most.

    The system's resolver cannot be stopped and asyncio would wait for its thread, so it is asked in a thread
    that nobody waits for. Raises PrinterError when the name is unknown or the answer late.
    """
    answer: SimpleQueue[list[ResolveResult] | None] = SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(uri.host, uri.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            answer.put(None)
            return
        answer.put([_result(uri, family, proto, str(where[0])) for family, _, proto, _, where in found])

    Thread(target=ask, name="printer-name", daemon=True).start()
    try:
        known = answer.get(timeout=timeout)
    except Empty:
        known = None
    if not known:
        raise PrinterError(f"找不到打印机 {uri.host}。", f"The printer {uri.host} is not found.")
    return known


def _result(uri: PrinterUri, family: int, proto: int, host: str) -> ResolveResult:
    flags = int(socket.AI_NUMERICHOST | socket.AI_NUMERICSERV)
    return ResolveResult(hostname=uri.host, host=host, port=uri.port, family=family, proto=proto, flags=flags)


class _Known(AbstractResolver):
    def __init__(self, known: list[ResolveResult]) -> None:
        self._known = known

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return self._known

    async def close(self) -> None:
        """Nothing is held."""


class Link:
    """A printer to ask, from `async with` to its end. Its own time is bounded by the caller."""

    def __init__(self, uri: PrinterUri, known: list[ResolveResult]) -> None:
        """`known` is what `addresses` found. To be made inside the loop that uses it."""
        self._uri = uri
        # A connection for each question: on a kept one that the printer has closed, nobody knows whether the
        # paper arrived.
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=_Known(known), force_close=True),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),
        )
        # pyipp's own limit leaves the body of an answer out, so it is set out of the way. Certificates are
        # not checked: printers sign their own.
        self._ipp = IPP(uri.text, request_timeout=86_400, session=self._session)

    async def __aenter__(self) -> Link:
        """The link itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection."""
        await self._session.close()

    async def ask(
        self,
        operation: IppOperation,
        asked: dict[str, Any],
        template: dict[str, Any] | None = None,
        document: bytes | None = None,
    ) -> Reply:
        """Send one request and read its answer.

        Raises PrinterError when the printer cannot be reached or does not speak IPP, PrinterBusy when its web
        server is.
        """
        message: dict[str, Any] = {"operation-attributes-tag": {"requesting-user-name": USER, **asked}}
        if template:
            message["job-attributes-tag"] = template
        if document is not None:
            message["data"] = document
        try:
            return read_reply(await self._ipp.raw(operation, message))
        except IPPResponseError as error:
            raise self._web_error(error) from error
        except (IPPError, aiohttp.ClientError, OSError) as error:
            raise PrinterError(
                f"连不上打印机 {self._uri.host}:{self._uri.port}，请检查电源和网线。",
                f"The printer {self._uri.host}:{self._uri.port} is not reached: check its power and cable.",
            ) from error
        except ValueError as error:
            raise PrinterError(
                f"{self._uri.host}:{self._uri.port} 的回答不是 IPP，请检查打印机地址。",
                f"What answers at {self._uri.host}:{self._uri.port} does not speak IPP: check the address.",
            ) from error

    def _web_error(self, error: IPPResponseError) -> PrinterError:
        code = error.args[1]["status-code"]
        if code == 503:
            return busy()
        return PrinterError(
            f"打印机 {self._uri.host}:{self._uri.port} 不接受请求（HTTP {code}）。",
            f"The printer {self._uri.host}:{self._uri.port} does not take the request (HTTP {code}).",
        )
