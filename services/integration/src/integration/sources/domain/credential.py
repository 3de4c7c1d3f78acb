"""Credentials of source systems: whose they are, and which hosts may see them."""

from collections.abc import Collection
from typing import Protocol


class Credential(Protocol):
    """What a source system asks for, as the settings hold it."""

    @property
    def agency_code(self) -> str:
        """The agency that it belongs to; it serves this agency and those below it."""

    @property
    def hosts(self) -> Collection[str]:
        """The hosts that it may be sent to, "host" or "host:port"; no other ever sees it."""

    @property
    def signs(self) -> bool:
        """Whether it is a key of signatures, which is sent nowhere."""

    def reveal(self) -> str:
        """Return the credential itself."""
