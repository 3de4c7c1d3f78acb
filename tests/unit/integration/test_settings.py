import json
from fractions import Fraction

import pytest
from pydantic import ValidationError

from integration.credentials import credentials_of
from integration.settings import IntegrationSettings

REQUIRED = {
    "INTEGRATION_DATABASE_URL": "postgresql+asyncpg://nobody:x@db.example/integration",
    "INTEGRATION_KAFKA_BOOTSTRAP_SERVERS": "kafka.example:9092",
    "INTEGRATION_OIDC_ISSUER": "https://issuer.example",
    "INTEGRATION_CURSOR_KEY": "of-this-test-and-longer-than-32-characters",
}


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in REQUIRED.items():
        monkeypatch.setenv(name, value)


def secrets(**changes: object) -> str:
    given = {"secret": "open sesame", "agency_code": "9901", "hosts": ["planning.example"]}
    return json.dumps({"planning": {**given, **changes}})


def test_credentials_are_read_by_name_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEGRATION_SOURCE_SECRETS", secrets())
    settings = IntegrationSettings()
    found = credentials_of(settings)["planning"]
    assert found.reveal() == "open sesame"
    assert (found.agency_code, found.hosts) == ("9901", frozenset({"planning.example"}))
    assert "sesame" not in repr(settings) + settings.model_dump_json()


def test_a_key_of_signatures_names_no_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEGRATION_SOURCE_SECRETS", secrets(hosts=[], signs=True))
    found = credentials_of(IntegrationSettings())["planning"]
    assert (found.signs, found.hosts) == (True, frozenset())


@pytest.mark.parametrize(
    "given",
    [
        '{"planning": "open sesame"}',
        secrets(secret=""),
        secrets(agency_code=""),
        secrets(hosts=[]),
        secrets(hosts=["https://planning.example"]),
        secrets(hosts=["planning.example/api"]),
        secrets(hosts=["Planning.example"]),
        secrets(host="planning.example"),
        secrets(signs=True),
        '{"planning": {"secret": "open sesame"}}',
        '{"planning": {"secret": "open sesame", "agency_code": "9901"}}',
        '{"planning": {"secret": "open sesame", "hosts": ["planning.example"]}}',
    ],
)
def test_a_credential_without_an_owner_or_hosts_is_refused(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("INTEGRATION_SOURCE_SECRETS", given)
    with pytest.raises(ValidationError):
        IntegrationSettings()


def test_nothing_private_is_allowed_unless_it_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert IntegrationSettings().allowed_targets == frozenset()
    monkeypatch.setenv("INTEGRATION_ALLOWED_TARGETS", '["127.0.0.1:8301"]')
    assert IntegrationSettings().allowed_targets == {"127.0.0.1:8301"}


def test_limits_are_exact_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEGRATION_BROKEN_PERCENT", "7")
    settings = IntegrationSettings()
    assert (settings.broken_share, settings.kept_share) == (Fraction(7, 100), Fraction(1, 2))
