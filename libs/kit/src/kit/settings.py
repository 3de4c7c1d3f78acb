"""Settings from the environment, read once at start and nowhere else."""

from decimal import Decimal
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class AppSettings(BaseSettings):
    """Settings of every process that answers HTTP."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")
    service_name: ClassVar[str] = "tolok"

    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(description="Port of the API", ge=0, le=65535)
    kafka_bootstrap_servers: str = Field(description="Kafka brokers, host:port, comma separated")
    oidc_issuer: str = Field(description="Issuer of the tokens; discovery is read below it")
    oidc_audience: str = Field("tolok", description="Audience a token must name")
    roles_claim: str = Field("roles", description="Claim with the roles; a dot enters an object")
    agency_claim: str = Field("agency", description="Claim with the agency code")
    otlp_endpoint: str | None = Field(None, description="OTLP/HTTP traces address of a collector")
    span_file: Path | None = Field(None, description="File for spans as JSON lines")
    trace_sample_ratio: Decimal = Field(
        Decimal(1), description="Share of traces kept, 0 to 1", ge=0, le=1
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Lowest level that is logged"
    )
    body_limit_bytes: int = Field(1_048_576, description="Largest request body", gt=0)


class ServiceSettings(AppSettings):
    """Settings of a service: also a database and a worker."""

    metrics_port: int = Field(description="Port of the worker's health and metrics", ge=0, le=65535)
    database_url: SecretStr = Field(description="postgresql+asyncpg://role:password@host/database")
    cursor_key: SecretStr = Field(
        description="Key that seals the cursors of lists, the same in all replicas of the service",
        min_length=32,
    )
    pool_size: int = Field(5, description="Database connections per process", gt=0)
    fail_point: str | None = Field(
        None,
        description="Point at which a test lets the process die, name:count, or name:count:freeze",
    )
