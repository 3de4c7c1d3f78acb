"""Tokens, what their holders may do, and what they reach."""

from kit.auth._keys import RemoteKeys
from kit.auth._reach import Units
from kit.auth._requirements import PrincipalDep, authenticate, authorise, operation_of
from kit.auth._tokens import Principal, TokenVerifier

__all__ = [
    "Principal",
    "PrincipalDep",
    "RemoteKeys",
    "TokenVerifier",
    "Units",
    "authenticate",
    "authorise",
    "operation_of",
]
