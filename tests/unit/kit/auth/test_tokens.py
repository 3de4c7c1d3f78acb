import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from tests.support.tokens import TokenIssuer

from gateway.issuer.store import SigningKey, StaticKeys
from kit.auth import Principal, TokenVerifier, _tokens
from kit.errors import Unauthenticated
from rules.roles import ROLES

ISSUER = TokenIssuer("https://issuer.test")
VERIFIER = ISSUER.verifier()


def claims(**changes: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    good = {
        "iss": ISSUER.issuer,
        "aud": "tolok",
        "sub": "u1",
        "iat": now,
        "exp": now + timedelta(minutes=5),
        "roles": ["leader"],
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


async def reason(token: str, verifier: TokenVerifier = VERIFIER) -> str:
    with pytest.raises(Unauthenticated) as caught:
        await verifier.verify(token)
    challenge = caught.value.headers["WWW-Authenticate"]
    assert 'error="invalid_token"' in challenge
    return challenge.partition('error_description="')[2].rstrip('"')


async def test_a_good_token_is_a_principal() -> None:
    token = ISSUER.token("leader", "coordinator", agency="4.01", subject="u1")

    assert await VERIFIER.verify(token) == Principal(
        "u1", frozenset({"leader", "coordinator"}), "4.01"
    )


async def test_a_token_without_an_agency_is_of_the_whole_region() -> None:
    assert (await VERIFIER.verify(ISSUER.token("operator"))).unit is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"exp": datetime(2020, 1, 1, tzinfo=UTC)}, "it has expired"),
        ({"nbf": datetime(2120, 1, 1, tzinfo=UTC)}, "it is not valid yet"),
        ({"aud": "others"}, "it is for another audience"),
        ({"iss": "https://evil.test"}, "it is from another issuer"),
        ({"exp": None}, "it has no claim exp"),
        ({"sub": None}, "it has no claim sub"),
        ({"aud": None}, "it has no claim aud"),
        ({"sub": 7}, "the claim sub is no text that can be kept"),
        ({"sub": ""}, "the claim sub is no text that can be kept"),
        ({"sub": "a\ud800"}, "the claim sub is no text that can be kept"),
        ({"sub": ["u1"]}, "the claim sub is no text that can be kept"),
        ({"jti": 7}, "the claim jti is no text that can be kept"),
        ({"exp": "4102444800"}, "the claim exp is not a number of seconds"),
        ({"exp": True}, "the claim exp is not a number of seconds"),
        ({"exp": float("inf")}, "the claim exp is not a number of seconds"),
        ({"exp": float("nan")}, "the claim exp is not a number of seconds"),
        ({"exp": [4102444800]}, "the claim exp is not a number of seconds"),
        ({"iat": "1"}, "the claim iat is not a number of seconds"),
        ({"iat": False}, "the claim iat is not a number of seconds"),
        ({"nbf": "1"}, "the claim nbf is not a number of seconds"),
        ({"aud": ["tolok", 7]}, "the claim aud is not a list of texts"),
        ({"aud": {"tolok": 1}}, "the claim aud is not a list of texts"),
        ({"agency": ["9901"]}, "the claim agency is not a code"),
        ({"agency": "99\udc00"}, "the claim agency is not a code"),
        ({"roles": ["leader", 7]}, "the claim roles is not a list of roles"),
        ({"roles": {"leader": 1}}, "the claim roles is not a list of roles"),
        ({"roles": None}, "the claim roles is not a list of roles"),
        ({"roles": "leader"}, "the claim roles is not a list of roles"),
        ({"roles": ["emperor"]}, "it has no role that is known here: emperor"),
        ({"roles": ['a"\r\nb']}, "it has no role that is known here: a???b"),
        ({"roles": []}, "it has no role that is known here: none"),
        ({"agency": 4}, "the claim agency is not a code"),
        ({"agency": "99\0"}, "the claim agency is not a code"),
        ({"sub": "a\0b"}, "the claim sub is no text that can be kept"),
    ],
)
async def test_a_refusal_names_the_reason(changes: dict[str, Any], expected: str) -> None:
    assert await reason(ISSUER.key.sign(claims(**changes))) == expected


