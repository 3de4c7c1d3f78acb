"""HTTP to addresses that others choose, and that must not lead into our own network."""

from guard._client import make_client
from guard._targets import TargetRefused

__all__ = ["TargetRefused", "make_client"]
