"""The documents room: a notice goes in, its paper comes out, the same bytes every time.

reportlab lives here only, and is imported when the first paper is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from windowdesk.documents.coverage import UndrawableError, UnfitError, undrawable
from windowdesk.models.notice import Notice, SealMark

__all__ = ["Drawn", "UndrawableError", "UnfitError", "draw_seal", "render", "undrawable"]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A paper. `seal_box` is (left, bottom, right, top) in points, on page `seal_page` counted from 0.

    Without a seal the box is None and the page is the last one.
    """

    pdf: bytes
    seal_page: int
    seal_box: tuple[float, float, float, float] | None


def render(notice: Notice, *, fonts: Path, qr: str = "", copy: int = 0) -> Drawn:
    """Draw a notice. The same notice, code and copy give the same bytes.

    `fonts` is the folder of the vendored fonts, `qr` the payload of the code (empty: no code; a label never
    carries one), `copy` n > 0 marks every page 补打 n. The place of the seal is left free: the signature's
    appearance draws it. Raises UndrawableError for a character that no font has, UnfitError for text that
    cannot fit its paper, ValueError for a label without a parcel or a number no bar code can carry.
    """
    from windowdesk.documents.press import press

    return Drawn(*press(notice, fonts=fonts, qr=qr, copy=copy))


def draw_seal(mark: SealMark, *, fonts: Path) -> bytes:
    """One impression as a one-page PDF as wide as the seal, transparent: 国发〔1999〕25号 第十三、十七条."""
    from windowdesk.documents.seal import draw

    return draw(mark, fonts)
