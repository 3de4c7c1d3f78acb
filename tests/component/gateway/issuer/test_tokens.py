"""The sandbox's issuer, and tokens of every bad kind."""

import asyncio
import re
from base64 import b64encode
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import ValidationError
from tests.support.operations import address_of
from tests.support.tokens import TokenIssuer

from gateway.app import create_app
from gateway.issuer.store import SigningKey
from gateway.settings import GatewaySettings
from kit.auth import TokenVerifier
from kit.clock import SystemClock
from kit.testing import FixedClock
from operations.table import OPERATIONS
from rules.roles import ROLES

if TYPE_CHECKING:
    from tests.component.gateway.serving import Gateway

SECRET = "a secret of the tests"
FORM = {
    "grant_type": "client_credentials",
    "client_id": "portal",
    "client_secret": SECRET,
    "roles": "leader coordinator",
    "agency": "9901",
}


@pytest.fixture
async def anonymous(client: httpx.AsyncClient) -> httpx.AsyncClient:
    del client.headers["Authorization"]
    return client


async def token(client: httpx.AsyncClient, **changes: str | None) -> httpx.Response:
    form = {name: value for name, value in (FORM | changes).items() if value is not None}
    return await client.post("/oauth/token", data=form)


async def test_a_token_says_who_may_what_and_for_how_long(anonymous: httpx.AsyncClient) -> None:
    answer = await token(anonymous, expires_in="120")

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 120)
    claims = jwt.decode(body["access_token"], options={"verify_signature": False})
    assert claims["iss"] == "http://gateway.test"
    assert claims["aud"] == "tolok"
    assert claims["sub"] == "portal"
    assert claims["roles"] == ["coordinator", "leader"]
    assert claims["agency"] == "9901"
    assert claims["exp"] - claims["iat"] == 120
    assert claims["jti"]


async def test_discovery_leads_to_keys_that_verify_the_token(
    start: "Gateway", gateway_settings: GatewaySettings, unused_port: int
) -> None:
    address = f"http://127.0.0.1:{unused_port}"
    client = await start(port=unused_port, oidc_issuer=address)
    body = (await token(client)).json()

    discovery = (await client.get("/.well-known/openid-configuration")).json()
    keys = (await client.get("/oauth/jwks")).json()

    assert discovery["issuer"] == address
    assert discovery["jwks_uri"] == f"{address}/oauth/jwks"
    assert discovery["token_endpoint"] == f"{address}/oauth/token"
    assert "d" not in keys["keys"][0]
    settings = gateway_settings.model_copy(update={"oidc_issuer": address})
    principal = await TokenVerifier.from_settings(settings, roles=ROLES).verify(
        body["access_token"]
    )
    assert (principal.subject, principal.unit) == ("portal", "9901")


async def test_a_restart_keeps_the_key(start: "Gateway") -> None:
    first, second = await start(), await start()
    issued = (await token(first)).json()["access_token"]

    answer = await second.get("/api/v1/scores", headers={"Authorization": f"Bearer {issued}"})

    assert answer.status_code == 200


async def test_a_client_may_authenticate_by_header(anonymous: httpx.AsyncClient) -> None:
    basic = b64encode(f"portal:{SECRET.replace(' ', '+')}".encode()).decode()
    form = {"grant_type": "client_credentials", "roles": "leader"}

    answer = await anonymous.post(
        "/oauth/token", data=form, headers={"Authorization": f"Basic {basic}"}
    )

    assert answer.status_code == 200
    claims = jwt.decode(answer.json()["access_token"], options={"verify_signature": False})
    assert (claims["sub"], "agency" in claims) == ("portal", False)


REFUSED: list[tuple[dict[str, str | None], int, str]] = [
    ({"client_secret": "wrong"}, 401, "invalid_client"),
    ({"client_secret": None}, 401, "invalid_client"),
    ({"client_id": None}, 401, "invalid_client"),
    ({"client_id": "x" * 65}, 401, "invalid_client"),
    ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ({"grant_type": None}, 400, "unsupported_grant_type"),
    ({"roles": "leader king"}, 400, "invalid_scope"),
    ({"roles": None}, 400, "invalid_scope"),
    ({"agency": "99 01"}, 400, "invalid_request"),
    ({"expires_in": "0"}, 400, "invalid_request"),
    ({"expires_in": "86401"}, 400, "invalid_request"),
    ({"expires_in": "-5"}, 400, "invalid_request"),
    ({"expires_in": "soon"}, 400, "invalid_request"),
]


async def test_a_refused_request_has_the_error_of_the_standard(
    start: "Gateway",
) -> None:
    anonymous = await start(issuer_failure_limit="1000/minute")
    del anonymous.headers["Authorization"]
    for changes, status, code in REFUSED:
        answer = await token(anonymous, **changes)

        assert (answer.status_code, answer.json()["error"]) == (status, code), changes
        assert answer.headers["cache-control"] == "no-store"
        said = {}
        for language in ("id", "en"):
            anonymous.headers["Accept-Language"] = language
            told = await token(anonymous, **changes)
            assert told.headers["content-language"] == language
            said[language] = told.json()["error_description"]
            assert re.fullmatch(r"[ !#-\[\]-~]+", said[language]), "RFC 6749, section 5.2"
        assert said["id"] != said["en"], changes
        assert ("www-authenticate" in answer.headers) == (status == 401)
        assert SECRET not in answer.text


