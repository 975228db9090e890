"""Power cuts, failing disks, damaged pages, kills and crashes: nothing that was acknowledged is lost or doubled."""

from __future__ import annotations

import os
import sqlite3
from random import Random

import pytest

from benchmarks import crashes, flips, kills, power
from benchmarks.accidents.disk import SECTOR, File
from windowdesk.models.refusal import Reason, Refused
from windowdesk.store.connection import Store

at_length = pytest.mark.skipif(
    os.environ.get("WINDOWDESK_INTEGRATION") != "1", reason="run with WINDOWDESK_INTEGRATION=1"
)


def test_a_disk_keeps_what_was_synced_and_any_of_what_was_not():
    file = File(b"a" * SECTOR * 2)
    file.write(b"b" * SECTOR * 3, 0)
    file.sync()
    file.write(b"c", 0)
    file.write(b"d", 1)
    file.write(b"e" * SECTOR, SECTOR * 4)
    found = {file.after_cut(Random(seed)) for seed in range(40)}
    assert {one[:2] for one in found} == {b"bb", b"cb", b"cd"}
    assert {len(one) // SECTOR for one in found} == {3, 5}
    file.sync()
    assert {file.after_cut(Random(seed)) for seed in range(9)} == {bytes(file.now)}


def test_a_power_cut_loses_nothing_that_was_acknowledged():
    found = power.many(30)
    assert (found.runs, found.lost, found.corrupt) == (30, 0, 0)
    assert found.acts > 100


def test_without_a_flush_for_every_act_acts_are_lost_so_the_cuts_are_real():
    found = power.many(8, "NORMAL")
    assert found.lost > 0
    assert found.corrupt == 0


def test_a_disk_that_fails_is_told_in_a_sentence_loses_nothing_and_the_desk_goes_on():
    found = power.failing(30)
    assert (found.lost, found.corrupt) == (0, 0)
    assert found.written == 0, "an act that stands must not be refused"
    assert found.refused > 10
    assert found.acts > 20


def test_damage_that_changes_what_is_read_is_noticed():
    found = flips.run(60)
    assert found.matters > 15
    assert found.integrity < found.chain < found.doctor
    assert found.silent == 0


def test_a_complaint_that_quotes_damaged_text_is_a_damaged_store(tmp_path):
    Store(tmp_path / "desk.db").close()
    path = tmp_path / "desk.db"
    whole = path.read_bytes()
    at = whole.index(b"CREATE TABLE parked")
    path.write_bytes(whole[:at] + b"\xcc\xcc" + whole[at + 2 :])
    with pytest.raises(Refused) as refused:
        Store(path)
    assert refused.value.reason is Reason.STORE_DAMAGED
    assert isinstance(refused.value.__cause__, sqlite3.Error | UnicodeDecodeError)


@pytest.mark.integration
@at_length
@pytest.mark.parametrize("hall", ["postgres", "embedded"])
def test_kills_in_the_middle_of_a_day_lose_and_double_nothing(hall):
    found = kills.run(25, hall)
    assert found.kills == 25
    assert found.acts > 25
    assert found.found.sound, found.found


@pytest.mark.integration
@at_length
def test_a_hall_that_crashes_under_load_keeps_what_it_acknowledged():
    found = crashes.run(4, 3)
    assert found.acknowledged > 0
    assert found.interrupted > 0
    assert found.sound, found
