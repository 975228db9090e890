"""Pages: blocks placed on sheets one after another, then written out as page operators."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from windowdesk.documents.blocks import MM, Block, Rule, Text
from windowdesk.documents.coverage import UnfitError
from windowdesk.documents.fonts import BODY, FontBook


@dataclass(frozen=True, slots=True)
class Frame:
    """A sheet and its margins, in points."""

    wide: float
    high: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def width(self) -> float:
        """The width that text may take."""
        return self.wide - self.left - self.right

    @property
    def edge(self) -> float:
        """The right edge of the text."""
        return self.wide - self.right

    @property
    def room(self) -> float:
        """The height that blocks may take."""
        return self.high - self.top - self.bottom

    @property
    def middle(self) -> float:
        """The middle of the text."""
        return (self.left + self.edge) / 2


A4 = Frame(210 * MM, 297 * MM, 25 * MM, 25 * MM, 18 * MM, 18 * MM)
LANDSCAPE = Frame(297 * MM, 210 * MM, 34 * MM, 34 * MM, 27 * MM, 24 * MM)
LYING = Frame(297 * MM, 210 * MM, 20 * MM, 20 * MM, 16 * MM, 16 * MM)
LABEL = Frame(100 * MM, 150 * MM, 4 * MM, 4 * MM, 4 * MM, 4 * MM)

Placed = tuple[float, Block]
"""The height of a block's top above the sheet's lower edge, and the block."""
Furnish = Callable[[int, int], Block]
"""What every page carries beside its text, for page n of m; measured from the sheet's upper edge."""


@dataclass(slots=True)
class Composition:
    """A paper before it is drawn: blocks in order; its `foot` stands at the bottom of the last page."""

    frame: Frame
    blocks: list[Block]
    furnish: Furnish
    foot: Block | None = None


@dataclass(slots=True)
class _Sheets:
    frame: Frame
    pages: list[list[Placed]] = field(default_factory=lambda: [[]])
    y: float = 0.0

    def __post_init__(self) -> None:
        self.y = self.frame.high - self.frame.top

    def fits(self, height: float) -> bool:
        return self.y - height >= self.frame.bottom - 0.01

    def turn(self, following: Block | None = None) -> None:
        """Begin a new page; a table that is torn is closed here and its head repeated there."""
        if following and following.sides and self.pages[-1] and self.pages[-1][-1][1].sides:
            left, right = following.sides
            self.pages[-1].append((self.y, Block(0, rules=[Rule(left, 0, right, 0, 0.8)])))
        self.pages.append([])
        self.y = self.frame.high - self.frame.top
        if following and following.head:
            self.put(following.head)

    def put(self, block: Block) -> None:
        if block.height > self.frame.room:
            raise UnfitError("".join(text.text for text in block.texts))
        if self.pages[-1] or block.texts or block.pictures or block.rules or block.seat:  # no white at the top
            self.pages[-1].append((self.y, block))
            self.y -= block.height


def paginate(composition: Composition) -> list[list[Placed]]:
    """Blocks on pages. What is to keep together keeps together unless it is higher than a page."""
    sheets = _Sheets(composition.frame)
    for chain in _chains(composition.blocks):
        height = sum(block.height for block in chain)
        if not sheets.fits(height) and sheets.pages[-1] and height <= sheets.frame.room:
            sheets.turn(chain[0])
        for block in chain:
            if not sheets.fits(block.height) and sheets.pages[-1]:
                sheets.turn(block)
            sheets.put(block)
    if foot := composition.foot:
        if not sheets.fits(foot.height):
            sheets.turn()
        sheets.y = sheets.frame.bottom + foot.height
        sheets.put(foot)
    return sheets.pages


def _chains(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    chain: list[Block] = []
    for block in blocks:
        chain.append(block)
        if not block.keep:
            yield chain
            chain = []
    if chain:
        yield chain


def draw(composition: Composition, book: FontBook, title: str, author: str) -> tuple[bytes, list[list[Placed]]]:
    """The PDF of a composition, and where its blocks stand. Raises UndrawableError."""
    frame, pages = composition.frame, paginate(composition)
    book.lay_out()
    out = BytesIO()
    canvas = Canvas(out, pagesize=(frame.wide, frame.high), initialFontName=BODY, invariant=1, lang="zh-CN")
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setCreator("windowdesk")
    for number, page in enumerate(pages, 1):
        placed = [*page, (frame.high, composition.furnish(number, len(pages)))]
        canvas.addLiteral(_operators(placed, canvas._doc))
        canvas.showPage()
    canvas.save()
    return out.getvalue(), pages


def _operators(placed: list[Placed], doc: Any) -> str:
    """One page as operators: rules, then all text in one text object, then pictures."""
    rules = [f"{rule.width:.2f} w {_stroke(rule, top)}" for top, block in placed for rule in block.rules]
    texts = [line for top, block in placed for text in block.texts for line in _show(text, top, doc)]
    pictures = [p.paint(p.x, top - p.down) for top, block in placed for p in block.pictures]
    ticks = [_ticks(text, top) for top, block in placed for text in block.texts if "☑" in text.text]
    return "\n".join([*rules, "BT", *texts, "ET", *pictures, *ticks])


def _stroke(rule: Rule, top: float) -> str:
    return f"{rule.x1:.2f} {top - rule.down1:.2f} m {rule.x2:.2f} {top - rule.down2:.2f} l S"


def _show(text: Text, top: float, doc: Any) -> Iterator[str]:
    yield f"{text.space:.3f} Tc 1 0 0 1 {text.x:.2f} {top - text.down:.2f} Tm"
    for font, run in text.face.runs(text.text):
        for subset, codes in font.splitString(run, doc):
            yield f"{font.getSubsetInternalName(subset, doc)} {text.size:g} Tf <{codes.hex()}> Tj"


def _ticks(text: Text, top: float) -> str:
    """The ticks of ☑: the font gives the square only."""
    strokes = [f"{text.size * 0.09:.2f} w"]
    for place, character in enumerate(text.text):
        if character == "☑":
            x = text.x + text.face.width(text.text[:place], text.size) + text.space * place
            y, em = top - text.down, text.size
            strokes.append(
                f"{x + 0.22 * em:.2f} {y + 0.42 * em:.2f} m {x + 0.43 * em:.2f} {y + 0.16 * em:.2f} l "
                f"{x + 0.84 * em:.2f} {y + 0.74 * em:.2f} l S"
            )
    return " ".join(strokes)
