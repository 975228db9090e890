"""Keys and signatures: the one room that imports pyhanko and cryptography, and only when they are needed.

What is made here proves who issued a paper and that it is unaltered. It is not a state electronic seal
(GB/T 38540); see `signer` for where one would take its place.
"""

from windowdesk.sealing.authority import create_authority, issue_seal_key, same_authority
from windowdesk.sealing.check import PdfFinding, PdfState, check_pdf
from windowdesk.sealing.comparison import differences, field_word
from windowdesk.sealing.deskkey import create_desk_key, key_id, load_public, sign_bytes, signed_by, verify_bytes
from windowdesk.sealing.digests import applicant_digest, item_digest, materials_digest
from windowdesk.sealing.libraries import warm
from windowdesk.sealing.pins import hash_pin, verify_pin
from windowdesk.sealing.seal import KeyFileSigner, apply_seal, seal_ready, seal_until
from windowdesk.sealing.signer import Impression, SealRefused, SealState, Signer
from windowdesk.sealing.statement import (
    Statement,
    StatementFinding,
    StatementState,
    read_statement,
    sign_statement,
    verify_statement,
)

__all__ = [
    "Impression",
    "KeyFileSigner",
    "PdfFinding",
    "PdfState",
    "SealRefused",
    "SealState",
    "Signer",
    "Statement",
    "StatementFinding",
    "StatementState",
    "applicant_digest",
    "apply_seal",
    "check_pdf",
    "create_authority",
    "create_desk_key",
    "differences",
    "field_word",
    "hash_pin",
    "issue_seal_key",
    "item_digest",
    "key_id",
    "load_public",
    "materials_digest",
    "read_statement",
    "same_authority",
    "seal_ready",
    "seal_until",
    "sign_bytes",
    "sign_statement",
    "signed_by",
    "verify_bytes",
    "verify_pin",
    "verify_statement",
    "warm",
]
