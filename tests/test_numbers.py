"""Numbers of the trade: the vectors of the standards, and every slip of the pen that they promise to catch."""

from __future__ import annotations

from datetime import date

import pytest
from desks import DATA, citizen
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.cn import uscc as oracle

from windowdesk.models import numbers
from windowdesk.store.hallfile import read

TODAY = date(2026, 11, 23)
CODES = ("91510824MA0000015Y", "N2510824MF0000013J", "11510824008000013F", "91110000600037341L")
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def test_a_case_number_has_twenty_four_digits_and_its_check() -> None:
    number = numbers.case_number("510824", TODAY, "007", 1, 1)
    assert number == "510824202611230071000173"
    assert int(number) % 97 == 1
    assert numbers.is_case_number(number)
    assert numbers.spoken(number) == "510824 20261123 007 1 0001 73"
    assert numbers.spoken("short") == "short"


@pytest.mark.parametrize(
    ("division", "desk", "incarnation", "serial"),
    [
        ("51082", "007", 1, 1),
        ("510824", "07", 1, 1),
        ("510824", "007", 0, 1),
        ("510824", "007", 10, 1),
        ("510824", "007", 1, 0),
        ("510824", "007", 1, 10000),
    ],
)
def test_a_case_number_without_room_is_an_error(division: str, desk: str, incarnation: int, serial: int) -> None:
    with pytest.raises(ValueError, match="room"):
        numbers.case_number(division, TODAY, desk, incarnation, serial)


@given(serial=st.integers(1, 9999), place=st.integers(0, 23), digit=st.sampled_from("0123456789"))
def test_one_wrong_digit_in_a_case_number_is_caught(serial: int, place: int, digit: str) -> None:
    number = numbers.case_number("510824", TODAY, "007", 1, serial)
    assume(number[place] != digit)
    assert not numbers.is_case_number(number[:place] + digit + number[place + 1 :])


@given(serial=st.integers(1, 9999), place=st.integers(0, 22))
def test_two_digits_exchanged_in_a_case_number_are_caught(serial: int, place: int) -> None:
    number = numbers.case_number("510824", TODAY, "007", 1, serial)
    assume(number[place] != number[place + 1])
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert not numbers.is_case_number(swapped)


@given(
    st.tuples(
        st.integers(1, 9999), st.integers(1, 9), st.integers(1, 999), st.dates(date(2024, 1, 1), date(2099, 1, 1))
    ),
    st.data(),
)
def test_no_two_desks_days_or_serials_share_a_number(one: tuple[int, int, int, date], data: st.DataObject) -> None:
    other = data.draw(st.tuples(st.integers(1, 9999), st.integers(1, 9), st.integers(1, 999), st.just(one[3])))
    made = [numbers.case_number("510824", on, f"{desk:03d}", inc, serial) for serial, inc, desk, on in (one, other)]
    assert (made[0] == made[1]) == (one == other)


@pytest.mark.parametrize(
    "text", ["", "5" * 24, "５１０８２４２０２６１１２３００７１０００１７３", "510824202611230071000173 ", "x" * 24]
)
def test_other_text_is_no_case_number(text: str) -> None:
    assert not numbers.is_case_number(text)


# -- GB 11643


def test_the_vectors_of_a_citizens_number() -> None:
    assert numbers.id_number_fault("510824198001010018", TODAY) == ""
    assert numbers.id_number_fault("360426199101010071", TODAY) == ""
    assert numbers.id_number_fault("512931198502287X", TODAY) == "shape"


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("", "shape"),
        ("510824198001010018 ", "shape"),
        ("51082419800101001x", "shape"),
        ("５１０８２４１９８００１０１００１８", "shape"),
        ("510824198013010018", "birth"),
        ("510824198002300018", "birth"),
        ("510824190002290018", "birth"),
        ("510824000001010018", "birth"),
        ("510824202611240018", "birth"),
        ("510824187912310018", "birth"),
        ("510824198001010010", "check"),
    ],
)
def test_what_is_wrong_with_a_citizens_number(number: str, fault: str) -> None:
    assert numbers.id_number_fault(number, TODAY) == fault


@given(n=st.integers(1, 999), place=st.integers(0, 17), letter=st.sampled_from("0123456789X"))
def test_one_wrong_character_in_a_citizens_number_is_caught(n: int, place: int, letter: str) -> None:
    number = citizen(n)
    assert numbers.id_number_fault(number, TODAY) == ""
    assume(number[place] != letter)
    assert numbers.id_number_fault(number[:place] + letter + number[place + 1 :], TODAY)


@given(n=st.integers(1, 999), place=st.integers(0, 16))
def test_two_digits_exchanged_in_a_citizens_number_are_caught(n: int, place: int) -> None:
    number = citizen(n)
    assume(number[place] != number[place + 1])
    assert numbers.id_number_fault(number[:place] + number[place + 1] + number[place] + number[place + 2 :], TODAY)


# -- GB 32100 and GB 11714


@pytest.mark.parametrize("code", CODES)
def test_real_shapes_of_credit_codes_are_right(code: str) -> None:
    assert numbers.uscc_fault(code) == ""


