"""The sandbox's settings, read from the environment (prefix `TOLOK_`) and nowhere else."""

from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parents[4]
"""The folder that holds the repository: the sandbox runs the services from their sources."""


class SandboxSettings(BaseSettings):
    """Where things lie and which ports they prefer; a taken port gives way to a free one."""

    model_config = SettingsConfigDict(env_prefix="TOLOK_", frozen=True, extra="ignore")

    home: Path = CHECKOUT / ".sandbox"
    java_home: Path | None = Field(
        default=None, validation_alias=AliasChoices("TOLOK_JAVA_HOME", "JAVA_HOME")
    )
    maven_repository: Path = Field(
        default=Path.home() / ".m2" / "repository",
        validation_alias=AliasChoices("TOLOK_MAVEN_REPOSITORY", "M2_REPO"),
    )
    """Where Kafka's jars are kept: the cache that all Java tools share."""
    postgres_url: SecretStr | None = None
    """Administrator URL of an existing PostgreSQL server to use instead of an own one."""
    kafka_bootstrap_servers: str | None = None
    """An existing Kafka to use instead of an own one."""
    postgres_port: int = 15432
    kafka_port: int = 19092
    gateway_port: int = 8080
