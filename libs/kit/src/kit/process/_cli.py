"""The command line of every service: `api`, `worker` and `migrate`.

Applications are named as "module:function", so that each command imports only what it runs.
"""

import asyncio
import pkgutil
import signal
import socket
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import typer
from pydantic import ValidationError

from kit.observe import end_traces, get_logger, set_up_logs, set_up_traces
from kit.settings import AppSettings, ServiceSettings, UnreadableError

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

# Shorter than the ten seconds a supervisor gives before it kills.
_GRACE_SECONDS: Final = 7
# A client that takes nothing for so long loses its connection, with all that waits in it.
_UNREAD_MILLISECONDS: Final = 90_000

AppFactory = Callable[[Any], "FastAPI"]
WorkerFactory = Callable[[Any], Coroutine[Any, Any, None]]


def service_cli(
    *,
    name: str,
    settings: str | type[AppSettings],
    create_app: str | AppFactory | None = None,
    create_worker: str | WorkerFactory | None = None,
    migrations: Path | None = None,
) -> typer.Typer:
    """Return the commands of a service.

    `create_app(settings)` returns the application; `create_worker(settings)` is a coroutine
    function that returns when the worker is to end, usually after `kit.process.run_worker(…)`.
    """
    cli = typer.Typer(name=name, no_args_is_help=True, add_completion=False, help=f"Tolok {name}.")

    # With a callback, one command alone still has to be named.
    @cli.callback()
    def root() -> None:
        pass

    if create_app is not None:
        cli.command("api", help="Answer HTTP.")(lambda: _serve(read_settings(settings), create_app))
    if create_worker is not None:
        cli.command("worker", help="Handle events.")(
            lambda: _work(read_settings(settings), create_worker)
        )
    if migrations is not None:
        cli.command("migrate", help="Bring the database up to date.")(
            lambda: _migrate(read_settings(settings), migrations)
        )
    return cli


def _serve(settings: AppSettings, create_app: str | AppFactory) -> None:
    import uvicorn  # noqa: PLC0415 - only this command needs it

    _prepare(settings)
    app = _load(create_app)(settings)
    config = server_config(settings, app)
    server = uvicorn.Server(config)
    app.state.parts.on_failure = partial(setattr, server, "should_exit", True)
    listener = listen(config)
    # uvicorn raises the signal again when it is done; there is still something to do then.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    try:
        server.run(sockets=[listener])
    finally:
        end_traces()
    if app.state.parts.failed:
        raise SystemExit(1)


def server_config(settings: AppSettings, app: "FastAPI") -> "uvicorn.Config":
    """Return how an application is served; only trusted proxies may name the client."""
    import uvicorn  # noqa: PLC0415 - only the command `api` needs it

    from kit.process._connections import client_protocol  # noqa: PLC0415 - see above

    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=client_protocol(settings),
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


def listen(config: "uvicorn.Config") -> socket.socket:
    """Open the port; its connections end when their clients no longer read.

    Closing a connection sends what is left first, and without this a client that reads nothing
    keeps it open for ever.
    """
    listener = config.bind_socket()
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; accepted connections inherit it
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNREAD_MILLISECONDS)
    return listener


def _end(_number: int, _frame: object) -> NoReturn:
    raise SystemExit(0)


def _work(settings: ServiceSettings, create_worker: str | WorkerFactory) -> None:
    import uvloop  # noqa: PLC0415 - only this command needs it

    _prepare(settings)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_load(create_worker)(settings))
    finally:
        end_traces()


def _migrate(settings: ServiceSettings, folder: Path) -> None:
    from kit.database import migrations  # noqa: PLC0415 - only this command needs it

    set_up_logs(settings)
    migrations.upgrade(settings.database_url, folder)
    get_logger().info("migrated", service=settings.service_name)


def _prepare(settings: AppSettings) -> None:
    set_up_logs(settings)
    set_up_traces(settings)


def read_settings(target: str | type[AppSettings]) -> Any:
    """Return the settings, or end the command and name the wrong ones without their values."""
    kind: type[AppSettings] = _load(target)
    try:
        return kind()
    except ValidationError as error:
        prefix = kind.model_config.get("env_prefix", "")
        for found in error.errors(include_input=False, include_url=False):
            name = prefix + "_".join(str(part) for part in found["loc"])
            typer.echo(f"{name.upper()}: {found['msg']}", err=True)
    except UnreadableError as error:
        typer.echo(str(error), err=True)
    raise typer.Exit(2)


def _load(target: Any) -> Any:
    return pkgutil.resolve_name(target) if isinstance(target, str) else target
