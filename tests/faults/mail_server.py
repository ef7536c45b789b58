"""A mail server that may keep a client waiting for its last answer, for tests that kill the client."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class MailServer:
    """`received` are the recipients, in order. With `silent_at`, that mail is taken and never acknowledged."""

    silent_at: int = 0
    port: int = 0
    received: list[str] = field(default_factory=list)
    silent: threading.Event = field(default_factory=threading.Event)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            with connection, suppress(ConnectionError):  # of a client that is killed
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        lines = connection.makefile("rb")
        connection.sendall(b"220 ready\r\n")
        recipient = ""
        for line in lines:
            word = line[:4].upper()
            if word == b"RCPT":
                recipient = re.search(rb"<(.+?)>", line)[1].decode()
            if word == b"DATA":
                connection.sendall(b"354 go\r\n")
                while next(lines) != b".\r\n":
                    pass
                self.received.append(recipient)
                if len(self.received) == self.silent_at:
                    self.silent.set()
                    continue
            connection.sendall(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")


@contextmanager
def mail_server(silent_at: int = 0) -> Iterator[MailServer]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = MailServer(silent_at=silent_at, port=listener.getsockname()[1])
        threading.Thread(target=server.serve, args=[listener], daemon=True).start()
        yield server
        listener.shutdown(socket.SHUT_RDWR)
