"""A connection to the host that a test can cut at any byte: a proxy in front of it."""

import re
import socket
import threading
from collections import Counter
from contextlib import suppress

PIECE = 16_384


class Connection:
    """Forwards to the host at `port` of this machine; `port` of its own is where to connect."""

    def __init__(self, host_port: int) -> None:
        self.host_port = host_port
        self.asked: Counter[str] = Counter()
        """How often each path was asked for."""
        self.sent = 0
        """Bytes that have come from the host."""
        self._cut_at: int | None = None
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.was_cut = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def cut_after(self, count: int) -> None:
        """Cut everything when `count` more bytes have come, and let nothing through any more."""
        self.was_cut.clear()
        self._cut_at = self.sent + count

    def mend(self) -> None:
        """Let everything through again."""
        self._cut_at = None

    def close(self) -> None:
        """End for good."""
        self.cut_after(0)
        self._cut()
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):  # closed
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError), client:
            if self._is_cut():
                return
            with socket.create_connection(("127.0.0.1", self.host_port)) as host:
                self._open |= {client, host}
                back = threading.Thread(target=self._answer, args=(host, client), daemon=True)
                back.start()
                while data := client.recv(PIECE):
                    if match := re.match(rb"GET (\S+) ", data):
                        self.asked[match[1].decode()] += 1
                    host.sendall(data)
                self._open -= {client, host}

    def _answer(self, host: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while data := host.recv(PIECE):
                if self._cut_at is not None:
                    data = data[: self._cut_at - self.sent]
                client.sendall(data)
                self.sent += len(data)
                if self._is_cut():
                    self._cut()
                    return
            client.shutdown(socket.SHUT_WR)

    def _is_cut(self) -> bool:
        return self._cut_at is not None and self.sent >= self._cut_at

    def _cut(self) -> None:
        for connection in [*self._open]:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._open.clear()
        self.was_cut.set()
