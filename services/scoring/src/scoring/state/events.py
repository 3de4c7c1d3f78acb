"""The source that all events of the service name."""

from typing import Final

SOURCE: Final = "tolok/scoring"
