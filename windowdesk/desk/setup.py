"""Setting a desk up: its home, its keys, its hall, its catalogue, and the first line of its register."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from windowdesk import config
from windowdesk.desk import identity, statutes
from windowdesk.desk.door import Desk
from windowdesk.i18n import say
from windowdesk.models.catalogue import Item
from windowdesk.models.office import OFFICE, window_of
from windowdesk.models.parties import Window
from windowdesk.models.rules import sealing
from windowdesk.models.seals import Seal
from windowdesk.store import hallfile, items, lineage

RENEW_WITHIN = timedelta(days=60)
"""How long before its certificate ends the key of a seal may be made anew, and `doctor` asks for it."""

OFFICE_WINDOW = Window(OFFICE, "大厅办公室", "office", ())
"""The hall office, where a hall file does not list it."""


class SetupError(Exception):
    """The desk could not be set up; the message says what to do, in both languages."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a new desk is to be. `authority` is the folder of the hall's certificate authority.

    Without `items_file` its catalogue is empty until the hall office's publication comes.
    """

    home: Path
    settings: config.Settings
    hall_file: Path
    items_file: Path | None
    authority: Path
    authority_passphrase: bytes
    tariff_file: Path | None = None


def create(plan: Plan, at: datetime, begin: Callable[[Desk, datetime], None] | None = None) -> Desk:
    """Make the desk's home. Raises SetupError; a home that already holds a desk is never touched.

    `begin` writes the register's first line, and what else a recovered desk begins with.
    """
    if (plan.home / "windowdesk.toml").exists():
        raise SetupError(f"{plan.home} 已经是一个窗口，没有改动 / is a desk already; nothing was changed")
    if not plan.settings.valid:
        raise SetupError("窗口号应为三位数字，如 007 / a window code is three digits, such as 007")
    hall = read_hall(plan.hall_file)
    if plan.tariff_file is not None:
        hall |= read_hall(plan.tariff_file, hallfile.read_tariff)
    catalogue = items.read_file(plan.items_file) if plan.items_file is not None else []
    if plan.settings.window == OFFICE:
        hall.setdefault(("window", OFFICE), OFFICE_WINDOW)
    if ("window", plan.settings.window) not in hall:
        raise SetupError(f"大厅文件中没有 {plan.settings.window} 号窗口 / the hall file lacks that window")
    lawful_seals(hall.values(), at)
    config.make_private(plan.home)
    for name in ("keys", "papers", "calendar", "printed"):
        config.make_private(plan.home / name)
    _make_keys(plan)
    with ExitStack() as unless_done:
        desk = Desk(plan.home, plan.settings)
        unless_done.callback(desk.close)
        going_on = begun(desk)
        with desk.store.write() as db:
            hallfile.save(db, hall)
            items.save(db, catalogue)
        issue_seals(desk, plan.authority, plan.authority_passphrase, at)
        if not going_on:
            (begin or open_register)(desk, at)
        config.write_settings(plan.home, plan.settings)
        unless_done.pop_all()
    return desk


def read_hall(
    path: Path, read: Callable[[dict[str, object]], dict[tuple[str, str], object]] = hallfile.read
) -> dict[tuple[str, str], object]:
    """The parts of a hall file, or of its tariff. Raises SetupError."""
    try:
        return read(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise SetupError(f"打不开大厅文件 {path}：{error.strerror} / cannot open the hall file") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        raise SetupError(f"{path}：{error}") from error


def lawful_seals(parts: Iterable[object], at: datetime) -> None:
    """No key is made for a seal that the State Council does not allow."""
    seals = [part for part in parts if isinstance(part, Seal)]
    for seal in sealing.too_large(seals, at.date(), statutes.read_law(config.data_folder())):
        raise SetupError(
            f"印章 {seal.id} 直径 {seal.diameter_mm:g} 毫米，超过上限（{sealing.DEPARTMENT_SEAL}） / "
            "the seal is larger than is allowed"
        )


def _make_keys(plan: Plan) -> None:
    from windowdesk.sealing import create_desk_key

    passphrase = plan.home / "keys" / "passphrase"
    if not passphrase.exists():
        config.write_private(passphrase, secrets.token_hex(24).encode())
    if not (plan.home / "keys" / "desk.key").exists():
        create_desk_key(plan.home / "keys" / "desk.key")


def issue_seals(desk: Desk, authority: Path, authority_passphrase: bytes, at: datetime) -> None:
    """Have the hall's authority, made where there is none, certify a key for every seal of this window.

    Copies the authority's certificate beside them, for checking papers offline.
    """
    from windowdesk.sealing import create_authority

    if not (authority / "ca.p12").exists():
        config.make_private(authority)
        name = f"{desk.setting.hall.name} 印章签发"
        create_authority(authority, name, at, passphrase=authority_passphrase)
    _certify(desk, _without_key(desk), authority, authority_passphrase, at)
    config.write_private(desk.home / "keys" / "ca.pem", (authority / "ca.pem").read_bytes())


def issue_new_seals(desk: Desk, authority: Path, authority_passphrase: bytes, at: datetime) -> list[Seal]:
    """Certify a key for every seal of this window that has none: those published since it was set up. Returns them.

    Raises SetupError as `_certify_here`.
    """
    return _certify_here(desk, _without_key(desk), authority, authority_passphrase, at)


def renew_seals(desk: Desk, authority: Path, authority_passphrase: bytes, at: datetime) -> list[Seal]:
    """Make the keys anew whose certificates have ended or soon will. Returns their seals. Papers sealed before carry
    the old certificate and stay valid. Raises SetupError as `_certify_here`."""
    return _certify_here(desk, [seal for seal, _ in ending_seals(desk, at)], authority, authority_passphrase, at)


def ending_seals(desk: Desk, at: datetime) -> list[tuple[Seal, datetime]]:
    """The seals of this window whose certificates have ended or will within RENEW_WITHIN, and when. A key that cannot
    be opened is none of them: it may be whole and the passphrase wrong."""
    from windowdesk.sealing import seal_until

    found = ((seal, seal_until(desk.seal_key(seal.id), desk.passphrase)) for seal in desk.setting.own_seals)
    return [(seal, until) for seal, until in found if until is not None and until - at <= RENEW_WITHIN]


def _certify_here(
    desk: Desk, seals: list[Seal], authority: Path, authority_passphrase: bytes, at: datetime
) -> list[Seal]:
    """Certify a key for each of these seals. Returns them.

    Raises SetupError, and makes nothing, unless the folder holds the authority whose papers this desk trusts: another
    would seal papers that nobody can verify. Also for a seal too large or a key that cannot be made; keys made before
    that one stay.
    """
    from windowdesk.sealing import same_authority

    if not (authority / "ca.p12").is_file():
        raise SetupError(
            say(
                f"{authority} 中没有印章签发密钥 ca.p12，没有改动。请指明大厅的印章签发文件夹。",
                f"{authority} holds no ca.p12; nothing was changed. Name the folder of the hall's authority.",
            )
        )
    try:
        known = same_authority(authority, desk.home / "keys" / "ca.pem", passphrase=authority_passphrase)
    except ValueError as error:
        raise SetupError(
            say(
                "印章签发口令不对，或 ca.p12 已损坏，没有改动。",
                "Wrong passphrase of the authority, or a damaged ca.p12; nothing was changed.",
            )
        ) from error
    if not known:
        raise SetupError(
            say(
                f"{authority} 不是本窗口信任的印章签发机构（keys/ca.pem），没有改动。",
                f"{authority} is not the authority that this desk trusts (keys/ca.pem); nothing was changed.",
            )
        )
    lawful_seals(seals, at)
    try:
        _certify(desk, seals, authority, authority_passphrase, at)
    except ValueError as error:
        raise SetupError(
            say(f"印章密钥没有全部做成：{error}", f"The keys of the seals could not all be made: {error}")
        ) from error
    return seals


def _without_key(desk: Desk) -> list[Seal]:
    """The seals of this window that have no key file; one that is there is never replaced."""
    return [seal for seal in desk.setting.own_seals if not desk.seal_key(seal.id).exists()]


def _certify(desk: Desk, seals: Iterable[Seal], authority: Path, authority_passphrase: bytes, at: datetime) -> None:
    from windowdesk.sealing import issue_seal_key

    for seal in seals:
        issue_seal_key(
            authority,
            desk.seal_key(seal.id),
            common_name=f"{seal.ring}{seal.line}（{desk.settings.window}）",
            organization=seal.ring,
            now=at,
            passphrase=desk.passphrase,
            authority_passphrase=authority_passphrase,
        )


def begun(desk: Desk) -> bool:
    """Whether an attempt that was cut short has begun the desk's register already: it is gone on with, as its first
    line cannot be written twice. Raises SetupError where it is another window's."""
    found = lineage.own(desk.store.read())
    if found and window_of(found[-1]) != desk.settings.window:
        raise SetupError(
            f"{desk.home} 中已有登记簿 {found[-1]}，没有改动 / holds the register {found[-1]}; nothing was changed"
        )
    return bool(found)


def open_register(desk: Desk, at: datetime) -> None:
    """Write the first line of a new register: which machine, and 128 random bits."""
    from windowdesk.sealing import load_public

    opened = identity.opening_line(desk, load_public(desk.desk_key).hex())
    with desk.store.write() as db:
        identity.start_register(desk, db, desk.settings.incarnation, desk.stream, opened, at)
    desk.marked = True


def import_items(desk: Desk, path: Path) -> list[Item]:
    """Take in a catalogue, all of it or nothing. Raises CatalogueError."""
    found = items.read_file(path)
    with desk.store.write() as db:
        items.save(db, found)
    return found
