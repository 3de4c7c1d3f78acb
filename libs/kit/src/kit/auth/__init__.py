"""Tokens, what their holders may do, and what they reach."""

from kit.auth._keys import RemoteKeys
from kit.auth._reach import Units
from kit.auth._requirements import Requirement, authenticate, authorise, require, requirements
from kit.auth._tokens import Principal, TokenVerifier

__all__ = [
    "Principal",
    "RemoteKeys",
    "Requirement",
    "TokenVerifier",
    "Units",
    "authenticate",
    "authorise",
    "require",
    "requirements",
]
