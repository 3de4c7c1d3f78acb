"""What an error of the database means: the only place that reads SQLSTATE and classes of errors.

A `Fault` says what kind of error it is. What follows from it is decided where it happens: a request
is answered (`problem_of`), a consumer waits, tries again or makes a dead letter.
"""

from collections.abc import Iterator
from enum import Enum, auto
from typing import Final

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from kit.errors import Conflict, Invalid, ServiceError, Unavailable
from kit.observe import get_logger
from rules.text import Text

_DRIVER: Final = (asyncpg.PostgresError, asyncpg.InterfaceError)
ERRORS: Final[tuple[type[Exception], ...]] = (DBAPIError, PoolTimeoutError, *_DRIVER)
# What a connection of the driver raises, a lost one included.
DRIVER_ERRORS: Final[tuple[type[Exception], ...]] = (
    OSError,
    *_DRIVER,
    asyncpg.InternalClientError,  # a session that ends at the wrong moment, for instance
)


class Fault(Enum):
    """The kinds of errors."""

    AWAY = auto()  # no connection: lost, refused, or all in use
    BUSY = auto()  # a lock, a deadlock, a time limit: it can pass when it is tried again
    CONFLICT = auto()  # a constraint refuses it
    VALUE = auto()  # the server refuses a value
    ARGUMENT = auto()  # the driver refuses a value before it is sent


# SQLSTATE by its first characters (PostgreSQL, Appendix A); the first that fits counts.
_STATES: Final = {
    "08": Fault.AWAY,  # connection exception
    "53": Fault.AWAY,  # insufficient resources
    "57P": Fault.AWAY,  # shutdown and start-up
    "57": Fault.BUSY,  # operator intervention, statement timeout
    "40": Fault.BUSY,  # serialization failure, deadlock
    "55P03": Fault.BUSY,  # lock not available
    "23": Fault.CONFLICT,  # integrity constraint violation
    "22": Fault.VALUE,  # data exception: out of range, NUL, text that is not text
}
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


def fault_of(error: BaseException | None) -> Fault | None:
    """Return the kind of an error, or of the first of its causes that has one.

    An `OSError` counts as a lost connection. None: the error says nothing about the database.
    """
    while error is not None:
        fault = _fault(error)
        if fault is not None:
            return fault
        error = error.__cause__
    return None


def unstorable(error: Exception) -> str | None:
    """Return why a value can never be stored, None when that is not the trouble."""
    if fault_of(error) not in (Fault.VALUE, Fault.ARGUMENT):
        return None
    origin = next(cause for cause in _causes(error) if isinstance(cause, _DRIVER))
    return f"the database cannot store it: {type(origin).__name__}: {origin}"


def problem_of(error: Exception) -> ServiceError | None:
    """Return the answer to one of `ERRORS`, None when it is a defect of ours."""
    match fault_of(error):
        case Fault.CONFLICT:
            return Conflict(_CONFLICT)
        case Fault.VALUE:
            return _refused_value(error)
        case Fault.AWAY | Fault.BUSY:
            return Unavailable(AWAY)
        case _:
            return None


def hide_values(error: BaseException) -> None:
    """Remove from a database's error, and from its causes, the values that were sent.

    They may be personal, and errors are logged. What stays are states and constraints.
    """
    causes = list(_causes(error))
    refused = {_state(cause) for cause in causes if _fault(cause) is Fault.VALUE and _state(cause)}
    for cause in causes:
        if isinstance(cause, asyncpg.PostgresError):
            cause.detail = None
        if refused and (isinstance(cause, DBAPIError) or _state(cause)):
            cause.args = (f"the database refused a value: {', '.join(sorted(refused))}",)


def _fault(error: BaseException) -> Fault | None:
    lost = getattr(error, "connection_invalidated", False)
    if lost or isinstance(error, PoolTimeoutError | OSError):
        return Fault.AWAY
    if isinstance(error, asyncpg.InterfaceError | asyncpg.InternalClientError):
        # asyncpg calls a wrong argument an interface error too.
        return Fault.ARGUMENT if isinstance(error, ValueError) else Fault.AWAY
    state = _state(error)
    return next((fault for start, fault in _STATES.items() if state.startswith(start)), None)


def _refused_value(error: Exception) -> Invalid | None:
    causes = list(_causes(error))
    if any(isinstance(cause, TypeError) for cause in causes):
        return None  # an argument of the wrong type: nobody outside can send one
    states = [state for cause in causes if (state := _state(cause))]
    get_logger().warning("value_refused", sqlstate=states[0])
    unstorable = any(isinstance(cause, UnicodeError) for cause in causes)
    return Invalid(_NOT_TEXT if unstorable or states[0] in _UNSTORABLE else _NO_VALUE)


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _state(error: BaseException) -> str:
    return getattr(error, "sqlstate", None) or ""
