"""Issue a token: the roles, the agency and the lifetime that a known client asks for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from gateway.issuer.domain import token_claims
from gateway.issuer.store import SigningKey
from gateway.settings import GatewaySettings
from kit.clock import Clock
from kit.ids import new_id
from rules.roles import ROLES
from rules.text import Text

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_DEFAULT_SECONDS: Final = 3_600
_LEAST_SECONDS: Final = 1
_MOST_SECONDS: Final = 86_400


class TokenError(Exception):
    """A request for a token was refused; `code` is one of RFC 6749.

    A description has the characters of ASCII only, without quotation marks, as that RFC wants it.
    """

    def __init__(self, code: str, description: Text) -> None:
        super().__init__(description.en)
        self.code = code
        self.description = description


@dataclass(frozen=True, slots=True)
class Issuer:
    """Signs tokens for clients that know the secret."""

    settings: GatewaySettings
    key: SigningKey
    clock: Clock

    def token(self, form: Mapping[str, str]) -> dict[str, Any]:
        """Return the answer for a client whose secret was checked.

        Raises:
            TokenError: Grant type, role, agency or lifetime is not allowed.
        """
        if form.get("grant_type") != "client_credentials":
            raise TokenError(
                "unsupported_grant_type",
                Text(
                    "grant_type harus client_credentials.",
                    "grant_type must be client_credentials.",
                ),
            )
        roles = _roles(form.get("roles", ""))
        seconds = _seconds(form.get("expires_in"))
        now = self.clock.now()
        claims = token_claims(
            form["client_id"],
            roles=roles,
            roles_claim=self.settings.roles_claim,
            agency_code=_agency(form.get("agency")),
            agency_claim=self.settings.agency_claim,
        )
        registered = {
            "iss": self.settings.oidc_issuer,
            "aud": self.settings.oidc_audience,
            "iat": now,
            "exp": now + timedelta(seconds=seconds),
            "jti": str(new_id()),
        }
        return {
            "access_token": self.key.sign(claims | registered),
            "token_type": "Bearer",
            "expires_in": seconds,
        }


def _roles(written: str) -> list[str]:
    roles = written.split()
    unknown = sorted(set(roles) - ROLES)
    if unknown or not roles:
        known = ", ".join(sorted(ROLES))
        raise TokenError(
            "invalid_scope",
            Text(
                f"roles harus menyebut sebagian dari: {known}.",
                f"roles must name some of: {known}.",
            ),
        )
    return sorted(set(roles))


def _agency(written: str | None) -> str | None:
    if written is not None and NAME.fullmatch(written) is None:
        raise TokenError(
            "invalid_request",
            Text("agency harus berupa kode instansi.", "agency is the code of an agency."),
        )
    return written


def _seconds(written: str | None) -> int:
    if written is None:
        return _DEFAULT_SECONDS
    seconds = int(written) if re.fullmatch(r"[0-9]{1,9}", written) else 0
    if not _LEAST_SECONDS <= seconds <= _MOST_SECONDS:
        raise TokenError(
            "invalid_request",
            Text(
                f"expires_in harus 1 sampai {_MOST_SECONDS} detik.",
                f"expires_in is 1 to {_MOST_SECONDS} seconds.",
            ),
        )
    return seconds
