"""What a desk knows of its hall, read from the store: what every act is judged against."""

from __future__ import annotations

from windowdesk import config
from windowdesk.models.catalogue import Finder
from windowdesk.models.parties import Customs, Delegation, Department, Proxy, Staff, StandIn, Window
from windowdesk.models.rules import Law
from windowdesk.models.seals import Seal
from windowdesk.models.setting import Setting
from windowdesk.store import hallfile, lineage
from windowdesk.store.connection import Store


def setting(store: Store, settings: config.Settings, law: Law, catalogue: Finder) -> Setting:
    """The hall as the desk of these settings knows it. Raises HallFileError when its window is not of the hall."""
    db = store.read()
    hall = hallfile.hall(db)
    windows: dict[str, Window] = hallfile.load(db, "window", Window)
    window = windows.get(settings.window)
    if window is None:
        raise hallfile.HallFileError(f"大厅资料中没有 {settings.window} 号窗口 / the hall file lacks the window")
    departments: dict[str, Department] = hallfile.load(db, "department", Department)
    return Setting(
        hall=hall,
        window=window,
        incarnation=max(settings.incarnation, lineage.newest(db)),
        windows=windows,
        departments=departments,
        staff=hallfile.load(db, "staff", Staff),
        delegations=tuple(hallfile.load(db, "delegation", Delegation).values()),
        seals=tuple(hallfile.load(db, "seal", Seal).values()),
        catalogue=catalogue,
        law=law,
        tariff=hallfile.tariff(db),
        standins=tuple(hallfile.load(db, "standin", StandIn).values()),
        proxies=tuple(hallfile.load(db, "proxy", Proxy).values()),
        customs=hallfile.load(db, "customs", Customs).get("", Customs()),
    )
