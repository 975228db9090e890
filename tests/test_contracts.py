"""The walls of the house: which room may import which, and the tools that read every line."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = ROOT / "windowdesk"


def run(*command: str) -> str:
    """Run a tool of this environment in the project; its output when it complains, else ""."""
    tool = Path(sys.executable).parent / command[0]
    done = subprocess.run([str(tool), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_imports_point_one_way() -> None:
    assert not run("lint-imports", "--no-cache")


def test_types_agree() -> None:
    assert not run("mypy")


def test_no_line_is_carelessly_written() -> None:
    assert not run("ruff", "check")


def test_every_file_is_laid_out_alike() -> None:
    assert not run("ruff", "format", "--check")


@lru_cache(maxsize=1024)
def imported(path: Path) -> set[str]:
    """The top-level packages a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("path", sorted((CODE / "models").rglob("*.py")), ids=lambda path: path.stem)
def test_the_law_imports_the_standard_library_and_what_its_values_are_made_of(path: Path) -> None:
    assert imported(path) <= sys.stdlib_module_names | {"windowdesk", "__future__", "msgspec"}


@pytest.mark.parametrize("path", sorted((CODE / "models").rglob("*.py")), ids=lambda path: path.stem)
def test_the_law_reads_neither_clock_nor_chance_nor_file(path: Path) -> None:
    assert not imported(path) & {"time", "random", "secrets", "os", "pathlib", "io", "subprocess", "socket", "uuid"}
    names = {
        node.attr for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)
    }
    assert not names & {"now", "today_local", "utcnow"}


HEAVY = ("sqlite_utils", "reportlab", "pyhanko", "cryptography", "psycopg", "pypinyin", "pyipp", "typer", "textual")


def test_the_desk_is_ready_before_anything_heavy_is_loaded() -> None:
    """The first screen waits for what `windowdesk.desk` imports."""
    asked = f"import windowdesk.desk, windowdesk.words, sys; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_one_room_imports_one_library() -> None:
    """What the contracts say, read from the source itself: an import inside a function counts too."""
    homes = {
        "sqlite_utils": {"store"},
        "psycopg": {"hall"},
        "reportlab": {"documents", "reports"},
        "pyhanko": {"sealing"},
        "cryptography": {"sealing"},
        "pyipp": {"printing"},
    }
    for library, rooms in homes.items():
        found = {path.relative_to(CODE).parts[0] for path in CODE.rglob("*.py") if library in imported(path)}
        assert found <= rooms, library


def test_every_module_says_in_one_sentence_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in CODE.rglob("*.py")
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


ONE_PAGE = {"windowdesk/models/events.py", "windowdesk/models/commands.py"}
"""All that can happen and all that can be asked: each is looked up on one page, so that nothing is missed beside it."""


def test_no_file_has_grown_beyond_what_can_be_read_at_once() -> None:
    """300 lines is the habit, 420 the most; a one-page list may be longer, and holds no logic."""
    files = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in CODE.rglob("*.py")}
    assert not {name for name, text in files.items() if len(text.splitlines()) > 420} - ONE_PAGE
    for name in ONE_PAGE:
        assert not [node for node in ast.walk(ast.parse(files[name])) if isinstance(node, (ast.If, ast.For, ast.While))]


def test_what_the_program_needs_is_declared() -> None:
    """Whatever is imported is named in pyproject, else an installed desk lacks it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {name.split("[")[0].split(">")[0].split("=")[0].replace("-", "_") for name in project["dependencies"]}
    found = set().union(*(imported(path) for path in CODE.rglob("*.py"))) - sys.stdlib_module_names
    brought = {"windowdesk", "asn1crypto", "pyhanko_certvalidator", "aiohttp", "yarl", "platformdirs", "PIL", "click"}
    assert found - declared - brought == set()
