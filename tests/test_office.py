"""大厅办公室: what its desk publishes comes down to every desk, works offline, and comes from nobody else."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import desks
import hall_fixtures
import pytest
from commandline import CommandLine
from desks import DATA, at
from test_opinions import exchange

from windowdesk import config, words
from windowdesk.desk import Desk, calendars, office, recovery, setup, syncing
from windowdesk.desk.telling import told
from windowdesk.hall import open_hall
from windowdesk.models import events as ev
from windowdesk.models.refusal import Reason, Refused
from windowdesk.store import arrivals, hallfile, items, lists, publications, register

postgres_place = hall_fixtures.postgres_place
NINE = at("2026-11-23 09:00")
ITEM = '[[item]]\ncode = "{0}"\nnumber = "{1}"\nname = "{2}"\ndepartment = "市场监督管理局"\n'


def set_up(folder: Path, window: str, hall: str, hall_file: Path, items_file: Path | None) -> Desk:
    """A new desk in a folder of its own."""
    folder.mkdir()
    return setup.create(plan_of(folder, window, hall, hall_file, items_file), at(desks.SETUP_DAY))


def plan_of(folder: Path, window: str, hall: str, hall_file: Path, items_file: Path | None) -> setup.Plan:
    """What a desk in that folder is made from."""
    (folder.parent / "ca").mkdir(exist_ok=True)
    return setup.Plan(
        folder / "desk",
        config.Settings(window, hall=hall, demo=True),
        hall_file,
        items_file,
        folder.parent / "ca",
        b"demo",
    )


def small_hall(folder: Path, *windows: str, also: str = "") -> Path:
    """A hall file with those windows, a clerk and the seal of one organ, and whatever else is told."""
    text = (DATA / "demo-hall.toml").read_text(encoding="utf-8")
    hall = text[text.index("[hall]") : text.index("[[department]]")]
    parts = [hall]
    for code in windows:
        parts.append(
            f'[[window]]\ncode = "{code}"\nname = "{code}窗口"\nkind = "resident"\ndepartments = ["市场监督管理局"]\n'
        )
        parts.append(f'[[staff]]\nnumber = "1{code}"\nname = "员{code}"\nwindow = "{code}"\nrole = "clerk"\n')
    file = folder / f"hall-{len(list(folder.glob('hall-*')))}.toml"
    file.write_text("\n".join([*parts, also]), encoding="utf-8")
    return file


def catalogue(folder: Path, *found: tuple[str, str, str]) -> Path:
    """A catalogue file."""
    file = folder / f"items-{len(list(folder.glob('items-*')))}.toml"
    file.write_text("\n".join(ITEM.format(*one) for one in found), encoding="utf-8")
    return file


@pytest.fixture
def hall(tmp_path: Path) -> str:
    """An embedded hall."""
    (tmp_path / "hall").mkdir()
    return str(tmp_path / "hall")


@pytest.fixture
def bureau(tmp_path: Path, hall: str) -> Iterator[Desk]:
    """The hall office's desk of a small hall: windows 007 and 015, two matters."""
    matters = catalogue(tmp_path, ("A1", "101", "食品经营许可"), ("A2", "102", "药品经营许可"))
    found = set_up(tmp_path / "bureau", "000", hall, small_hall(tmp_path, "007", "015"), matters)
    yield found
    found.close()


@pytest.fixture
def window(tmp_path: Path, hall: str) -> Iterator[Desk]:
    """Window 007, which knows only itself and no matter at all."""
    found = set_up(tmp_path / "window", "007", hall, small_hall(tmp_path, "007"), None)
    yield found
    found.close()


def published(desk: Desk, **files: Path) -> office.Published:
    """What the office publishes now, sent to the hall."""
    found = office.publish(desk, NINE, files=office.Files(**files) if files else None)
    exchange(desk)
    return found


def known(desk: Desk) -> dict[Any, Any]:
    """Everything of the hall, its matters and its days off that the desk goes by; rates and customs too."""
    years = office.statutes.year_tables(desk.data, desk.home / "calendar")
    days = {year: office._year(year, table) for year, table in years.items()}
    return {**publications.current(desk.store.read()), "calendar": days}


def test_a_new_desk_gets_everything_by_one_sync(tmp_path: Path, hall: str) -> None:
    everything_by_one_sync(tmp_path, hall)


