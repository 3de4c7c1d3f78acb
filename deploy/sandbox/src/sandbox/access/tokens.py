"""Tokens of the sandbox's issuer, which is the gateway."""

from collections.abc import Iterable
from pathlib import Path

from sandbox.access import calls
from sandbox.access.secret_store import SecretStore

TOLOK = "tolok-cli"
CLIENT_SECRET = "client"  # noqa: S105 - the name of a secret


def get_token(
    api: str, home: Path, *, roles: Iterable[str], agency: str | None, client: str = TOLOK
) -> str:
    """Ask the gateway for a token with these roles, bound to an agency; raise CallError.

    `client` becomes the token's subject.
    """
    fields = {
        "grant_type": "client_credentials",
        "client_id": client,
        "client_secret": SecretStore(home).get(CLIENT_SECRET),
        "roles": " ".join(roles),
    }
    if agency is not None:
        fields["agency"] = agency
    answer = calls.post_form(f"{api}/oauth/token", fields)
    return str(answer["access_token"])
