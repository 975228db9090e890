"""A line of `act`: from JSON to a command, and from what happened back to JSON."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import IO, Any, Union, get_args, get_origin, get_type_hints

import msgspec

from windowdesk import words
from windowdesk.i18n import say
from windowdesk.models import numbers
from windowdesk.models.case import Case
from windowdesk.models.commands import COMMANDS, Command
from windowdesk.models.events import Recorded
from windowdesk.models.refusal import Reason, Refused, refuse

LONGEST = 1 << 20
"""Bytes of one line; a longer one is refused and read past."""
OWN = ("SignIn", "Print")
"""What `act` understands beside the commands of the desk."""


class BadLine(Exception):
    """A line that is not one JSON object; the message says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line taken apart: what to do, its values, and a second person if one is named."""

    do: str
    values: dict[str, Any]
    other: dict[str, Any] | None


def raw_lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines of a stream, None for one that is too long. Blank lines are passed over."""
    number = 0
    while chunk := stream.readline(LONGEST + 1):
        number += 1
        if len(chunk) > LONGEST:
            while chunk and not chunk.endswith(b"\n"):
                chunk = stream.readline(LONGEST)
            yield number, None
        elif chunk.strip():
            yield number, chunk.removeprefix(b"\xef\xbb\xbf").strip()


def parsed(raw: bytes | None) -> Line:
    """The line as data. Raises BadLine."""
    if raw is None:
        raise BadLine(say(f"一行超过 {LONGEST} 字节", f"a line of more than {LONGEST} bytes"))
    try:
        found = msgspec.json.decode(raw)
    except RecursionError:
        raise BadLine(say("嵌套过深", "nested too deeply")) from None
    except (msgspec.MsgspecError, ValueError) as error:
        raise BadLine(say(f"不是 JSON：{error}", f"not JSON: {error}")) from None
    if not isinstance(found, dict) or not isinstance(found.get("do"), str):
        raise BadLine(say('应为对象，如 {"do": "AcceptCase", …}', 'needs an object such as {"do": "AcceptCase", …}'))
    other = found.get("as")
    if other is not None and not isinstance(other, dict):
        raise BadLine(say('"as" 应为对象', '"as" needs an object'))
    return Line(found["do"], {key: value for key, value in found.items() if key not in ("do", "as")}, other)


def command(line: Line) -> Command:
    """The command a line asks for. Raises Refused for an unknown one, an unknown field, or a value of another type."""
    kind = COMMANDS.get(line.do)
    if kind is None:
        raise refuse(Reason.COMMAND_UNKNOWN, command=line.do)
    if strange := list(_strangers(line.values, kind, "")):
        raise refuse(Reason.COMMAND_MALFORMED, field="、".join(strange[:5]))
    try:
        made: Command = msgspec.convert(line.values, kind)
    except msgspec.ValidationError as error:
        raise refuse(Reason.COMMAND_MALFORMED, field=error) from None
    return made


def credentials(values: dict[str, Any]) -> tuple[str, str]:
    """Staff number and PIN of a sign-in. Raises Refused."""
    if strange := sorted(set(values) - {"staff", "pin"}):
        raise refuse(Reason.COMMAND_MALFORMED, field="、".join(strange[:5]))
    number, pin = values.get("staff"), values.get("pin")
    if not isinstance(number, str) or not isinstance(pin, str):
        raise refuse(Reason.COMMAND_MALFORMED, field="staff, pin")
    if any(not part.isprintable() or len(part) > 64 for part in (number, pin)):
        raise refuse(Reason.WRONG_PIN)
    return number, pin


def _strangers(value: Any, kind: Any, place: str) -> Iterator[str]:
    """The names of fields that a command does not have, at any depth."""
    if get_origin(kind) in (Union, types.UnionType):
        kind = next((part for part in get_args(kind) if part is not type(None)), kind)
    if is_dataclass(kind) and isinstance(value, dict):
        hints = get_type_hints(kind)
        known = {one.name for one in fields(kind)}
        for key, part in value.items():
            where = f"{place}{key}"
            if key not in known:
                yield where
            else:
                yield from _strangers(part, hints[key], f"{where}.")
    elif get_origin(kind) is tuple and isinstance(value, list):
        for part in value:
            yield from _strangers(part, get_args(kind)[0], place)


def refusal(refused: Refused, line: int) -> dict[str, Any]:
    """A refusal for whoever drives the desk: its reason never changes, its sentence is for people."""
    chinese, english = words.both(refused)
    return {
        "refused": refused.reason.value,
        "article": refused.article,
        "sentence": {"zh": chinese, "en": english},
        "told": refused.told,
        "line": line,
    }


def event(entry: Recorded, hidden: dict[str, str]) -> dict[str, Any]:
    """An event of the register. `hidden` maps personal numbers to what is shown instead."""
    return {
        "stream": entry.stream,
        "seq": entry.seq,
        "at": entry.at.isoformat(timespec="seconds"),
        "kind": type(entry.event).__name__,
        "case": entry.case_id,
        "by": entry.by,
        "window": entry.window,
        "hash8": entry.hash.hex()[:8],
        "event": masked(msgspec.to_builtins(entry.event), hidden),
    }


def hidden_numbers(case: Case | None) -> dict[str, str]:
    """The personal numbers of a case and how they are shown."""
    if case is None:
        return {}
    found = {case.applicant.number: numbers.masked_id, case.applicant.phone: numbers.masked_phone}
    if case.agent:
        found |= {case.agent.number: numbers.masked_id, case.agent.phone: numbers.masked_phone}
    if case.parcel:
        found[case.parcel.phone] = numbers.masked_phone
    found |= {party.phone: numbers.masked_phone for party in case.parties}
    return {number: mask(number) for number, mask in found.items() if number}


def masked(value: Any, hidden: dict[str, str]) -> Any:
    """Data with every personal number in it replaced."""
    if isinstance(value, str):
        for number, shown in hidden.items():
            value = value.replace(number, shown)
        return value
    if isinstance(value, dict):
        return {key: masked(part, hidden) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [masked(part, hidden) for part in value]
    return value
