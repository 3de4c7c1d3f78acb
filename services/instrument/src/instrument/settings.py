"""The settings of the instrument service."""

from pathlib import Path
from typing import ClassVar

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from kit.settings import ServiceSettings


class InstrumentSettings(ServiceSettings):
    """Settings of the instrument service."""

    model_config = SettingsConfigDict(env_prefix="INSTRUMENT_")
    service_name: ClassVar[str] = "instrument"

    port: int = Field(8101, description="Port of the API", ge=0, le=65535)
    metrics_port: int = Field(
        8201, description="Port of the worker's health and metrics", ge=0, le=65535
    )
    authors_agency: str | None = Field(
        None,
        description="Agency that writes derivation sets for the product's editions, owns the"
        " documents of the folder, and whose coordinators write too; none: nobody, the product,"
        " operators only",
    )
    editions_folder: Path | None = Field(
        None, description="Folder with a region's own editions and derivation sets (YAML)"
    )
