"""Papers reach a folder or a printer once, whole, and every way of failing is said in two languages."""

from __future__ import annotations

import os
import resource
import shutil
import socket
import ssl
import stat
import subprocess
import sys
import time
import unicodedata
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ipp_printer import LoopbackPrinter, answer
from pyipp.enums import IppTag

from windowdesk import i18n
from windowdesk.printing import (
    Fate,
    PrinterBusy,
    PrinterError,
    PrintJob,
    Sent,
    next_attempt,
    open_destination,
)
from windowdesk.printing.folder import FolderPrinter
from windowdesk.printing.ipp import IppPrinter
from windowdesk.printing.ipp_reply import read_reply
from windowdesk.printing.ipp_uri import printer_uri
from windowdesk.printing.media import media_name
from windowdesk.printing.names import file_name, job_name, token

NUMBER = "苍市监受〔2026〕007-0012号"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 80 + b"\n%%EOF\n"
A_MINUTE = timedelta(minutes=1)


def a_job(number=NUMBER, copy=0, pdf=PDF, media="A4", row=17):
    return PrintJob(row, number, copy, "受理通知书", pdf, media)


@pytest.fixture
def folder(tmp_path):
    return FolderPrinter(tmp_path / "纸件")


@pytest.fixture
def printer():
    with LoopbackPrinter() as one:
        yield one


def at(printer, timeout=5.0):
    return IppPrinter(printer.uri, timeout)


# the queue's patience


def test_a_failed_paper_is_tried_later_and_later():
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    waits = [(next_attempt(tries, now) - now).total_seconds() for tries in (1, 2, 3, 4, 5, 1000)]
    assert waits == [5, 15, 60, 300, 300, 300]


def test_the_first_attempt_and_a_time_without_zone_are_mistakes():
    with pytest.raises(ValueError):
        next_attempt(0, datetime.now(UTC))
    with pytest.raises(ValueError):
        next_attempt(1, datetime(2026, 11, 23))


def test_an_error_speaks_the_language_of_the_desk():
    error = PrinterBusy("忙", "busy")
    try:
        i18n.choose("en")
        assert str(error) == "busy"
    finally:
        i18n.choose("zh")
    assert str(error) == "忙"
    assert isinstance(error, PrinterError)
    assert not error.maybe_printed


def test_a_reprint_is_not_counted_below_nothing():
    with pytest.raises(ValueError):
        a_job(copy=-1)


# the setting


def test_a_setting_opens_a_folder_or_a_printer(tmp_path):
    assert open_destination("folder", tmp_path).folder == tmp_path / "printed"
    assert open_destination(f"folder:{tmp_path}/纸 件", tmp_path).folder == tmp_path / "纸 件"
    assert open_destination(" ipps://prn.local/q ", tmp_path).uri.text == "ipps://prn.local:631/q"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "setting", ["", "folder:", "folder:rel/ative", "folder:/a\0b", "lp", "http://x/", "/tmp", "ipp:"]
)
def test_another_setting_is_refused_with_what_to_write(setting, tmp_path):
    with pytest.raises(ValueError, match="ipp://"):
        open_destination(setting, tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "http://host/ipp/print",
        "file:///etc/passwd",
        "ipp://",
        "ipp:///ipp/print",
        "ipp://host:0/",
        "ipp://host:70000/",
        "ipp://host:x/",
        "ipp://clerk:secret@host/",
        "ipp://clerk@host/",
        "ipp://host/a b",
        "ipp://host/\n",
        "ipp://ho\tst/",
        "ipp://host/?waitjob=false",
        "ipp://host/#x",
        "ipp://[::1/",
        "ipp://host/\x1b[2J",
    ],
)
def test_a_printer_address_is_checked(text):
    with pytest.raises(ValueError):
        printer_uri(text)


def test_a_printer_address_is_completed():
    assert printer_uri("IPP://PRN").text == "ipp://prn:631/ipp/print"
    assert printer_uri("ipps://[::1]:8631/printers/a07").text == "ipps://[::1]:8631/printers/a07"
    with pytest.raises(ValueError):
        IppPrinter("ipp://prn", 0)


