"""The database: one transaction for each request or batch, opened and closed only here."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from enum import Enum, auto
from functools import partial
from typing import Annotated, Any, ClassVar, Final, TypeAlias

import asyncpg
from fastapi import Depends, Request
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database._errors import AWAY, ERRORS, hide_values, problem_of
from kit.database._types import Connection
from kit.errors import Unavailable

# The type for use cases, which need not know the library.
Session: TypeAlias = AsyncSession

_CONNECT_SECONDS: Final = 5
_TIMEOUTS: Final = {
    "lock_timeout": "5s",
    # A process that freezes within a transaction keeps its locks for this long at most.
    "statement_timeout": "20s",
    "idle_in_transaction_session_timeout": "20s",
    # Frozen between the parts of one statement it counts as active: only this ends it.
    "transaction_timeout": "120s",
}
_AT_END: Final = "kit.at_end"
_ENDED: Final = "kit.ended"


class End(Enum):
    """How a transaction ended, as far as this process knows."""

    COMMITTED = auto()
    ROLLED_BACK = auto()  # nobody asked for its commit
    UNKNOWN = auto()  # its commit was asked for and not confirmed: it may come yet


class Database:
    """A pool of connections to the service's database."""

    errors: ClassVar = ERRORS
    problem_of = staticmethod(problem_of)

    def __init__(
        self, url: str | SecretStr, *, pool_size: int = 5, schema: str | None = None
    ) -> None:
        """Connect at the first use; with a `schema`, only its tables are visible."""
        text = url.get_secret_value() if isinstance(url, SecretStr) else url
        path = {} if schema is None else {"search_path": schema}
        self.pool_size = pool_size
        self._engine: AsyncEngine = create_async_engine(
            text,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=_CONNECT_SECONDS,
            pool_pre_ping=True,
            hide_parameters=True,  # parameters may be personal, and errors are logged
            connect_args={
                "connection_class": Connection,
                "timeout": _CONNECT_SECONDS,
                "server_settings": _TIMEOUTS | path,
            },
        )

    @property
    def engine(self) -> AsyncEngine:
        """Return the engine, for the kit's own connections beside the pool."""
        return self._engine

    def transaction(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Open a transaction: committed at the end of the block, rolled back on an error.

        The callbacks of `after_commit` run after the commit, those of `at_end` in any case.
        """
        return self._transaction({})

    def reading(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Open a read-only transaction that sees one state of the database throughout."""
        return self._transaction(
            {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
        )

    async def ping(self) -> None:
        """Run an empty query; raises when the database does not answer."""
        async with self.reading() as session:
            await (await session.connection()).exec_driver_sql("SELECT 1")

    async def dispose(self) -> None:
        await self._engine.dispose()

    @asynccontextmanager
    async def _transaction(self, options: dict[str, Any]) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(
            self._engine, expire_on_commit=False, close_resets_only=False
        ) as session:
            end = End.ROLLED_BACK
            try:
                await _connect(session, options)
                yield session
                if _ENDED not in session.info:
                    end = End.UNKNOWN
                    await session.commit()
                end = End.COMMITTED
            except BaseException as error:
                await session.rollback()
                hide_values(error)
                raise
            finally:
                with ExitStack() as stack:  # runs them all, the first one first
                    for callback in reversed(session.info.pop(_AT_END, ())):
                        stack.callback(callback, end)


async def raw(session: AsyncSession) -> asyncpg.Connection:
    """Return the driver's connection, inside the session's own transaction.

    For the few hot statements. What the session has pending is flushed first.
    """
    await session.flush()
    connection = await session.connection()
    pooled = await connection.get_raw_connection()
    driver: asyncpg.Connection = pooled.driver_connection
    if not driver.is_in_transaction():
        await connection.exec_driver_sql("SELECT 1")  # makes SQLAlchemy send its BEGIN
    return driver


def after_commit(session: AsyncSession, callback: Callable[[], None]) -> None:
    """Run `callback` once the session's transaction is committed."""
    at_end(session, lambda end: callback() if end is End.COMMITTED else None)


def at_end(session: AsyncSession, callback: Callable[[End], None]) -> None:
    """Run `callback` when the session's transaction has ended, however it did."""
    session.info.setdefault(_AT_END, []).append(callback)


async def end_reading(session: AsyncSession) -> None:
    """End a read-only transaction before its block ends, and give its connection back.

    For whoever then computes for long on what was read; nothing more can be read.
    """
    session.info[_ENDED] = True
    await session.close()


async def _connect(session: AsyncSession, options: dict[str, Any]) -> None:
    try:
        await session.connection(execution_options=options)
    except (OSError, TimeoutError) as error:
        raise Unavailable(AWAY) from error


async def _arrived(request: Request) -> None:
    """Wait until a request may have a connection: it is let in, and its body is there."""
    await request.app.state.authorise(request)
    await request.body()  # slow clients would hold every connection there is


async def _session(request: Request) -> AsyncIterator[AsyncSession]:
    state = request.app.state
    await _arrived(request)
    async with state.database.transaction() as session:
        claim = getattr(request.state, "claim", None)
        if claim is not None:
            await claim(session)
        yield session


async def _read_session(request: Request) -> AsyncIterator[AsyncSession]:
    state = request.app.state
    await _arrived(request)
    async with state.database.reading() as session:
        claim = getattr(request.state, "claim", None)
        if claim is not None:
            await claim.answer_again(session, partial(end_reading, session))
        yield session


# With the default scope the commit would come after the answer: a failed one would still be a 200.
SessionDep = Annotated[AsyncSession, Depends(_session, scope="function")]
ReadSessionDep = Annotated[AsyncSession, Depends(_read_session, scope="function")]
