"""The sandbox's token issuer: OpenID discovery, its keys, and tokens for client credentials.

It exists only while `GATEWAY_SANDBOX_ISSUER` is true. Whoever knows the sandbox's secret gets any
role, so that every role can be tried. In production Keycloak or another OIDC provider takes its
place. Errors of the token endpoint have the shape of RFC 6749, section 5.2.
"""

import base64
import binascii
import hmac
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, unquote_plus

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from gateway import metrics
from gateway.door.api.limits import RateLimit
from gateway.issuer.usecases.issue import NAME, Issuer, TokenError
from gateway.settings import GatewaySettings
from rules.languages import Language, in_language, negotiate
from rules.text import Text

_FORM: Final = "application/x-www-form-urlencoded"
_NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}

_REQUEST_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {
            _FORM: {
                "schema": {
                    "type": "object",
                    "required": ["grant_type", "client_id", "client_secret", "roles"],
                    "properties": {
                        "grant_type": {"type": "string", "const": "client_credentials"},
                        "client_id": {"type": "string", "examples": ["portal"]},
                        "client_secret": {"type": "string", "format": "password"},
                        "roles": {"type": "string", "examples": ["coordinator leader"]},
                        "agency": {"type": "string", "examples": ["9901"]},
                        "expires_in": {"type": "integer", "minimum": 1, "maximum": 86_400},
                    },
                }
            }
        },
    }
}


_TOKEN: Final = {
    "access_token": "eyJhbGciOiJFUzI1NiIs…",
    "token_type": "Bearer",
    "expires_in": 3600,
}
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/json": {"example": _TOKEN}}},
    400: {
        "description": "The form is wrong, or asks for an unknown role",
        "content": {
            "application/json": {
                "example": {
                    "error": "invalid_scope",
                    "error_description": "roles harus menyebut sebagian dari: agency_officer, …",
                }
            }
        },
    },
    401: {
        "description": "The client's secret is wrong",
        "content": {
            "application/json": {
                "example": {
                    "error": "invalid_client",
                    "error_description": "Rahasia klien salah.",
                }
            }
        },
    },
    429: {"description": "Too many wrong requests"},
}


def router(issuer: Issuer) -> APIRouter:
    """Return the issuer's routes."""
    routes = APIRouter(tags=["tokens"])
    configuration = _configuration(issuer.settings.oidc_issuer)

    @routes.get(
        "/.well-known/openid-configuration",
        operation_id="read_issuer",
        responses=_example(configuration),
    )
    async def read_configuration() -> dict[str, Any]:
        """Show where the issuer's keys and tokens are (sandbox only)."""
        return configuration

    @routes.get(
        "/oauth/jwks", operation_id="list_issuer_keys", responses=_example(issuer.key.jwks())
    )
    async def read_keys() -> dict[str, Any]:
        """Show the public keys that tokens are signed with (sandbox only)."""
        return issuer.key.jwks()

    @routes.post(
        "/oauth/token", operation_id="issue_token", openapi_extra=_REQUEST_BODY, responses=_ANSWERS
    )
    async def create_token(request: Request) -> JSONResponse:
        """Give a token for client credentials (sandbox only).

        `client_id` becomes the token's subject; `roles` are separated by spaces, `agency` binds
        them to an agency and everything below it, `expires_in` is 1 to 86400 seconds.
        """
        return await _answer(request, issuer)

    return routes


def _configuration(issuer: str) -> dict[str, Any]:
    address = issuer.rstrip("/")
    return {
        "issuer": issuer,
        "jwks_uri": f"{address}/oauth/jwks",
        "token_endpoint": f"{address}/oauth/token",
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "response_types_supported": [],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    }


def _example(answer: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {"application/json": {"example": answer}}}}


async def _answer(request: Request, issuer: Issuer) -> JSONResponse:
    failures: RateLimit = request.app.state.token_failures
    who = request.client.host if request.client else "unknown"
    body = await request.body()  # before the limit is looked at: many could come together after it
    if not await failures.is_open(who):
        raise await failures.refusal(who)
    try:
        form = _form(request.headers.get("content-type", ""), body)
        form = _authenticated(
            form, request.headers.get("authorization", ""), settings=issuer.settings
        )
        token = issuer.token(form)
    except TokenError as error:
        await failures.hit(who)
        metrics.record_token(issued=False)
        return _refusal(error, negotiate(request.headers.get("accept-language")))
    metrics.record_token(issued=True)
    return JSONResponse(token, headers=_NO_STORE)


def _refusal(error: TokenError, language: Language) -> JSONResponse:
    is_client = error.code == "invalid_client"
    return JSONResponse(
        {"error": error.code, "error_description": in_language(error.description, language)},
        status_code=401 if is_client else 400,
        headers=_NO_STORE
        | {"Content-Language": language}
        | ({"WWW-Authenticate": 'Basic realm="tolok"'} if is_client else {}),
    )


def _form(content_type: str, body: bytes) -> dict[str, str]:
    if content_type.partition(";")[0].strip().lower() != _FORM:
        raise TokenError("invalid_request", Text(f"Kirim {_FORM}.", f"Send {_FORM}."))
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=False, strict_parsing=bool(body), max_num_fields=20
        )
    except ValueError as error:
        raise TokenError(
            "invalid_request", Text("Formulir tidak dapat dibaca.", "The form cannot be read.")
        ) from error
    form = dict(pairs)
    if len(form) != len(pairs):
        raise TokenError(
            "invalid_request", Text("Satu isian muncul dua kali.", "A field appears twice.")
        )
    return form


def _authenticated(
    form: Mapping[str, str], authorization: str, *, settings: GatewaySettings
) -> dict[str, str]:
    """Check the client's secret; return the form with the client's name in it."""
    client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() == "basic":
        if secret:
            raise TokenError(
                "invalid_request",
                Text("Kirim rahasia di satu tempat saja.", "Send the secret in one place only."),
            )
        client_id, secret = _basic(encoded)
    expected = settings.sandbox_client_secret
    known = expected.get_secret_value() if expected is not None else ""
    if not known or not hmac.compare_digest(secret.encode(), known.encode()):
        raise TokenError(
            "invalid_client", Text("Rahasia klien salah.", "The client's secret is wrong.")
        )
    if NAME.fullmatch(client_id) is None:
        raise TokenError(
            "invalid_client",
            Text(
                "client_id terdiri atas 1 sampai 64 huruf, angka, atau . _ @ -",
                "client_id is 1 to 64 letters, digits or any of . _ @ -",
            ),
        )
    return {**form, "client_id": client_id}


def _basic(encoded: str) -> tuple[str, str]:
    try:
        decoded = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise TokenError(
            "invalid_client",
            Text(
                "Header Authorization tidak dapat dibaca.",
                "The Authorization header cannot be read.",
            ),
        ) from error
    name, _, secret = decoded.partition(":")
    return unquote_plus(name), unquote_plus(secret)
