"""A county's hall forwards its registers to the city's: whole, in pieces, twice, and where the city knows better."""

from __future__ import annotations

from contextlib import closing

import commandline
import hall_fixtures
import pytest
from commandline import CommandLine
from hall_fixtures import Postgres, introduce, push_all, read_all, written

from windowdesk.hall import open_hall
from windowdesk.hall.audit import audit
from windowdesk.hall.forwarding import forward
from windowdesk.hall.interface import HallError, PushKind
from windowdesk.hall.problems import ProblemKind
from windowdesk.models.wire import GENESIS, chain

place = hall_fixtures.place
postgres_place = hall_fixtures.postgres_place
with_pins, cli = commandline.with_pins, commandline.cli


@pytest.fixture
def county(tmp_path):
    """The hall below, with two registers of a dozen lines."""
    folder = tmp_path / "county"
    folder.mkdir()
    with closing(open_hall(str(folder))) as hall:
        push_all(hall, "510824-007.1", ["市监局", "卫健局"] * 6)
        push_all(hall, "510824-008.1", ["卫健局"] * 12)
        yield hall


@pytest.fixture
def city(place):
    """The hall above, of each kind."""
    return place.open()


def test_the_city_holds_every_line_as_the_desk_wrote_it(county, city):
    found = forward(county, city, page=5)
    assert (found.lines, found.whole, found.problems) == (24, 2, [])
    for one in county.streams():
        assert city.head(one.stream) == one.head
    assert {row.line for row in read_all(city, "卫健局")} == {row.line for row in read_all(county, "卫健局")}
    assert audit(city).faults == []


def test_a_second_round_sends_what_is_new_and_no_more(county, city):
    forward(county, city)
    lines, last = written("510824-008.1", ["卫健局"], first=13, prev=county.head("510824-008.1").hash)
    assert county.push("510824-008.1", 13, lines, last).kind is PushKind.OK
    assert forward(county, city).lines == 1
    assert forward(county, city).lines == 0


def test_a_round_cut_short_is_gone_on_with(county, city):
    first = county.register("510824-007.1", 0, 5)
    city.hello("510824-007.1", *introduce("510824-007.1"))
    last = GENESIS
    for line in first:
        last = chain(last, line)
    assert city.push("510824-007.1", 1, first, last).kind is PushKind.OK
    assert forward(county, city, page=4).lines == 24 - 5
    assert audit(city).faults == []


def test_a_register_the_city_knows_otherwise_is_told_and_stops_nothing_else(county, city):
    push_all(city, "510824-007.1", ["市监局"], note="另一台机器")
    found = forward(county, city)
    assert [(one.kind, one.place) for one in found.problems] == [(ProblemKind.FORK, "510824-007.1")]
    assert (city.head("510824-007.1").seq, city.head("510824-008.1").seq) == (1, 12)


def test_another_key_for_the_same_register_is_a_fork(county, city):
    city.hello("510824-007.1", "another key", "510824-007")
    found = forward(county, city)
    assert [(one.kind, one.place) for one in found.problems] == [(ProblemKind.FORK, "510824-007.1")]
    assert found.whole == 1


def test_a_register_closed_below_is_closed_above(county, city):
    county.retire("510824-008.1")
    forward(county, city)
    lines, last = written("510824-008.1", ["卫健局"], first=13, prev=city.head("510824-008.1").hash)
    assert city.push("510824-008.1", 13, lines, last).kind is PushKind.CLOSED
    assert forward(county, city).problems == []


def test_the_office_forwards_at_the_command_line_by_a_login_of_its_own(
    cli: CommandLine, county, postgres_place: Postgres, tmp_path
) -> None:
    """The city lets the county's hall in; that login writes the county's registers alone, and reads nothing."""
    owner = ("--hall", postgres_place.setting)
    cli("hall", "init", *owner)
    login = cli("hall", "grant-hall", "510824", *owner).out.strip()
    try:
        ended = cli("hall", "forward", "--hall", str(tmp_path / "county"), "--to", login)
        assert (ended.code, ended.out) == (0, "转报 24 行；上级大厅已完整保存 2 本登记簿\n")
        assert cli("hall", "verify", *owner).code == 0
        with closing(open_hall(login)) as hall:
            with pytest.raises(HallError):
                hall.hello("510821-001.1", "key", "510821-001")
            with pytest.raises(HallError):
                hall.pull("卫健局", 0, GENESIS, 10)
    finally:
        cli("hall", "revoke", "windowdesk_510824", *owner)
        postgres_place.admin("DROP ROLE windowdesk_510824")


def test_a_division_is_six_digits(cli: CommandLine, postgres_place: Postgres) -> None:
    ended = cli("hall", "grant-hall", "5108", "--hall", postgres_place.setting)
    assert (ended.code, ended.out) == (4, "")
