"""Serve the application on this machine, and to this machine only."""

import socket

import uvicorn

from alat.errors import BadInput
from alat.web.app import create_app

HOSTS = {"127.0.0.1": socket.AF_INET, "localhost": socket.AF_INET, "::1": socket.AF_INET6}
MOST_CONNECTIONS = 64
_LAST_PORT = 65_535


def serve(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve until interrupted.

    Parameters
    ----------
    host
        ``127.0.0.1``, ``localhost`` or ``::1``: there are no accounts, so no other machine is served.
    port
        Where to listen; 0 takes a free one, which the log names.

    Raises
    ------
    BadInput
        If the host is not this machine's own, or the port does not exist or is taken.
    """
    with _listening(host, port) as listener:
        config = uvicorn.Config(
            create_app(),
            server_header=False,
            proxy_headers=False,
            limit_concurrency=MOST_CONNECTIONS,
            lifespan="off",
            ws="none",
        )
        uvicorn.Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    if host not in HOSTS:
        raise BadInput(f"host {host!r}: Alat serves its own machine only; expected one of {', '.join(HOSTS)}")
    if not 0 <= port <= _LAST_PORT:
        raise BadInput(f"port {port}: expected a number from 0 to {_LAST_PORT}")
    try:
        return socket.create_server((host, port), family=HOSTS[host])
    except OSError as error:
        raise BadInput(f"port {port} of {host} cannot be opened: {error.strerror}") from None