async def test_a_token_with_a_number_for_its_end_is_good_again_and_again() -> None:
    for end in (4102444800, 4102444800.5, 10**400):
        token = ISSUER.key.sign(claims(exp=end))
        assert await VERIFIER.verify(token) is await VERIFIER.verify(token)


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b'{"iss": ["https://issuer.test"]}', "the claim iss is no text that can be kept"),
        (b"[]", "it cannot be read"),
        (b'"x"', "it cannot be read"),
        (b"{", "it cannot be read"),
        (b"[" * 100_000, "it cannot be read"),
        (b'{"exp": ' + b"9" * 5_000 + b"}", "it cannot be read"),
    ],
)
async def test_a_payload_that_no_issuer_would_write_is_refused(
    payload: bytes, expected: str
) -> None:
    kid = {"kid": ISSUER.key.kid}
    token = jwt.PyJWS().encode(payload, ISSUER.key.private, algorithm="ES256", headers=kid)

    assert await reason(token) == expected


@pytest.mark.parametrize(
    ("header", "changes"),
    [
        ({}, {}),
        ({"typ": "JWT"}, {}),
        ({"typ": "at+jwt"}, {}),
        ({"typ": "application/AT+jwt"}, {"nonce": "n"}),
        ({"typ": "JWT"}, {"typ": "Bearer", "nonce": "n"}),  # Keycloak before 24
        ({}, {"token_use": "access"}),
        ({}, {"tokenName": "access_token", "token_type": "Bearer"}),
    ],
)
async def test_access_tokens_of_all_issuers_pass(
    header: dict[str, Any], changes: dict[str, Any]
) -> None:
    assert (await VERIFIER.verify(signed(header, **changes))).subject == "u1"


@pytest.mark.parametrize(
    ("header", "changes", "expected"),
    [
        ({}, {"typ": "ID"}, "it is no access token: id"),
        ({}, {"typ": "Refresh"}, "it is no access token: refresh"),
        ({}, {"typ": "Offline"}, "it is no access token: offline"),
        ({}, {"typ": "DPoP"}, "it is no access token: dpop"),
        ({}, {"typ": 7}, "it is no access token: 7"),
        ({"typ": "at+jwt"}, {"typ": "ID"}, "it is no access token: id"),
        ({"typ": "logout+jwt"}, {}, "it is no access token: logout+jwt"),
        ({"typ": "secevent+jwt"}, {}, "it is no access token: secevent+jwt"),
        ({}, {"token_use": "id"}, "it is no access token: id"),
        ({}, {"token_type": "refresh"}, "it is no access token: refresh"),
        ({}, {"tokenName": "id_token"}, "it is no access token: id_token"),
        ({}, {"nonce": "n"}, "it is no access token: it has nonce"),
        ({}, {"at_hash": "h"}, "it is no access token: it has at_hash"),
        ({"typ": "JWT"}, {"c_hash": "h"}, "it is no access token: it has c_hash"),
        ({}, {"events": {}}, "it is no access token: it has events"),
    ],
)
async def test_tokens_for_other_purposes_are_refused(
    header: dict[str, Any], changes: dict[str, Any], expected: str
) -> None:
    assert await reason(signed(header, **changes)) == expected


def signed(header: dict[str, Any], **changes: Any) -> str:
    """Return a token with a header of its own."""
    key = ISSUER.key
    return jwt.encode(
        claims(**changes), key.private, algorithm="ES256", headers={"kid": key.kid, **header}
    )


async def test_a_foreign_signature_is_refused() -> None:
    other = SigningKey(SigningKey.generate().private, ISSUER.key.kid)

    assert await reason(other.sign(claims())) == "its signature does not match"


async def test_an_unknown_key_is_refused() -> None:
    assert (
        await reason(SigningKey.generate().sign(claims())) == "its key is not one of the issuer's"
    )


@pytest.mark.parametrize("token", ["", "abc", "a.b.c", "e30.e30.e30", "é.é.é", "." * 9000])
async def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(Unauthenticated):
        await VERIFIER.verify(token)


