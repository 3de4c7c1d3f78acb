"""The programs that answer operations."""

from enum import StrEnum
from typing import Final


class Service(StrEnum):
    """A service behind the gateway."""

    INSTRUMENT = "instrument"
    SUBMISSION = "submission"
    SCORING = "scoring"
    INTEGRATION = "integration"


# What the gateway answers itself.
GATEWAY: Final = "gateway"
