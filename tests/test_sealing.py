"""The sealing room as case files: what is done to a paper, a code, a key or a PIN, and what the room says of it."""

import io
import os
import shutil
import stat
import subprocess
import sys
from dataclasses import astuple, dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windowdesk import sealing
from windowdesk.sealing import base45
from windowdesk.sealing.authority import create_authority, issue_seal_key

BEIJING = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 23, 9, 15, 30, tzinfo=BEIJING)
NAME = "苍溪县市场监督管理局行政审批专用章（007）"
ORGAN = "苍溪县市场监督管理局"
BOX = (360.5, 90.25, 479.5, 209.25)
HTML = "<b>[red]\x1b[31m"


def years_after(years: int) -> datetime:
    return NOW.replace(year=NOW.year + years)


def drawn(text: str, size: tuple[float, float], pages: int = 1, *, red: bool = False) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    for _ in range(pages):
        if red:
            canvas.setFillColorRGB(0.9, 0, 0)
            canvas.circle(size[0] / 2, size[1] / 2, size[0] / 2 - 2, stroke=0, fill=1)
        canvas.drawString(20, size[1] / 2, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


PAPER = drawn("ACCEPTED 2026-0417", (595, 842), pages=2)
SEAL = drawn("", (119, 119), red=True)


@dataclass(frozen=True)
class Hall:
    """An authority with one seal, and one paper sealed with it."""

    folder: Path
    root: Path
    key: Path
    paper: bytes


def hall_in(folder: Path, *, at: datetime = NOW, years: int = 3) -> tuple[Path, Path]:
    create_authority(folder, "苍溪县政务服务中心", at, passphrase=b"ca")
    key = folder / "007.p12"
    issue_seal_key(
        folder,
        key,
        common_name=NAME,
        organization=ORGAN,
        now=at,
        years=years,
        passphrase=b"seal",
        authority_passphrase=b"ca",
    )
    return folder / "ca.pem", key


def sealed(key: Path, pdf: bytes = PAPER, **changed) -> bytes:
    terms = {
        "key": key,
        "passphrase": b"seal",
        "appearance": SEAL,
        "page": 1,
        "box": BOX,
        "field": "seal-1",
        "reason": "受理行政许可申请",
        "when": NOW,
    }
    return sealing.apply_seal(pdf, **(terms | changed))


@pytest.fixture(scope="module")
def hall(tmp_path_factory) -> Hall:
    folder = tmp_path_factory.mktemp("hall")
    root, key = hall_in(folder)
    return Hall(folder, root, key, sealed(key))


# --- PIN -----------------------------------------------------------------------------------------------------------


def test_a_pin_is_known_by_its_hash_and_not_readable_in_it():
    phc = sealing.hash_pin("204913")
    assert phc.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert "204913" not in phc
    assert sealing.verify_pin("204913", phc)
    assert sealing.verify_pin("２０４９１３", phc), "full-width digits of an input method are the same PIN"
    assert not sealing.verify_pin("204914", phc)
    assert not sealing.verify_pin("", phc)
    assert not sealing.verify_pin("20491\ud800", phc)


def test_the_same_pin_never_has_the_same_hash():
    assert sealing.hash_pin("1111") != sealing.hash_pin("1111")


@pytest.mark.parametrize(
    "phc",
    [
        "",
        "204913",
        "$argon2id$",
        "$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2E$MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI",
        "$argon2id$v=19$m=19456,t=2,p=1$!!!!!!!!!!!!$MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI",
        "$argon2id$v=19$m=9999999,t=2,p=1$c2FsdHNhbHRzYWx0c2E$MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI",
        "$argon2id$v=19$m=19456,t=999,p=1$c2FsdHNhbHRzYWx0c2E$MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI",
        "$argon2id$v=19$m=0,t=1,p=1$c2FsdHNhbHRzYWx0c2E$MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI",
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2E$MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI\n",
        "\ud800",
    ],
)
def test_a_malformed_or_ruinous_hash_is_no_pin(phc):
    assert not sealing.verify_pin("204913", phc)


def test_an_empty_pin_is_refused():
    with pytest.raises(ValueError, match="empty PIN"):
        sealing.hash_pin("")


# --- Authority and key files ----------------------------------------------------------------------------------------


def certificate(key: Path, passphrase: bytes = b"seal"):
    from cryptography.hazmat.primitives.serialization import pkcs12

    return pkcs12.load_pkcs12(key.read_bytes(), passphrase).cert.certificate


def test_the_seal_certificate_says_whose_it_is_and_what_for(hall):
    from cryptography import x509

    seal, root = certificate(hall.key), x509.load_pem_x509_certificate(hall.root.read_bytes())
    seal.verify_directly_issued_by(root)
    assert f"CN={NAME}" in seal.subject.rfc4514_string()
    assert f"O={ORGAN}" in seal.subject.rfc4514_string()
    usage = seal.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.digital_signature
    assert usage.value.content_commitment
    assert not usage.value.key_cert_sign
    assert not seal.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    issuer = seal.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    assert issuer == root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0
    assert (seal.not_valid_before_utc, seal.not_valid_after_utc) == (NOW, years_after(3))


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_keys_are_readable_by_their_owner_only(hall, tmp_path):
    sealing.create_desk_key(tmp_path / "desk.pem")
    for path in (hall.key, hall.folder / "ca.p12", tmp_path / "desk.pem"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(hall.root.stat().st_mode) & 0o044 == 0o044
    assert sorted(path.name for path in hall.folder.iterdir()) == ["007.p12", "ca.p12", "ca.pem"]


def test_an_authority_is_never_replaced(hall):
    before = (hall.folder / "ca.p12").read_bytes()
    with pytest.raises(FileExistsError):
        create_authority(hall.folder, "另一个中心", NOW, passphrase=b"ca")
    assert (hall.folder / "ca.p12").read_bytes() == before


def issue(hall: Hall, target: Path, **changed) -> None:
    terms = {
        "common_name": NAME,
        "organization": ORGAN,
        "now": NOW,
        "passphrase": b"seal",
        "authority_passphrase": b"ca",
    }
    issue_seal_key(hall.folder, target, **(terms | changed))


@pytest.mark.parametrize(
    "changed",
    [
        {"authority_passphrase": b"wrong"},
        {"passphrase": b""},
        {"common_name": " "},
        {"common_name": "章" * 65},
        {"common_name": "章\x1b[31m"},
        {"now": years_after(11)},
        {"now": years_after(-1)},
        {"years": 0},
    ],
    ids=str,
)
def test_a_seal_key_is_refused_and_nothing_is_left_behind(hall, tmp_path, changed):
    with pytest.raises(ValueError, match=r"."):
        issue(hall, tmp_path / "x.p12", **changed)
    assert list(tmp_path.iterdir()) == []


def test_a_legend_of_64_chinese_characters_seals_and_is_read_back(hall, tmp_path):
    legend = "章" * 64
    issue(hall, tmp_path / "x.p12", common_name=legend)
    found = sealing.check_pdf(sealed(tmp_path / "x.p12"), trusted=[hall.root])
    assert (found.state, found.signer) == (sealing.PdfState.VALID, legend)


def test_a_seal_never_outlives_its_authority_and_leap_days_are_kept_legal(hall, tmp_path):
    issue(hall, tmp_path / "x.p12", years=30)
    assert certificate(tmp_path / "x.p12").not_valid_after_utc == years_after(10)
    issue(hall, tmp_path / "y.p12", now=datetime(2028, 2, 29, tzinfo=BEIJING), years=1)
    assert certificate(tmp_path / "y.p12").not_valid_after_utc == datetime(2029, 2, 28, tzinfo=BEIJING)


# --- May this seal be used? -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("passphrase", "when", "state"),
    [
        (b"seal", NOW, "ready"),
        (b"seal", years_after(3), "ready"),
        (b"seal", NOW - timedelta(seconds=1), "not_yet_valid"),
        (b"seal", years_after(3) + timedelta(seconds=1), "expired"),
        (b"wrong", NOW, "wrong_passphrase"),
    ],
)
def test_a_seal_says_beforehand_whether_it_can_seal(hall, passphrase, when, state):
    found = sealing.seal_ready(hall.key, passphrase, when)
    assert found == state
    assert found.sentence
    if found is not sealing.SealState.READY:
        with pytest.raises(sealing.SealRefused) as refused:
            sealed(hall.key, passphrase=passphrase, when=when)
        assert refused.value.state is found


def test_a_missing_or_damaged_key_file_is_not_ready(tmp_path):
    assert sealing.seal_ready(tmp_path / "no.p12", b"seal", NOW) is sealing.SealState.MISSING
    assert sealing.seal_ready(tmp_path, b"seal", NOW) is sealing.SealState.MISSING
    (tmp_path / "bad.p12").write_bytes(b"\x30\x82garbage")
    assert sealing.seal_ready(tmp_path / "bad.p12", b"seal", NOW) is sealing.SealState.WRONG_PASSPHRASE


def test_a_renewed_key_file_is_noticed(hall, tmp_path):
    key = tmp_path / "x.p12"
    issue(hall, key, years=1)
    assert sealing.seal_ready(key, b"seal", years_after(2)) is sealing.SealState.EXPIRED
    issue(hall, key, now=years_after(1))
    assert sealing.seal_ready(key, b"seal", years_after(2)) is sealing.SealState.READY
    key.unlink()
    assert sealing.seal_ready(key, b"seal", years_after(2)) is sealing.SealState.MISSING


# --- The seal on the paper ------------------------------------------------------------------------------------------


def test_a_sealed_paper_is_valid_and_names_seal_and_time(hall):
    found = sealing.check_pdf(hall.paper, trusted=[hall.root])
    assert found.state is sealing.PdfState.VALID
    assert found.signer == NAME
    assert found.signed_at == NOW
    assert hall.paper.startswith(PAPER), "the paper itself is kept byte for byte"


def test_no_other_clock_is_in_the_paper(hall):
    """The machine's date must not contradict the register's."""
    added = hall.paper[len(PAPER) :]
    assert b"/M (D\\07220261123091530" in added
    assert b"ModDate" not in added
    assert b"ModifyDate" not in added


def test_the_paper_is_certified_against_any_change(hall):
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(hall.paper))
    signature = reader.trailer["/Root"]["/Perms"]["/DocMDP"]
    assert signature["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature["/Reference"][0]["/TransformParams"]["/P"] == 1
    assert signature["/Reason"] == "受理行政许可申请"
    field = reader.get_fields()["seal-1"]
    assert field["/FT"] == "/Sig"


def test_the_seal_is_seen_where_it_was_put_and_nowhere_else(hall):
    import pypdfium2

    document = pypdfium2.PdfDocument(hall.paper)
    document.init_forms()
    pictures = [document[number].render().to_pil().convert("RGB") for number in (0, 1)]
    document.close()
    left, bottom, right, top = BOX
    middle = (int((left + right) / 2), int(842 - (bottom + top) / 2))
    assert pictures[1].getpixel(middle) == (230, 0, 0)
    assert pictures[1].getpixel((int(left) - 4, middle[1])) == (255, 255, 255)
    assert pictures[1].getpixel((int(left) + 2, int(842 - top) + 2)) == (255, 255, 255), "no box, no border"
    assert pictures[0].getpixel(middle) == (255, 255, 255)


async def test_a_seal_can_be_put_and_checked_inside_a_running_loop(hall):
    """A screen's thread runs one."""
    assert sealing.check_pdf(sealed(hall.key), trusted=[hall.root]).state is sealing.PdfState.VALID


@pytest.mark.parametrize(
    ("pdf", "changed"),
    [
        (b"", {}),
        (b"not a paper", {}),
        (PAPER[:-200], {}),
        (PAPER, {"page": 2}),
        (PAPER, {"page": -1}),
        (PAPER, {"box": (100, 100, 100, 200)}),
        (PAPER, {"box": (100, 200, 200, 100)}),
        (PAPER, {"appearance": b"not a drawing"}),
        (PAPER, {"field": ""}),
    ],
    ids=[
        "empty",
        "garbage",
        "cut short",
        "no such page",
        "page -1",
        "flat box",
        "upside down",
        "no drawing",
        "no field",
    ],
)
def test_what_cannot_be_sealed_is_refused_with_a_value_error(hall, pdf, changed):
    with pytest.raises(ValueError, match=r"."):
        sealed(hall.key, pdf, **changed)


def test_a_sealed_paper_cannot_be_sealed_again(hall):
    with pytest.raises(ValueError, match=r"(?i)certif"):
        sealed(hall.key, hall.paper, field="seal-2")


# --- The paper comes back -------------------------------------------------------------------------------------------


def contents(paper: bytes) -> tuple[int, int]:
    """Where the hex digits of the signature begin and end."""
    start = paper.index(b"/Contents <", len(PAPER)) + len(b"/Contents <")
    return start, paper.index(b">", start)


def changed_at(paper: bytes, position: int) -> bytes:
    return paper[:position] + bytes((paper[position] ^ 1,)) + paper[position + 1 :]


def test_one_changed_byte_breaks_it_wherever_it_is(hall):
    start, end = contents(hall.paper)
    positions = {
        *range(0, start, 83),
        *range(start, start + 2400, 61),
        *range(start + 2400, end, 997),
        *range(end - 1, len(hall.paper), 29),
        len(hall.paper) - 1,
    }
    survived = [
        position
        for position in sorted(positions)
        if sealing.check_pdf(changed_at(hall.paper, position), trusted=[hall.root]).state
        not in (sealing.PdfState.ALTERED, sealing.PdfState.DAMAGED)
    ]
    assert survived == []


def test_a_changed_word_is_called_altered(hall):
    page = hall.paper.index(b"endstream")
    found = sealing.check_pdf(changed_at(hall.paper, page - 12), trusted=[hall.root])
    assert found.state is sealing.PdfState.ALTERED


def test_nothing_hides_in_the_stretch_that_no_signature_covers(hall):
    start, end = contents(hall.paper)
    padded = hall.paper[: end - 2] + b"1" + hall.paper[end - 1 :]
    assert sealing.check_pdf(padded, trusted=[hall.root]).state is sealing.PdfState.ALTERED
    letter = next(i for i in range(start, end) if hall.paper[i : i + 1].isalpha())
    forged = hall.paper[:letter] + hall.paper[letter : letter + 1].swapcase() + hall.paper[letter + 1 :]
    assert sealing.check_pdf(forged, trusted=[hall.root]).state is sealing.PdfState.ALTERED
    widened = hall.paper[: start + 5] + b"5" + hall.paper[start + 6 :]
    assert widened != hall.paper
    assert sealing.check_pdf(widened, trusted=[hall.root]).state is not sealing.PdfState.VALID
    digits = hall.paper[start:end]
    version = start + digits.rindex(b"0201013071") + 5
    older = hall.paper[:version] + b"0" + hall.paper[version + 1 :]
    assert sealing.check_pdf(older, trusted=[hall.root]).state is not sealing.PdfState.VALID


def test_an_appended_revision_is_caught(hall):
    from pyhanko.pdf_utils.generic import NameObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(hall.paper))
    writer.root["/PageMode"] = NameObject("/FullScreen")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(hall.paper)
    for paper in (out.getvalue(), hall.paper + b"\n", hall.paper + b"% one more line\n"):
        assert sealing.check_pdf(paper, trusted=[hall.root]).state is sealing.PdfState.APPENDED


