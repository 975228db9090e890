"""The desk's tables as a numbered story. A step is never edited once released; a change is a new step."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

LATEST = 1
"""The number of the last step, kept in `PRAGMA user_version` so that an up-to-date desk opens without looking."""

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

ROW_TABLES = ("case_row", "case_grams", "paper_row", "parcel_row", "counter")
"""What `rebuild` empties and reads again from the register."""


def migrate(link: sqlite3.Connection) -> None:
    """Bring the tables to the last step. sqlite-utils is imported here only: an up-to-date desk never loads it."""
    from sqlite_utils import Database, Migrations

    steps = Migrations("windowdesk")

    @steps()
    def m001_first_desk(db: Database) -> None:
        for statement in _statements(_FIRST):
            db.execute(statement)

    steps.apply(Database(link))
    link.execute(f"PRAGMA user_version={LATEST}")


def _statements(script: str) -> list[str]:
    return [part for part in script.split(";\n") if part.strip()]
