"""A desk's line to its hall, kept from round to round."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress

from windowdesk.hall import embedded_file, open_hall
from windowdesk.hall.bell import Bell, FileBell, Heard, Wake
from windowdesk.hall.interface import Hall, HallError, HallUnreachable


class LiveHall:
    """One connection, used by one thread: for the rounds, and between them to hear the hall's bell.

    A server's connection stays open until it fails or `close`. The embedded hall is closed after each round: it is a
    file, and one that is put in its place from a backup must be the one the next round writes to.
    """

    def __init__(self, setting: str, timeout: float) -> None:
        self._setting = setting
        self._timeout = timeout
        self._hall: Hall | None = None
        self._bell: Bell | None = None

    @contextmanager
    def round(self, audiences: Collection[str]) -> Iterator[Hall]:
        """The hall for one round; afterwards its bell is heard when it rings for one of these departments.

        After an error it is opened anew. Raises HallUnreachable, for a setting that names no hall too.
        """
        try:
            file = embedded_file(self._setting)
            self._hall = self._hall or open_hall(self._setting, timeout=self._timeout)
        except ValueError as error:
            raise HallUnreachable(str(error)) from error
        if self._bell is None:
            self._bell = self._hall if isinstance(self._hall, Bell) else FileBell(file) if file else None
        if self._bell is not None:
            self._bell.mark(audiences)
        try:
            yield self._hall
        except BaseException:
            self.close()
            raise
        if file is not None:
            self._shut()

    def wait(self, wake: Wake, seconds: float) -> Heard:
        """Until the hall rings, another thread wakes us, or the time is over."""
        if self._bell is None:
            return Heard.WAKE if wake.wait(seconds) else Heard.TIME
        heard = self._bell.wait(wake, seconds)
        if heard is Heard.LOST:
            self.close()
        return heard

    def close(self) -> None:
        """Let go of the hall."""
        self._bell = None
        self._shut()

    def _shut(self) -> None:
        hall, self._hall = self._hall, None
        if hall is not None:
            with suppress(HallError):
                hall.close()