def test_the_first_screen_pays_for_no_printer(tmp_path):
    code = (
        "import sys; from pathlib import Path; from windowdesk.printing import open_destination\n"
        "open_destination('ipp://127.0.0.1/', Path()); open_destination('folder', Path())\n"
        "assert not {'pyipp', 'aiohttp', 'yarl'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# the folder


def test_a_paper_becomes_a_file_of_its_number(folder):
    sent = folder.send(a_job())
    assert sent == Sent(str(folder.folder / f"{NUMBER}.pdf"))
    assert Path(sent.where).read_bytes() == PDF
    assert stat.S_IMODE(Path(sent.where).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.folder.stat().st_mode) == 0o700


def test_a_reprint_is_marked(folder):
    assert Path(folder.send(a_job(copy=2)).where).name == f"{NUMBER}.补打2.pdf"


def test_the_same_paper_twice_is_one_file_left_alone(folder):
    first = folder.send(a_job())
    before = Path(first.where).stat()
    assert folder.send(a_job()) == Sent(first.where, already=True)
    assert Path(first.where).stat() == before
    assert len(list(folder.folder.iterdir())) == 1


def test_another_paper_is_not_overwritten(folder):
    folder.send(a_job())
    with pytest.raises(PrinterError, match="没有覆盖"):
        folder.send(a_job(pdf=b"%PDF-1.7 other"))
    assert (folder.folder / f"{NUMBER}.pdf").read_bytes() == PDF


def test_a_stopped_desk_asks_the_folder(folder):
    assert folder.state(a_job(), A_MINUTE) is Fate.NOT_PRINTED
    folder.send(a_job())
    assert folder.state(a_job(), A_MINUTE) is Fate.PRINTED
    assert folder.state(a_job(copy=1), A_MINUTE) is Fate.NOT_PRINTED


HOSTILE = [
    "../../etc/passwd",
    "..",
    ".",
    "",
    " ",
    "/etc/passwd",
    "C:\\con\\aux",
    "CON",
    "nul",
    "a\0b",
    "a\nb\x1b[2J",
    "\u202egnp.fdp",
    "苍" * 300,
    "x" * 300,
    "\ud800",
    "~/.ssh/authorized_keys",
    "号.补打1",
    "$(reboot);`id`",
    "-rf",
    "e\u0301",
    "神\ufa19",
]


@pytest.mark.parametrize("number", HOSTILE)
def test_a_paper_number_is_never_a_path(number, folder):
    sent = Path(folder.send(a_job(number, copy=3)).where)
    assert [found.name for found in folder.folder.iterdir()] == [sent.name]
    assert sent.parent == folder.folder
    assert sent.read_bytes() == PDF


@given(st.text(st.characters(exclude_categories=())), st.integers(0, 10**9))
def test_every_number_makes_a_short_visible_name(number, copy):
    name = file_name(a_job(number, copy))
    assert len(name.encode()) <= 255
    assert name.isprintable()
    assert name[0] not in ". "
    assert not set(name) & set('/\\:*?"<>|')


def test_numbers_that_look_alike_are_different_files():
    alike = [
        "a/b",
        "a\\b",
        "a_b",
        "a:b",
        "a b",
        "a\tb",
        "é",
        "e\u0301",
        "x" * 300,
        "x" * 301,
        "",
        "..",
        "x.补打1",
    ]
    names = [file_name(a_job(number)) for number in alike] + [file_name(a_job("x", copy=1))]
    as_some_disks_see_them = {unicodedata.normalize("NFC", name) for name in names}
    assert len(as_some_disks_see_them) == len(names)


def test_a_pipe_in_the_way_does_not_hold_the_desk(folder):
    folder.folder.mkdir()
    os.mkfifo(folder.folder / f"{NUMBER}.pdf")
    with pytest.raises(PrinterError, match="没有覆盖"):
        folder.send(a_job())


def test_what_a_power_cut_left_is_replaced(folder):
    folder.folder.mkdir()
    (folder.folder / f".{NUMBER}.pdf.part").write_bytes(PDF[:100])
    folder.send(a_job())
    assert [found.name for found in folder.folder.iterdir()] == [f"{NUMBER}.pdf"]


def test_a_file_in_place_of_the_folder_is_said(tmp_path):
    (tmp_path / "papers").write_text("")
    printer = FolderPrinter(tmp_path / "papers")
    with pytest.raises(PrinterError, match="没有写入"):
        printer.send(a_job())
    with pytest.raises(PrinterError):
        printer.state(a_job(), A_MINUTE)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_said(folder):
    folder.folder.mkdir(mode=0o500)
    with pytest.raises(PrinterError, match="没有权限"):
        folder.send(a_job())


@contextmanager
def files_end_at(size):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_quota_leaves_no_half_paper(folder):
    with files_end_at(4096), pytest.raises(PrinterError) as refused:
        folder.send(a_job())
    assert "磁盘已满" in refused.value.chinese
    assert "disk is full" in refused.value.english
    assert list(folder.folder.iterdir()) == []
    assert folder.send(a_job()) == Sent(str(folder.folder / f"{NUMBER}.pdf"))


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="only root mounts a small disk")
def test_a_full_disk_leaves_no_half_paper(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        with pytest.raises(PrinterError, match="磁盘已满"):
            FolderPrinter(disk).send(a_job())
        assert list(disk.iterdir()) == []
        FolderPrinter(disk).send(a_job(pdf=b"%PDF-1.7 small"))
        assert len(list(disk.iterdir())) == 1
    finally:
        subprocess.run(["umount", disk], check=True)


# the network printer


def test_a_paper_arrives_byte_for_byte_under_its_chinese_name(printer):
    sent = at(printer).send(a_job(copy=1))
    assert sent == Sent("#1")
    assert printer.pdfs == [PDF]
    asked = next(asked for asked in printer.asked if asked["data"])
    assert asked["operation-attributes"]["job-name"] == f"{token(a_job(copy=1))} {NUMBER} 受理通知书 补打1"
    assert asked["operation-attributes"]["document-format"] == "application/pdf"
    assert asked["jobs"] == [{"media": "iso_a4_210x297mm"}]


def test_a_paper_made_in_two_copies_is_printed_twice(printer):
    at(printer).send(PrintJob(17, NUMBER, 0, "容缺受理通知书", PDF, "A4", 2))
    asked = next(asked for asked in printer.asked if asked["data"])
    assert asked["jobs"] == [{"media": "iso_a4_210x297mm", "copies": 2}]


def test_the_desk_waits_until_the_printer_is_done(printer):
    printer.looks = 3
    at(printer).send(a_job())
    assert printer.jobs[0]["job-state"] == 9
    assert printer.looks == 0


def test_a_job_name_fits_and_says_nothing_to_a_terminal():
    name = job_name(a_job("苍" * 300 + "\x1b]0;x\x07\ud800"))
    assert name.startswith(token(a_job("苍" * 300 + "\x1b]0;x\x07\ud800")) + " 苍")
    assert len(name.encode()) <= 255
    assert name.isprintable()


def test_a_busy_printer_took_nothing_and_takes_it_later(printer):
    printer.busy = 1
    with pytest.raises(PrinterBusy) as refused:
        at(printer).send(a_job())
    assert not refused.value.maybe_printed
    assert at(printer).send(a_job()) == Sent("#1")
    assert printer.pdfs == [PDF]


def test_a_job_the_printer_gives_up_says_why(printer):
    printer.ends = {"job-state": 8, "job-state-reasons": ["aborted-by-system", "document-format-error"]}
    with pytest.raises(PrinterError) as refused:
        at(printer).send(a_job())
    assert refused.value.chinese == "纸件在打印机上被中止：打印机中止、文件打不开。"
    assert refused.value.english == (
        "The paper was given up at the printer: aborted by the printer, the document cannot be read."
    )
    assert not refused.value.maybe_printed
    assert at(printer).state(a_job(), A_MINUTE) is Fate.NOT_PRINTED


def test_what_a_printer_says_is_only_text(printer):
    printer.ends = {"job-state": 7, "job-state-message": "\x1b[2J[red]" + "长" * 500}
    with pytest.raises(PrinterError, match="取消") as refused:
        at(printer).send(a_job())
    assert refused.value.chinese.isprintable()
    assert len(refused.value.chinese) < 200


def test_an_empty_tray_is_said_and_the_paper_is_not_sent_again(printer):
    printer.looks, printer.ends = 1, {"job-state": 6, "job-state-reasons": "printer-stopped"}
    printer.about["printer-state-reasons"] = ["media-empty-error", "x-vendor-hiccup"]
    with pytest.raises(PrinterError, match="缺纸") as late:
        at(printer, 0.6).send(a_job())
    assert late.value.maybe_printed
    assert "x-vendor-hiccup" in late.value.english
    assert at(printer).state(a_job(), A_MINUTE) is Fate.UNDER_WAY
    printer.ends = {"job-state": 9}
    assert at(printer).send(a_job()) == Sent("#1", already=True)
    assert printer.pdfs == [PDF]


def test_a_dead_port_is_said_at_once():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        dead = IppPrinter(f"ipp://127.0.0.1:{taken.getsockname()[1]}/", 5)
        began = time.monotonic()
        with pytest.raises(PrinterError, match="连不上") as refused:
            dead.send(a_job())
        with pytest.raises(PrinterError):
            dead.state(a_job(), A_MINUTE)
    assert time.monotonic() - began < 3
    assert not refused.value.maybe_printed


def test_an_unknown_name_is_said():
    with pytest.raises(PrinterError, match="找不到打印机"):
        IppPrinter("ipp://printer.invalid/", 2).send(a_job())


@contextmanager
def something_that_answers(raw):
    """A port where `raw` is the answer to everything, and silence follows on the open connection."""
    over = Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.02)

        def serve():
            held = []
            while not over.is_set():
                with suppress(TimeoutError):
                    caller, _ = server.accept()
                    held.append(caller)
                    caller.settimeout(2)
                    while b"\r\n\r\n" not in caller.recv(65536):
                        pass
                    caller.sendall(raw)
            for caller in held:
                caller.close()

        thread = Thread(target=serve)
        thread.start()
        try:
            yield f"ipp://127.0.0.1:{server.getsockname()[1]}/ipp/print"
        finally:
            over.set()
            thread.join()


