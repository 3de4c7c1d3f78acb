"""An issuer of tokens for tests."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from gateway.issuer.store import SigningKey, StaticKeys
from kit.auth import TokenVerifier
from kit.clock import Clock, SystemClock
from kit.ids import new_id
from rules.roles import ROLES


@dataclass(frozen=True, slots=True)
class TokenIssuer:
    """Issues tokens as an OIDC issuer would."""

    issuer: str
    audience: str = "tolok"
    key: SigningKey = field(default_factory=SigningKey.generate)
    lifetime: timedelta = timedelta(hours=1)
    roles_claim: str = "roles"
    agency_claim: str = "agency"
    clock: Clock = field(default_factory=SystemClock)

    def verifier(self) -> TokenVerifier:
        """Return the verifier of an app that knows this issuer's key."""
        return TokenVerifier(
            StaticKeys(self.key.jwks()),
            issuer=self.issuer,
            roles=ROLES,
            audience=self.audience,
            roles_claim=self.roles_claim,
            unit_claim=self.agency_claim,
        )

    def token(self, *roles: str, agency: str | None = None, subject: str = "someone") -> str:
        """Return a token for a subject with these roles, bound to an agency or to none."""
        now = self.clock.now()
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": subject,
            "iat": now,
            "exp": now + self.lifetime,
            "jti": str(new_id()),
            self.roles_claim: list(roles),
        }
        if agency is not None:
            claims[self.agency_claim] = agency
        return self.key.sign(claims)
