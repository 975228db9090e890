"""What a stick carries from a desk to the hall: the lines the hall has not acknowledged, under a signed head."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from windowdesk.hall.audit import Check
from windowdesk.hall.interface import Hall, Head, PushKind, StreamTaken, head_statement
from windowdesk.hall.journal import Journal
from windowdesk.hall.lines import link
from windowdesk.hall.problems import ProblemKind, SyncProblem
from windowdesk.hall.stick import Checked, Record, StickError, Writer, hashed, writing
from windowdesk.hall.stick import field as field_of
from windowdesk.i18n import say

PAGE = 500

Sign = Callable[[bytes], str]
"""The signature of a statement, in hexadecimal."""


@dataclass(slots=True)
class Carried:
    """What was taken: lines new here, how far each register is held at the hall, what a person should look at."""

    lines: int = 0
    acked: dict[str, int] = field(default_factory=dict)
    problems: list[SyncProblem] = field(default_factory=list)


def write_desk(
    journal: Journal,
    path: Path,
    header: Mapping[str, object],
    key: str,
    sign: Sign,
    *,
    whole: bool = False,
    keys: Mapping[str, str] | None = None,
) -> Carried:
    """Write what the hall has not acknowledged of the desk's registers, their signed heads, and its places in feeds.

    `whole` writes the registers from their first line, for a hall that was restored from a backup. `header` names the
    desk; `key` is its public key in hexadecimal, `keys` those of registers that have another.
    """
    found = Carried()
    told = {**header, "key": key, "reads": list(journal.audiences()), "whole": whole}
    with writing(path, "desk", told) as out:
        for stream in journal.streams():
            own = {"key": (keys or {}).get(stream, key)}
            after = 0 if whole else journal.acked(stream)
            _write_register(journal, stream, after, out, sign, found, own if own["key"] != key else {})
        for audience in journal.audiences():
            n, fhash = journal.cursor(audience)
            out.put({"place": audience, "n": n, "fhash": fhash.hex()})
    return found


def _write_register(
    journal: Journal, stream: str, after: int, out: Writer, sign: Sign, found: Carried, more: Mapping[str, str]
) -> None:
    """As far as the register is sound; a damaged line ends it and is told."""
    at = Head(after, journal.hash_at(stream, after))
    out.put({"register": stream, "after": at.seq, "hash": at.hash.hex(), **more})
    sound = True
    while sound and (lines := journal.lines(stream, at.seq, PAGE)):
        for line in lines:
            following = _following(stream, at, line)
            if following is None or journal.hash_at(stream, following.seq) != following.hash:
                found.problems.append(SyncProblem(ProblemKind.POISON, stream, at.seq + 1))
                sound = False
                break
            out.put({"line": line})
            at = following
            found.lines += 1
    signature = sign(head_statement(stream, at))
    out.put({"head": stream, "seq": at.seq, "hash": at.hash.hex(), "signature": signature})


def _following(stream: str, at: Head, line: str) -> Head | None:
    """The head of a register after one line more; None when the line cannot stand there."""
    try:
        return Head(at.seq + 1, link(stream, at.seq + 1, line, at.hash).hash)
    except ValueError:
        return None


@dataclass(slots=True)
class Carrier:
    """A register as a file carries it: where its lines begin, where they end, and the signature of the end."""

    stream: str
    begin: Head
    end: Head
    signature: str = ""
    key: str = ""


def registers(file: Checked, signed_by: Check) -> list[Carrier]:
    """The registers in a desk's file, each a chain up to a head that the desk has signed. Raises StickError."""
    key = field_of(file.header, "key", str)
    found: list[Carrier] = []
    one: Carrier | None = None
    for record in file.records():
        if "register" in record:
            begin = Head(field_of(record, "after", int), hashed(record, "hash"))
            own = field_of(record, "key", str) if "key" in record else key
            one = Carrier(field_of(record, "register", str), begin, begin, key=own)
            found.append(one)
        elif "line" in record and one is not None:
            following = _following(one.stream, one.end, field_of(record, "line", str))
            if following is None:
                raise _unsound(one.stream, one.end.seq + 1)
            one.end = following
        elif "head" in record and one is not None:
            said = Head(field_of(record, "seq", int), hashed(record, "hash"))
            one.signature = field_of(record, "signature", str)
            if said != one.end or not signed_by(one.key, head_statement(one.stream, said), one.signature):
                raise _unsound(one.stream, said.seq)
            one = None
    if unsigned := [one for one in found if not one.signature]:
        raise _unsound(unsigned[0].stream, unsigned[0].end.seq)
    return found