def test_the_same_at_a_hall_on_postgresql(tmp_path: Path, postgres_place: hall_fixtures.Postgres) -> None:
    postgres_place.open().close()
    everything_by_one_sync(tmp_path, postgres_place.setting)


def everything_by_one_sync(tmp_path: Path, hall: str) -> None:
    """The office publishes the whole demonstration hall; a desk that knew nothing takes in an application."""
    bureau = set_up(tmp_path / "bureau", "000", hall, DATA / "demo-hall.toml", DATA / "items.toml")
    calendars.bring_in(bureau, [next_year(tmp_path)], NINE)
    empty = set_up(tmp_path / "empty", "007", hall, small_hall(tmp_path, "007"), None)
    assert empty.reading.items() == [] and empty.law.calendar.known_until == date(2026, 12, 31)
    found = published(bureau)
    assert found.changed == len(publications.last(bureau.store.read())) > 200
    assert found.lines < 40
    outcome = syncing.synchronise(empty, NINE)
    assert outcome.problems == ()
    assert outcome.news == ("大厅办公室发布的资料已更新",)
    there, here = known(bureau), known(empty)
    assert {key: here[key] for key in there} == there
    assert here.keys() - there.keys() == {("staff", "1007")}, "what it had of its own besides, it keeps"
    assert empty.law.calendar.known_until == date(2027, 12, 31)
    assert empty.setting.zones(NINE.date()) == bureau.setting.zones(NINE.date())
    setup.issue_seals(empty, tmp_path / "ca", b"demo", NINE)
    case_id = desks.receive(empty)
    assert desks.the_case(empty, case_id).item == bureau.setting.catalogue.find("101")
    pins = empty.store.read().execute("SELECT count(*) FROM pin").fetchone()[0]
    lines = "".join(register.lines(bureau.store.read(), bureau.stream, limit=1000))
    assert pins == 0 and "argon2" not in lines and "demo_pin" not in lines
    before = known(empty)
    with empty.store.write() as db:
        arrivals.rebuild(db, lists.own_streams(db))
    assert known(empty) == before
    bureau.close()
    empty.close()


def next_year(folder: Path) -> Path:
    """A year of days off for 2027."""
    table = json.loads((DATA / "calendar" / "2026.json").read_text(encoding="utf-8"))
    days = [{**one, "date": one["date"].replace("2026", "2027")} for one in table["days"]]
    file = folder / "2027.json"
    file.write_text(json.dumps({"year": 2027, "papers": [], "days": days}, ensure_ascii=False), encoding="utf-8")
    return file


def test_only_what_changed_is_published(bureau: Desk, tmp_path: Path) -> None:
    first = published(bureau)
    assert first.changed > 10
    assert published(bureau) == office.Published()
    matters = catalogue(tmp_path, ("A1", "101", "食品经营许可"), ("A3", "103", "医疗器械经营许可"))
    assert published(bureau, items=matters) == office.Published(changed=1, gone=1, lines=2)


def test_what_is_taken_away_is_taken_away(bureau: Desk, window: Desk, tmp_path: Path) -> None:
    published(bureau)
    exchange(window)
    assert {row.code for row in window.reading.items()} == {"A1", "A2"}
    assert "015" in window.setting.windows
    published(
        bureau,
        hall=small_hall(tmp_path, "007"),
        items=catalogue(tmp_path, ("A1", "101", "食品经营许可（新）")),
    )
    exchange(window)
    assert [row.name for row in window.reading.items()] == ["食品经营许可（新）"]
    assert set(window.setting.windows) == {"000", "007"}
    assert "1015" not in window.setting.staff


def test_a_window_that_is_closed_takes_in_nothing_more_and_goes_on_reading(
    bureau: Desk, window: Desk, tmp_path: Path
) -> None:
    published(bureau)
    exchange(window)
    published(bureau, hall=small_hall(tmp_path, "015"))
    exchange(window)
    assert (window.setting.window.code, window.setting.window.departments) == ("007", ())
    published(bureau, hall=small_hall(tmp_path, "007", "015"))
    exchange(window)
    assert window.setting.window.departments == ("市场监督管理局",)


