"""Blocks: pieces of a paper with their height, before they have a page. Distances run down from the top."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from windowdesk.documents.fonts import Face
from windowdesk.documents.lines import break_lines

MM = 72 / 25.4
"""Points in a millimetre."""

RISE = 0.86
"""A baseline below the top of its em box, in ems; the fonts rise 0.88 and fall 0.12."""


class Text(NamedTuple):
    """A line of text: left end, baseline below the block's top, size, face, space after each character."""

    x: float
    down: float
    size: float
    face: Face
    text: str
    space: float = 0.0


class Rule(NamedTuple):
    """A straight line between two places."""

    x1: float
    down1: float
    x2: float
    down2: float
    width: float = 0.5


Paint = Callable[[float, float], str]
"""What a picture is: its page operators for a left edge and a top edge in points."""


class Picture(NamedTuple):
    """A drawing whose top left corner stands at (x, down)."""

    x: float
    down: float
    paint: Paint


@dataclass(frozen=True, slots=True)
class Block:
    """A piece that is never torn. `keep`: stays with the next; `head`: repeated when a page begins with it.

    `sides` are the edges (left, right) of a table the block belongs to, so that a torn table is closed with a
    rule. `seat` is the place of the seal: left, distance down to its top, diameter.
    """

    height: float
    texts: list[Text] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    keep: bool = False
    head: Block | None = None
    sides: tuple[float, float] | None = None
    seat: tuple[float, float, float] | None = None


def gap(height: float, *, keep: bool = False) -> Block:
    """White space."""
    return Block(height, keep=keep)


def stack(blocks: Iterable[Block]) -> Block:
    """Several blocks as one that is never torn."""
    whole, depth = Block(0), 0.0
    for block in blocks:
        whole.texts.extend(t._replace(down=t.down + depth) for t in block.texts)
        whole.rules.extend(r._replace(down1=r.down1 + depth, down2=r.down2 + depth) for r in block.rules)
        whole.pictures.extend(p._replace(down=p.down + depth) for p in block.pictures)
        depth += block.height
    return replace(whole, height=depth)


def bind(blocks: list[Block], last: int = 1) -> list[Block]:
    """The same blocks, the last ones kept on the page of what follows them."""
    cut = max(len(blocks) - last, 0)
    return blocks[:cut] + [replace(block, keep=True) for block in blocks[cut:]]


def centred(
    text: str, face: Face, size: float, middle: float, width: float, *, leading: float, space: float = 0
) -> list[Block]:
    """Lines of text about a middle, broken at `width`."""
    blocks = []
    for line in break_lines(text, face, size + space, width):
        wide = face.width(line, size) + space * (len(line) - 1)
        blocks.append(Block(size * leading, [Text(middle - wide / 2, _down(size, leading), size, face, line, space)]))
    return blocks


def lines_at(
    text: str, face: Face, size: float, x: float, width: float, *, leading: float = 1.6, indent: float = 0
) -> list[Block]:
    """A paragraph, one block a line, right edge flush; its first two and last two lines stay together."""
    lines = break_lines(text, face, size, width, indent)
    down, last = _down(size, leading), len(lines) - 1
    blocks = []
    for number, line in enumerate(lines):
        start = x + indent if number == 0 else x
        space = 0.0 if number == last else _slack(line, face, size, x + width - start)
        blocks.append(
            Block(
                size * leading,
                [Text(start, down, size, face, line, space)],
                keep=number != last and number in (0, last - 1),
            )
        )
    return blocks


def _slack(line: str, face: Face, size: float, width: float) -> float:
    """What each character of a full line gives to make the edge flush; a ragged line is left as it is."""
    gaps = len(line) - 1
    if gaps < 8 or line.endswith(" "):
        return 0.0
    each = (width - face.width(line, size)) / gaps
    return each if 0 < each < size * 0.08 else 0.0


def _down(size: float, leading: float) -> float:
    return size * ((leading - 1) / 2 + RISE)


def circle(radius: float, width: float, x: float, y: float) -> str:
    """A ring about (x, y), as page operators."""
    r, k = radius, radius * 0.5523
    return (
        f"{width:.3f} w {x + r:.3f} {y:.3f} m "
        f"{x + r:.3f} {y + k:.3f} {x + k:.3f} {y + r:.3f} {x:.3f} {y + r:.3f} c "
        f"{x - k:.3f} {y + r:.3f} {x - r:.3f} {y + k:.3f} {x - r:.3f} {y:.3f} c "
        f"{x - r:.3f} {y - k:.3f} {x - k:.3f} {y - r:.3f} {x:.3f} {y - r:.3f} c "
        f"{x + k:.3f} {y - r:.3f} {x + r:.3f} {y - k:.3f} {x + r:.3f} {y:.3f} c s"
    )
