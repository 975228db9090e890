"""A printer's address, checked before anything is sent to it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from windowdesk.i18n import say

DEFAULT_PORT = 631
DEFAULT_PATH = "/ipp/print"


@dataclass(frozen=True, slots=True)
class PrinterUri:
    """`text` is the address as IPP carries it; `host` and `port` are where to knock."""

    text: str
    host: str
    port: int


def _wrong(chinese: str, english: str) -> ValueError:
    return ValueError(say(chinese, english))


def printer_uri(text: str) -> PrinterUri:
    """Take an ipp:// or ipps:// address apart, with port 631 and path /ipp/print where it names none.

    Raises ValueError for any other scheme, for a user name or password (settings are read by many, and plain
    IPP would send it in the clear), and for spaces, controls, questions and fragments.
    """
    if not text.isprintable() or any(char.isspace() for char in text):
        raise _wrong("打印机地址里不能有空格或控制字符。", "A printer address holds no spaces and no controls.")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("ipp", "ipps") or port == 0:
        raise _wrong(
            "打印机地址应写 ipp://主机/ipp/print 或 ipps://主机/ipp/print。",
            "A printer address is written ipp://host/ipp/print or ipps://host/ipp/print.",
        )
    if "@" in parts.netloc:
        raise _wrong("打印机地址里不要写用户名和密码。", "A printer address holds no user name and no password.")
    if "?" in text or "#" in text:
        raise _wrong("打印机地址里不能有 ? 和 #。", "A printer address holds no ? and no #.")
    number = port or DEFAULT_PORT
    shown = f"[{host}]" if ":" in host else host
    path = parts.path if parts.path not in ("", "/") else DEFAULT_PATH
    return PrinterUri(f"{parts.scheme}://{shown}:{number}{path}", host, number)