def test_lines_that_come_in_any_order_leave_the_last_word(bureau: Desk, window: Desk, tmp_path: Path) -> None:
    published(bureau)
    published(bureau, items=catalogue(tmp_path, ("A1", "101", "第二版")))
    published(bureau, items=catalogue(tmp_path, ("A1", "101", "第三版"), ("A2", "102", "又有了")))
    lines = desks.all_lines(bureau)
    with window.store.write() as db:
        arrivals.absorb(db, reversed(lines), [window.stream])
    assert {row.name for row in window.reading.items()} == {"第三版", "又有了"}
    with window.store.write() as db:
        db.execute("DELETE FROM published")
        db.execute("DELETE FROM item")
        arrivals.rebuild(db, [window.stream])
    assert {row.name for row in window.reading.items()} == {"第三版", "又有了"}


def test_of_two_machines_of_the_office_the_one_that_spoke_last_is_heard(
    bureau: Desk, window: Desk, tmp_path: Path
) -> None:
    """A copy of the office went on under a later name. The first one begins a later name still before it publishes."""
    published(bureau)
    other = Desk.open(desks.copied(bureau.home, tmp_path / "other"))
    published(bureau, items=catalogue(tmp_path, ("A1", "101", "第一台")))
    office.publish(other, NINE, files=office.Files(items=catalogue(tmp_path, ("A1", "101", "第二台"))))
    syncing.synchronise(other, NINE)
    exchange(bureau, window)
    assert other.stream == "510824-000.2"
    assert {row.name for row in window.reading.items()} == {"第二台"}
    published(bureau, items=catalogue(tmp_path, ("A1", "101", "第三版")))
    exchange(other, window)
    assert bureau.stream == "510824-000.3" and any("510824-000.1" in told for told in bureau.news)
    for desk in (bureau, other, window):
        assert {row.name for row in desk.reading.items()} == {"第三版"}
    other.close()


def test_what_is_published_anew_comes_after_what_hall_and_office_have_lost(
    window: Desk, tmp_path: Path, hall: str
) -> None:
    """The hall is put back from a backup, the office's disk dies: only the window still has the last publication."""
    matters = catalogue(tmp_path, ("A1", "101", "食品经营许可"))
    bureau = set_up(tmp_path / "bureau", "000", hall, small_hall(tmp_path, "007", "015"), matters)
    published(bureau)
    shutil.copytree(hall, tmp_path / "backup")
    published(bureau, items=catalogue(tmp_path, ("A1", "101", "只有窗口还有")))
    exchange(window)
    bureau.close()
    shutil.copytree(tmp_path / "backup", hall, dirs_exist_ok=True)
    there = open_hall(hall)
    there.restored()
    there.close()
    (tmp_path / "again").mkdir()
    plan = plan_of(tmp_path / "again", "000", hall, small_hall(tmp_path, "007", "015"), None)
    again, told = recovery.recover(plan, NINE)
    assert any("hall publish --all" in sentence for sentence in told.sentences)
    assert office.publish(again, NINE).changed == 0
    exchange(again, window)
    assert [row.name for row in window.reading.items()] == ["只有窗口还有"]
    assert office.publish(again, NINE, anew=True).changed > 10
    exchange(again, window)
    assert [row.name for row in window.reading.items()] == [row.name for row in again.reading.items()]
    again.close()


def test_what_a_desk_took_in_itself_stays_until_the_office_publishes_that_part_anew(
    bureau: Desk, window: Desk, tmp_path: Path
) -> None:
    published(bureau)
    exchange(window)
    setup.import_items(window, catalogue(tmp_path, ("A1", "101", "本机改名"), ("B1", "201", "本机加的")))
    published(bureau, items=catalogue(tmp_path, ("A1", "101", "食品经营许可"), ("A2", "102", "药品改名")))
    exchange(window)
    assert {row.name for row in window.reading.items()} == {"本机改名", "本机加的", "药品改名"}
    published(bureau, items=catalogue(tmp_path, ("A1", "101", "办公室改名"), ("A2", "102", "药品改名")))
    exchange(window)
    before = known(window)
    assert {row.name for row in window.reading.items()} == {"办公室改名", "本机加的", "药品改名"}
    with window.store.write() as db:
        arrivals.rebuild(db, [window.stream])
    assert known(window) == before


