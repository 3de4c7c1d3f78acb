"""The database: sessions, transactions, and what its errors mean."""

from kit.database._database import (
    Database,
    KitTable,
    ReadSessionDep,
    Session,
    SessionDep,
    after_commit,
    raw,
)
from kit.database._refusals import unstorable

__all__ = [
    "Database",
    "KitTable",
    "ReadSessionDep",
    "Session",
    "SessionDep",
    "after_commit",
    "raw",
    "unstorable",
]
