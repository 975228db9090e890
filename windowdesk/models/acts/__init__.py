"""What each command brings about, a file a stage: every function takes case, command, act and setting, and answers
with events or raises Refused."""

from __future__ import annotations

from windowdesk.models.events import Event, Happening

Events = list[Event | Happening]
"""What happens: events of the case itself, and happenings of the streams beside it."""