@pytest.mark.parametrize("forge", ["window", "matter", "year"])
def test_what_another_window_publishes_changes_nothing_and_is_shown(
    bureau: Desk, window: Desk, tmp_path: Path, hall: str, forge: str
) -> None:
    forger = set_up(tmp_path / "forger", "015", hall, small_hall(tmp_path, "015"), None)
    published(bureau)
    exchange(window)
    before = known(window)
    event: ev.Event
    match forge:
        case "window":
            event = ev.HallPublished((), (("window", "007"),))
        case "matter":
            event = ev.ItemsPublished((), (("A1", ""),))
        case _:
            event = ev.CalendarPublished(2026, ((date(2026, 11, 24), False, "自己放假"),))
    with forger.store.write() as db:
        place = register.place(db, forger.stream, NINE)
        for audience in ("*", "市场监督管理局"):  # the hall passes on the second only
            happening = ev.Happening("", event, audience)
            register.append(db, place, register.Hand("", "000"), [happening], {})
            place = register.place(db, forger.stream, NINE)
    exchange(forger)
    outcome = syncing.synchronise(window, NINE)
    assert outcome.news == ("1 条来文放在一边，原因见 doctor",)
    assert known(window) == before
    ((stream, _, why),) = window.reading.parked()
    assert stream == forger.stream and "not the hall office's register" in why
    with window.store.write() as db:
        arrivals.rebuild(db, [window.stream])
    assert known(window) == before and len(window.reading.parked()) == 1
    forger.close()


def test_the_hall_of_another_division_is_kept_aside(bureau: Desk, window: Desk) -> None:
    other = publications.current(bureau.store.read())[("hall", "")] | {"division": "510825"}
    event = ev.HallPublished((ev.HallPart("hall", "", other),))
    with bureau.store.write() as db:
        place = register.place(db, bureau.stream, NINE)
        register.append(db, place, register.Hand("", "000"), [ev.Happening("", event, "*")], {})
    exchange(bureau)
    assert syncing.synchronise(window, NINE).news
    assert window.setting.hall.division == "510824"


def test_a_year_counts_the_dates_of_open_cases_again(prepared: Path, tmp_path: Path, hall: str) -> None:
    desk = Desk.open(desks.copied(prepared, tmp_path))
    config.write_settings(desk.home, replace(desk.settings, hall=hall))
    desk.close()
    desk = Desk.open(desk.home)
    case_id = desks.receive(desk, "2026-12-29 09:30")
    assert desks.the_case(desk, case_id).notice_due.provisional
    bureau = set_up(tmp_path / "bureau", "000", hall, DATA / "demo-hall.toml", DATA / "items.toml")
    calendars.bring_in(bureau, [next_year(tmp_path)], NINE)
    published(bureau)
    outcome = syncing.synchronise(desk, at("2026-12-29 10:00"))
    assert outcome.news[-1] == "日历更新，1 件期限变动，告知书待印"
    due = desks.the_case(desk, case_id).notice_due
    assert not due.provisional
    again = syncing.synchronise(desk, at("2026-12-29 10:05"))
    assert again.news == ()
    bureau.close()
    desk.close()


def test_a_desk_that_died_before_its_calendar_was_written_does_it_when_the_day_opens(
    bureau: Desk, window: Desk, tmp_path: Path
) -> None:
    calendars.bring_in(bureau, [next_year(tmp_path)], NINE)
    published(bureau)
    with window.store.write() as db:  # the lines came in, and then the power went
        arrivals.absorb(db, desks.all_lines(bureau), [window.stream])
    window.reload()
    assert window.law.calendar.known_until == date(2026, 12, 31)
    window.open_day(NINE)
    assert window.law.calendar.known_until == date(2027, 12, 31)
    (bureau.home / "calendar" / "2027.json").unlink()
    bureau.reload()
    published(bureau)
    exchange(window)
    assert window.law.calendar.known_until == date(2026, 12, 31), "a year taken back is taken back"


def test_a_secret_matter_is_never_published(bureau: Desk, tmp_path: Path) -> None:
    file = catalogue(tmp_path, ("A1", "101", "食品经营许可"), ("S1", "901", "涉密事项甲"))
    file.write_text(file.read_text(encoding="utf-8") + "secret = true\n", encoding="utf-8")
    published(bureau, items=file)
    assert items.find(bureau.store.read(), "S1") is not None
    assert "涉密事项甲" not in "".join(register.lines(bureau.store.read(), bureau.stream, limit=1000))


