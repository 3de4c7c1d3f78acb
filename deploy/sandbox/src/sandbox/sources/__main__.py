"""Run one simulated source system: `python -m sandbox.sources e-planning --port 8101 --seed 9901`.

The credential that clients must send comes from the environment variable TOLOK_SOURCE_SECRET. It
listens on 127.0.0.1 only, because its control API asks for no credential. Port 0 takes a free one;
the first line of the output names it.
"""

import argparse
import os
import socket
import sys
from importlib import import_module
from typing import cast

import uvicorn

from sandbox.region.generate import DEFAULT_SEED
from sandbox.sources.app import create_app
from sandbox.sources.log import log
from sandbox.sources.system import System

_SECRET = "TOLOK_SOURCE_SECRET"  # noqa: S105  the name of a variable
# Only the system that runs is imported: three of them start at the same time.
_MODULES = {
    "e-planning": "sandbox.sources.e_planning",
    "e-program": "sandbox.sources.e_program",
    "e-sakip": "sandbox.sources.e_sakip",
}


def main(argv: list[str]) -> None:
    """Serve until a signal ends it."""
    options = _options(argv)
    secret = os.environ.get(_SECRET, "")
    if not secret:
        sys.exit(f"Set {_SECRET} to the credential that clients must send.")
    system = cast("System", import_module(_MODULES[options.system]).SYSTEM)
    app = create_app(
        system, secret=secret, seed=options.seed, delay_seconds=options.delay_ms / 1000
    )
    listening = _listen(options.port)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            lifespan="off",
            ws="none",
            access_log=False,
            log_level="warning",
            timeout_graceful_shutdown=1,
        )
    )
    log("listening", system=system.name, port=listening.getsockname()[1], seed=options.seed)
    server.run(sockets=[listening])


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.sources", description=__doc__)
    parser.add_argument("system", choices=sorted(_MODULES))
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="of the sample region")
    parser.add_argument("--delay-ms", type=float, default=8.0, help="before each answer")
    return parser.parse_args(argv)


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except OSError as error:
        sys.exit(f"Port {port} of 127.0.0.1 cannot be used: {error.strerror}. Choose another.")
    listening.listen(128)
    return listening


if __name__ == "__main__":
    main(sys.argv[1:])
