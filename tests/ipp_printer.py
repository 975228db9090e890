"""A network printer for tests: http.server with pyipp's own parser and serializer, on 127.0.0.1."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from pyipp.enums import IppOperation, IppStatus, IppTag
from pyipp.parser import parse
from pyipp.serializer import construct_attribute, encode_dict

TAGS = {
    "media-supported": IppTag.KEYWORD,
    "job-printer-up-time": IppTag.INTEGER,
    "job-state-message": IppTag.TEXT,
}
PROCESSING, CANCELED, COMPLETED = 5, 7, 9


def answer(status, request_id, tag=IppTag.JOB, groups=()):
    head = {"version": (2, 0), "operation": IppStatus(status), "request-id": request_id}
    raw = encode_dict({**head, "operation-attributes-tag": {"attributes-charset": "utf-8"}})[:-1]
    for group in groups:
        raw += bytes([tag]) + b"".join(construct_attribute(k, v, TAGS.get(k)) for k, v in group.items())
    return raw + bytes([IppTag.END])


class LoopbackPrinter(ThreadingHTTPServer):
    """Knobs: `busy` jobs are refused, a job takes `looks` looks and `ends` so; `at_look` may do anything."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Tray)
        self.uri = f"ipp://127.0.0.1:{self.server_port}/ipp/print"
        self.jobs, self.pdfs, self.asked, self.taken = [], [], [], Event()
        self.busy, self.looks, self.ends, self.drops_answer, self.lists = (
            0,
            1,
            {"job-state": COMPLETED},
            False,
            True,
        )
        self.about = {
            "media-supported": ["iso_a4_210x297mm", "om_small-photo_100x150mm"],
            "printer-up-time": 1000,
        }
        self.at_look = lambda job: None

    def __enter__(self):
        self.thread = Thread(target=self.serve_forever, args=(0.01,))
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.thread.join()
        self.server_close()


class Tray(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        asked = parse(self.rfile.read(int(self.headers["Content-Length"])), contains_data=True)
        self.server.asked.append(asked)
        raw = self.answer(self.server, asked, asked["operation-attributes"])
        if raw is not None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

    def answer(self, printer, asked, given):
        number, up = asked["request-id"], printer.about.get("printer-up-time", 0)
        match IppOperation(asked["status-code"]):
            case IppOperation.GET_PRINTER_ATTRIBUTES:
                return answer(0, number, IppTag.PRINTER, [printer.about])
            case IppOperation.GET_JOBS if printer.lists:
                ended = given["which-jobs"] == "completed"
                listed = [job for job in printer.jobs if (job["job-state"] >= CANCELED) == ended]
                return answer(0, number, groups=[{**job, "job-printer-up-time": up} for job in listed])
            case IppOperation.PRINT_JOB if printer.busy == 0:
                printer.jobs.append({"job-id": len(printer.jobs) + 1, "job-name": given["job-name"], "job-state": 5})
                printer.pdfs.append(asked["data"])
                printer.taken.set()
                return None if printer.drops_answer else answer(0, number, groups=printer.jobs[-1:])
            case IppOperation.PRINT_JOB:
                printer.busy -= 1
                return answer(IppStatus.ERROR_BUSY, number)
            case IppOperation.GET_JOB_ATTRIBUTES:
                job = next((job for job in printer.jobs if job["job-id"] == given["job-id"]), None)
                printer.looks -= 1
                if printer.looks < 1 and job:
                    job.update(printer.ends, **{"time-at-completed": up})
                if printer.at_look(job) == "drop":
                    return None
                return answer(0, number, groups=[job]) if job in printer.jobs else answer(0x0406, number)
        return answer(IppStatus.ERROR_OPERATION_NOT_SUPPORTED, number)
