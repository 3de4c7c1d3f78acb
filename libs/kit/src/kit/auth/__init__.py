"""Tokens, what their holders may do, and what they reach."""

from kit.auth._keys import RemoteKeys
from kit.auth._reach import Units
from kit.auth._requirements import (
    SIGNATURE_HEADERS,
    PrincipalDep,
    authenticate,
    authorise,
    is_signed,
    operation_of,
)
from kit.auth._tokens import Principal, TokenVerifier

__all__ = [
    "SIGNATURE_HEADERS",
    "Principal",
    "PrincipalDep",
    "RemoteKeys",
    "TokenVerifier",
    "Units",
    "authenticate",
    "authorise",
    "is_signed",
    "operation_of",
]
