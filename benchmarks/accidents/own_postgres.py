"""A PostgreSQL of another release to run the hall's tests against: WINDOWDESK_POSTGRES_BIN names its programs' folder.

Without it the tests use the release that PyPI carries. PostgreSQL does not run as root: there, the user `postgres`
runs it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path


class OwnServer:
    """A server in a temporary folder, reached by a socket file, with fsync on."""

    def __init__(self, programs: str) -> None:
        self._programs = Path(programs)
        self._folder = Path(
            tempfile.mkdtemp(prefix="pg", dir="/tmp")
        )  # a socket file's name has 107 characters at most
        self.pgdata = self._folder / "data"
        self._folder.chmod(0o755)
        self.pgdata.mkdir()
        self._as_user = []
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