@pytest.mark.parametrize("raw", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"])
def test_a_printer_that_falls_silent_is_left_in_time(raw):
    with something_that_answers(raw) as uri:
        began = time.monotonic()
        with pytest.raises(PrinterError, match="没有回答") as late:
            IppPrinter(uri, 0.4).send(a_job())
        assert 0.3 < time.monotonic() - began < 1.4
        assert not late.value.maybe_printed


def http(body, status="200 OK"):
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


BACKWARDS = bytes.fromhex("0200 0000 00000001 01 41 0000 fffb")


@pytest.mark.parametrize(
    "body",
    [
        BACKWARDS,
        b"",
        b"<html>router</html>",
        answer(0, 1)[:-1],
        b"\x03" + answer(0, 1)[1:],
        b"\x02\x00\x00\x00\x00\x00\x00\x01",
    ],
)
def test_an_answer_that_is_no_ipp_ends(body):
    with something_that_answers(http(body)) as uri, pytest.raises(PrinterError, match="不是 IPP"):
        IppPrinter(uri, 2).send(a_job())


def test_a_web_error_is_said():
    with something_that_answers(http(b"\xff", "404 Not Found")) as uri, pytest.raises(PrinterError):
        IppPrinter(uri, 2).send(a_job())
    with something_that_answers(http(b"", "403 No")) as uri, pytest.raises(PrinterError, match="HTTP 403"):
        IppPrinter(uri, 2).send(a_job())
    with something_that_answers(http(b"", "503 Later")) as uri, pytest.raises(PrinterBusy):
        IppPrinter(uri, 2).send(a_job())
    with something_that_answers(http(answer(0x0402, 1))) as uri, pytest.raises(PrinterError, match="登录"):
        IppPrinter(uri, 2).send(a_job())


@given(st.binary(max_size=200))
def test_reading_an_answer_always_ends(tail):
    with suppress(ValueError):
        read_reply(b"\2\0\0\0\0\0\0\1" + tail)


def test_an_answer_is_read_as_pyipp_wrote_it():
    jobs = [
        {"job-id": 7, "job-name": "受理", "job-state": 9},
        {"job-id": -1, "job-state-reasons": ["a", "b"]},
    ]
    reply = read_reply(answer(1, 5, IppTag.JOB, jobs))
    assert (reply.status, reply.ok, reply.printer) == (1, True, {})
    assert reply.jobs == (
        {"job-id": (7,), "job-name": ("受理",), "job-state": (9,)},
        {"job-id": (-1,), "job-state-reasons": ("a", "b")},
    )
    with_language = bytes.fromhex("0200 0000 00000001 02 36 0001 6e 0009") + b"\0\2zh\0\3\xe5\x8f\xb7" + b"\3"
    assert read_reply(with_language).job == {"n": ("号",)}


# nothing is printed twice


def test_a_lost_answer_does_not_print_twice(printer):
    printer.drops_answer = True
    with pytest.raises(PrinterError) as lost:
        at(printer).send(a_job())
    assert lost.value.maybe_printed
    assert at(printer).state(a_job(), A_MINUTE) is Fate.UNDER_WAY
    assert at(printer).send(a_job()) == Sent("#1", already=True)
    assert at(printer).state(a_job(), A_MINUTE) is Fate.PRINTED
    assert at(printer).send(a_job()) == Sent("#1", already=True)
    assert printer.pdfs == [PDF]


def test_a_desk_killed_in_the_middle_settles_its_job(printer):
    printer.looks = 10**6
    code = (
        "import sys; from windowdesk.printing.ipp import IppPrinter\n"
        "from windowdesk.printing import PrintJob\n"
        "IppPrinter(sys.argv[1], 60).send(PrintJob(17, sys.argv[2], 0, '受理通知书', b'%PDF-1.7'))"
    )
    with subprocess.Popen([sys.executable, "-c", code, printer.uri, NUMBER]) as desk:
        assert printer.taken.wait(30)
        desk.kill()
    assert at(printer).state(a_job(), A_MINUTE) is Fate.UNDER_WAY
    printer.looks = 0
    assert at(printer).send(a_job()) == Sent("#1", already=True)
    assert len(printer.pdfs) == 1


def test_a_broken_look_is_repeated(printer):
    printer.looks = 3
    printer.at_look = lambda job: "drop" if printer.looks == 2 else None
    assert at(printer).send(a_job()) == Sent("#1")
    assert printer.pdfs == [PDF]


def test_a_printer_that_vanishes_leaves_the_paper_in_doubt(printer):
    printer.at_look = lambda job: "drop"
    began = time.monotonic()
    with pytest.raises(PrinterError, match="请看打印机") as lost:
        at(printer, 0.6).send(a_job())
    assert lost.value.maybe_printed
    assert time.monotonic() - began < 1.6


def test_a_printer_without_a_history_is_done_when_it_forgets(printer):
    printer.at_look = lambda job: printer.jobs.clear()
    assert at(printer).send(a_job()) == Sent("#1")


def test_a_printer_restarted_in_the_middle_is_in_doubt(printer):
    def restart(job):
        printer.jobs.clear()
        printer.about["printer-up-time"] = 3

    printer.at_look = restart
    with pytest.raises(PrinterError, match="重新启动") as doubt:
        at(printer).send(a_job())
    assert doubt.value.maybe_printed


def finished(name, second):
    return {"job-id": 1, "job-name": name, "job-state": 9, "time-at-completed": second}


def test_a_job_not_listed_is_unprinted_only_when_the_history_reaches_back(printer):
    assert at(printer).state(a_job(), A_MINUTE) is Fate.UNKNOWN
    printer.jobs = [finished("another", 970)]
    assert at(printer).state(a_job(), A_MINUTE) is Fate.UNKNOWN
    printer.jobs = [finished("another", 900)]
    assert at(printer).state(a_job(), A_MINUTE) is Fate.NOT_PRINTED
    printer.jobs.append({"job-id": 2, "job-state": 9, "time-at-completed": 990})
    assert at(printer).state(a_job(), A_MINUTE) is Fate.UNKNOWN, "a job whose name is kept private may be ours"
    printer.lists = False
    assert at(printer).state(a_job(), A_MINUTE) is Fate.UNKNOWN


def test_another_copy_and_another_row_are_other_jobs(printer):
    at(printer).send(a_job())
    at(printer).send(a_job(copy=1))
    at(printer).send(a_job(row=1))
    assert len(printer.pdfs) == 3


def test_a_printer_that_lists_no_jobs_still_prints(printer):
    printer.lists = False
    assert at(printer).send(a_job()) == Sent("#1")


def test_a_printer_may_sign_its_own_certificate(printer, tmp_path):
    certificate = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with LoopbackPrinter() as shy:
        shy.socket = context.wrap_socket(shy.socket, server_side=True)
        assert IppPrinter(shy.uri.replace("ipp:", "ipps:"), 5).send(a_job()) == Sent("#1")
        assert shy.pdfs == [PDF]


def self_signed(folder):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "printer")])
    made = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(made - A_MINUTE).not_valid_after(made + timedelta(days=1))
    pem = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    pem += key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "printer.pem").write_bytes(pem)
    return folder / "printer.pem"


