"""Tokens, what their holders may do, and what they reach."""

from kit.auth._keys import RemoteKeys, StaticKeys
from kit.auth._reach import Units
from kit.auth._requirements import authenticate, authorise, require, requirements
from kit.auth._signing import SigningKey
from kit.auth._tokens import ROLES, Principal, TokenVerifier

__all__ = [
    "ROLES",
    "Principal",
    "RemoteKeys",
    "SigningKey",
    "StaticKeys",
    "TokenVerifier",
    "Units",
    "authenticate",
    "authorise",
    "require",
    "requirements",
]
