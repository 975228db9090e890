"""Who gets what of a case: every line to all the departments that read it, and nothing to whoever joins himself."""

import random
from itertools import permutations

import hall_fixtures
import pytest
from hall_fixtures import Register, case, introduce, read_all

from windowdesk.hall.audit import audit

place = hall_fixtures.place
HEALTH, TRADE, FIRE = "卫健局", "市监局", "消防大队"
EVERYBODY = "*"


def seen(hall, audience):
    return [row.line for row in read_all(hall, audience, 500)]


def sound(hall):
    assert audit(hall).faults == []


def test_every_line_of_a_case_goes_to_every_department_that_reads_it(place):
    hall = place.open()
    lead, asked = Register(hall, "007", reads=[HEALTH]), Register(hall, "008", reads=[TRADE])
    number = case()
    told = [lead.tell(number, HEALTH), lead.tell(number), lead.tell(f"{number}-01", TRADE), lead.tell(number, HEALTH)]
    told.append(asked.tell(f"{number}-01", HEALTH))
    assert seen(hall, HEALTH) == told
    assert seen(hall, TRADE) == told
    sound(hall)


def test_who_joins_late_first_gets_what_went_before_in_the_halls_order(place):
    hall = place.open()
    lead, office = Register(hall, "007", reads=[HEALTH]), Register(hall, "000")
    one, other = case(serial=1), case(serial=2)
    before = [lead.tell(one, HEALTH), lead.tell(one), office.tell(one)]
    lead.tell(other, HEALTH)
    first = lead.tell(other, TRADE)
    lead.write(one), lead.write(other), lead.write(one, TRADE), lead.write(one, FIRE), lead.write(one)
    lead.push()
    late = lead.lines[-5:]
    assert seen(hall, TRADE) == [lead.lines[2], first, late[1], *before, late[0], late[2], late[3], late[4]]
    assert seen(hall, FIRE) == [*before, late[0], late[2], late[3], late[4]]
    sound(hall)


def test_a_register_cannot_join_itself_to_a_foreign_case(place):
    """Its line names the case and its own department: it is kept, and gets nothing, not even itself."""
    hall = place.open()
    lead, alien = Register(hall, "007", reads=[HEALTH]), Register(hall, "008", reads=[TRADE])
    number = case()
    own = [lead.tell(number, HEALTH)]
    for forged in (number, f"{number}-01"):
        alien.tell(forged, TRADE)
        alien.tell(forged, HEALTH)
        alien.tell(forged)
        alien.tell(forged, TRADE, "CaseHandedOver", to="008")
    own.append(lead.tell(number, HEALTH))
    assert seen(hall, TRADE) == []
    assert seen(hall, HEALTH) == own
    assert [event.stream for event in hall.events()].count(alien.stream) == 8
    sound(hall)


def test_a_join_that_waits_takes_effect_when_the_register_belongs(place):
    """Read before it was given: after a restore registers come back in any order."""
    hall = place.open()
    lead, other = Register(hall, "007", reads=[HEALTH]), Register(hall, "008", incarnation=2, reads=[TRADE])
    number = case()
    first = lead.tell(number, HEALTH)
    early = other.tell(number, TRADE)
    assert seen(hall, TRADE) == []
    given = lead.tell(number, HEALTH, "CaseHandedOver", why="x", to="008")
    assert seen(hall, HEALTH) == [first, given, early]
    assert seen(hall, TRADE) == [first, early, given]
    after = other.tell(number)
    assert seen(hall, TRADE) == [first, early, given, after]
    sound(hall)


def test_one_join_that_takes_effect_lets_others_take_effect(place):
    """Fire was asked by trade, trade by health: trade's line came first, fire's before that."""
    hall = place.open()
    lead, trade, fire = (
        Register(hall, window, reads=[reads]) for window, reads in (("007", HEALTH), ("008", TRADE), ("009", FIRE))
    )
    number = case()
    answer = fire.tell(f"{number}-02", TRADE)
    asks = trade.tell(f"{number}-02", FIRE)
    assert [seen(hall, one) for one in (HEALTH, TRADE, FIRE)] == [[], [], []]
    begun = lead.tell(number, HEALTH)
    joins = lead.tell(f"{number}-01", TRADE)
    for one in (HEALTH, TRADE, FIRE):
        assert sorted(seen(hall, one)) == sorted([begun, joins, asks, answer])
    sound(hall)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_window_counts_on_the_cases_its_department_reads_from_the_day_it_reads(place, moment):
    hall = place.open()
    lead = Register(hall, "007", reads=[HEALTH])
    number = case()
    begun = lead.tell(f"{number}-01", TRADE)
    other = Register(hall, "008", reads=[TRADE] if moment == "before" else [FIRE])
    answer = other.tell(f"{number}-01", HEALTH)
    if moment == "after":
        assert seen(hall, HEALTH) == []
        hall.hello(other.stream, *introduce(other.stream), [TRADE])
    assert seen(hall, TRADE) == [begun, answer]
    assert seen(hall, HEALTH) == [begun, answer]
    sound(hall)


