"""The settings of the scoring service."""

from typing import ClassVar

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from kit.settings import ServiceSettings


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
