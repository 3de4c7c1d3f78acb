"""What another service may have made a moment ago, and not told of yet.

Services tell one another by events, so one may be asked for a thing before it has heard of it.
"""

from typing import Final, TypeVar
from urllib.parse import quote

from kit.errors import ServiceError

# Names what an answer did not find here and another service may know, for the gateway alone.
AWAITED: Final = "Tolok-Awaited"

E = TypeVar("E", bound=ServiceError)


def awaiting(error: E, *addresses: str) -> E:
    """Return the error for what is not known here and may be elsewhere.

    `addresses`: where the service that keeps it shows it (`orders/7`). The gateway asks there on
    behalf of whoever asked here, and says so if it is there; they are not part of the answer.
    """
    error.headers[AWAITED] = ", ".join(quote(address, safe="/?=&") for address in addresses)
    return error