@pytest.mark.parametrize(
    "garbage",
    [b"", b"%PDF-1.7", b"\0" * 5000, bytes(range(256)) * 40, b"%PDF-1.7\n/ByteRange [0 1 2 3]", "文书".encode() * 900],
    ids=["nothing", "a head", "zeros", "noise", "a decoy", "words"],
)
def test_garbage_is_damaged(hall, garbage):
    assert sealing.check_pdf(garbage, trusted=[hall.root]).state is sealing.PdfState.DAMAGED


@given(st.binary(max_size=300), st.booleans())
def test_no_bytes_raise(noise, headed):
    sealing.check_pdf(b"%PDF-1.7\n" * headed + noise, trusted=[])


def test_a_paper_cut_short_is_never_valid(hall):
    for length in range(0, len(hall.paper), 1501):
        state = sealing.check_pdf(hall.paper[:length], trusted=[hall.root]).state
        assert state in (sealing.PdfState.DAMAGED, sealing.PdfState.NO_SIGNATURE)


def test_a_paper_without_a_seal_has_no_signature(hall):
    assert sealing.check_pdf(PAPER, trusted=[hall.root]).state is sealing.PdfState.NO_SIGNATURE


def test_a_seal_of_another_authority_is_not_trusted(hall, tmp_path):
    root, key = hall_in(tmp_path / "impostor")
    paper = sealed(key)
    found = sealing.check_pdf(paper, trusted=[hall.root])
    assert (found.state, found.signer) == (sealing.PdfState.UNTRUSTED, NAME), "the same name proves nothing"
    assert sealing.check_pdf(paper, trusted=[]).state is sealing.PdfState.UNTRUSTED
    assert sealing.check_pdf(paper, trusted=[hall.root, root]).state is sealing.PdfState.VALID
    late = sealing.check_pdf(paper, trusted=[hall.root], moment=years_after(4))
    assert late.state is sealing.PdfState.UNTRUSTED


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (None, "valid"),
        (NOW, "valid"),
        (years_after(3), "valid"),
        (years_after(3) + timedelta(days=1), "expired"),
        (years_after(20), "expired"),
        (NOW - timedelta(days=1), "expired"),
    ],
    ids=["as signed", "that day", "last day", "a day late", "after the authority", "a day early"],
)
def test_a_certificate_counts_at_the_moment_of_sealing(hall, moment, state):
    assert sealing.check_pdf(hall.paper, trusted=[hall.root], moment=moment).state == state


