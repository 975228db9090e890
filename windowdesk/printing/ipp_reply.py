"""A printer's answer, read strictly (RFC 8010 §3.1): whatever the bytes are, reading them ends.

pyipp's own parser takes lengths as signed, so an answer can send it backwards for ever, and it refuses every
answer that holds a number its enumerations do not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

Value = int | str
Attributes = dict[str, tuple[Value, ...]]

_JOB_GROUP, _END, _PRINTER_GROUP, _FIRST_VALUE_TAG = 0x02, 0x03, 0x04, 0x10
_INTEGER, _ENUM, _TEXT_WITH_LANGUAGE, _NAME_WITH_LANGUAGE = 0x21, 0x23, 0x35, 0x36
_TEXTS = range(0x40, 0x4A)


class JobState(IntEnum):
    """RFC 8011 §5.3.7."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


@dataclass(frozen=True, slots=True)
class Reply:
    """The status of an answer, the printer it describes and its jobs, in the order given."""

    status: int
    printer: Attributes
    jobs: tuple[Attributes, ...]

    @property
    def ok(self) -> bool:
        """RFC 8011 §4.1.6.1: successful-ok and its variants."""
        return 0 <= self.status <= 0xFF

    @property
    def job(self) -> Attributes:
        """The first job, or nothing."""
        return self.jobs[0] if self.jobs else {}


def number(attributes: Attributes, name: str) -> int | None:
    """The first value of an attribute when it is a number."""
    value = next(iter(attributes.get(name, ())), None)
    return value if isinstance(value, int) else None


def texts(attributes: Attributes, name: str) -> tuple[str, ...]:
    """The values of an attribute that are text."""
    return tuple(value for value in attributes.get(name, ()) if isinstance(value, str))


class _Reader:
    def __init__(self, raw: bytes, at: int) -> None:
        self.raw = raw
        self.at = at

    def take(self, length: int) -> bytes:
        end = self.at + length
        if end > len(self.raw):
            raise ValueError("the printer's answer is cut short")
        part, self.at = self.raw[self.at : end], end
        return part

    def counted(self) -> bytes:
        return self.take(int.from_bytes(self.take(2)))


def _value(tag: int, raw: bytes) -> Value | None:
    if tag in (_INTEGER, _ENUM):
        return int.from_bytes(raw, signed=True)
    if tag in (_TEXT_WITH_LANGUAGE, _NAME_WITH_LANGUAGE):
        inner = _Reader(raw, 0)
        inner.counted()
        raw = inner.counted()
    elif tag not in _TEXTS:
        return None
    return raw.decode(errors="replace")


def read_reply(raw: bytes) -> Reply:
    """Read an IPP answer. Raises ValueError when it is none, or is cut short."""
    reader = _Reader(raw, 0)
    head = reader.take(8)
    if head[0] not in (1, 2):
        raise ValueError("the printer's answer is not IPP")
    printer: Attributes = {}
    jobs: list[Attributes] = []
    group: Attributes = {}
    name = ""
    while (tag := reader.take(1)[0]) != _END:
        if tag < _FIRST_VALUE_TAG:
            name, group = "", {}
            if tag == _JOB_GROUP:
                jobs.append(group)
            elif tag == _PRINTER_GROUP:
                group = printer
            continue
        # A value without a name is one more value of the attribute before it.
        if own := reader.counted().decode(errors="replace"):
            name = own
            group[name] = ()
        value = _value(tag, reader.counted())
        if value is not None:
            group[name] = (*group.get(name, ()), value)
    return Reply(int.from_bytes(head[2:4]), printer, tuple(jobs))
