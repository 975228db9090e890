"""The two walls around a hall on PostgreSQL, as its database itself answers: a forged window is refused in SQL."""

import hall_fixtures
import psycopg
import pytest
from hall_fixtures import Register, case, push_all, read_all, written

from windowdesk.hall import open_hall
from windowdesk.hall.audit import audit
from windowdesk.hall.interface import HallError, HallUnreachable, Head, PushKind, head_statement

place = hall_fixtures.place
walled_place = hall_fixtures.walled_place
HEALTH, TRADE = "卫健局", "市监局"
TABLES = (
    *("event", "stream", "feed", "feed_head", "fork", "gate", "desk_login", "generation", "adopted"),
    *("member", "party", "reader", "waiting", "salvage", "returned"),
)


@pytest.fixture
def hall(walled_place):
    """A hall where two desks have written: one of the health office, one of trade."""
    walled_place.login_of("x-007", [HEALTH])
    walled_place.login_of("x-008", [TRADE])
    push_all(walled_place.open(), "x-007.1", [HEALTH, "", TRADE])
    push_all(walled_place.open(), "x-008.1", [TRADE])
    return walled_place


def as_desk(place, desk="x-007"):
    """A plain SQL connection under a desk's login."""
    return psycopg.connect(place.login_of(desk), autocommit=True)


