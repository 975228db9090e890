"""What is missing or wrong at this desk, each with what to do about it."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from windowdesk import config
from windowdesk.desk import identity, rehoming, setup
from windowdesk.desk.customs import customs
from windowdesk.desk.door import Desk
from windowdesk.desk.instruments import endings, headless
from windowdesk.desk.reasons import ReasonsFault, library
from windowdesk.i18n import say
from windowdesk.models.refusal import Refused
from windowdesk.store import comparing, items, lineage, lists, people, register, secondcopy
from windowdesk.store.hallfile import HallFileError
from windowdesk.words import sentence

FREE_SPACE = 200 * 1024 * 1024
"""Below this many free bytes the desk warns: about a day's papers."""

COMPARED = 50_000
"""Up to so many lines the rows are compared unasked: some thousand cases, two or three seconds."""

_Look = Callable[[Desk, datetime], Iterator["Complaint"]]


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing looked at. `level` is ok, warning or fault."""

    level: str
    topic: str
    sentence: str


def examine(home: Path, at: datetime, *, rows: bool = False) -> list[Complaint]:
    """Look at everything; never raises. A desk that cannot be opened yields the reason and what else can be seen.

    `rows`: compare the rows with the register however long it is.
    """
    found = list(_files(home))
    try:
        desk = Desk.open(home)
    except config.SettingsError as error:
        return [*found, Complaint("fault", "settings", str(error))]
    except Refused as refused:
        return [*found, Complaint("fault", "store", sentence(refused))]
    except (OSError, ValueError) as error:
        return [*found, Complaint("fault", "store", str(error))]
    try:
        for topic, look in _LOOKS.items():
            found += _looked(topic, look, desk, at)
        if not any(one.level == "fault" and one.topic in ("store", "register") for one in found):
            found += _looked("rows", partial(_rows, always=rows), desk, at)
    finally:
        desk.close()
    return found


def _looked(topic: str, look: _Look, desk: Desk, at: datetime) -> list[Complaint]:
    try:
        return list(look(desk, at))
    except Refused as refused:
        return [Complaint("fault", topic, sentence(refused))]
    except (HallFileError, OSError, ValueError, LookupError) as error:
        return [Complaint("fault", topic, str(error))]


def _files(home: Path) -> Iterator[Complaint]:
    data = config.data_folder()
    fonts = sorted((data / "fonts").glob("*.ttf"))
    if len(fonts) < 5:
        yield Complaint(
            "fault", "fonts", say(f"{data} 缺少字体，请重新安装", f"fonts are missing in {data}: reinstall")
        )
    else:
        yield Complaint("ok", "fonts", say(f"字体 {len(fonts)} 个", f"{len(fonts)} fonts"))
    if not home.is_dir():
        return
    if stat.S_IMODE(home.stat().st_mode) & 0o077:
        yield Complaint(
            "warning", "home", say(f"{home} 其他用户可以进入，请改为 0700", f"others can enter {home}: make it 0700")
        )
    free = shutil.disk_usage(home).free
    level = "ok" if free > FREE_SPACE else "warning"
    yield Complaint(level, "disk", say(f"可用空间 {free // 2**20} MiB", f"{free // 2**20} MiB free"))


def _store(desk: Desk, at: datetime) -> Iterator[Complaint]:
    del at
    db = desk.store.read()
    state = lists.integrity(db)
    yield Complaint("ok" if state == "ok" else "fault", "store", say(f"数据文件：{state}", f"data file: {state}"))
    for stream in lists.own_streams(db):
        broken = register.verify(db, stream)
        told = say(f"登记簿 {stream} 校验完整", f"register {stream} is a whole chain")
        if broken:
            told = say(
                f"登记簿 {stream} 第 {broken} 条起校验不符，请停用并从备份或大厅恢复",
                f"register {stream} does not hold from line {broken}: stop, and restore it",
            )
        yield Complaint("fault" if broken else "ok", "register", told)
        for seq, at_line, above in register.went_back(db, stream) if not broken else ():
            told = say(
                f"登记簿 {stream} 第 {seq} 条的时间 {at_line[:16]} 早于上一条 {above[:16]}：时钟曾经走快",
                f"register {stream}: line {seq} of {at_line[:16]} follows one of {above[:16]}: the clock had run ahead",
            )
            yield Complaint("warning", "clock", told)
    for stream, seq, why in lists.parked(db):
        yield Complaint("warning", "parked", f"{stream}/{seq}: {why}")


def _rows(desk: Desk, at: datetime, *, always: bool) -> Iterator[Complaint]:
    """Only where the register is sound: rows read again from a damaged one would be the worse."""
    del at
    db = desk.store.read()
    lines = lists.lines(db)
    if lines > COMPARED and not always:
        told = say(
            f"登记 {lines} 笔，未逐表核对：请在空闲时运行 windowdesk doctor --rows",
            f"{lines} lines: the rows were not compared; run windowdesk doctor --rows when there is time",
        )
        yield Complaint("ok", "rows", told)
    elif differ := "、".join(comparing.differing(db)):
        told = say(
            f"下列各表与登记簿不符：{differ}，请运行 windowdesk rebuild",
            f"not what the register says: {differ}; run windowdesk rebuild",
        )
        yield Complaint("fault", "rows", told)
    else:
        yield Complaint("ok", "rows", say("各表与登记簿一致", "every row is what the register says"))


def _identity(desk: Desk, at: datetime) -> Iterator[Complaint]:
    del at
    db = desk.store.read()
    for stream in lineage.own(db):
        opened = identity.opening(db, stream)
        if opened and (told := identity.news_of(stream, opened)):
            yield Complaint("warning", "identity", told)
    if desk.stream in lineage.ends(db):
        told = say(
            f"另一台机器与本机共用身份 {desk.stream}，本机下一笔起改用新的身份",
            f"another machine shares the identity {desk.stream}: this one takes a new one with its next act",
        )
        yield Complaint("warning", "identity", told)
    if cases := "、".join(dict.fromkeys(one.case_id for one in rehoming.kept_aside(db))):
        told = say(
            f"办件 {cases} 在另一台机器上先有办理，后办的留存待大厅办公室裁定",
            f"{cases} had gone on at another machine first; what came second waits for the office's ruling",
        )
        yield Complaint("warning", "identity", told)
    if numbers := "、".join(rehoming.doubled(db)):
        told = say(f"两台机器都用过的文书、证件编号：{numbers}", f"numbers given out by two machines: {numbers}")
        yield Complaint("warning", "identity", told)


def _second_copy(desk: Desk, at: datetime) -> Iterator[Complaint]:
    del at
    if desk.second is None:
        return
    folder, db = desk.second.folder, desk.store.read()
    if not folder.is_dir():
        told = say(
            f"第二份副本的文件夹 {folder} 不在：请接好存储盘，下一笔办理时自动补齐",
            f"the folder of the second copy is not there: connect {folder}; the next act adds what is missing",
        )
        yield Complaint("warning", "second copy", told)
        return
    held = {stream: len(lines) for stream, lines in secondcopy.registers(folder).items()}
    missing = sum(register.head(db, stream)[0] - held.get(stream, 0) for stream in lineage.own(db))
    told = say(f"第二份副本 {folder} 缺 {missing} 笔", f"the second copy in {folder} lacks {missing} lines")
    yield Complaint("warning" if missing else "ok", "second copy", told)


def _hall(desk: Desk, at: datetime) -> Iterator[Complaint]:
    del at
    window = desk.setting.window
    yield Complaint("ok", "window", f"{window.code} {window.name}")
    if not items.every(desk.store.read()):
        yield Complaint("fault", "items", say("事项目录是空的：windowdesk items import", "the catalogue is empty"))
    mine = [person for person in desk.setting.staff.values() if person.window == window.code]
    without = [p.number for p in mine if people.pin(desk.store.read(), p.number) is None]
    if without or not mine:
        listed = "、".join(without) or "—"
        yield Complaint(
            "warning",
            "staff",
            say(
                f"没有口令的人员：{listed}，请运行 windowdesk staff pin",
                f"no PIN yet: {listed}; run windowdesk staff pin",
            ),
        )
    state = desk.reading.sync_state()
    told = say(f"已上报 {state.acknowledged}/{state.written}", f"acknowledged {state.acknowledged}/{state.written}")
    yield Complaint("ok" if state.acknowledged == state.written else "warning", "sync", told)


def _seals(desk: Desk, at: datetime) -> Iterator[Complaint]:
    from windowdesk.sealing import SealState, seal_ready

    for seal in desk.setting.own_seals:
        key = desk.seal_key(seal.id)
        state = seal_ready(key, desk.passphrase, at)
        told = f"{seal.ring}{seal.line}: {state.sentence}"
        if not key.exists():
            run = "windowdesk seals issue --authority"
            told += say(f"，请运行 {run} 印章签发文件夹", f": run {run} FOLDER")
        if state is not SealState.READY:
            yield Complaint("fault", "seal", told)
    for seal, until in setup.ending_seals(desk, at):
        if until >= at:
            told = say(
                f"{seal.ring}{seal.line}：印章证书 {until:%Y-%m-%d} 到期，请运行 windowdesk seals renew 换发",
                f"{seal.ring}{seal.line}: its certificate ends on {until:%Y-%m-%d}; run windowdesk seals renew",
            )
            yield Complaint("warning", "seal", told)
    if not (desk.home / "keys" / "ca.pem").is_file():
        yield Complaint("fault", "seal", say("缺少大厅证书 keys/ca.pem", "the hall certificate keys/ca.pem is missing"))


def _calendar(desk: Desk, at: datetime) -> Iterator[Complaint]:
    until = desk.law.calendar.known_until
    known = until is not None and (until - at.date()).days >= 60
    told = say(
        f"日历知至 {until}"
        + ("" if known else "，之后的期限都是暂定，请运行 windowdesk calendar import 导入新一年的放假安排"),
        f"calendar known until {until}"
        + ("" if known else ": later dates are provisional; run windowdesk calendar import"),
    )
    yield Complaint("ok" if known else "warning", "calendar", told)


def _instruments(desk: Desk, at: datetime) -> Iterator[Complaint]:
    found = list(endings(desk, at.date()))
    for one in found:
        yield Complaint("warning", "instruments", one.sentence)
    if not found:
        told = say("授权、代理、顶岗文书 30 天内都有效", "every instrument holds for 30 days more")
        yield Complaint("ok", "instruments", told)
    for name in headless(desk):
        told = say(
            f"{name} 没有写明负责人 head，不能延长期限、不能启动特别程序，请补充大厅资料",
            f"{name} has no head named: no period can be extended, no procedure started; complete the hall file",
        )
        yield Complaint("warning", "heads", told)


def _printing(desk: Desk, at: datetime) -> Iterator[Complaint]:
    del at
    from windowdesk.printing import open_destination

    open_destination(desk.settings.print_to, desk.home)
    waiting = desk.reading.unprinted()
    yield Complaint(
        "warning" if waiting else "ok", "printing", say(f"待打印 {waiting} 份", f"{waiting} papers not printed yet")
    )


def _customs(desk: Desk, at: datetime) -> Iterator[Complaint]:
    del at
    for one in customs(desk):
        told = say("未启用", "off")
        if one.on:
            under = one.instrument or say("没有写明本地依据", "no local instrument named")
            told = say(f"已启用，行政许可法没有规定：{under}", f"on, beside the Act: {under}")
        yield Complaint("warning" if one.on else "ok", "customs", f"{one.title}（{one.name}）{told}")


def _reasons(desk: Desk, at: datetime) -> Iterator[Complaint]:
    del at
    try:
        found = library(desk.data, desk.home)
    except ReasonsFault as fault:
        yield Complaint("warning", "reasons", str(fault))
    else:
        yield Complaint("ok", "reasons", say(f"理由库 {len(found)} 条", f"{len(found)} reasons in the library"))


_LOOKS: dict[str, _Look] = {
    "store": _store,
    "identity": _identity,
    "second copy": _second_copy,
    "hall": _hall,
    "seal": _seals,
    "calendar": _calendar,
    "instruments": _instruments,
    "printing": _printing,
    "customs": _customs,
    "reasons": _reasons,
}
