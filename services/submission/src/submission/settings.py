"""The settings of the submission service."""

from typing import ClassVar

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from kit.settings import ServiceSettings


class SubmissionSettings(ServiceSettings):
    """Settings of the submission service."""

    model_config = SettingsConfigDict(env_prefix="SUBMISSION_")
    service_name: ClassVar[str] = "submission"

    port: int = Field(8102, description="Port of the API", ge=0, le=65535)
    metrics_port: int = Field(
        8202, description="Port of the worker's health and metrics", ge=0, le=65535
    )
