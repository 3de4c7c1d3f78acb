"""The settings of the scoring service."""

from typing import ClassVar

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from kit.settings import ServiceSettings
from scoring.publication.domain.signing_keys import Keys, PublicKey, SigningKey


class ScoringSettings(ServiceSettings):
    """Settings of the scoring service."""

    model_config = SettingsConfigDict(env_prefix="SCORING_")
    service_name: ClassVar[str] = "scoring"

    port: int = Field(8103, description="Port of the API", ge=0, le=65535)
    metrics_port: int = Field(
        8203, description="Port of the worker's health and metrics", ge=0, le=65535
    )
    batch_records: int = Field(10_000, description="Most messages of one batch", ge=1, le=100_000)
    remembered_assessments: int = Field(
        20_000, description="Most assessments that a worker keeps in memory", ge=1
    )
    computing_seconds: float = Field(
        1.5,
        description="Longest time from a request to the end of what is computed for it, waiting"
        " for its turn included; less than GATEWAY_ANSWER_SECONDS",
        gt=1,
    )
    result_signing_key: SecretStr | None = Field(
        None, description="Ed25519 key that signs published results, as `scoring new-key` makes it"
    )
    result_public_keys: tuple[str, ...] = Field(
        (), description="Public keys of earlier results, a JSON list; the active one need not be in"
    )

    @field_validator("result_signing_key")
    @classmethod
    def _is_a_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            SigningKey.from_text(value.get_secret_value())
        return value

    @field_validator("result_public_keys")
    @classmethod
    def _are_keys(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for text in value:
            PublicKey.from_text(text)
        return value

    @property
    def result_keys(self) -> Keys:
        """Return the key that signs results and all whose signatures count."""
        active = self.result_signing_key
        return Keys.of(active.get_secret_value() if active else None, self.result_public_keys)