def refused(db, sql, *values):
    """The words of the database's refusal."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege) as caught:
        db.execute(sql, values)
    return str(caught.value)


def test_a_desk_may_call_the_functions_and_touch_no_table(hall):
    with as_desk(hall) as db:
        for table in TABLES:
            for sql in (f"SELECT * FROM {table}", f"DELETE FROM {table}", f"TRUNCATE {table}"):
                assert "permission denied" in refused(db, sql)
        assert "permission denied" in refused(db, "INSERT INTO gate VALUES (2, 0)")
        assert "permission denied" in refused(db, "UPDATE stream SET closed = 1")
        assert "permission denied" in refused(db, "COPY event TO STDOUT")
        assert "permission denied" in refused(db, "SELECT wd_feed('x-007.1', '{4}', '{卫健局}', '{00}')")
        assert "permission denied" in refused(db, "SELECT wd_admit('{4}', '{x}', '{4}', '{x}', '{x}', NULL, '{}', 1)")
        assert "permission denied" in refused(
            db, "SELECT wd_fresh('x-007.1', '{4}', '{4}', '{}', '{}', '{}', '{}', '{}')"
        )
        assert "permission denied" in refused(db, "SELECT wd_wake('{}')")
        assert "permission denied" in refused(db, "SELECT wd_append('{卫健局}', '{x-007.1}', '{4}', '{}')")
        assert "permission denied" in refused(db, "SELECT wd_let_read('x-007', '{市监局}')")
        assert "permission denied" in refused(db, "CREATE TABLE mine (n int)")


def test_a_forged_window_cannot_write_read_or_greet_for_another(hall):
    lines, last = written("x-008.1", [TRADE] * 2)
    with as_desk(hall) as db:
        push = "SELECT wd_push(%s, 2, %s, %s, '')"
        assert "is not of login" in refused(db, push, "x-008.1", lines[1], last.hex())
        assert "is not of login" in refused(db, "SELECT wd_hello('x-008.2', 'key', 'x-008')")
        assert "is not of login" in refused(db, "SELECT wd_head('x-008.1')")
        assert "is not for login" in refused(db, "SELECT wd_pull(%s, 0, 9)", TRADE)
    desk = hall.open()
    assert [row.seq for row in read_all(desk, TRADE)] == [3, 1]


def test_a_line_that_names_another_register_is_not_taken(hall):
    forged, last = written("x-008.1", [TRADE] * 4)
    desk = open_hall(hall.login_of("x-007"))
    assert desk.push("x-007.1", 4, forged[3:], last).kind is PushKind.CHAIN
    desk.close()


def test_nobody_changes_who_they_are(hall):
    with as_desk(hall) as db:
        refused(db, "SET SESSION AUTHORIZATION postgres")
        refused(db, "SET ROLE postgres")
        refused(db, "SET session_replication_role = replica")
        refused(db, "ALTER TABLE event DISABLE TRIGGER never_changed")


def test_tables_granted_by_mistake_still_show_a_desk_only_its_own(hall):
    for table in TABLES:
        hall.run(f"GRANT ALL ON {table} TO windowdesk_desk")
    with as_desk(hall) as db:
        told = {row[0] for row in db.execute("SELECT stream || ' ' || seq FROM event").fetchall()}
        assert told == {"x-007.1 1", "x-007.1 2", "x-007.1 3"}
        assert db.execute("SELECT DISTINCT audience FROM feed").fetchall() == [(HEALTH,)]
        assert db.execute("SELECT stream FROM stream").fetchall() == [("x-007.1",)]
        assert db.execute("SELECT count(*) FROM desk_login").fetchone() == (0,)
        insert = (
            "INSERT INTO event SELECT 'x-008.1', 9, 99, 'note', '', line, hash, prev, received_at FROM event LIMIT 1"
        )
        assert "row-level security" in refused(db, insert)
        with pytest.raises(psycopg.errors.FeatureNotSupported):
            db.execute("COPY event FROM STDIN")
        assert db.execute("UPDATE stream SET closed = 1").rowcount == 0
        assert db.execute("UPDATE event SET line = 'x'").rowcount == 0
        assert db.execute("DELETE FROM event").rowcount == 0
        assert "never changed" in refused(db, "TRUNCATE event")
        assert db.execute("UPDATE desk_login SET audiences = '{市监局}'").rowcount == 0


def test_a_window_joins_itself_to_no_foreign_case_and_writes_to_nobody_else(walled_place):
    """In SQL, by its own login, with lines that are well chained and its own."""
    own = walled_place.login_of("510824-008", [TRADE])
    hall = walled_place.open()
    lead, number = Register(hall, "007", reads=[HEALTH]), case()
    lead.tell(number, HEALTH)
    forger = Register(None, "008")
    forger.write(number, TRADE), forger.write(number, HEALTH), forger.write("", "*")
    forger.write(number, TRADE, "CaseReassigned", to="008")
    with psycopg.connect(own, autocommit=True) as db:
        db.execute("SELECT wd_hello(%s, 'key', 'desk')", (forger.stream,))
        push = "SELECT answer FROM wd_push(%s, 1, %s, %s, '')"
        pushed = (forger.stream, "\n".join(forger.lines), forger.hashes[-1].hex())
        assert db.execute(push, pushed).fetchone() == ("ok",)
        for audience in (TRADE, "*"):
            assert db.execute("SELECT * FROM wd_pull(%s, 0, 99)", (audience,)).fetchall() == []
        assert "is not for login" in refused(db, "SELECT wd_pull(%s, 0, 99)", HEALTH)
        assert "is not of login" in refused(db, "SELECT wd_salvage(%s, '')", lead.stream)
        assert "is not of login" in refused(db, "SELECT wd_returned(%s, '')", lead.stream)
    assert [row.stream for row in read_all(hall, HEALTH)] == [lead.stream]
    for table in ("event", "feed", "member", "waiting", "reader", "party"):
        walled_place.run(f"GRANT ALL ON {table} TO windowdesk_desk")
    with psycopg.connect(own, autocommit=True) as db:
        assert "row-level security" in refused(db, "INSERT INTO member VALUES (%s, %s, 1)", number, TRADE)
        assert "row-level security" in refused(db, "INSERT INTO reader VALUES ('510824-008', %s, 0)", HEALTH)
        assert "row-level security" in refused(db, "INSERT INTO party VALUES (%s, '510824-008', 1)", number)
        assert "row-level security" in refused(db, "INSERT INTO feed VALUES (%s, 1, '', %s, 1)", TRADE, lead.stream)
        assert db.execute("UPDATE waiting SET entered = 1").rowcount == 0
        assert db.execute("SELECT DISTINCT stream FROM event").fetchall() == [(forger.stream,)]
    lead.tell(f"{number}-01", TRADE)
    with psycopg.connect(own, autocommit=True) as db:
        told = db.execute("SELECT stream, seq FROM event WHERE stream <> %s ORDER BY seq", (forger.stream,)).fetchall()
        assert told == [(lead.stream, 1), (lead.stream, 2)]  # joined by who may, the whole case


def test_every_desk_let_in_reads_what_everybody_reads_and_a_stranger_does_not(walled_place):
    office = Register(walled_place.open(), "000")
    line = office.tell("", "*")
    with psycopg.connect(walled_place.login_of("x-008", [TRADE]), autocommit=True) as db:
        assert [row[0] for row in db.execute("SELECT line FROM wd_pull('*', 0, 9)")] == [line]
        login = db.info.user
        assert walled_place.office.revoke(login)
    with psycopg.connect(walled_place.setting, autocommit=True) as db:
        assert "is not for login" in refused(db, "SELECT line FROM wd_pull('*', 0, 9)")


def test_the_owner_cannot_change_a_line_by_a_slip(hall):
    with psycopg.connect(hall.setting, autocommit=True) as db:
        for sql in ("UPDATE event SET line = line", "DELETE FROM event", "TRUNCATE event"):
            assert "never changed" in refused(db, sql)


def test_a_line_changed_by_force_is_found_by_the_chain(hall):
    assert audit(hall.open()).faults == []
    hall.run("UPDATE event SET line = replace(line, '张三', '李四') WHERE stream = 'x-007.1' AND seq = 2")
    assert audit(hall.open()).faults == ["登记簿 x-007.1 第 2 条与链不符。"]


def test_a_revoked_desk_is_out_at_once_and_what_it_wrote_stays(hall):
    desk = open_hall(hall.login_of("x-007"), timeout=2.0)
    assert desk.head("x-007.1").seq == 3
    login = next(one.login for one in hall.office.logins() if one.prefix == "x-007.")
    assert hall.office.revoke(login)
    assert not hall.office.revoke(login)
    with pytest.raises(HallUnreachable):
        desk.head("x-007.1")
    assert [one.revoked for one in hall.office.logins() if one.login == login] == [True]
    assert [event.seq for event in hall.open().events() if event.stream == "x-007.1"] == [1, 2, 3]
    desk.close()


def test_a_login_that_is_no_desk_gets_nothing(hall):
    hall.admin("CREATE ROLE {0}_stranger LOGIN")
    try:
        found = psycopg.conninfo.conninfo_to_dict(hall.setting)
        address = f"postgresql://{hall.name}_stranger@/{found['dbname']}?host={found['host']}"
        desk = open_hall(address)
        for ask in (lambda: desk.head("x-007.1"), desk.streams, desk.time):
            with pytest.raises(HallError):
                ask()
        desk.close()
    finally:
        hall.admin("DROP ROLE {0}_stranger")


def test_a_login_with_a_strange_name_is_refused_before_the_database_sees_it(walled_place):
    for name in ('a"; DROP ROLE postgres; --', "", "窗口", "A", "1a"):
        with pytest.raises(HallError):
            walled_place.office.grant(name, "x-009.", [TRADE])


def test_the_walls_are_built_once(walled_place):
    assert walled_place.office.init() == []
    assert walled_place.open().time() is not None


def test_the_office_reads_the_whole_and_names_what_was_changed(hall):
    desk = hall.open()
    assert audit(desk).faults == []
    assert (audit(desk).events, audit(desk).registers, audit(desk).feeds) == (4, 2, 2)
    hall.run("UPDATE event SET line = replace(line, '张三', '李四') WHERE stream = 'x-007.1' AND seq = 1")
    faults = audit(desk).faults
    assert len(faults) == 1
    assert "x-007.1" in faults[0]


def test_a_feed_that_leaves_a_line_out_is_named(place):
    desk = place.open()
    push_all(desk, "x-007.1", [HEALTH] * 3)
    place.run("UPDATE feed_head SET n = 2 WHERE audience = '卫健局'")
    assert [HEALTH in fault for fault in audit(desk).faults] == [True]


def test_a_register_cut_short_is_named(place):
    desk = place.open()
    push_all(desk, "x-007.1", [""] * 3)
    place.run("DELETE FROM event WHERE seq = 3")
    place.run("UPDATE gate SET position = 2")
    assert ["x-007.1" in fault for fault in audit(desk).faults] == [True]


def test_a_head_signed_by_another_is_named(place):
    desk = place.open()
    lines, last = written("x-007.1", [HEALTH])
    desk.hello("x-007.1", "aa", "x-007")
    desk.push("x-007.1", 1, lines, last, "signed")
    statement = head_statement("x-007.1", Head(1, last))
    assert audit(desk, lambda *told: told == ("aa", statement, "signed")).faults == []
    assert ["x-007.1" in fault for fault in audit(desk, lambda *_: False).faults] == [True]


def test_the_address_of_a_login_reaches_the_hall(walled_place):
    walled_place.login_of("x-007", [HEALTH])
    login = walled_place.office.logins()[0].login
    desk = open_hall(walled_place.office.address(login, "p@ss/wörd"))
    assert desk.time() is not None
    desk.close()
