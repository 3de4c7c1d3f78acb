"""Tokens, and what their holders may do."""

from kit.auth._keys import RemoteKeys, StaticKeys
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
    "authenticate",
    "authorise",
    "require",
    "requirements",
]