def test_no_other_desk_publishes(window: Desk) -> None:
    with pytest.raises(Refused) as refused:
        office.publish(window, NINE)
    assert refused.value.reason is Reason.OFFICE_ONLY
    assert "000" in words.sentence(refused.value)


def test_the_office_takes_in_no_application(tmp_path: Path, hall: str) -> None:
    bureau = set_up(tmp_path / "bureau", "000", hall, DATA / "demo-hall.toml", DATA / "items.toml")
    with pytest.raises(Refused):
        desks.receive(bureau)
    assert not list((bureau.home / "keys").glob("*.p12")), "and seals nothing"
    bureau.close()


def test_what_was_published_is_a_sentence(bureau: Desk) -> None:
    published(bureau)
    said = [
        words.EVENTS[type(entry.event).__name__][0].format_map(told(entry.event))
        for entry in arrivals.every(bureau.store.read())
        if not isinstance(entry.event, ev.DeskOpened)
    ]
    assert said[0].startswith("发布大厅资料 ") and said[1] == "发布事项 2 个，撤去 0 个"
    assert "发布 2026 年放假安排" in said


def test_a_hall_file_of_another_division_is_not_published(bureau: Desk, tmp_path: Path) -> None:
    file = small_hall(tmp_path, "007")
    file.write_text(file.read_text(encoding="utf-8").replace('"510824"', '"510825"'), encoding="utf-8")
    before = known(bureau)
    with pytest.raises(setup.SetupError):
        published(bureau, hall=file)
    assert known(bureau) == before
    assert hallfile.read(tomllib.loads(file.read_text(encoding="utf-8")))[("hall", "")].division == "510825"


def test_publishing_at_the_command_line(
    bureau: Desk, window: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cli = CommandLine(bureau.home, monkeypatch, capsys)
    first = cli("hall", "publish", "--json").data
    assert first["changed"] > 10 and first["gone"] == 0
    assert cli("hall", "publish").out == "发布 0 项，撤去 0 项，共 0 条\n"
    matters = catalogue(tmp_path, ("A1", "101", "食品经营许可"), ("A3", "103", "医疗器械经营许可"))
    assert cli("hall", "publish", "--items", str(matters)).out == "发布 1 项，撤去 1 项，共 2 条\n"
    there = CommandLine(window.home, monkeypatch, capsys)
    assert "大厅办公室发布的资料已更新" in there("sync").err
    assert [one["number"] for one in there("items", "list", "--json").data] == ["101", "103"]
    mine = catalogue(tmp_path, ("A3", "103", "本机改名"))
    assert "大厅办公室发布" in there("items", "import", str(mine)).err


def test_a_desk_begins_without_a_catalogue(
    tmp_path: Path, hall: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cli = CommandLine(tmp_path / "new", monkeypatch, capsys)
    monkeypatch.setenv("WINDOWDESK_AUTHORITY_PASSPHRASE", "demo")
    file = small_hall(tmp_path, "007")
    for code, home in (("007", "new"), ("000", "bureau")):
        cli.home = tmp_path / home
        made = cli("init", "--window", code, "--hall-file", str(file), "--hall", hall, "--from-office", now=None)
        assert made.code == 0, made.err
        assert cli("items", "list", "--json", now=None).data == []


def test_a_publication_comes_by_a_stick_too(
    bureau: Desk,
    window: Desk,
    hall: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    exchange(window)
    calendars.bring_in(bureau, [next_year(tmp_path)], NINE)
    published(bureau)
    file = str(tmp_path / "for-007.jsonl")
    assert (
        CommandLine(bureau.home, monkeypatch, capsys)("hall", "export", file, "--for", "007", "--hall", hall).code == 0
    )
    took = CommandLine(window.home, monkeypatch, capsys)("sync", "--from", file)
    assert (took.code, took.err) == (0, "大厅办公室发布的资料已更新\n")
    window.reload()
    assert window.law.calendar.known_until == date(2027, 12, 31)
    assert {row.code for row in window.reading.items()} == {"A1", "A2"}
