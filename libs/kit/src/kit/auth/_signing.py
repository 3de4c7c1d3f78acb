"""A key that signs tokens: the sandbox's issuer and the tests of every service have one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from kit.ids import new_id

_ALGORITHM: Final = "ES256"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key on the P-256 curve with its id."""

    private: ec.EllipticCurvePrivateKey = field(repr=False)
    kid: str

    @classmethod
    def generate(cls) -> "SigningKey":
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
