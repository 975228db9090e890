"""What a QR code says of a person, an item or a list of materials is a digest: compared, never read back.

Every digest is salted by its case number. The applicant's is also stretched, since an ID number has few
unknown digits: a stranger pays some 10 ms for each guess. Whoever already knows the name and the number
learns from the code only that they belong to this case.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable


def applicant_digest(case_no: str, name: str, id_number: str) -> str:
    """8 hex digits for a name and its ID number or USCC. About 10 ms."""
    said = _joined(("applicant", plain(name), plain(id_number).upper()))
    return hashlib.scrypt(said, salt=case_no.encode(), n=4096, r=8, p=1, dklen=4).hex()


def materials_digest(case_no: str, names: Iterable[str]) -> str:
    """12 hex digits for the names of the materials received, in whatever order they are listed."""
    return _short("materials", case_no, *sorted(plain(name) for name in names))


def item_digest(case_no: str, code: str) -> str:
    """12 hex digits for the code of the item applied for."""
    return _short("item", case_no, plain(code))


def plain(text: str) -> str:
    """Without what a reader of the paper cannot see: spacing, and full against half width."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _short(*parts: str) -> str:
    return hashlib.sha256(_joined(parts)).hexdigest()[:12]


def _joined(parts: Iterable[str]) -> bytes:
    """Each part with its length before it, so that no two lists join to the same bytes."""
    return b"".join(len(raw).to_bytes(4, "big") + raw for raw in (part.encode() for part in parts))
