"""All benchmarks, or those named: `python -m benchmarks [accept receipt …]`. One table, each row a ratio."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table


def names() -> list[str]:
    """Every benchmark of this folder."""
    return sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def main(asked: list[str]) -> int:
    """Run them and say which goals were met; 1 when one was not."""
    table = Table("benchmark", "ratio", "goal", "", title="windowdesk")
    missed = 0
    for name in asked or names():
        for what, ratio, goal in importlib.import_module(f"benchmarks.{name}").measure():
            met = ratio <= goal if goal > 0 else ratio >= -goal
            missed += not met
            table.add_row(what, f"{ratio:.3f}", f"{'≤' if goal > 0 else '≥'} {abs(goal):g}", "ok" if met else "missed")
    Console().print(table)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
