"""Tells a value that no try can store from a defect that may pass."""

from asyncpg.exceptions import InterfaceError, PostgresError

_DATA_EXCEPTION = "22"  # class of SQLSTATE: out of range, NUL, text that is none


def unstorable(error: BaseException | None) -> str | None:
    """Return why the database refuses a value for ever, None when the error says nothing of it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        state = getattr(error, "sqlstate", None) or ""
        # What asyncpg cannot encode as an argument never reaches the server.
        unfit = isinstance(error, InterfaceError) and isinstance(error, ValueError)
        if isinstance(error, PostgresError | InterfaceError) and (
            unfit or state.startswith(_DATA_EXCEPTION)
        ):
            return f"the database cannot store it: {type(error).__name__}: {error}"
        error = error.__cause__
    return None
