"""`.env.example` is what the settings classes say."""

from importlib import import_module

from pydantic import SecretStr
from pydantic_settings import BaseSettings
from tests.pages.env_example import render

from kit.settings import AppSettings

from .conftest import ROOT, SERVICES, all_modules


def settings_classes() -> list[type[BaseSettings]]:
    """Return the settings class of the gateway and of every service."""
    return [_settings_class(package) for package in ("gateway", *SERVICES)]


def test_the_example_is_what_the_classes_say() -> None:
    written = (ROOT / ".env.example").read_text("utf-8")

    assert written == render(settings_classes()), "run `make pages`"


def test_every_service_has_its_own_prefix_and_is_frozen() -> None:
    for package, settings in zip(("gateway", *SERVICES), settings_classes(), strict=True):
        assert settings.model_config.get("env_prefix") == f"{package.upper()}_"
        assert settings.model_config.get("frozen") is True
        assert issubclass(settings, AppSettings)
        assert settings.service_name == package


def test_secrets_have_no_defaults() -> None:
    words = ("password", "secret", "token", "database_url")
    for settings in settings_classes():
        for name, field in settings.model_fields.items():
            if SecretStr in (field.annotation, *getattr(field.annotation, "__args__", ())):
                assert field.is_required() or field.default is None, name
            elif any(word in name for word in words):
                assert field.annotation not in (str, str | None), f"{name} is no SecretStr"


def test_only_settings_modules_declare_settings() -> None:
    found = [
        module.where
        for module in all_modules()
        if module.path.stem != "settings" and "(BaseSettings" in module.text
    ]

    assert found == []


def _settings_class(package: str) -> type[BaseSettings]:
    module = import_module(f"{package}.settings")
    (found,) = (
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, BaseSettings)
        and value.__module__ == module.__name__
    )
    return found
