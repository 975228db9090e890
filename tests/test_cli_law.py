"""Calendar, deadlines and customs from the command line: what a new year moves, and that nothing printed changes."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import commandline
import desks
import pytest
from commandline import CommandLine
from desks import DATA, at

from windowdesk.desk import Desk
from windowdesk.desk.calendars import CalendarFault, examined, festivals
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.calendar import calendar_of
from windowdesk.models.rules.holidays import wanting
from windowdesk.store import register

with_pins, cli = commandline.with_pins, commandline.cli

DECEMBER = "2026-12-28T10:30"
OFF_2027 = {
    "元旦": ("01-01", 3),
    "春节": ("02-05", 8),
    "清明节": ("04-03", 3),
    "劳动节": ("05-01", 5),
    "端午节": ("06-09", 1),
    "中秋节": ("09-15", 1),
    "国庆节": ("10-01", 7),
}
"""An arrangement for 2027 as it may be announced: festival, first day off, number of days."""


def year_table(off: dict[str, tuple[str, int]] = OFF_2027, worked: Iterable[str] = ("2027-02-20",)) -> dict[str, Any]:
    """A year file as holiday-cn has it."""
    days = [
        {"name": name, "date": str(date.fromisoformat(f"2027-{first}") + timedelta(n)), "isOffDay": True}
        for name, (first, count) in off.items()
        for n in range(count)
    ]
    days += [{"name": "春节", "date": day, "isOffDay": False} for day in worked]
    return {
        "$schema": "https://example.org/schema.json",
        "year": 2027,
        "papers": ["国办发明电〔2026〕1号"],
        "days": days,
    }


@pytest.fixture
def new_year(tmp_path: Path) -> Path:
    """The file of 2027."""
    return written(tmp_path / "2027.json", year_table())


def written(path: Path, table: Any) -> Path:
    path.write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
    return path


def at_year_end(cli: CommandLine) -> tuple[str, str]:
    """A case received and one accepted on 2026-12-28, whose dates lie in a year not known yet."""
    desk = Desk.open(cli.home)
    desk.open_day(at("2026-12-28 09:00"))
    received = desks.receive(desk, "2026-12-28 09:30")
    accepted = desks.receive(desk, "2026-12-28 09:40", applicant=desks.person(2, "王小明"))
    desks.carry(desk, accepted, cmd.AcceptCase, "2026-12-28 10:00")
    desk.close()
    return received, accepted


def register_lines(cli: CommandLine) -> list[bytes]:
    desk = Desk.open(cli.home)
    found = [line for _, _, line, _ in desks.all_lines(desk)]
    desk.close()
    return found


# -- calendar import


def test_a_new_year_moves_dates_and_tells_each_case(cli: CommandLine, new_year: Path):
    received, accepted = at_year_end(cli)
    before = {row["case"]: row for row in cli("list", "--json", now=DECEMBER).data}
    # 1 January 2027 is a Friday: a plain working day as long as its year is not known.
    assert (before[received]["due"], before[received]["provisional"]) == ("2027-01-04", True)
    ended = cli("calendar", "import", str(new_year), "--json", now=DECEMBER)
    assert ended.code == 0
    told = ended.data
    assert (told["years"], told["unchanged"], told["known_until"]) == ([2027], False, "2027-12-31")
    assert told["past"] == []
    moved = {(one["case"], one["date"]): one for one in told["moved"]}
    assert set(moved) == {(received, "notice_due"), (accepted, "statutory_due"), (accepted, "promised_due")}
    notice = moved[received, "notice_due"]
    assert notice["before"] == {"on": "2027-01-04", "provisional": True}
    assert notice["after"] == {"on": "2027-01-05", "provisional": False}
    after = {row["case"]: row for row in cli("list", "--json", now=DECEMBER).data}
    assert (after[received]["due"], after[received]["provisional"]) == ("2027-01-05", False)
    shown = cli("show", accepted, "--json", now=DECEMBER).data
    assert shown["statutory_due"] == moved[accepted, "statutory_due"]["after"]
    assert shown["promised_due"] == moved[accepted, "promised_due"]["after"]


def test_earlier_papers_stay_and_a_notice_for_each_case_waits_to_be_printed(cli: CommandLine, new_year: Path):
    cases = at_year_end(cli)
    cli("print", now=DECEMBER)
    before = register_lines(cli)
    told = cli("calendar", "import", str(new_year), "--json", now=DECEMBER).data
    after = register_lines(cli)
    assert after[: len(before)] == before and len(after) == len(before) + 1 + 2 * len(cases)
    desk = Desk.open(cli.home)
    for case_id in cases:
        entries = [entry.event for entry in register.case_entries(desk.store.read(), case_id)]
        papers = [event.notice for event in entries if isinstance(event, ev.PaperDrawn)]
        assert papers[-1].heading == "办理期限变更告知书"
        assert papers[-1].number == next(one["paper"] for one in told["moved"] if one["case"] == case_id)
        rows = papers[-1].listings[0].rows
        assert all("暂定" in was and "暂定" not in now for _, was, now in rows)
        states = {paper.number: paper.state for paper in desk.reading.papers(case_id)}
        assert [number for number, state in states.items() if state != "done"] == [papers[-1].number]
    desk.close()
    printed = cli("print", "--json", now=DECEMBER).data
    assert {one["paper"] for one in printed} == {one["paper"] for one in told["moved"]}


def test_what_was_moved_is_told_as_text(cli: CommandLine, new_year: Path):
    received, _ = at_year_end(cli)
    ended = cli("calendar", "import", str(new_year), now=DECEMBER)
    assert "日历知至 2027-12-31" in ended.out
    line = next(line for line in ended.out.splitlines() if received in line)
    assert "≈2027-01-04（暂）" in line and "2027-01-05" in line and "期〔2026〕" in line
    assert "2 件" in ended.err and "不改动" in ended.err
    english = cli("--lang", "en", "calendar", "import", str(new_year), now=DECEMBER)
    assert "nothing was changed" in english.out


def test_the_same_file_again_does_nothing_and_says_so(cli: CommandLine, new_year: Path):
    at_year_end(cli)
    cli("calendar", "import", str(new_year), now=DECEMBER)
    before, kept = register_lines(cli), (cli.home / "calendar" / "2027.json").read_bytes()
    again = cli("calendar", "import", str(new_year), "--json", now=DECEMBER)
    assert again.code == 0 and again.data["unchanged"] and again.data["moved"] == []
    assert "没有改动" in cli("calendar", "import", str(new_year), now=DECEMBER).out
    assert register_lines(cli) == before and (cli.home / "calendar" / "2027.json").read_bytes() == kept
    assert cli("calendar", "import", str(DATA / "calendar" / "2026.json"), "--json").data["unchanged"]


def test_an_import_that_was_cut_short_is_made_good_by_the_next(cli: CommandLine, new_year: Path):
    cases = at_year_end(cli)
    early = cli("calendar", "import", str(new_year), now="2026-12-28T09:30")
    assert early.code == 3 and "时钟" in early.err  # the file is in, but no case could be written to
    again = cli("calendar", "import", str(new_year), "--json", now=DECEMBER).data
    assert again["unchanged"] and {one["case"] for one in again["moved"]} == set(cases)


def test_a_desk_without_open_cases_takes_a_year_in(cli: CommandLine, new_year: Path):
    before = register_lines(cli)
    ended = cli("calendar", "import", str(new_year), now=DECEMBER)
    assert ended.code == 0 and "没有办件的日期变动" in ended.out
    kept = cli.home / "calendar" / "2027.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600 and not list(kept.parent.glob("*.part"))
    assert register_lines(cli) == before
    assert cli("due", "--from", "2026-12-31", "--days", "1", "--json").data["due"] == "2027-01-04"


def test_days_already_past_that_change_are_named(cli: CommandLine, tmp_path: Path):
    desk = Desk.open(cli.home)
    case_id = desks.receive(desk, "2026-11-20 09:30")
    desk.open_day(at("2026-11-20 10:00"))
    desk.close()
    table = json.loads((DATA / "calendar" / "2026.json").read_text(encoding="utf-8"))
    table["days"] += [{"name": "临时安排", "date": day, "isOffDay": False} for day in ("2026-11-21", "2026-11-28")]
    ended = cli("calendar", "import", str(written(tmp_path / "2026.json", table)), "--json", now="2026-11-23T09:00")
    assert ended.data["past"] == [{"on": "2026-11-21", "works": True, "name": "临时安排"}]
    # five working days after Friday 20 November: Saturday 21 now counts, so it is Thursday 26
    assert [(one["case"], one["after"]["on"]) for one in ended.data["moved"]] == [(case_id, "2026-11-26")]
    table["days"] = table["days"][:-2]
    back = cli("calendar", "import", str(written(tmp_path / "2026.json", table)), now="2026-11-23T09:10")
    assert "2026-11-21" in back.err and "改为放假" in back.err


def without(name: str) -> dict[str, Any]:
    return year_table({festival: days for festival, days in OFF_2027.items() if festival != name})


BROKEN: list[tuple[Any, str]] = [
    ([], "year"),
    ({"days": []}, "year"),
    ({"year": True, "days": [1]}, "year"),
    ({"year": "2027", "days": [1]}, "year"),
    ({"year": 20270, "days": [1]}, "year"),
    ({"year": 2027, "days": []}, "days"),
    ({"year": 2027, "days": ["2027-01-01"]}, "isOffDay"),
    ({"year": 2027, "days": [{"name": "元旦", "date": "2027-02-30", "isOffDay": True}]}, "2027-02-30"),
    ({"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": 1}]}, "isOffDay"),
    ({"year": 2027, "days": [{"name": " ", "date": "2027-01-01", "isOffDay": True}]}, "name"),
    ({"year": 2027, "days": [{"name": "元旦", "date": "2025-12-31", "isOffDay": True}]}, "2025-12-31"),
    (year_table(worked=("2027-01-01",)), "2027-01-01 既写放假又写上班"),
    (without("元旦"), "缺元旦：应至少放假 1 天，写有 0 天"),
    (without("春节"), "缺春节：应至少放假 4 天，写有 0 天"),
    (without("端午节"), "缺端午"),
    (year_table(OFF_2027 | {"春节": ("02-06", 3)}), "缺春节：应至少放假 4 天，写有 3 天"),
    (year_table(OFF_2027 | {"劳动节": ("05-01", 1)}), "缺劳动节：应至少放假 2 天，写有 1 天"),
    (year_table(OFF_2027 | {"国庆节": ("10-02", 7)}), "缺国庆：应至少放假 3 天，写有 2 天"),
]


@pytest.mark.parametrize(("table", "named"), BROKEN)
def test_a_file_that_is_not_whole_is_refused_and_says_what_is_missing(
    cli: CommandLine, tmp_path: Path, table: Any, named: str
):
    ended = cli("calendar", "import", str(written(tmp_path / "x.json", table)))
    assert ended.code == 4 and named in ended.err and ended.out == "" and "x.json" in ended.err
    assert not list((cli.home / "calendar").iterdir())


def test_everything_missing_is_told_at_once(tmp_path: Path):
    few = written(tmp_path / "few.json", year_table({"元旦": ("01-01", 1)}))
    with pytest.raises(CalendarFault) as caught:
        examined(few)
    assert len(caught.value.lines) == 6
    assert examined(few, force=True).year == 2027


def test_a_year_that_lacks_days_is_taken_in_by_force_only(cli: CommandLine, tmp_path: Path):
    file = str(written(tmp_path / "x.json", without("中秋节")))
    assert cli("calendar", "import", file).code == 4
    assert "--force" in cli("calendar", "import", file).err
    assert cli("calendar", "import", "--force", file).code == 0


def test_files_are_taken_in_all_or_none(cli: CommandLine, tmp_path: Path, new_year: Path):
    bad = written(tmp_path / "bad.json", {"year": 2028, "days": []})
    assert cli("calendar", "import", str(new_year), str(bad)).code == 4
    assert cli("calendar", "import", str(new_year), str(new_year)).code == 4
    for name in ("none.json", "."):
        assert cli("calendar", "import", str(new_year), str(tmp_path / name)).code == 4
    text = tmp_path / "text.json"
    text.write_bytes(b"\xff")
    assert cli("calendar", "import", str(new_year), str(text)).code == 4
    assert not list((cli.home / "calendar").iterdir())


@pytest.mark.parametrize("path", sorted((DATA / "calendar").glob("*.json")), ids=lambda path: path.stem)
def test_every_year_the_desk_comes_with_is_whole(path: Path):
    assert examined(path).year == int(path.stem)


def test_the_statute_asks_for_eleven_days_and_since_2025_for_thirteen():
    for year, days in ((2024, 11), (2025, 13), (2027, 13)):
        lacking = wanting(year, {}, festivals(DATA))
        assert sum(festival.days for festival, _ in lacking) == days and len(lacking) == 7
    whole = {day: name for day, (works, name) in calendar_of([year_table()]).exceptions.items() if not works}
    assert wanting(2027, whole, festivals(DATA)) == ()
    for festival, (first, count) in OFF_2027.items():
        days = {date.fromisoformat(f"2027-{first}") + timedelta(n) for n in range(count)}
        left = {day: name for day, name in whole.items() if day not in days}
        assert [one.name for one, given in wanting(2027, left, festivals(DATA)) if given == 0] == [
            festival.removesuffix("节") if festival != "劳动节" and festival != "春节" else festival
        ]


def test_a_desk_that_came_with_a_newer_calendar_counts_again_when_its_day_is_opened(
    cli: CommandLine, new_year: Path, tmp_path: Path
):
    received, accepted = at_year_end(cli)
    newer = tmp_path / "data"
    for name in ("statutes", "calendar"):
        shutil.copytree(DATA / name, newer / name)
    shutil.copy(new_year, newer / "calendar" / "2027.json")
    desk = Desk.open(cli.home)
    desk.data = newer
    entries = desk.open_day(at("2026-12-29 09:00"))
    assert [entry.case_id for entry in entries if isinstance(entry.event, ev.DatesRecomputed)] == [received, accepted]
    assert desks.the_case(desk, received).notice_due.on == date(2027, 1, 5)
    assert desk.open_day(at("2026-12-29 09:01")) == ()
    desk.fonts = DATA / "fonts"
    desks.soundly(desk)
    desk.close()


def test_show_tells_what_is_known(cli: CommandLine, new_year: Path):
    told = cli("calendar", "show", "2026", "--json").data
    assert told["years"] == [2026] and told["known_until"] == "2026-12-31"
    assert [day["on"] for day in told["makeup"]] == [
        *("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"),
    ]
    assert len(told["off"]) == 33
    assert cli("calendar", "show", "2027").code == 3
    cli("calendar", "import", str(new_year))
    shown = cli("calendar", "show", "2027")
    assert "2027-02-20  周六  调休上班" in shown.out and "2027-12-31" in shown.err
    assert cli("calendar", "show", "--json").data["years"][-1] == 2027


# -- due


def test_a_pause_leaves_whole_days_out(cli: CommandLine):
    words = ("due", "--from", "2026-11-23", "--days", "5", "--json")
    assert cli(*words).data["due"] == "2026-11-30"
    told = cli(*words, "--pause", "2026-11-24..2026-11-26").data
    assert told["due"] == "2026-12-02"
    assert [day["on"] for day in told["days"] if day["why"] == "paused"] == ["2026-11-25", "2026-11-26"]
    twice = cli(*words, "--pause", "2026-11-24..2026-11-26", "--pause", "2026-11-27..2026-11-30").data
    assert twice["due"] == "2026-12-03"
    for pause in ("2026-11-24", "2026-11-26..2026-11-24", "..", "x..2026-11-24"):
        assert cli(*words, "--pause", pause).code == 2


def test_every_clock_of_a_case_explains_itself(cli: CommandLine):
    desk = Desk.open(cli.home)
    case_id = desks.receive(desk)
    desks.carry(desk, case_id, cmd.AcceptCase, "2026-11-24 10:00")
    start = cmd.StartProcedure(case_id, "专家评审", "食品安全法第三十五条", 4, "周远征")
    desk.do(start, desks.staff(desk, "1001"), at("2026-11-25 10:00"))
    case = desks.the_case(desk, case_id)
    desk.close()
    told = cli("due", case_id, "--explain", "--json").data
    clocks = {one["name"]: one for one in told["clocks"]}
    assert told["case"] == case_id and {"notice", "statutory", "promised", "procedure"} <= set(clocks)
    assert clocks["statutory"]["due"] == case.statutory_due.on.isoformat()
    assert "第四十五条" in clocks["statutory"]["article"]
    days = clocks["statutory"]["days"]
    assert [day["on"] for day in days if day["why"] == "paused" and date.fromisoformat(day["on"]).weekday() < 5] == [
        *("2026-11-26", "2026-11-27", "2026-11-30", "2026-12-01"),
    ]
    assert sum(day["counts"] for day in days) == clocks["statutory"]["period"] == 20
    assert days[-1] == {"on": clocks["statutory"]["due"], "counts": True, "number": 20, "why": "workday"}
    text = cli("due", case_id, "--explain").out
    assert (
        "决定（法定）" in text and "特别程序期间，不计" in text and "2026-11-24  周二     –  第 0 日，当日不计" in text
    )
    brief = cli("due", f"{case_id[:6]} {case_id[6:]}").out
    assert len(brief.splitlines()) == len(told["clocks"])


def test_due_is_asked_of_a_case_or_of_a_period(cli: CommandLine):
    desk = Desk.open(cli.home)
    case_id = desks.receive(desk)
    desk.close()
    for words in (
        (case_id, "--from", "2026-11-23"),
        ("--from", "2026-11-23"),
        ("--days", "3"),
        (case_id, "--days", "0"),
    ):
        assert cli("due", *words).code == 2
    assert cli("due", "0" * 24).code == 3


# -- customs


def test_customs_are_off_and_say_why(cli: CommandLine):
    told = {one["name"]: one for one in cli("customs", "--json").data}
    assert set(told) == {"silence_consents", "veto"}
    assert not any(one["on"] for one in told.values())
    assert "第五十条第二款" in told["silence_consents"]["why"] and "第三十八条" in told["veto"]["why"]
    assert "超时默认" in cli("customs").out and "为何默认不启用" in cli("customs").out
    english = cli("--lang", "en", "customs").out
    assert "Why it is off by default" in english and "第五十条第二款" in english
    for lang in ("zh", "en"):
        assert "第五十条第二款" in cli("--lang", lang, "customs", "--help").out
    assert [one["level"] for one in cli("doctor", "--json").data if one["topic"] == "customs"] == ["ok", "ok"]


def test_a_custom_is_turned_on_under_its_local_instrument_only(cli: CommandLine):
    for words in (("silence_consents", "on"), ("veto", "on", "--instrument", " ")):
        ended = cli("customs", "set", *words)
        assert ended.code == 2 and "--instrument" in ended.err
    assert cli("customs", "set", "lottery", "on", "--instrument", "x").code == 2
    assert cli("customs", "set", "veto", "perhaps").code == 2
    ended = cli("customs", "set", "silence_consents", "on", "--instrument", "苍府办发〔2026〕8号")
    assert ended.code == 0 and "苍府办发〔2026〕8号" in ended.out
    desk = Desk.open(cli.home)
    assert desk.setting.customs.silence_consents and not desk.setting.customs.veto
    desk.close()
    told = cli("customs", "--json").data[0]
    assert (told["on"], told["instrument"]) == (True, "苍府办发〔2026〕8号")
    warned = [one for one in cli("doctor", "--json").data if one["topic"] == "customs" and one["level"] == "warning"]
    assert len(warned) == 1 and "苍府办发〔2026〕8号" in warned[0]["sentence"]
    assert cli("customs", "set", "silence_consents", "off").code == 0
    told = cli("customs", "--json").data[0]
    assert (told["on"], told["instrument"]) == (False, None)


# -- show and list


def test_show_and_list_say_who_has_a_case(cli: CommandLine):
    desk = Desk.open(cli.home)
    waiting = desks.receive(desk, lacking=("营业执照",))
    desk.do(cmd.RequestCorrections(waiting), desks.staff(desk, "1001"), at("2026-11-23 10:00"))
    green = desks.receive(desk, "2026-11-23 11:00", "110", desks.COMPANY)
    desks.carry(desk, green, cmd.AcceptCase, "2026-11-23 11:10")
    desk.do(cmd.AskOpinions(green), desks.staff(desk, "1001"), at("2026-11-23 11:20"))
    desk.close()
    rows = {row["case"]: row for row in cli("list", "--json").data}
    assert (rows[waiting]["waits_on"], rows[waiting]["way"], rows[green]["waits_on"]) == ("applicant", "new", None)
    assert "申请人）" in next(line for line in cli("list").out.splitlines() if waiting in line)
    told = cli("show", green, "--json").data
    assert {one["department"] for one in told["opinions"]} == {"消防救援大队", "综合行政执法局"}
    assert {one["answer"] for one in told["opinions"]} == {None} and told["statutory_due"]["on"] == "2027-01-25"
    text = cli("show", green).out
    assert "征求意见" in text and "消防救援大队" in text and "待答复" in text
    assert cli("show", waiting, "--json").data["waits_on"] == "applicant"