def test_an_authority_that_cannot_be_read_is_the_callers_error(hall, tmp_path):
    with pytest.raises(FileNotFoundError):
        sealing.check_pdf(hall.paper, trusted=[tmp_path / "none.pem"])


# --- Desk keys ------------------------------------------------------------------------------------------------------


def test_a_desk_key_signs_and_its_public_half_verifies(tmp_path):
    path = tmp_path / "keys" / "desk.pem"
    public = sealing.create_desk_key(path)
    assert len(public) == 32
    assert sealing.load_public(path) == public
    signature = sealing.sign_bytes(path, b"head of the register")
    assert sealing.verify_bytes(public, b"head of the register", signature)
    assert not sealing.verify_bytes(public, b"head of the Register", signature)
    assert not sealing.verify_bytes(public, b"head of the register", changed_at(signature, 5))
    assert not sealing.verify_bytes(public, b"head of the register", b"short")
    assert not sealing.verify_bytes(b"no key", b"head of the register", signature)
    assert not sealing.verify_bytes(bytes(32), b"head of the register", signature)


def test_a_desk_key_is_never_replaced_but_a_changed_file_is_noticed(tmp_path):
    one, two = tmp_path / "1.pem", tmp_path / "2.pem"
    first, second = sealing.create_desk_key(one), sealing.create_desk_key(two)
    with pytest.raises(FileExistsError):
        sealing.create_desk_key(one)
    assert sealing.load_public(one) == first
    two.replace(one)
    assert sealing.load_public(one) == second
    one.write_text("not a key")
    with pytest.raises(ValueError, match=r"."):
        sealing.load_public(one)
    with pytest.raises(FileNotFoundError):
        sealing.sign_bytes(two, b"")


