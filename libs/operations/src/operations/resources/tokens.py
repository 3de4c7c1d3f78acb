"""The sandbox's token issuer; elsewhere an OIDC provider takes its place."""

from typing import Final

from operations.parties import NOBODY
from operations.row import Operation, Resource
from operations.services import GATEWAY

_ISSUER: Final = Resource(GATEWAY, "")

ROWS: Final[tuple[Operation, ...]] = (
    _ISSUER.get("read_issuer", "/.well-known/openid-configuration", NOBODY, "open"),
    _ISSUER.get("list_issuer_keys", "/oauth/jwks", NOBODY, "open"),
    _ISSUER.post("issue_token", "/oauth/token", NOBODY, "open"),
)
