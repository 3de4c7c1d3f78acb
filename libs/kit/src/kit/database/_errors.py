"""What an error of the database means to whoever asks, and how it is kept out of the logs."""

from collections.abc import Iterator
from typing import Final

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from kit.errors import Conflict, Invalid, ServiceError, Unavailable
from kit.languages import Text
from kit.observe import get_logger

ERRORS: Final[tuple[type[Exception], ...]] = (
    DBAPIError,
    PoolTimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
)

# PostgreSQL's classes of errors that pass when the transaction is tried again: connections,
# rollbacks (serialization, deadlock), resources, operator intervention, locks not available.
_TRANSIENT: Final = ("08", "40", "53", "57", "55P03")
_INTEGRITY: Final = "23"
_VALUE: Final = "22"
_UNSTORABLE: Final = ("22021", "22P05")  # characters that no text of the database can hold
_CONFLICT: Final = Text(
    "Bertentangan dengan data yang sudah ada. Baca lagi keadaan terkini, lalu ulangi.",
    "It conflicts with data that exists. Read the present state and try again.",
)
_NOT_TEXT: Final = Text(
    "Ada karakter yang tidak dapat disimpan, misalnya NUL. Hapus, lalu kirim lagi.",
    "It has a character that cannot be stored, such as NUL. Remove it and send it again.",
)
_NO_VALUE: Final = Text(
    "Ada nilai yang tidak dapat disimpan, misalnya bilangan atau waktu di luar jangkauan."
    " Perbaiki, lalu kirim lagi.",
    "It has a value that cannot be stored, such as a number or a time out of range."
    " Correct it and send it again.",
)
AWAY: Final = Text(
    "Basis data sedang sibuk atau tidak terjangkau. Coba lagi sebentar lagi.",
    "The database is busy or out of reach. Try again in a moment.",
)


def problem_of(error: Exception) -> ServiceError | None:
    """Return the answer to one of `ERRORS`, None when it is a defect of ours."""
    original = getattr(error, "orig", None) or error
    state = getattr(original, "sqlstate", None) or ""
    if state.startswith(_INTEGRITY):
        return Conflict(_CONFLICT)
    if state.startswith(_VALUE):
        return _refused_value(error, state)
    lost = getattr(error, "connection_invalidated", False)
    # asyncpg calls a wrong argument an interface error too; that is a defect.
    broken = isinstance(error, asyncpg.InterfaceError) and not isinstance(error, ValueError)
    waiting = broken or isinstance(error, PoolTimeoutError)
    return Unavailable(AWAY) if lost or waiting or state.startswith(_TRANSIENT) else None


def hide_values(error: BaseException) -> None:
    """Take out of a database's error, and of what it came from, the values that were sent.

    They may be personal, and errors are logged. What is left names states and constraints.
    """
    causes = list(_causes(error))
    refused = {state for cause in causes if (state := _state(cause)).startswith(_VALUE)}
    for cause in causes:
        if isinstance(cause, asyncpg.PostgresError):
            cause.detail = None
        if refused and (isinstance(cause, DBAPIError) or _state(cause)):
            cause.args = (f"the database refused a value: {', '.join(sorted(refused))}",)


def _refused_value(error: Exception, state: str) -> Invalid | None:
    causes = list(_causes(error))
    if any(isinstance(cause, TypeError) for cause in causes):
        return None  # an argument of the wrong kind: nobody outside can send one
    get_logger().warning("value_refused", sqlstate=state)
    unstorable = any(isinstance(cause, UnicodeError) for cause in causes)
    return Invalid(_NOT_TEXT if unstorable or state in _UNSTORABLE else _NO_VALUE)


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _state(error: BaseException) -> str:
    return getattr(error, "sqlstate", None) or ""
