"""The database: sessions, transactions, and what its errors mean."""

from kit.database._database import (
    Database,
    End,
    ReadSessionDep,
    Session,
    SessionDep,
    after_commit,
    at_end,
    end_reading,
    raw,
)
from kit.database._errors import DRIVER_ERRORS, Fault, fault_of, unstorable
from kit.database._moments import DatabaseClock, Moment, RecordingClock
from kit.database._trees import RowTree
from kit.database._types import Connection

__all__ = [
    "DRIVER_ERRORS",
    "Connection",
    "Database",
    "DatabaseClock",
    "End",
    "Fault",
    "Moment",
    "ReadSessionDep",
    "RecordingClock",
    "RowTree",
    "Session",
    "SessionDep",
    "after_commit",
    "at_end",
    "end_reading",
    "fault_of",
    "raw",
    "unstorable",
]