@given(code=st.sampled_from(CODES), place=st.integers(0, 17), letter=st.sampled_from(LETTERS))
def test_one_wrong_character_in_a_credit_code_is_caught(code: str, place: int, letter: str) -> None:
    assume(code[place] != letter)
    assert numbers.uscc_fault(code[:place] + letter + code[place + 1 :])


@given(body=st.text("0123456789", min_size=8, max_size=8), rest=st.text(LETTERS, min_size=9, max_size=9))
def test_the_check_of_a_credit_code_is_the_one_another_library_computes(body: str, rest: str) -> None:
    """The library refuses every letter among the first eight, so it is asked about digits only."""
    code = body + rest + oracle.calc_check_digit(body + rest)
    assert numbers.uscc_fault(code) in ("", "org_check")
    ours = numbers.uscc_fault(code[:-1] + LETTERS[(LETTERS.index(code[-1]) + 1) % 31])
    assert ours == "check"


@pytest.mark.parametrize("first", "ANY")
def test_codes_of_the_army_farming_and_others_begin_with_letters(first: str) -> None:
    body = f"{first}2510824MF0000013"
    total = sum(LETTERS.index(letter) * pow(3, place, 31) for place, letter in enumerate(body))
    assert numbers.uscc_fault(body + LETTERS[(31 - total % 31) % 31]) == ""


@pytest.mark.parametrize(
    "code", ["", "91510824MA0000015", "91510824MA0000015y", "91510824MI0000015Y", "91510824MO0000015Y", "９" * 18]
)
def test_a_credit_code_has_its_own_letters(code: str) -> None:
    assert numbers.uscc_fault(code) == "shape"


def test_the_organisation_code_inside_is_checked_as_well() -> None:
    body = "91510824MA0000016"
    total = sum(LETTERS.index(letter) * pow(3, place, 31) for place, letter in enumerate(body))
    assert numbers.uscc_fault(body + LETTERS[(31 - total % 31) % 31]) == "org_check"
    assert [numbers.organisation_check(code[8:16]) for code in CODES] == [code[16] for code in CODES]


def test_every_department_of_the_demonstration_has_a_right_code() -> None:
    import tomllib

    hall = read(tomllib.loads((DATA / "demo-hall.toml").read_text(encoding="utf-8")))
    codes = [part.uscc for (kind, _), part in hall.items() if kind == "department"]
    assert [code for code in codes if numbers.uscc_fault(code)] == []


# -- UPU S10


@pytest.mark.parametrize("number", ["EE123456785CN", "RR473124829CN", "1234567890123"])
def test_numbers_of_parcels(number: str) -> None:
    assert numbers.mail_number_fault(number) == ""


def test_the_vector_of_the_standard() -> None:
    assert numbers.s10_check("47312482") == "9"


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("", "shape"),
        ("EE123456785", "shape"),
        ("EE123456785US", "shape"),
        ("ee123456785CN", "shape"),
        ("JE123456785CN", "shape"),
        ("EE12345678XCN", "shape"),
        ("EE１２３４５６７８５CN", "shape"),
        ("123456789012", "shape"),
        ("EE123456784CN", "check"),
    ],
)
def test_what_is_wrong_with_a_parcels_number(number: str, fault: str) -> None:
    assert numbers.mail_number_fault(number) == fault


@given(body=st.text("0123456789", min_size=8, max_size=8), place=st.integers(0, 8), digit=st.sampled_from("0123456789"))
def test_a_wrong_digit_in_a_parcels_number_is_caught_where_the_standard_can(body: str, place: int, digit: str) -> None:
    """S10 folds eleven remainders into ten digits: 0 and 5 stand for two each (remainders 1 and 10, 0 and 6)."""
    whole = body + numbers.s10_check(body)
    assume(whole[place] != digit)
    wrong = whole[:place] + digit + whole[place + 1 :]
    caught = numbers.mail_number_fault(f"EE{wrong}CN") == "check"
    assert caught or whole[8] in "05"


# -- telephones and masks


@pytest.mark.parametrize(
    "text", ["13800000000", "19912345678", "0839-5221234", "08395221234", "010-12345678", "01012345678"]
)
def test_telephones(text: str) -> None:
    assert numbers.is_phone(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "110",
        "12345",
        "12800000000",
        "1380000000",
        "138000000000",
        "5221234",
        "0839--5221234",
        "+8613800000000",
        "１３８００００００００",
    ],
)
def test_what_is_no_telephone(text: str) -> None:
    assert not numbers.is_phone(text)


@given(st.text("0123456789X", max_size=30))
def test_a_mask_shows_ten_characters_at_most_and_keeps_the_length(text: str) -> None:
    masked = numbers.masked_id(text)
    assert len(masked) == len(text)
    assert len(masked.replace("*", "")) <= (10 if len(text) >= 15 else 2)


def test_what_a_clerk_sees() -> None:
    assert numbers.masked_id("510824198001010018") == "510824********0018"
    assert numbers.masked_phone("13812345678") == "138****5678"
    assert numbers.masked_phone("110") == "***"
