"""An S3 server that others wrote (moto), as a process of its own on a port of this machine."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
from tests.support.waiting import wait_until

BUCKET = "berkas"


@contextmanager
def s3_server() -> Iterator[str]:
    """Give the address of an S3 server with one empty bucket."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    # What it says of each request would be as long as the test's own output.
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: server.poll() is not None or _is_made(address))
        assert server.poll() is None, "the S3 server ended; is `moto` installed? Run `make test`"
        yield address
    finally:
        server.terminate()
        server.wait()


def _is_made(address: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.put(f"{address}/{BUCKET}", trust_env=False).is_success
    return False
