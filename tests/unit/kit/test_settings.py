import pytest
from pydantic import ValidationError
from pydantic_settings import SettingsConfigDict
from tests.pages.env_example import render
from typer import Exit

from kit.process._cli import read_settings
from kit.settings import ServiceSettings

REQUIRED = {
    "SHOP_PORT": "8000",
    "SHOP_METRICS_PORT": "8001",
    "SHOP_DATABASE_URL": "postgresql+asyncpg://shop:s3cret@db/shop",
    "SHOP_KAFKA_BOOTSTRAP_SERVERS": "kafka:9092",
    "SHOP_OIDC_ISSUER": "https://issuer.test",
    "SHOP_CURSOR_KEY": "of-this-test-and-longer-than-32-characters",
}


class ShopSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")
    service_name = "shop"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in REQUIRED.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.mark.usefixtures("environment")
def test_settings_are_read_with_the_services_prefix() -> None:
    settings = ShopSettings()

    assert (settings.port, settings.metrics_port, settings.pool_size) == (8000, 8001, 5)
    assert settings.oidc_audience == "tolok"


@pytest.mark.usefixtures("environment")
def test_settings_do_not_change_and_do_not_show_secrets() -> None:
    settings = ShopSettings()

    with pytest.raises(ValidationError):
        settings.port = 1  # type: ignore[misc] # the point of the test
    assert "s3cret" not in repr(settings)
    assert "of-this-test" not in repr(settings)


@pytest.mark.parametrize("missing", sorted(REQUIRED))
def test_what_has_no_default_must_be_given(environment: pytest.MonkeyPatch, missing: str) -> None:
    environment.delenv(missing)

    with pytest.raises(ValidationError):
        ShopSettings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SHOP_PORT", "70000"),
        ("SHOP_TRACE_SAMPLE_RATIO", "1.1"),
        ("SHOP_LOG_LEVEL", "LOUD"),
        ("SHOP_POOL_SIZE", "0"),
        ("SHOP_CURSOR_KEY", "short"),
        ("SHOP_BODY_LIMIT_BYTES", "0"),
    ],
)
def test_impossible_values_are_refused(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(name, value)

    with pytest.raises(ValidationError):
        ShopSettings()


def test_the_example_names_every_setting_and_no_secret() -> None:
    text = render([ShopSettings])

    for name in ShopSettings.model_fields:
        assert f"SHOP_{name.upper()}=" in text
    assert "SHOP_DATABASE_URL=\n" in text
    assert "SHOP_OIDC_AUDIENCE=tolok\n" in text
    assert "#SHOP_SPAN_FILE=\n" in text


@pytest.mark.parametrize("proxies", ["", "10.0.0.1", "10.0.0.0/8, 2001:db8::/32,127.0.0.1"])
def test_proxies_are_addresses_and_networks(environment: pytest.MonkeyPatch, proxies: str) -> None:
    environment.setenv("SHOP_TRUSTED_PROXIES", proxies)

    assert ShopSettings().trusted_proxies == proxies


@pytest.mark.parametrize("proxies", ["*", "proxy.test", "10.0.0.1/8", "10.0.0.1 10.0.0.2"])
def test_no_other_proxies_are_trusted(environment: pytest.MonkeyPatch, proxies: str) -> None:
    environment.setenv("SHOP_TRUSTED_PROXIES", proxies)

    with pytest.raises(ValidationError, match="trusted_proxies"):
        ShopSettings()


class ShelvedSettings(ShopSettings):
    shelves: dict[str, dict[str, int]] | None = None
    names: tuple[str, ...] = ()


@pytest.mark.usefixtures("environment")
def test_json_is_read(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SHOP_SHELVES", '{"a": {"b": 1}}')
    environment.setenv("SHOP_NAMES", '["a", "b"]')

    settings = ShelvedSettings()

    assert (settings.shelves, settings.names) == ({"a": {"b": 1}}, ("a", "b"))


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("SHOP_SHELVES", '{"a": {"b": 1, "b": 2}}', "SHOP_SHELVES: /a/b is written twice"),
        ("SHOP_SHELVES", '{"a": {}, "a": {}}', "SHOP_SHELVES: /a is written twice"),
        ("SHOP_NAMES", '["s3cret"', "SHOP_NAMES: line 1, column 10: unreadable JSON"),
    ],
)
def test_json_that_can_be_read_in_two_ways_is_refused_by_name(
    environment: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
    *,
    wrong: str,
) -> None:
    environment.setenv(name, value)

    with pytest.raises(Exit):
        read_settings(ShelvedSettings)

    told = capsys.readouterr().err
    assert told.startswith(wrong)
    assert "s3cret" not in told
