"""The printing room: it takes a job and brings its bytes to paper or to a folder, once."""

from windowdesk.printing.destinations import open_destination
from windowdesk.printing.job import Destination, Fate, PrintJob, Sent
from windowdesk.printing.queue import PrinterBusy, PrinterError, next_attempt

__all__ = [
    "Destination",
    "Fate",
    "PrintJob",
    "PrinterBusy",
    "PrinterError",
    "Sent",
    "next_attempt",
    "open_destination",
]