# --- The statement in the QR code -----------------------------------------------------------------------------------

CASE = "510824202611230071000142"
APPLICANT = {"name": "㛃某某", "id_number": "51082419750315001X"}
MATERIALS = ("食品经营许可申请书", "营业执照", "食品安全管理制度")
ITEM = "511A0000400004-510824000000-000-11510824008513612X-1-00"
SEED = bytes(range(32))


def stated(**changed) -> sealing.Statement:
    plain = sealing.Statement(
        case_no=CASE,
        paper_no="苍市监行审受〔2026〕第0123号",
        kind="receipt",
        window="苍溪县市场监督管理局窗口（007）",
        received="2026-11-23T09:15",
        item=sealing.item_digest(CASE, ITEM),
        applicant=sealing.applicant_digest(CASE, **APPLICANT),
        materials=sealing.materials_digest(CASE, MATERIALS),
        due="2026-12-21",
        seq=1234567,
        head="0a1b2c3d",
    )
    return replace(plain, **changed)


def public_of(seed: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


PUBLIC = public_of(SEED)
KEYS = {sealing.key_id(PUBLIC): PUBLIC}
TEXT = sealing.sign_statement(stated(), SEED)


def test_a_statement_comes_back_as_it_was_said():
    found = sealing.verify_statement(TEXT, KEYS)
    assert found.state is sealing.StatementState.VALID
    assert found.statement == stated(key=sealing.key_id(PUBLIC)) == sealing.read_statement(TEXT)
    assert TEXT.startswith("WD1:")
    assert len(TEXT) <= 500


def test_a_key_file_and_its_raw_key_say_the_same(tmp_path):
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    path = tmp_path / "desk.pem"
    public = sealing.create_desk_key(path)
    seed = load_pem_private_key(path.read_bytes(), None).private_bytes_raw()
    assert sealing.sign_statement(stated(), path) == sealing.sign_statement(stated(), seed)
    found = sealing.verify_statement(sealing.sign_statement(stated(), path), {sealing.key_id(public): public})
    assert found.state is sealing.StatementState.VALID


def test_one_changed_character_is_caught_wherever_it_is():
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
    for position, character in enumerate(TEXT):
        other = alphabet[(alphabet.index(character) + 1) % 45]
        text = TEXT[:position] + other + TEXT[position + 1 :]
        assert sealing.verify_statement(text, KEYS).state is not sealing.StatementState.VALID, position
        assert sealing.verify_statement(TEXT[:position], KEYS).state is not sealing.StatementState.VALID, position


def test_another_desks_word_is_not_this_desks():
    text = sealing.sign_statement(stated(), bytes(32))
    impostor = sealing.key_id(public_of(bytes(32)))
    assert sealing.verify_statement(text, KEYS).state is sealing.StatementState.UNKNOWN_KEY
    assert sealing.verify_statement(text, {impostor: PUBLIC}).state is sealing.StatementState.FORGED
    assert sealing.verify_statement(text, KEYS).statement == stated(key=impostor)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "WD1:",
        "WD2:" + TEXT[4:],
        TEXT[4:],
        TEXT.lower(),
        TEXT + "A",
        TEXT + "中",
        "WD1:" + "0" * 600,
        "https://example.cn",
    ],
)
def test_what_is_no_statement_is_malformed(text):
    assert sealing.verify_statement(text, KEYS).state is sealing.StatementState.MALFORMED
    with pytest.raises(ValueError, match=r"."):
        sealing.read_statement(text)


