"""Old registers stay readable for ever: a day that was written once gives the same rows in every later version.

A day is never written anew to please a change: if a replay differs, the change broke old registers. To add a day when
a kind of event is new, write its steps in journals/name.txt, then:
WINDOWDESK_WRITE_DAY=name pytest tests/test_golden.py -k write
"""

from __future__ import annotations

import json
import os
import sqlite3
import tomllib
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import desks
import pytest
from desks import at
from msgspec import structs
from steps import NOBODY, Play

from windowdesk import config, words
from windowdesk.desk import Desk
from windowdesk.desk.setup import OFFICE_WINDOW
from windowdesk.models import events as ev
from windowdesk.models.office import OFFICE
from windowdesk.models.parties import Staff
from windowdesk.models.refusal import Reason, Refused
from windowdesk.models.setting import Act
from windowdesk.models.wire import GENESIS, Entry, chain, from_line
from windowdesk.store import arrivals, beside, hallfile, items, lists, register, search
from windowdesk.store.codec import recorded
from windowdesk.store.connection import Store
from windowdesk.store.schema import ROW_TABLES

JOURNALS = Path(__file__).parent / "journals"
DAYS = sorted(path.stem for path in JOURNALS.glob("*.jsonl"))
WINDOWS = {"fee": "012", "office": "000"}
"""Whose day it was, where it was not window 007."""


SINCE: dict[str, dict[str, Reason]] = {
    "law": {
        "2026-12-01 09:50 李国栋 撤销 理由=营业执照复印件系伪造": Reason.HOLDER_NOT_TOLD,
        "2026-12-01 09:55 王敏 发证": Reason.WRONG_STATE,
        "2026-12-02 09:30 邓丽 撤销 案=3 理由=承诺的经营场所不存在": Reason.MENDING_NOT_ORDERED,
        "2026-12-02 09:40 王敏 发证 案=3": Reason.WRONG_STATE,
    }
}
"""Steps that were let when their day was written and are refused since: what was written stays readable as it is."""


def stream_of(day: str) -> str:
    """The register that a day was written in."""
    return f"510824-{WINDOWS.get(day, '007')}.1"


def steps_of(day: str) -> list[str]:
    """What was done that day, a step a line."""
    return (JOURNALS / f"{day}.txt").read_text(encoding="utf-8").splitlines()


class SteadyDesk(Desk):
    """A desk without chance: query codes count up."""

    def _act(self, db: sqlite3.Connection, by: Staff | None, moment: datetime) -> Act:
        if "codes" not in self.__dict__:
            self.__dict__["codes"] = count(100001)
        return structs.replace(super()._act(db, by, moment), query_code=lambda: str(next(self.__dict__["codes"])))


def steady_desk(day: str, prepared: Path, folder: Path) -> SteadyDesk:
    """A new desk whose register says nothing of this machine."""
    window = WINDOWS.get(day, "007")
    home = desks.copied(prepared, folder) if window == "007" else desks.make_home(folder, window)
    for path in home.glob("desk.db*"):
        path.unlink()
    desk = SteadyDesk(home, config.read_settings(home))
    desk.known = desk.marked = True
    opened = ev.DeskOpened("000000000000", "0" * 32, "0" * 64, "0.1.0")
    hall = hallfile.read(tomllib.loads((desks.DATA / "demo-hall.toml").read_text(encoding="utf-8")))
    hall.setdefault(("window", OFFICE), OFFICE_WINDOW)
    with desk.store.write() as db:
        hallfile.save(db, hall)
        items.save(db, items.read_file(desks.DATA / "items.toml"))
        place = register.place(db, stream_of(day), at(desks.SETUP_DAY))
        register.append(db, place, register.Hand("", window), [ev.Happening("", opened, "")], {})
    return desk


def played(day: str, prepared: Path, folder: Path) -> SteadyDesk:
    """A desk on which the steps of a day were done, by the law as it is today."""
    desk = steady_desk(day, prepared, folder)
    play = Play(desk)
    for line in steps_of(day):
        if line not in SINCE.get(day, ()):
            play.play(line)
            continue
        with pytest.raises(Refused) as caught:
            play.play(line)
        assert caught.value.reason is SINCE[day][line], line
    return desk


@pytest.mark.skipif("WINDOWDESK_WRITE_DAY" not in os.environ, reason="writes a new day; an old one is never changed")
def test_write_a_day(prepared: Path, tmp_path: Path) -> None:
    name = os.environ["WINDOWDESK_WRITE_DAY"]
    assert name not in DAYS, "a day that was written stays as it is"
    desk = played(name, prepared, tmp_path)
    text = "".join(
        json.dumps(line, ensure_ascii=False) + "\n" for line in (found[2] for found in desks.all_lines(desk))
    )
    (JOURNALS / f"{name}.jsonl").write_text(text, encoding="utf-8")
    rows = json.dumps(readable(desk.store.read()), ensure_ascii=False, indent=1)
    (JOURNALS / f"{name}.json").write_text(rows + "\n", encoding="utf-8")
    desk.close()


