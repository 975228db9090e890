"""A hall that kept lines before cases had members is brought up to date, with old desks still running."""

import re

import hall_fixtures
import pytest
from hall_fixtures import Embedded, Postgres, Register, Walled, case, read_all

from windowdesk.hall import migrations, office
from windowdesk.hall.audit import audit
from windowdesk.hall.lines import feed_hash
from windowdesk.models.wire import GENESIS, from_line

walled_place = hall_fixtures.walled_place
HEALTH, TRADE, FIRE = "卫健局", "市监局", "消防大队"
_numbered = migrations.numbered


def first_files(part="schema"):
    return [step for step in _numbered(part) if step[0] == 1]


@pytest.fixture(params=["embedded", "postgres", "walled"])
def old_place(request, tmp_path, monkeypatch):
    """A hall built by the first files alone, and how to bring it up to date."""
    with monkeypatch.context() as before:
        before.setattr(migrations, "numbered", first_files)
        before.setattr(office, "numbered", first_files)
        if request.param == "embedded":
            place = Embedded(tmp_path)
        else:
            kind = Walled if request.param == "walled" else Postgres
            place = kind(hall_fixtures.postgres_server(request.config))
        engine = place.open()._whole._engine if request.param == "walled" else place.open()._engine
        with engine.reading():
            pass
        place.close()
    yield place
    place.close()
    if request.param != "embedded":
        place.drop()


def quoted(value):
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def insert(place, table, *values):
    place.run(f"INSERT INTO {table} VALUES ({', '.join(map(quoted, values))})")


def keep_as_before(place, *registers):
    """What the first hall made of registers: each line in the feed of the audience it names, and no other."""
    position, ends = 0, {}
    for register in registers:
        for line, own, prev in zip(register.lines, register.hashes[1:], register.hashes, strict=False):
            entry, position = from_line(line), position + 1
            row = (entry.stream, entry.seq, position, entry.kind, entry.case_id, line, own.hex(), prev.hex(), "2026")
            insert(place, "event", *row)
            if entry.audience:
                n, fhash = ends.get(entry.audience, (0, GENESIS))
                ends[entry.audience] = n + 1, feed_hash(fhash, own)
                insert(place, "feed", entry.audience, n + 1, ends[entry.audience][1].hex(), entry.stream, entry.seq)
        key = f"key of {register.stream}"
        insert(
            place, "stream", register.stream, "desk", key, len(register.lines), register.hashes[-1].hex(), "", 0, "2026"
        )
    for audience, (n, fhash) in ends.items():
        insert(place, "feed_head", audience, n, fhash.hex())
    place.run(f"UPDATE gate SET position = {position}")


def test_who_was_told_of_a_case_reads_the_whole_case_from_now_on(old_place):
    lead, other, number = Register(None, "007"), Register(None, "008"), case()
    told = [lead.write(number, HEALTH), lead.write(number), lead.write(f"{number}-01", TRADE)]
    told.append(other.write(f"{number}-01", HEALTH))
    told.append(lead.write(number, HEALTH, "CaseHandedOver", to="009"))
    lead.write("", FIRE)
    keep_as_before(old_place, lead, other)
    if isinstance(old_place, Walled):
        old_place.office.init()
    hall = old_place.open()
    assert sorted(row.line for row in read_all(hall, HEALTH)) == sorted(told)
    assert sorted(row.line for row in read_all(hall, TRADE)) == sorted(told)
    assert [row.line for row in read_all(hall, HEALTH)][:2] == [told[0], told[4]]  # a place once given stays
    assert len(read_all(hall, FIRE)) == 1
    assert audit(hall).faults == []
    lead.hall = hall
    hall.hello(lead.stream, f"key of {lead.stream}", "desk")
    fresh = [lead.tell(number), Register(hall, "009").tell(number)]
    for audience in (HEALTH, TRADE):
        assert [row.line for row in read_all(hall, audience)][-2:] == fresh
    assert audit(hall).faults == []


def test_an_empty_hall_brought_up_to_date_is_like_a_new_one(old_place):
    if isinstance(old_place, Walled):
        old_place.office.init()
    hall = old_place.open()
    first, alien = Register(hall, "007"), Register(hall, "008")
    first.tell(case(), HEALTH)
    alien.tell(case(), TRADE)
    assert read_all(hall, TRADE) == []
    assert len(hall.generation()) == 32
    assert audit(hall).faults == []


def test_lines_that_came_between_the_tables_and_the_walls_are_brought_up_to_date_too(walled_place):
    """The owner looked at the hall, which made the tables; the functions came with the next `hall init`."""
    hall = walled_place.open()
    lead, number = Register(hall, "007"), case()
    told = [lead.tell(number, HEALTH), lead.tell(number), lead.tell(number, TRADE, "CaseHandedOver", to="009")]
    walled_place.run("DELETE FROM member")
    walled_place.run("DELETE FROM party")
    walled_place.run("DELETE FROM feed")
    walled_place.run("DELETE FROM feed_head")
    at = {HEALTH: 1, TRADE: 3}
    for audience, seq in at.items():
        own = lead.hashes[seq]
        insert(walled_place, "feed", audience, 1, feed_hash(GENESIS, own).hex(), lead.stream, seq)
        insert(walled_place, "feed_head", audience, 1, feed_hash(GENESIS, own).hex())
    text = next(text for _, _, text in _numbered("walls") if "DO $$\nDECLARE\n  since" in text)
    walled_place.run(text[text.index("DO $$\nDECLARE\n  since") :])
    assert [row.line for row in read_all(hall, HEALTH)] == told
    assert sorted(row.line for row in read_all(hall, TRADE)) == sorted(told)
    assert audit(hall).faults == []
    Register(hall, "009").tell(number)
    assert audit(hall).faults == []


def test_a_push_that_began_by_the_old_function_ends_by_the_new_rules(walled_place):
    hall = walled_place.open()
    lead, alien, number = Register(hall, "007"), Register(hall, "008"), case()
    old = next(text for _, _, text in first_files("walls"))
    (body,) = re.findall(r"CREATE FUNCTION wd_push.*?END \$\$;", old, re.DOTALL)
    walled_place.run(body.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
    told = [lead.write(number, HEALTH), lead.write(number), lead.write(number, TRADE)]
    lead.push()
    alien.tell(number, FIRE)
    assert [row.line for row in read_all(hall, TRADE)] == told
    assert read_all(hall, FIRE) == []
    assert audit(hall).faults == []