@pytest.mark.parametrize(
    "changed",
    [
        {"case_no": ""},
        {"case_no": "5108\x1f24"},
        {"window": HTML},
        {"window": "窗口\u202e700"},
        {"paper_no": "第\n号"},
        {"paper_no": "\ud800"},
        {"received": "2026-11-23 09:15"},
        {"received": "2026-13-23T09:15"},
        {"due": "21.12.2026"},
        {"due": "2026-02-30"},
        {"item": "ABCDEF012345"},
        {"applicant": "㛃某某"},
        {"head": "0a1b2c3"},
        {"seq": -1},
        {"window": "窗" * 120},
    ],
    ids=repr,
)
def test_what_has_not_the_shape_is_not_signed(changed):
    with pytest.raises(ValueError, match=r"."):
        sealing.sign_statement(stated(**changed), SEED)


@pytest.mark.parametrize("field", ["window", "received", "seq", "head"])
def test_a_payload_with_a_field_out_of_shape_is_malformed_even_if_well_signed(field):
    """A stolen key must not put escape sequences on a verifier's screen."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    parts = [str(part) for part in astuple(stated(key=sealing.key_id(PUBLIC)))]
    parts[list(sealing.Statement.__dataclass_fields__).index(field)] = HTML
    payload = "\x1f".join(parts).encode()
    signature = Ed25519PrivateKey.from_private_bytes(SEED).sign(b"WD1:" + payload)
    text = "WD1:" + base45.encode(signature + payload)
    assert sealing.verify_statement(text, KEYS) == sealing.StatementFinding(sealing.StatementState.MALFORMED)


def test_the_code_leaks_neither_name_nor_number_nor_material():
    said = base45.decode(TEXT[4:])[64:].decode()
    for secret in (APPLICANT["name"], APPLICANT["id_number"], "营业执照", ITEM, APPLICANT["id_number"][-4:]):
        assert secret not in said


def test_the_same_person_has_another_digest_in_another_case():
    other = "510824202611230071000239"
    assert sealing.applicant_digest(CASE, **APPLICANT) != sealing.applicant_digest(other, **APPLICANT)
    assert sealing.materials_digest(CASE, MATERIALS) != sealing.materials_digest(other, MATERIALS)
    assert sealing.item_digest(CASE, ITEM) != sealing.item_digest(other, ITEM)


def test_lists_that_read_alike_have_different_digests():
    assert sealing.materials_digest(CASE, ("甲", "乙丙")) != sealing.materials_digest(CASE, ("甲乙", "丙"))
    assert sealing.materials_digest(CASE, ()) != sealing.materials_digest(CASE, ("",))
    assert sealing.applicant_digest(CASE, "甲1", "23") != sealing.applicant_digest(CASE, "甲", "123")


TRUE = {
    "case_no": CASE,
    "paper_no": "苍市监行审受〔2026〕第0123号",
    "kind": "receipt",
    "window": "苍溪县市场监督管理局窗口（007）",
    "received": datetime(2026, 11, 23, 1, 15, 59, tzinfo=UTC),
    "due": date(2026, 12, 21),
    "item_code": ITEM,
    **APPLICANT,
    "materials": MATERIALS,
}


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({}, ()),
        ({"name": "㛃某"}, ("applicant",)),
        ({"id_number": "510824197503150028"}, ("applicant",)),
        ({"id_number": "51082419750315001x"}, ()),
        ({"name": " 㛃某某 "}, ()),
        ({"item_code": ITEM[:-2] + "01"}, ("item",)),
        ({"materials": MATERIALS[:2]}, ("materials",)),
        ({"materials": (*MATERIALS, "健康证明")}, ("materials",)),
        ({"materials": tuple(reversed(MATERIALS))}, ()),
        ({"window": "苍溪县市场监督管理局窗口(007)"}, ()),
        ({"window": "苍溪县市场监督管理局窗口（008）"}, ("window",)),
        ({"received": "2026-11-23 09:15"}, ()),
        ({"received": "2026-11-22 09:15"}, ("received",)),
        ({"due": ""}, ("due",)),
        ({"due": "2026-12-22"}, ("due",)),
        ({"case_no": CASE[:-1] + "3"}, ("case_no",)),
        ({"kind": "acceptance", "paper_no": "苍市监行审受〔2026〕第0124号"}, ("paper_no", "kind")),
        ({"name": None, "id_number": None, "materials": None}, ()),
    ],
    ids=str,
)
def test_an_altered_paper_shows_which_field_differs(changed, named):
    found = sealing.differences(sealing.read_statement(TEXT), **(TRUE | changed))
    assert found == named
    assert all(sealing.field_word(field) for field in found)


def test_a_name_without_its_number_is_no_comparison():
    with pytest.raises(ValueError, match="together"):
        sealing.differences(stated(), name="㛃某某")


def test_a_printed_code_is_read_back_by_a_scanner():
    import pypdfium2
    import zxingcpp
    from reportlab.graphics import renderPDF
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.shapes import Drawing

    side = 40 / 25.4 * 72
    widget = QrCodeWidget(TEXT, barLevel="M", barWidth=side, barHeight=side)
    drawing = Drawing(side, side)
    drawing.add(widget)
    document = pypdfium2.PdfDocument(renderPDF.drawToString(drawing))
    picture = document[0].render(scale=300 / 72).to_pil().convert("L")
    document.close()
    (read,) = zxingcpp.read_barcodes(picture)
    assert read.text == TEXT
    assert sealing.verify_statement(read.text, KEYS).state is sealing.StatementState.VALID


# --- Base45 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0"), (b"", "")],
)
def test_the_examples_of_rfc_9285(data, text):
    assert base45.encode(data) == text
    assert base45.decode(text) == data


@pytest.mark.parametrize("text", ["A", "GGW", ":::", "::", "ab8", "BB8B", "中中"])
def test_what_is_not_base45_is_refused(text):
    with pytest.raises(ValueError, match="base45"):
        base45.decode(text)


@given(st.binary(max_size=60))
def test_base45_gives_back_any_bytes(data):
    assert base45.decode(base45.encode(data)) == data


# --- The room itself ------------------------------------------------------------------------------------------------


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, timeout=60
    )


def test_the_room_is_cheap_to_enter():
    heavy = ["pyhanko", "cryptography", "asn1crypto", "aiohttp", "reportlab", "textual", "asyncio", "hypothesis"]
    code = "import sys, windowdesk.sealing; print([name for name in sys.argv[1:] if name in sys.modules])"
    assert python(code, *heavy).stdout.strip() == "[]"


def test_asking_a_seal_does_not_wait_for_the_pdf_library(hall):
    code = (
        "import sys, datetime, pathlib, windowdesk.sealing as s\n"
        "at = datetime.datetime.fromisoformat(sys.argv[2])\n"
        "print(s.seal_ready(pathlib.Path(sys.argv[1]), b'seal', at), 'pyhanko' in sys.modules)"
    )
    assert python(code, str(hall.key), NOW.isoformat()).stdout.split() == ["ready", "False"]


def test_the_libraries_do_not_write_on_the_clerks_screen(hall, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(hall.paper)
    code = (
        "import sys, datetime, logging, pathlib, windowdesk.sealing as s\n"
        "logging.basicConfig()\n"
        "s.warm()\n"
        "late = datetime.datetime(2040, 1, 1, tzinfo=datetime.timezone.utc)\n"
        "paper = pathlib.Path(sys.argv[1]).read_bytes()\n"
        "print(s.check_pdf(paper, trusted=[pathlib.Path(sys.argv[2])], moment=late).state)"
    )
    ran = python(code, str(tmp_path / "paper.pdf"), str(hall.root))
    assert (ran.stdout.strip(), ran.stderr) == ("expired", "")


def test_every_verdict_has_a_sentence():
    for states in (sealing.PdfState, sealing.SealState, sealing.StatementState):
        sentences = [state.sentence for state in states]
        assert len(set(sentences)) == len(sentences)


# --- Another program's opinion --------------------------------------------------------------------------------------


@pytest.mark.integration
@pytest.mark.skipif(
    os.environ.get("WINDOWDESK_INTEGRATION") != "1" or shutil.which("pdfsig") is None,
    reason="needs poppler's pdfsig and WINDOWDESK_INTEGRATION=1",
)
def test_pdfsig_agrees(hall, tmp_path):
    def opinion(paper: bytes) -> str:
        path = tmp_path / "paper.pdf"
        path.write_bytes(paper)
        return subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout

    said = opinion(hall.paper)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert NAME in said
    page = hall.paper.index(b"endstream")
    assert "Digest Mismatch" in opinion(changed_at(hall.paper, page - 12))
    assert "Total document signed" not in opinion(hall.paper + b"% one more line\n")
