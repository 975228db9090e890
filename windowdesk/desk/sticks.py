"""Sync without a network: what this desk gives the hall in a file, and what it takes from a file of the hall's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from windowdesk.desk import identity
from windowdesk.desk.syncing import KEY, SyncOutcome, journal_of, known_by, news_of, signature
from windowdesk.i18n import say
from windowdesk.models.office import OFFICE
from windowdesk.store import hallfile

if TYPE_CHECKING:
    from windowdesk.desk.door import Desk
    from windowdesk.hall.stick import Checked


def write(desk: Desk, path: Path, at: datetime, *, whole: bool = False) -> SyncOutcome:
    """Write what the hall has not acknowledged, or all there is. Raises StickError when the file cannot be written."""
    from windowdesk.hall.to_hall import write_desk
    from windowdesk.sealing import load_public

    journal = journal_of(desk, at, signed=True)
    found = write_desk(
        journal,
        path,
        {"desk": desk.settings.window, "prefix": prefix(desk), "at": at.isoformat(timespec="seconds")},
        load_public(desk.desk_key).hex(),
        lambda statement: signature(desk, statement),
        whole=whole,
        keys={stream: identity.public_key(desk, stream) for stream in journal.streams()},
    )
    return SyncOutcome(pushed=found.lines, problems=tuple(one.sentence for one in found.problems))


def take(desk: Desk, path: Path, at: datetime) -> SyncOutcome:
    """Take what the hall wrote for this window. Raises StickError when the file is not whole or not for it."""
    from windowdesk.hall.stick import Checked, StickError
    from windowdesk.hall.to_desk import take_window

    file = Checked(path)
    if file.kind != "window" or file.header.get("prefix") != prefix(desk):
        raise StickError(
            say(
                f"{path} 不是大厅导出给 {desk.settings.window} 号窗口的文件。",
                f"{path} is not a file the hall exported for window {desk.settings.window}.",
            )
        )
    journal = journal_of(desk, at)
    proven = _signed(desk, file) and _same_hall(journal.generation(), file)
    before = known_by(desk)
    found = take_window(journal, file, proven=proven)
    _keep_keys(desk, file)
    problems = tuple(one.sentence for one in found.problems)
    return SyncOutcome(pulled=found.lines, problems=problems, news=news_of(desk, at, before))


def signer(desk: Desk) -> Callable[[bytes], Mapping[str, str]] | None:
    """How the hall office signs a file it exports; None at any other desk."""
    if desk.settings.window != OFFICE or not desk.desk_key.is_file():
        return None
    from windowdesk.sealing import sign_bytes

    return lambda digest: {"by": desk.stream, "signature": sign_bytes(desk.desk_key, digest).hex()}


def prefix(desk: Desk) -> str:
    """How the names of this window's registers begin."""
    return f"{desk.setting.hall.division}-{desk.settings.window}."


def _same_hall(generation: str, file: Checked) -> bool:
    """Whether the hall was not restored from a backup between our last round and this file, or the file answers one
    with all our lines. Else it may be an old file that names lines which the hall has lost since."""
    return generation in ("", file.header.get("generation")) or file.header.get("whole") is True


def _signed(desk: Desk, file: Checked) -> bool:
    """Whether what the file says of our registers may be believed.

    A desk that knows the office's key believes its signature only; one that does not, whatever names our own hash.
    Raises StickError for a signature that is not the office's.
    """
    from windowdesk.hall.stick import StickError, statement
    from windowdesk.sealing import signed_by

    office = f"{desk.setting.hall.division}-{OFFICE}."
    known = hallfile.load(desk.store.read(), KEY, str)
    by, signature = str(file.last.get("by", "")), str(file.last.get("signature", ""))
    if signature and by.startswith(office) and by in known:
        if signed_by(known[by], statement(str(file.last["sha256"])), signature):
            return True
        raise StickError(say(f"{file.path} 的签名不是大厅的。", f"{file.path} is not signed by the hall's office."))
    return not any(stream.startswith(office) for stream in known)


def _keep_keys(desk: Desk, file: Checked) -> None:
    """Public keys of registers not known so far; one that is known is never replaced by a file."""
    known = set(hallfile.load(desk.store.read(), KEY, str))
    fresh: dict[tuple[str, str], str] = {}
    for record in file.records():
        stream, key = record.get("known"), record.get("key")
        if isinstance(stream, str) and isinstance(key, str) and stream not in known:
            fresh[(KEY, stream)] = key
    if fresh:
        with desk.store.write() as db:
            hallfile.save(db, fresh)