# the sheet


def test_a_sheet_is_found_by_its_size():
    known = ["na_letter_8.5x11in", "iso_a4_210x297mm", "om_small-photo_100x150mm"]
    assert media_name("A4", known) == "iso_a4_210x297mm"
    assert media_name("100x150mm", known) == "om_small-photo_100x150mm"
    assert media_name("215.9x279.4mm", known) == "na_letter_8.5x11in"
    assert media_name("100x180mm", ["custom_min_50x70mm", "custom_max_216x356mm"]) == "custom_100x180mm_100x180mm"
    assert media_name("A4", []) is None


@pytest.mark.parametrize("media", ["A9", "", "100x150", "../A4", "1e9x1mm", "100×150mm", "-1x2mm"])
def test_a_sheet_that_is_none_is_refused(media):
    with pytest.raises(PrinterError, match="看不懂纸张"):
        media_name(media, [])


def test_a_sheet_the_printer_has_not_is_refused_before_it_is_sent(printer):
    with pytest.raises(PrinterError, match="没有 100x180mm 的纸") as refused:
        at(printer).send(a_job(media="100x180mm"))
    assert printer.pdfs == []
    assert not refused.value.maybe_printed


# a printer made by somebody else


def listens(place, family=socket.AF_UNIX):
    with socket.socket(family) as knock:
        return knock.connect_ex(place) == 0