def _unsound(stream: str, seq: int) -> StickError:
    return StickError(
        say(
            f"文件中登记簿 {stream} 第 {seq} 条的链或签名不符，没有取用其中任何内容。",
            f"Register {stream} in the file does not hold at line {seq}, chain or signature. Nothing of it was taken.",
        )
    )


def take_desk(hall: Hall, file: Checked, carried: list[Carrier], *, granted: bool = False) -> Carried:
    """Take a desk's file into the hall as if the desk had pushed it; `carried` are its `registers`. Safe to repeat.

    Where the hall's office has `granted` what the window reads, the file is not asked about it.
    """
    taking = _Taking(hall, file, None if granted else _reads(file))
    waiting = iter(carried)
    for record in file.records():
        if "register" in record:
            taking.begin(next(waiting))
        elif "line" in record:
            taking.line(record)
        elif "head" in record:
            taking.send()
    return taking.found


def _reads(file: Checked) -> list[str]:
    return [name for name in field_of(file.header, "reads", list) if isinstance(name, str)]


class _Taking:
    """The pages of one register after another, pushed until the hall refuses one."""

    def __init__(self, hall: Hall, file: Checked, reads: list[str] | None) -> None:
        self.found = Carried()
        self._hall = hall
        self._reads = reads
        self._desk = field_of(file.header, "desk", str)
        self._one: Carrier | None = None
        self._at = Head()
        self._page: list[str] = []

    def begin(self, one: Carrier) -> None:
        """The next register, if the hall knows it as this desk's and stands where the file goes on."""
        self._one, self._at, self._page = None, one.begin, []
        try:
            self._hall.hello(one.stream, one.key, self._desk, self._reads)
        except StreamTaken as error:
            self._problem(ProblemKind.FORK, one.stream, 0, str(error))
            return
        there = self._hall.head(one.stream)
        self.found.acked[one.stream] = there.seq
        if there.seq < one.begin.seq:
            more = say("请在窗口用 sync --to --all 重新写出。", "Write it again at the desk with sync --to --all.")
            self._problem(ProblemKind.GAP, one.stream, there.seq, more)
            return
        self._one = one

    def line(self, record: Record) -> None:
        """One line more."""
        if self._one is not None:
            self._page.append(field_of(record, "line", str))
            if len(self._page) >= PAGE:
                self.send()

    def send(self) -> None:
        """Push the page."""
        one, first = self._one, self._at.seq + 1
        if one is None or not self._page:
            return
        for line in self._page:
            self._at = _following(one.stream, self._at, line) or self._at
        before = self._hall.head(one.stream).seq
        signature = one.signature if self._at == one.end else ""
        answer = self._hall.push(one.stream, first, self._page, self._at.hash, signature)
        self._page = []
        if answer.kind is PushKind.OK:
            self.found.lines += answer.seq - before
            self.found.acked[one.stream] = answer.seq
            return
        self._one = None
        self._problem(ProblemKind(answer.kind.value), one.stream, answer.seq if answer.kind is PushKind.GAP else first)

    def _problem(self, kind: ProblemKind, stream: str, seq: int, more: str = "") -> None:
        self.found.problems.append(SyncProblem(kind, stream, seq, more))