def test_a_window_that_reads_a_department_no_more_counts_no_more(place):
    hall = place.open()
    lead, other = Register(hall, "007", reads=[HEALTH]), Register(hall, "008", reads=[TRADE, FIRE])
    number = case()
    told = [other.tell(number), lead.tell(number, TRADE)]
    hall.hello(other.stream, *introduce(other.stream), [FIRE])
    other.tell(number, FIRE)
    assert sorted(seen(hall, TRADE)) == sorted(told)
    assert seen(hall, FIRE) == []
    sound(hall)
    hall.hello(other.stream, *introduce(other.stream), [FIRE, TRADE])
    assert sorted(seen(hall, FIRE)) == sorted([*told, other.lines[-1]])
    sound(hall)


def test_a_case_goes_on_under_another_incarnation_of_the_window_that_opened_it(place):
    hall = place.open()
    old, new = Register(hall, "007"), Register(hall, "007", incarnation=2)
    number = case()
    assert seen(hall, HEALTH) == []
    told = [old.tell(number, HEALTH), new.tell(number, TRADE)]
    assert seen(hall, TRADE) == told
    sound(hall)


def test_everybody_is_told_by_the_office_alone(place):
    hall = place.open()
    office, lead = Register(hall, "000"), Register(hall, "007", reads=[HEALTH])
    number = case()
    begun = lead.tell(number, HEALTH)
    lead.tell("", EVERYBODY)
    loud = lead.tell(number, EVERYBODY)
    catalogue, verdict = office.tell("", EVERYBODY), office.tell(number, EVERYBODY)
    after = lead.tell(number)
    assert seen(hall, EVERYBODY) == [catalogue, verdict]
    assert seen(hall, HEALTH) == [begun, loud, verdict, after]
    sound(hall)


def test_the_office_counts_on_every_case_of_its_hall_and_on_no_others(place):
    hall = place.open()
    lead, office = Register(hall, "007"), Register(hall, "000")
    foreign, lookalike = Register(hall, "000", division="510825"), Register(hall, "1000")
    number = case()
    begun, moved = lead.tell(number, HEALTH), office.tell(number, TRADE, "CaseReassigned", to="009")
    foreign.tell(number, FIRE)
    lookalike.tell(number, FIRE)
    lookalike.tell("", EVERYBODY)
    goes_on = Register(hall, "009", incarnation=3).tell(number)
    assert seen(hall, TRADE) == [begun, moved, goes_on]
    assert seen(hall, FIRE) == []
    assert seen(hall, EVERYBODY) == []
    sound(hall)


@pytest.mark.parametrize(
    "strange",
    [
        lambda number: number + "0",
        lambda number: number + " ",
        lambda number: number[:-1],
        lambda number: number[:-1] + "x",
        lambda number: "０" + number[1:],
        lambda number: f" {number}",
        lambda number: f"x-{number}",
    ],
)
def test_what_only_looks_like_a_case_number_joins_nothing(place, strange):
    hall = place.open()
    lead, alien = Register(hall, "007"), Register(hall, "008", reads=[TRADE])
    number = case()
    lead.tell(number, HEALTH)
    own = alien.tell(strange(number), TRADE)
    assert seen(hall, TRADE) == [own]
    assert len(seen(hall, HEALTH)) == 1
    sound(hall)


def test_a_window_is_named_by_the_line_and_not_by_what_somebody_wrote_in_it(place):
    hall = place.open()
    lead, other = Register(hall, "007"), Register(hall, "008", reads=[TRADE])
    number = case()
    lead.tell(number, HEALTH, "CaseHandedOver", why='x","to":"008","y":"', to="009")
    other.tell(number, TRADE)
    assert seen(hall, TRADE) == []
    sound(hall)