async def test_an_unreadable_form_is_an_invalid_request(anonymous: httpx.AsyncClient) -> None:
    form = "application/x-www-form-urlencoded"
    unreadable: list[tuple[str | bytes, str]] = [
        ("grant_type=client_credentials&grant_type=password", form),
        ('{"grant_type": "client_credentials"}', "application/json"),
        (b"\xff\xfe=1", form),
        ("&".join(f"a{n}=1" for n in range(30)), form),
    ]
    for content, kind in unreadable:
        answer = await anonymous.post(
            "/oauth/token", content=content, headers={"Content-Type": kind}
        )

        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request"), content


async def test_a_secret_in_two_places_is_refused(anonymous: httpx.AsyncClient) -> None:
    answer = await anonymous.post(
        "/oauth/token", data=FORM, headers={"Authorization": "Basic cG9ydGFsOng="}
    )

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_guessing_the_secret_is_slowed_down(start: "Gateway") -> None:
    client = await start(issuer_failure_limit="3/minute")

    answers = [await token(client, client_secret=f"guess {n}") for n in range(4)]

    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert (await token(client)).status_code == 429


async def test_without_the_setting_there_is_no_issuer(start: "Gateway") -> None:
    client = await start(sandbox_issuer=False)

    for path in ("/.well-known/openid-configuration", "/oauth/jwks"):
        assert (await client.get(path)).status_code == 404
    assert (await token(client)).status_code == 404


def test_an_issuer_without_a_secret_does_not_start(gateway_settings: GatewaySettings) -> None:
    given = gateway_settings.model_dump() | {"sandbox_client_secret": None}

    with pytest.raises(ValidationError, match="GATEWAY_SANDBOX_CLIENT_SECRET"):
        GatewaySettings(**given)


def test_the_secret_is_in_no_representation(gateway_settings: GatewaySettings) -> None:
    assert SECRET not in repr(gateway_settings)
    assert create_app(gateway_settings).title == "Tolok"


def _bad_tokens(key: SigningKey) -> dict[str, str]:
    good = TokenIssuer("http://gateway.test", key=key)
    early = FixedClock(SystemClock().now() - timedelta(hours=3))
    late = FixedClock(SystemClock().now() + timedelta(hours=3))
    stranger = SigningKey.generate()
    header, body, signature = good.token("leader").split(".")
    other = good.token("operator").split(".")[1]
    claims: dict[str, Any] = jwt.decode(good.token("leader"), options={"verify_signature": False})
    rsa_key = rsa.generate_private_key(65537, 2048)
    return {
        "no JWT": "abc",
        "two parts": f"{header}.{body}",
        "altered": f"{header}.{other}.{signature}",
        "unsigned": jwt.encode(claims, "", algorithm="none"),
        "symmetric": jwt.encode(claims, "x" * 32, algorithm="HS256", headers={"kid": key.kid}),
        "another algorithm": jwt.encode(
            claims, rsa_key, algorithm="RS512", headers={"kid": key.kid}
        ),
        "another key": TokenIssuer("http://gateway.test", key=stranger).token("leader"),
        "another key under our id": TokenIssuer(
            "http://gateway.test", key=SigningKey(stranger.private, key.kid)
        ).token("leader"),
        "expired": TokenIssuer("http://gateway.test", key=key, clock=early).token("leader"),
        "not yet valid": TokenIssuer("http://gateway.test", key=key, clock=late).token("leader"),
        "another issuer": TokenIssuer("http://elsewhere.test", key=key).token("leader"),
        "another audience": TokenIssuer("http://gateway.test", "shop", key=key).token("leader"),
        "no expiry": key.sign({k: v for k, v in claims.items() if k != "exp"}),
        "no subject": key.sign({k: v for k, v in claims.items() if k != "sub"}),
        "unknown role": key.sign(claims | {"roles": ["king"]}),
        "roles as text": key.sign(claims | {"roles": "leader"}),
        "agency as number": key.sign(claims | {"agency": 9901}),
    }


async def test_a_bad_token_of_any_kind_is_refused(
    client: httpx.AsyncClient, issuer: TokenIssuer
) -> None:
    for kind, bad in _bad_tokens(issuer.key).items():
        for path in ("/api/v1/scores", "/api/v1/stream"):
            answer = await client.get(path, headers={"Authorization": f"Bearer {bad}"})

            assert answer.status_code == 401, kind
            assert answer.json()["type"] == "urn:tolok:problem:unauthenticated", kind
            assert answer.headers["www-authenticate"].startswith("Bearer"), kind


async def test_without_a_token_nothing_is_passed_on(client: httpx.AsyncClient) -> None:
    for header in ("", "Bearer", "Basic eDp5", "bearer"):
        answer = await client.get("/api/v1/scores", headers={"Authorization": header})

        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == 'Bearer realm="tolok"'


async def test_each_role_gets_in_where_the_table_lets_it(
    start: "Gateway", issuer: TokenIssuer
) -> None:
    client = await start()
    # A thousand at once would have a busy machine keep the last one waiting for minutes.
    side_by_side = asyncio.Semaphore(8)
    bearers = {role: issuer.token(role, agency="9901", subject=role) for role in ROLES}

    async def status(role: str, method: str, path: str) -> int:
        async with side_by_side:
            bearer = {"Authorization": f"Bearer {bearers[role]}"}
            return (await client.request(method, path, headers=bearer)).status_code

    cases = [
        (role, row.method, address_of(row.path), role in row.roles)
        for role in sorted(ROLES)
        for row in OPERATIONS
        if row.kind != "stream"
    ]
    found = await asyncio.gather(*(status(role, method, path) for role, method, path, _ in cases))

    for case, answered in zip(cases, found, strict=True):
        assert answered == (200 if case[3] else 403), case
