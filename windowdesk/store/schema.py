"""The desk's tables as a numbered story. A step is never edited once released; a change is a new step."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

LATEST = 8
"""The number of the last step, kept in `PRAGMA user_version` so that an up-to-date desk opens without looking.

It is written when the rows are read too, so that a desk that died in between goes on where it stopped.
"""

_FIRST = """
CREATE TABLE register (
    id INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    case_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    line TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX register_place ON register (stream, seq);
CREATE UNIQUE INDEX register_version ON register (case_id, version) WHERE case_id <> '';
CREATE TABLE parked (stream TEXT, seq INTEGER, line TEXT, why TEXT, PRIMARY KEY (stream, seq)) STRICT;

CREATE TABLE case_row (
    id INTEGER PRIMARY KEY,
    case_id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    stream TEXT NOT NULL,
    window TEXT NOT NULL,
    department TEXT NOT NULL,
    item_code TEXT NOT NULL,
    item_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    intake TEXT NOT NULL,
    channel TEXT NOT NULL,
    applicant_kind TEXT NOT NULL,
    applicant_name TEXT NOT NULL,
    applicant_number TEXT NOT NULL,
    phone TEXT NOT NULL,
    clerk TEXT NOT NULL,
    status TEXT NOT NULL,
    off_hours INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    received_on TEXT NOT NULL,
    notice_due TEXT NOT NULL,
    accepted_on TEXT,
    deemed INTEGER NOT NULL,
    statutory_due TEXT,
    promised_due TEXT,
    serve_due TEXT,
    next_due TEXT,
    provisional INTEGER NOT NULL,
    finished_on TEXT,
    outcome TEXT,
    timing TEXT,
    closed_on TEXT
) STRICT;
CREATE INDEX case_open ON case_row (next_due, id) WHERE closed_on IS NULL;
CREATE INDEX case_received ON case_row (received_on);
CREATE INDEX case_finished ON case_row (finished_on);
CREATE INDEX case_unfinished ON case_row (received_on) WHERE finished_on IS NULL;
CREATE INDEX case_applicant ON case_row (applicant_number, item_code);
CREATE INDEX case_phone ON case_row (phone);
CREATE INDEX case_number_tail ON case_row (substr(applicant_number, -4));
CREATE INDEX case_phone_tail ON case_row (substr(phone, -4));
CREATE INDEX case_tail ON case_row (substr(case_id, -6));
CREATE INDEX case_item ON case_row (item_code, id);
CREATE VIRTUAL TABLE case_grams USING fts5 (grams, content='', detail=none, columnsize=0, tokenize='ascii');

CREATE TABLE paper_row (
    number TEXT PRIMARY KEY,
    case_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    drawn_at TEXT NOT NULL,
    drawn_on TEXT NOT NULL,
    by TEXT NOT NULL,
    window TEXT NOT NULL,
    department TEXT NOT NULL,
    seal_id TEXT NOT NULL,
    impression TEXT NOT NULL,
    copies INTEGER NOT NULL,
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL
) STRICT;
CREATE INDEX paper_case ON paper_row (case_id);
CREATE INDEX paper_day ON paper_row (drawn_on);
CREATE VIEW seal_use AS
    SELECT seal_id, impression, number AS paper_no, kind, case_id, by, window, department, drawn_at, drawn_on, copies
    FROM paper_row WHERE impression <> '';
CREATE TABLE parcel_row (
    case_id TEXT PRIMARY KEY,
    mail_no TEXT NOT NULL,
    window TEXT NOT NULL,
    department TEXT NOT NULL,
    posted_on TEXT NOT NULL,
    delivered_on TEXT,
    fen INTEGER
) STRICT;
CREATE INDEX parcel_day ON parcel_row (posted_on);
CREATE INDEX parcel_mail ON parcel_row (mail_no);
CREATE TABLE counter (series TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE print_job (
    id INTEGER PRIMARY KEY,
    paper_no TEXT NOT NULL,
    copy INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    next_at TEXT NOT NULL,
    error TEXT NOT NULL,
    UNIQUE (paper_no, copy)
) STRICT;
CREATE INDEX print_waiting ON print_job (next_at) WHERE state <> 'done';

CREATE TABLE item (
    code TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    department TEXT NOT NULL,
    initials TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX item_number ON item (number);
CREATE TABLE reference (
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, code)
) STRICT;
CREATE TABLE pin (
    staff TEXT PRIMARY KEY,
    phc TEXT NOT NULL,
    failures INTEGER NOT NULL,
    locked_until TEXT NOT NULL
) STRICT;
CREATE TABLE acknowledged (
    stream TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE TABLE feed_cursor (audience TEXT PRIMARY KEY, n INTEGER NOT NULL, fhash TEXT NOT NULL) STRICT;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""

_SECOND = """
ALTER TABLE case_row ADD COLUMN waits_on TEXT NOT NULL DEFAULT '';
ALTER TABLE case_row ADD COLUMN lapse_on TEXT;
ALTER TABLE case_row ADD COLUMN way TEXT NOT NULL DEFAULT 'new';
ALTER TABLE case_row ADD COLUMN green INTEGER NOT NULL DEFAULT 0;
ALTER TABLE case_row ADD COLUMN decision_due TEXT;
CREATE INDEX case_lapse ON case_row (stream, lapse_on) WHERE lapse_on IS NOT NULL;
CREATE TABLE stay_row (
    case_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    place TEXT NOT NULL,
    name TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT,
    due TEXT,
    PRIMARY KEY (case_id, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX stay_place ON stay_row (place, until);
CREATE TABLE due_row (
    case_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    told_on TEXT NOT NULL,
    decision_due TEXT,
    statutory_due TEXT,
    PRIMARY KEY (case_id, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE proxy_row (case_id TEXT PRIMARY KEY, instrument TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE opinion_row (
    opinion_id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    department TEXT NOT NULL,
    lead TEXT NOT NULL,
    lead_window TEXT NOT NULL,
    item_name TEXT NOT NULL,
    applicant TEXT NOT NULL,
    asked_on TEXT NOT NULL,
    due TEXT NOT NULL,
    provisional INTEGER NOT NULL,
    answer TEXT NOT NULL,
    reasons TEXT NOT NULL,
    signer TEXT NOT NULL,
    answered_on TEXT,
    default_basis TEXT NOT NULL
) STRICT;
CREATE INDEX opinion_case ON opinion_row (case_id);
CREATE INDEX opinion_waiting ON opinion_row (department, due) WHERE answer IN ('', 'forward');
CREATE INDEX opinion_open ON opinion_row (asked_on) WHERE answer IN ('', 'forward');
CREATE INDEX opinion_asked ON opinion_row (asked_on);
CREATE INDEX opinion_answered ON opinion_row (answered_on);
CREATE TABLE permit_row (
    number TEXT PRIMARY KEY,
    case_id TEXT NOT NULL,
    state TEXT NOT NULL,
    valid_until TEXT
) STRICT;
CREATE INDEX permit_expiry ON permit_row (valid_until) WHERE state='valid';
CREATE TABLE bar_row (
    applicant_number TEXT NOT NULL,
    item_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    until TEXT,
    article TEXT NOT NULL,
    case_id TEXT NOT NULL
) STRICT;
CREATE INDEX bar_applicant ON bar_row (applicant_number);
CREATE INDEX bar_case ON bar_row (case_id);
CREATE TABLE fee_row (
    case_id TEXT PRIMARY KEY,
    window TEXT NOT NULL,
    department TEXT NOT NULL,
    fen INTEGER NOT NULL,
    told_on TEXT NOT NULL,
    receipt_no TEXT NOT NULL,
    paid_on TEXT
) STRICT;
CREATE INDEX fee_told ON fee_row (told_on);
CREATE INDEX fee_paid ON fee_row (paid_on);
CREATE INDEX fee_open ON fee_row (told_on) WHERE paid_on IS NULL;
CREATE TABLE deficiency_row (
    item_code TEXT NOT NULL,
    material TEXT NOT NULL,
    wrong TEXT NOT NULL,
    required TEXT NOT NULL,
    told_on TEXT NOT NULL,
    case_id TEXT NOT NULL
) STRICT;
CREATE INDEX deficiency_item ON deficiency_row (item_code, material, wrong);
CREATE INDEX deficiency_case ON deficiency_row (case_id);
ALTER TABLE item RENAME TO item_before;
CREATE TABLE item (
    code TEXT NOT NULL,
    since TEXT NOT NULL,
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    department TEXT NOT NULL,
    initials TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (code, since)
) STRICT;
INSERT INTO item SELECT code, coalesce(json_extract(body, '$.valid_from'), ''), number, name, department, initials, body
    FROM item_before;
DROP TABLE item_before;
CREATE INDEX item_number ON item (number);
INSERT INTO meta SELECT 'rows', 'stale' WHERE EXISTS (SELECT 1 FROM register);
"""

_RETURNED = """
CREATE TABLE returned_row (
    case_id TEXT NOT NULL,
    mail_no TEXT NOT NULL,
    window TEXT NOT NULL,
    department TEXT NOT NULL,
    posted_on TEXT NOT NULL,
    returned_on TEXT NOT NULL,
    fen INTEGER,
    PRIMARY KEY (case_id, mail_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX returned_day ON returned_row (posted_on);
CREATE INDEX returned_mail ON returned_row (mail_no);
"""

_IDENTITIES = """
CREATE TABLE branch (
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    line TEXT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (stream, seq, hash)
) STRICT;
CREATE TABLE renumbered_row (before TEXT NOT NULL, case_id TEXT NOT NULL, PRIMARY KEY (before, case_id))
    STRICT, WITHOUT ROWID;
CREATE INDEX renumbered_case ON renumbered_row (case_id);
CREATE INDEX renumbered_tail ON renumbered_row (substr(before, -6));
"""

_MANY_DESKS = """
ALTER TABLE register ADD COLUMN beside INTEGER NOT NULL DEFAULT 0;
DROP INDEX register_version;
CREATE UNIQUE INDEX register_version ON register (case_id, version) WHERE case_id <> '' AND beside = 0;
CREATE INDEX register_beside ON register (case_id) WHERE beside > 0;
ALTER TABLE case_row ADD COLUMN held TEXT NOT NULL DEFAULT '';
ALTER TABLE case_row ADD COLUMN stopped TEXT NOT NULL DEFAULT '';
CREATE TABLE published (
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    digest TEXT NOT NULL,
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (kind, code)
) STRICT, WITHOUT ROWID;
CREATE TABLE judged_line (
    case_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    told TEXT NOT NULL,
    fact TEXT NOT NULL,
    PRIMARY KEY (case_id, version, stream, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE judged_receipt (
    case_id TEXT NOT NULL,
    stream TEXT NOT NULL,
    applicant TEXT NOT NULL,
    item TEXT NOT NULL,
    department TEXT NOT NULL,
    limited INTEGER NOT NULL,
    position INTEGER NOT NULL,
    reached_at TEXT NOT NULL,
    received_at TEXT NOT NULL,
    accepted_at TEXT NOT NULL,
    closed INTEGER NOT NULL,
    PRIMARY KEY (case_id, stream)
) STRICT, WITHOUT ROWID;
CREATE INDEX judged_same ON judged_receipt (applicant, item);
CREATE TABLE judged_waiting (case_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT OR REPLACE INTO meta SELECT 'rows', 'stale' WHERE EXISTS (SELECT 1 FROM register);
"""

_FORGOTTEN = """
CREATE TABLE forgotten (stream TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (stream, seq)) STRICT, WITHOUT ROWID;
"""

_HANDINGS = """
CREATE TABLE handing_row (
    case_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    department TEXT NOT NULL,
    gave TEXT NOT NULL,
    took TEXT NOT NULL,
    given_on TEXT NOT NULL,
    PRIMARY KEY (case_id, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX handing_day ON handing_row (given_on);
INSERT OR REPLACE INTO meta SELECT 'rows', 'stale'
    WHERE EXISTS (SELECT 1 FROM register WHERE kind IN ('CaseHandedOver', 'CaseReassigned'));
"""

ROW_TABLES = (
    *("case_row", "case_grams", "paper_row", "parcel_row", "counter"),
    *("opinion_row", "permit_row", "bar_row", "fee_row", "deficiency_row", "stay_row", "due_row", "proxy_row"),
    *("returned_row", "renumbered_row", "handing_row"),
)
"""What `rebuild` empties and reads again from the register. A step that adds to them leaves the note `rows`: stale."""

CASE_TABLES = (
    *("parcel_row", "returned_row", "fee_row", "deficiency_row", "bar_row", "stay_row", "due_row", "proxy_row"),
    *("renumbered_row", "handing_row"),
)
"""Those that hold what the events of one case make in their order."""


_UPON = """
ALTER TABLE judged_line ADD COLUMN upon TEXT NOT NULL DEFAULT '';
ALTER TABLE published ADD COLUMN turn TEXT NOT NULL DEFAULT '';
"""

_STEPS = (
    ("m001_first_desk", _FIRST),
    ("m002_the_law_in_full", _SECOND),
    ("m003_parcels_that_came_back", _RETURNED),
    ("m004_identities", _IDENTITIES),
    ("m005_many_desks", _MANY_DESKS),
    ("m006_what_a_restored_hall_forgot", _FORGOTTEN),
    ("m007_who_gave_a_case_to_whom", _HANDINGS),
    ("m008_what_a_step_was_written_upon", _UPON),
)


def migrate(link: sqlite3.Connection) -> None:
    """Bring the tables to the last step. sqlite-utils is imported here only: an up-to-date desk never loads it."""
    from sqlite_utils import Database, Migrations

    steps = Migrations("windowdesk")

    for name, script in _STEPS:

        @steps(name=name)
        def step(db: Database, script: str = script) -> None:
            for statement in _statements(script):
                db.execute(statement)

    steps.apply(Database(link))


def _statements(script: str) -> list[str]:
    return [part for part in script.split(";\n") if part.strip()]
