from fractions import Fraction

import pytest

from integration.settings import IntegrationSettings

REQUIRED = {
    "INTEGRATION_DATABASE_URL": "postgresql+asyncpg://nobody:x@db.example/integration",
    "INTEGRATION_KAFKA_BOOTSTRAP_SERVERS": "kafka.example:9092",
    "INTEGRATION_OIDC_ISSUER": "https://issuer.example",
}


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in REQUIRED.items():
        monkeypatch.setenv(name, value)


def test_credentials_are_read_by_name_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEGRATION_SOURCE_SECRETS", '{"planning": "open sesame"}')
    settings = IntegrationSettings()
    assert settings.secrets["planning"].get_secret_value() == "open sesame"
    assert "sesame" not in repr(settings) + settings.model_dump_json()


def test_nothing_private_is_allowed_unless_it_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert IntegrationSettings().allowed_targets == frozenset()
    monkeypatch.setenv("INTEGRATION_ALLOWED_TARGETS", '["127.0.0.1:8301"]')
    assert IntegrationSettings().allowed_targets == {"127.0.0.1:8301"}


def test_limits_are_exact_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEGRATION_BROKEN_PERCENT", "7")
    settings = IntegrationSettings()
    assert (settings.broken_share, settings.kept_share) == (Fraction(7, 100), Fraction(1, 2))
