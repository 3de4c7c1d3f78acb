"""Tokens that bring a key, an algorithm or a form of their own: none of them is believed."""

import base64
import hmac
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jwt.algorithms import ECAlgorithm
from tests.unit.kit.auth.test_tokens import ISSUER, VERIFIER, claims, reason, signed

from gateway.issuer.store import SigningKey
from kit.errors import Unauthenticated

OWN = SigningKey.generate()
OWN_JWK: dict[str, Any] = json.loads(ECAlgorithm.to_jwk(OWN.private.public_key()))


def coded(part: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(part, default=str).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "header",
    [
        {"jwk": OWN_JWK},
        {"jwk": OWN_JWK, "kid": OWN.kid},
        {"jku": "https://evil.test/jwks"},
        {"x5u": "https://evil.test/cert"},
        {"x5c": ["MIIB"]},
        {"kid": "../../dev/null"},
        {"kid": ["a"]},
        {"kid": None},
        {"kid": ""},
        {"crit": ["exp"], "exp": 1},
        {"crit": ["b64"], "b64": False},
    ],
    ids="-".join,
)
async def test_a_key_that_a_token_brings_is_not_its_issuers(header: dict[str, Any]) -> None:
    headers = {"kid": ISSUER.key.kid, **header}
    head = {"alg": "ES256", "typ": "JWT", **headers}
    signing = f"{coded(head)}.{coded(dict(claims(), iat=1, exp=4102444800))}"
    signature = ECAlgorithm(ECAlgorithm.SHA256).sign(signing.encode(), OWN.private)
    mark = base64.urlsafe_b64encode(signature).rstrip(b"=").decode()
    with pytest.raises(Unauthenticated):
        await VERIFIER.verify(f"{signing}.{mark}")


@pytest.mark.parametrize("algorithm", ["es256", "ES256K", "ES384", "PS256", "HS512", "EdDSA", ""])
async def test_the_algorithm_is_not_the_tokens_choice(algorithm: str) -> None:
    head, body, mark = signed({}).split(".")
    told = json.loads(base64.urlsafe_b64decode(head + "=="))
    with pytest.raises(Unauthenticated):
        await VERIFIER.verify(f"{coded({**told, 'alg': algorithm})}.{body}.{mark}")


async def test_the_issuers_public_key_is_no_shared_secret() -> None:
    public = json.dumps(ISSUER.key.jwks()["keys"][0]).encode()
    head = {"alg": "HS256", "typ": "JWT", "kid": ISSUER.key.kid}
    signing = f"{coded(head)}.{coded(dict(claims(roles=['operator']), iat=1, exp=4102444800))}"
    mark = base64.urlsafe_b64encode(hmac.digest(public, signing.encode(), "sha256"))
    forged = f"{signing}.{mark.rstrip(b'=').decode()}"
    assert await reason(forged) == "algorithm is not one of ES256, RS256"


@pytest.mark.parametrize("part", [0, 1, 2])
async def test_a_token_is_not_believed_with_a_part_of_another_one(part: int) -> None:
    one = signed({}).split(".")
    other = signed({"typ": "at+jwt"}, sub="another", roles=["operator"]).split(".")
    mixed = [*one]
    mixed[part] = other[part]
    with pytest.raises(Unauthenticated):
        await VERIFIER.verify(".".join(mixed))


async def test_a_zero_signature_signs_nothing() -> None:
    head, body, _ = signed({}).split(".")
    for mark in ("", "A" * 86, base64.urlsafe_b64encode(bytes(64)).rstrip(b"=").decode()):
        with pytest.raises(Unauthenticated):
            await VERIFIER.verify(f"{head}.{body}.{mark}")


@settings(max_examples=150, deadline=None)
@given(place=st.integers(0, 10_000), bit=st.integers(0, 6))
async def test_a_flipped_bit_lets_nobody_else_in(place: int, bit: int) -> None:
    """A changed token is refused, or it is the same token in another writing of base64."""
    token = signed({}, iat=1, exp=4102444800).encode()
    place %= len(token)
    changed = token[:place] + bytes([token[place] ^ 1 << bit]) + token[place + 1 :]
    try:
        found = await VERIFIER.verify(changed.decode())
    except Unauthenticated:
        return
    assert found == await VERIFIER.verify(token.decode())
