"""HTTP to other systems, with a deadline and a size limit."""

from kit.outbound._client import HttpClient, connections
from kit.outbound._errors import (
    BadEncoding,
    BodyTooLarge,
    DeadlineExceeded,
    HttpError,
    RedirectRefused,
    TlsRefused,
    Unreachable,
)

__all__ = [
    "BadEncoding",
    "BodyTooLarge",
    "DeadlineExceeded",
    "HttpClient",
    "HttpError",
    "RedirectRefused",
    "TlsRefused",
    "Unreachable",
    "connections",
]
