"""The one door: everything a clerk can do, with a screen or without one."""

from windowdesk.desk.done import Done
from windowdesk.desk.door import Desk

__all__ = ["Desk", "Done"]