def wait_until(ready, seconds=10.0):
    ends = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < ends, "it did not start"
        time.sleep(0.05)


@contextmanager
def running(command, ready, log):
    with log.open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said) as program:
        try:
            wait_until(ready)
            yield
        finally:
            program.terminate()


@pytest.fixture
def service_discovery(tmp_path):
    """ippeveprinter dies without Avahi, and Avahi without D-Bus: whichever is missing is run for the test."""
    bus, avahi = "/run/dbus/system_bus_socket", "/run/avahi-daemon/socket"
    with ExitStack() as running_now:
        for command, place in (
            (["dbus-daemon", "--system", "--nofork", "--nopidfile"], bus),
            (["avahi-daemon", "--no-chroot", "--no-drop-root", "--no-rlimits"], avahi),
        ):
            if not listens(place):
                Path(place).parent.mkdir(exist_ok=True)
                started = running(command, lambda place=place: listens(place), tmp_path / command[0])
                running_now.callback(Path(place).unlink, missing_ok=True)
                running_now.enter_context(started)
        yield


@pytest.mark.integration
@pytest.mark.skipif(os.environ.get("WINDOWDESK_INTEGRATION") != "1", reason="run with WINDOWDESK_INTEGRATION=1")
@pytest.mark.skipif(not shutil.which("ippeveprinter"), reason="apt install cups-ipp-utils avahi-daemon dbus")
def test_ippeveprinter_prints_what_was_sent(service_discovery, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    spool = tmp_path / "spool"
    spool.mkdir()
    command = ["ippeveprinter", "-r", "off", "-s", "120", "-p", str(port), "-n", "localhost", "-k"]
    command += ["-d", str(spool), "-f", "application/pdf", "A07"]
    log = tmp_path / "ippeveprinter"
    with running(command, lambda: listens(("127.0.0.1", port), socket.AF_INET), log):
        real = IppPrinter(f"ipp://localhost:{port}/ipp/print", 30)
        assert real.send(a_job()) == Sent("#1")
        assert real.state(a_job(), A_MINUTE) is Fate.PRINTED
        assert real.send(a_job()) == Sent("#1", already=True)
        with pytest.raises(PrinterError, match="没有 100x150mm 的纸"):
            real.send(a_job(media="100x150mm", copy=9))
        reprint = Thread(target=real.send, args=(a_job(copy=1),))
        reprint.start()
        wait_until(lambda: real.state(a_job(copy=1), A_MINUTE) is Fate.UNDER_WAY)
        with pytest.raises(PrinterBusy):
            real.send(a_job(copy=2))
        reprint.join()
        assert real.state(a_job(copy=1), A_MINUTE) is Fate.PRINTED
        assert real.state(a_job(copy=2), A_MINUTE) is Fate.UNKNOWN
        assert [file.read_bytes() for file in spool.rglob("*.pdf")] == [PDF, PDF]
