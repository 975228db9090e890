"""A seal on a paper: the impression is seen on the page, the signature under it binds every byte."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from windowdesk.sealing.files import stamp
from windowdesk.sealing.keyfile import opened, signing_key
from windowdesk.sealing.libraries import finish, hush
from windowdesk.sealing.signer import Impression, SealRefused, SealState

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfSigner, SimpleSigner
    from pyhanko.stamp import StaticStampStyle

_ROOM = 8192
"""Hex digits kept free for the signature: it needs about 2,500."""


def apply_seal(
    pdf: bytes,
    *,
    key: Path,
    passphrase: bytes,
    appearance: bytes,
    page: int,
    box: tuple[float, float, float, float],
    field: str,
    reason: str,
    when: datetime,
) -> bytes:
    """The paper with the seal of this key file on it: PAdES, certified, no change permitted afterwards.

    Parameters as in `Impression`; `when` becomes the signing time. Raises SealRefused when the seal is not
    ready then, ValueError when the paper is damaged or already sealed, or the box or page is impossible.
    """
    return KeyFileSigner(key, passphrase).seal(pdf, Impression(appearance, page, box, field, reason, when))


def seal_ready(key: Path, passphrase: bytes, when: datetime) -> SealState:
    """Whether the seal can be used at `when`. Microseconds once the file has been opened."""
    return KeyFileSigner(key, passphrase).state(when)


def seal_until(key: Path, passphrase: bytes) -> datetime | None:
    """The last moment at which this key may seal; None when the file is missing or cannot be opened."""
    try:
        return opened(stamp(key), passphrase).until
    except (OSError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class KeyFileSigner:
    """A seal whose key lies in a PKCS#12 file on this desk. Meets `Signer`."""

    path: Path
    passphrase: bytes = field(repr=False)

    def state(self, when: datetime) -> SealState:
        """Whether `seal` would succeed at `when` (aware)."""
        try:
            found = opened(stamp(self.path), self.passphrase)
        except OSError:
            return SealState.MISSING
        except ValueError:
            return SealState.WRONG_PASSPHRASE
        if when < found.since:
            return SealState.NOT_YET_VALID
        return SealState.READY if when <= found.until else SealState.EXPIRED

    def seal(self, pdf: bytes, impression: Impression) -> bytes:
        """The sealed paper. Errors as `apply_seal`."""
        state = self.state(impression.when)
        if state is not SealState.READY:
            raise SealRefused(state)
        hush()
        from pyhanko.pdf_utils.misc import PdfError
        from pyhanko.sign.general import SigningError

        _possible(impression)
        try:
            return _sealed(pdf, impression, signing_key(self.path, self.passphrase))
        except (PdfError, SigningError) as error:
            raise ValueError(f"this paper cannot be sealed: {error}") from error


def _possible(impression: Impression) -> None:
    left, bottom, right, top = impression.box
    if right <= left or top <= bottom:
        raise ValueError("a seal needs a box with width and height: an invisible seal is none")
    if impression.page < 0 or not impression.field or "." in impression.field:
        raise ValueError("a seal needs a page counted from 0 and a field name without dots")


def _sealed(pdf: bytes, impression: Impression, key: SimpleSigner) -> bytes:
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    writer = _writer(pdf)
    session = _pdf_signer(writer, impression, key).init_signing_session(writer)
    session.system_time = impression.when  # the library would read the machine's clock
    paper = session.prepare_tbs_document(None, bytes_reserved=_ROOM)
    digest, output = paper.digest_tbs_document()
    finish(paper.perform_signature(digest.document_digest, PdfCMSSignedAttributes(signing_time=impression.when)))
    output.seek(0)
    return bytes(output.read())


def _pdf_signer(writer: IncrementalPdfFileWriter, impression: Impression, key: SimpleSigner) -> PdfSigner:
    from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    terms = PdfSignatureMetadata(
        field_name=impression.field,
        reason=impression.reason,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    box: Any = impression.box  # declared as whole points, taken in fractions
    place = SigFieldSpec(impression.field, on_page=impression.page, box=box)
    return PdfSigner(terms, key, stamp_style=_style(writer, impression.appearance), new_field_spec=place)


def _style(writer: IncrementalPdfFileWriter, appearance: bytes) -> StaticStampStyle:
    """The drawing of the seal as it is: without a style the library prints a box of its own over it."""
    from pyhanko.pdf_utils.content import RawContent
    from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.stamp import StaticStampStyle

    drawing = writer.import_page_as_xobject(PdfFileReader(BytesIO(appearance)))
    left, bottom, right, top = (float(edge) for edge in drawing.get_object()["/BBox"])
    background = RawContent(b"/Seal Do", box=BoxConstraints(right - left, top - bottom))
    background.resources.xobject["/Seal"] = drawing
    middle = AxisAlignment.ALIGN_MID
    return StaticStampStyle(
        border_width=0,
        background=background,
        background_layout=SimpleBoxLayoutRule(x_align=middle, y_align=middle, margins=Margins()),
        background_opacity=1.0,
    )


def _writer(pdf: bytes) -> IncrementalPdfFileWriter:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Writer(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            """Leave the paper's own title and dates: the library would enter the machine's clock."""

    return Writer(BytesIO(pdf))