async def test_symmetric_and_unsigned_tokens_are_refused() -> None:
    kid = {"kid": ISSUER.key.kid}
    shared = jwt.encode(claims(), "k" * 64, algorithm="HS256", headers=kid)
    unsigned = jwt.encode(claims(), "", algorithm="none", headers=kid)

    assert await reason(shared) == "algorithm is not one of ES256, RS256"
    assert await reason(unsigned) == "algorithm is not one of ES256, RS256"


async def test_rsa_keys_are_taken_too() -> None:
    key = rsa.generate_private_key(65537, 2048)
    public = jwt.get_algorithm_by_name("RS256").to_jwk(key.public_key(), as_dict=True)
    keys = StaticKeys({"keys": [{**public, "kid": "r1", "alg": "RS256", "use": "sig"}]})
    verifier = TokenVerifier(keys, issuer=ISSUER.issuer, roles=ROLES)

    token = jwt.encode(claims(), key, algorithm="RS256", headers={"kid": "r1"})

    assert (await verifier.verify(token)).subject == "u1"


async def test_an_rsa_token_does_not_pass_with_a_key_of_another_kind() -> None:
    key = rsa.generate_private_key(65537, 2048)
    token = jwt.encode(claims(), key, algorithm="RS256", headers={"kid": ISSUER.key.kid})

    with pytest.raises(Unauthenticated):
        await VERIFIER.verify(token)


async def test_roles_of_the_issuers_own_mean_nothing() -> None:
    token = ISSUER.key.sign(claims(roles=["leader", "offline_access"]))

    assert (await VERIFIER.verify(token)).roles == {"leader"}


async def test_a_remembered_token_is_forgotten_with_its_time_and_its_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = StaticKeys(ISSUER.key.jwks())
    verifier = TokenVerifier(keys, issuer=ISSUER.issuer, roles=ROLES)
    token = ISSUER.token("leader")
    first = await verifier.verify(token)
    assert await verifier.verify(token) is first

    monkeypatch.setattr(keys, "_keys", StaticKeys(ISSUER.key.jwks())._keys)
    second = await verifier.verify(token)
    assert second == first
    assert second is not first

    monkeypatch.setattr(keys, "_keys", {})
    assert await reason(token, verifier) == "its key is not one of the issuer's"


async def test_requests_that_share_a_token_outlive_a_rotation_of_keys(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = StaticKeys(ISSUER.key.jwks())
    verifier = TokenVerifier(keys, issuer=ISSUER.issuer, roles=ROLES)
    token = ISSUER.token("leader")
    await verifier.verify(token)
    both_wait = asyncio.Event()
    rotated = StaticKeys(ISSUER.key.jwks())

    async def slow_key(kid: str) -> jwt.PyJWK | None:
        await both_wait.wait()
        return await rotated.key(kid)

    monkeypatch.setattr(keys, "key", slow_key)
    requests = [asyncio.create_task(verifier.verify(token)) for _ in range(3)]
    await asyncio.sleep(0)
    both_wait.set()

    assert {(await request).subject for request in requests} == {"someone"}


async def test_a_full_memory_forgets_only_what_was_used_longest_ago(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_tokens, "_REMEMBERED", 3)
    verifier = ISSUER.verifier()
    tokens = [ISSUER.token("leader", subject=f"u{number}") for number in range(4)]
    first = [await verifier.verify(token) for token in tokens[:3]]
    assert await verifier.verify(tokens[0]) is first[0]

    await verifier.verify(tokens[3])

    assert await verifier.verify(tokens[0]) is first[0]
    assert await verifier.verify(tokens[2]) is first[2]
    assert await verifier.verify(tokens[1]) is not first[1]


async def test_roles_may_lie_inside_an_object() -> None:
    verifier = TokenVerifier(
        StaticKeys(ISSUER.key.jwks()),
        issuer=ISSUER.issuer,
        roles=ROLES,
        roles_claim="realm_access.roles",
    )
    token = ISSUER.key.sign(claims(roles=None, realm_access={"roles": ["approver"]}))

    assert (await verifier.verify(token)).roles == {"approver"}


def test_a_key_does_not_show_itself() -> None:
    assert "private" not in repr(ISSUER.key)
    assert "d" not in ISSUER.key.jwks()["keys"][0]
