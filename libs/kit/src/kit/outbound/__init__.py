"""HTTP to other systems, with a deadline, a size limit and a guard against wrong targets."""

from kit.outbound._client import HttpClient
from kit.outbound._errors import (
    BadEncoding,
    BodyTooLarge,
    DeadlineExceeded,
    HttpError,
    RedirectRefused,
    TargetRefused,
    Unreachable,
)

__all__ = [
    "BadEncoding",
    "BodyTooLarge",
    "DeadlineExceeded",
    "HttpClient",
    "HttpError",
    "RedirectRefused",
    "TargetRefused",
    "Unreachable",
]
