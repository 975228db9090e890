"""The one door: everything a clerk can do, with a screen or without one."""

from windowdesk.desk.door import Desk, Done

__all__ = ["Desk", "Done"]
