"""A key that signs tokens: the sandbox's issuer and the tests of every service have one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from kit.clock import Clock, SystemClock
from kit.ids import new_id

_ALGORITHM: Final = "ES256"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key on the P-256 curve with its id."""

    private: ec.EllipticCurvePrivateKey = field(repr=False)
    kid: str

    @classmethod
    def generate(cls) -> "SigningKey":
        """Make a new key."""
        return cls(ec.generate_private_key(ec.SECP256R1()), str(new_id()))

    def jwks(self) -> dict[str, Any]:
        """Return the public half as a JSON Web Key Set."""
        public = jwt.get_algorithm_by_name(_ALGORITHM).to_jwk(
            self.private.public_key(), as_dict=True
        )
        return {"keys": [{**public, "kid": self.kid, "alg": _ALGORITHM, "use": "sig"}]}

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return a signed token with exactly these claims."""
        return jwt.encode(
            dict(claims), self.private, algorithm=_ALGORITHM, headers={"kid": self.kid}
        )


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
