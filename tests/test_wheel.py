"""An installed wheel is whole: its data is inside and found from anywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A wheel built from this tree and unpacked as an installer would."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", str(folder), str(ROOT)], check=True, cwd=folder)
    (wheel,) = folder.glob("windowdesk-*.whl")
    site = folder / "site"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    return site


def run(site, *arguments, home):
    environment = {**os.environ, "PYTHONPATH": str(site), "WINDOWDESK_HOME": str(home), "WINDOWDESK_LANG": "en"}
    command = [sys.executable, "-m", "windowdesk", *arguments]
    return subprocess.run(command, cwd=site.parent, env=environment, capture_output=True, text=True, check=False)


def test_the_calendar_the_fonts_and_the_licences_are_inside(installed, tmp_path):
    answer = run(installed, "due", "--from", "2026-02-10", "--days", "20", "--json", home=tmp_path / "none")
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["due"] == "2026-03-16"
    fonts = installed / "windowdesk" / "data" / "fonts"
    assert len(list(fonts.glob("*.ttf"))) == 5
    assert len(list(fonts.glob("OFL-*.txt"))) == 2


def test_doctor_says_what_to_do_where_no_desk_is_set_up(installed, tmp_path):
    answer = run(installed, "doctor", home=tmp_path / "none")
    assert answer.returncode == 5
    assert "windowdesk init" in answer.stdout + answer.stderr
