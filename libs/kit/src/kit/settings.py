"""Settings from the environment, read once at start and nowhere else."""

from decimal import Decimal
from ipaddress import ip_network
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field, SecretStr, field_validator
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
    body_seconds: float = Field(30.0, description="Longest time for a request's body", gt=0)
    header_seconds: float = Field(
        10.0, description="Longest time for a request's headers, and until the first one", gt=0
    )
    client_connections: int = Field(1_000, description="Connections of clients at most", gt=0)
    trusted_proxies: str = Field(
        "", description="Proxies whose X-Forwarded-For counts: addresses, networks, by commas"
    )

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, written: str) -> str:
        for network in filter(None, written.split(",")):
            ip_network(network.strip())  # a name, or a star, would be believed or ignored silently
        return written


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
