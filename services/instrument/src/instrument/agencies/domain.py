"""Agencies, as far as this service needs them, and who writes documents on behalf of which."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency's newest known place in the tree."""

    agency_code: str
    parent_code: str | None
    revision: int


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, and the agency that the token names; what they make belongs to that agency.

    `appointed_code`: the agency that the installation appoints to write derivation sets for the
    product's own editions, None if it appoints none.
    """

    subject: str
    agency_code: str
    appointed_code: str | None = None