def test_the_same_lines_in_any_order_make_the_same_feeds(place):
    """What a hall restored from an empty backup is sent, by desks that come back one by one."""
    wanted = None
    number = case()
    some = list(permutations(range(4)))[:: 9 if isinstance(place, hall_fixtures.Walled) else 4]
    for turn, order in enumerate(some):
        hall = place.open()
        division = f"51{turn:04d}"
        one = number.replace("510824", division, 1)
        desks = [
            Register(hall, window, reads=[f"{reads}{turn}"], division=division)
            for window, reads in (("007", HEALTH), ("008", TRADE), ("009", FIRE), ("010", "税务局"))
        ]
        desks[0].write(one, f"{HEALTH}{turn}"), desks[0].write(f"{one}-01", f"{TRADE}{turn}")
        desks[1].write(f"{one}-01", f"{HEALTH}{turn}"), desks[1].write(one, "", "CaseHandedOver", to="009")
        desks[2].write(one, f"{FIRE}{turn}"), desks[2].write(one)
        desks[3].write(one, f"税务局{turn}"), desks[3].write(one, f"{HEALTH}{turn}")
        for at in order:
            desks[at].push()
        made = [
            sorted((row.stream[7:], row.seq) for row in read_all(hall, f"{name}{turn}", 100))
            for name in (HEALTH, TRADE, FIRE, "税务局")
        ]
        wanted = wanted or made
        assert made == wanted
        assert [len(lines) for lines in made] == [6, 6, 6, 0]
        sound(hall)
        place.close()


def test_a_day_of_everything_at_once_adds_up(place):
    """Openers, askers, aliens, hand-overs and the office, in an order drawn by lot, in pushes of any length."""
    dice = random.Random(7)
    hall = place.open()
    windows = ("000", "007", "008", "009")
    names = (HEALTH, TRADE, FIRE)
    desks = {
        (window, n): Register(hall, window, n, reads=[names[int(window) % 3]]) for window in windows for n in (1, 2)
    }
    numbers = [case(window, serial) for window in windows[1:] for serial in range(1, 6)]
    for _ in range(200):
        desk = dice.choice(list(desks.values()))
        number = dice.choice([*numbers, *(f"{one}-01" for one in numbers), ""])
        kind = dice.choice(["Noted"] * 6 + ["CaseHandedOver", "CaseReassigned"])
        desk.write(number, dice.choice(["", "", EVERYBODY, *names]), kind, to=dice.choice(windows))
        if dice.random() < 0.3:
            dice.choice(list(desks.values())).push(dice.randint(1, 4))
    for desk in desks.values():
        desk.push()
    sound(hall)
    assert audit(hall).events == 200
    waits = place.run("SELECT count(*) FROM waiting WHERE entered = 0")[0][0]
    assert 0 < waits < 80
    ends = {name: read_all(hall, name, 500)[-1] for name in (*names, EVERYBODY)}
    assert {name: (end.n, end.fhash.hex()[:12]) for name, end in ends.items()} == {  # the same in every hall
        HEALTH: (154, "a0a5ab9f92bd"),
        TRADE: (172, "02cf5a34f217"),
        FIRE: (144, "20badd3cd68d"),
        EVERYBODY: (7, "20f4111d704a"),
    }


@pytest.mark.parametrize(
    "harm",
    [
        f"DELETE FROM feed WHERE audience = '{TRADE}' AND n = 3",
        f"UPDATE feed SET seq = 1 WHERE audience = '{TRADE}' AND n = 3",
        f"INSERT INTO feed_head (audience, n, fhash) VALUES ('{FIRE}', 0, '{'0' * 64}')",
        f"UPDATE feed_head SET n = 2, fhash = (SELECT fhash FROM feed WHERE audience = '{TRADE}' AND n = 2)"
        f" WHERE audience = '{TRADE}'",
    ],
)
def test_a_feed_that_is_not_what_the_lines_make_it_is_named(place, harm):
    hall = place.open()
    lead = Register(hall, "007")
    for audience in (HEALTH, "", TRADE):
        lead.tell(case(), audience)
    sound(hall)
    place.run(harm)
    if FIRE in harm:
        place.run(f"INSERT INTO feed SELECT '{FIRE}', n, fhash, stream, seq FROM feed WHERE audience = '{TRADE}'")
        place.run(
            f"UPDATE feed_head SET n = 3, fhash = (SELECT fhash FROM feed WHERE audience = '{TRADE}' AND n = 3)"
            f" WHERE audience = '{FIRE}'"
        )
    named = FIRE if FIRE in harm else TRADE
    assert [named in fault for fault in audit(hall).faults] == [True]


def test_a_department_that_was_never_joined_is_named_even_if_the_hall_says_so(place):
    """A member written by hand: the next line goes to it, and the lines do not account for that."""
    hall = place.open()
    lead = Register(hall, "007")
    lead.tell(case(), HEALTH)
    place.run(f"INSERT INTO member (case_id, audience, position) VALUES ('{case()}', '{FIRE}', 1)")
    lead.tell(case())
    assert [FIRE in fault for fault in audit(hall).faults] == [True]
