"""Is this paper, or the code on it, what a desk of this hall issued? Answered offline, naming what differs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from windowdesk.desk import identity
from windowdesk.desk.press import due_on, material_names
from windowdesk.i18n import say
from windowdesk.models import events as ev
from windowdesk.store import hallfile, jobs, lineage

if TYPE_CHECKING:
    from windowdesk.desk.door import Desk
    from windowdesk.sealing import Statement


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict. `fields` is what the paper states, `differs` the names of fields that are not as issued."""

    ok: bool
    state: str
    sentence: str
    fields: dict[str, str] = field(default_factory=dict)
    differs: tuple[str, ...] = ()


def check_file(desk: Desk, path: Path) -> Finding:
    """A paper as a file: its seal, byte for byte. Raises OSError when it cannot be read."""
    from windowdesk.sealing import PdfState, check_pdf

    found = check_pdf(path.read_bytes(), trusted=[desk.home / "keys" / "ca.pem"])
    signed = found.signed_at.isoformat(timespec="seconds") if found.signed_at else ""
    fields = {"signer": found.signer, "signed_at": signed} if found.signer else {}
    return Finding(found.state is PdfState.VALID, found.state.value, found.state.sentence, fields)


def public_keys(desk: Desk) -> dict[str, bytes]:
    """The public keys of every desk this one knows, by key id; its own is always among them."""
    from windowdesk.desk.syncing import KEY
    from windowdesk.sealing import key_id, load_public

    db = desk.store.read()
    opened = (identity.opening(db, stream) for stream in lineage.own(db))
    old = [bytes.fromhex(one.public_key) for one in opened if one]
    known = [bytes.fromhex(text) for text in hallfile.load(desk.store.read(), KEY, str).values()]
    return {key_id(public): public for public in (*known, *old, load_public(desk.desk_key))}


def check_text(desk: Desk, text: str, **told: object) -> Finding:
    """The text of a paper's code, checked against its signature, the register if it has the case, and `told`.

    `told` are fields as read off the paper: case_no, paper_no, kind, window, received, due, item_code,
    name with id_number, materials. When the signature does not hold, the register says which field was changed.
    """
    from windowdesk.sealing import StatementState, differences, field_word, verify_statement

    found = verify_statement(text.strip(), public_keys(desk))
    if found.statement is None:
        return Finding(False, found.state.value, found.state.sentence)
    differs = list(_against_register(desk, found.statement))
    if given := {key: value for key, value in told.items() if value}:
        differs += differences(found.statement, **given)  # type: ignore[arg-type]
    names = tuple(dict.fromkeys(differs))
    ok = found.state is StatementState.VALID and not names
    sentence = found.state.sentence
    if names:
        listed = "、".join(field_word(name) for name in names)
        sentence += say(f"；与原件不符：{listed}", f"; differs in: {listed}")
    fields = {key: str(value) for key, value in asdict(found.statement).items()}
    return Finding(
        ok, "differs" if found.state is StatementState.VALID and names else found.state.value, sentence, fields, names
    )


def _numbers(desk: Desk, case_id: str) -> tuple[str, ...]:
    """Every number a case ever had: its papers bear the one of their day."""
    case = desk.case(case_id)
    return (case_id, *case.formerly) if case else (case_id,)


def _against_register(desk: Desk, statement: Statement) -> tuple[str, ...]:
    """The fields that are not what the register holds; none when the desk does not know the paper's case."""
    from windowdesk.sealing import differences

    entry = jobs.paper(desk.store.read(), statement.paper_no)
    case = desk.case_at(entry) if entry else desk.case(statement.case_no)
    if case is None:
        return ()
    drawn = entry.event if entry is not None and isinstance(entry.event, ev.PaperDrawn) else None
    received: datetime = case.received_at
    return differences(
        statement,
        case_no=statement.case_no if statement.case_no in _numbers(desk, case.id) else case.id,
        paper_no=drawn.notice.number if drawn else "",
        kind=drawn.notice.kind.value if drawn else None,
        window=case.window,
        received=received,
        item_code=case.item.code,
        name=case.applicant.name,
        id_number=case.applicant.number,
        due=due_on(case, entry) if entry else None,
        materials=material_names(case) if entry else None,
    )