def readable(db: sqlite3.Connection) -> dict[str, list[dict[str, Any]]]:
    """Every row table by column name. The search index is asked, not listed."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in ROW_TABLES:
        if table == "case_grams":
            continue
        cursor = db.execute(f"SELECT * FROM {table} ORDER BY 1, 2")
        names = [column[0] for column in cursor.description]
        found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


def lines_of(day: str) -> list[str]:
    """The lines of a day, as they were written."""
    return [json.loads(line) for line in (JOURNALS / f"{day}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(params=DAYS)
def day(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def replayed(day: str, tmp_path: Path) -> Iterator[Store]:
    """An empty store that was given the lines of a day as its own register, and read them."""
    store = Store(tmp_path / "desk.db")
    previous = GENESIS
    with store.write() as db:
        for line in lines_of(day):
            entry, previous = from_line(line), chain(previous, line)
            event = recorded(entry)
            mark = beside.SAID if entry.kind in beside.KINDS else 0
            values = (entry.stream, entry.seq, entry.kind, entry.case_id, event.version, line, previous, mark)
            db.execute(beside.INSERT, values)
        arrivals.rebuild(db, [stream_of(day)])
    yield store
    store.close()


def test_a_day_gives_the_rows_it_gave_when_it_was_written(day: str, replayed: Store) -> None:
    written = json.loads((JOURNALS / f"{day}.json").read_text(encoding="utf-8"))
    now = readable(replayed.read())
    for table, rows in written.items():
        kept = [{key: row[key] for key in old} for row, old in zip(now[table], rows, strict=True)]
        assert kept == rows, table
    assert register.verify(replayed.read(), stream_of(day)) == 0


def test_a_day_reads_the_same_at_another_desk(day: str, replayed: Store, tmp_path: Path) -> None:
    query = "SELECT stream, seq, line, hash FROM register ORDER BY seq"
    foreign = replayed.read().execute(query).fetchall()
    other = Store(tmp_path / "other.db")
    with other.write() as db:
        assert arrivals.absorb(db, foreign, ["510824-008.1"]) == len(foreign)
    own, there = readable(replayed.read()), readable(other.read())
    for table in ("case_row", "paper_row", "parcel_row", "opinion_row", "permit_row", "bar_row", "fee_row"):
        assert there[table] == own[table]
    assert lists.parked(other.read()) == []
    other.close()


def test_every_event_of_a_day_is_a_sentence_in_both_languages(
    day: str, replayed: Store, prepared: Path, tmp_path: Path
) -> None:
    from windowdesk import i18n

    desk = Desk.open(desks.copied(prepared, tmp_path))
    with desk.store.write() as db:
        arrivals.absorb(db, _foreign(replayed), [])
    for row in lists.newest(replayed.read()):
        for line in desk.reading.history(row.case_id):
            for language in ("zh", "en"):
                i18n.choose(language)
                assert "—" not in words.history(line)
                assert "{" not in words.history(line)
    desk.close()


def _foreign(store: Store) -> list[tuple[str, int, str, bytes]]:
    query = "SELECT stream, seq, line, hash FROM register WHERE seq>1 ORDER BY seq"
    return [tuple(row) for row in store.read().execute(query)]


def test_a_replayed_day_can_be_searched(replayed: Store) -> None:
    db = replayed.read()
    for row in lists.newest(db):
        assert row.id in search.find_ids(db, row.applicant_name)
        assert search.find_ids(db, row.case_id) == [row.id]


def test_every_kind_of_event_was_written_on_some_day() -> None:
    """The list is kept here: a new kind of event needs a day in which it happens."""
    seen = {from_line(line).kind for name in DAYS for line in lines_of(name)}
    assert seen >= set(ev.KINDS)


def test_the_days_hold_no_secret_and_nobody_real() -> None:
    for name in DAYS:
        text = (JOURNALS / f"{name}.jsonl").read_text(encoding="utf-8")
        assert "PRIVATE KEY" not in text
        assert '"nonce":"' + "0" * 32 in text.replace("\\", "")


def test_the_steps_of_a_day_bring_about_today_what_they_brought_about(day: str, prepared: Path, tmp_path: Path) -> None:
    """The same events of the same cases in the same order. What the papers say may be better said since."""
    desk = played(day, prepared, tmp_path)
    now = [from_line(line) for _, _, line, _ in desks.all_lines(desk)]
    desk.close()
    refused = {f"{at(' '.join(line.split()[:2])):%Y-%m-%dT%H:%M}" for line in SINCE.get(day, ())}
    then = [one for one in acts([from_line(line) for line in lines_of(day)]) if one[0][:16] not in refused]
    assert acts(now) == then


def acts(entries: list[Entry]) -> list[tuple[str, str, str]]:
    """What was done, when, to which case."""
    return [(entry.at, entry.kind, entry.case_id) for entry in entries if entry.kind != "PaperDrawn"]


def test_the_step_words_of_the_days_can_be_read() -> None:
    who = {line.split()[2] for name in DAYS for line in steps_of(name)}
    assert who == {"王敏", "何川", "李国栋", "陈小雨", "邓丽", "任刚", NOBODY}
