"""Settings from the environment, read once at start and nowhere else."""

from decimal import Decimal
from ipaddress import ip_network
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict

from rules.json_text import read_json


class UnreadableError(Exception):
    """The JSON of a variable cannot be read. The message says which and why, never the value."""


class _Environment(EnvSettingsSource):
    """The environment. JSON in a variable is read strictly: a repeated key is an error."""

    def decode_complex_value(self, field_name: str, _: object, value: Any) -> Any:
        """Return the value that the JSON of a variable holds."""
        try:
            return read_json(str(value).encode())
        except ValueError as error:
            name = f"{self.env_prefix}{field_name}".upper()
            raise UnreadableError(f"{name}: {error}") from None


class AppSettings(BaseSettings):
    """Settings of every process that answers HTTP."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")
    service_name: ClassVar[str] = "tolok"

    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(description="Port of the API", ge=0, le=65535)
    kafka_bootstrap_servers: str = Field(description="Kafka brokers, host:port, comma separated")
    oidc_issuer: str = Field(description="Issuer of the tokens; discovery is below this URL")
    oidc_audience: str = Field("tolok", description="Audience a token must name")
    roles_claim: str = Field("roles", description="Claim with the roles; `a.b`: b inside a")
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
        10.0, description="Longest time to a request and for its headers", gt=0
    )
    client_connections: int = Field(1_000, description="Connections of clients at most", gt=0)
    trusted_proxies: str = Field(
        "", description="Proxies whose X-Forwarded-For counts: addresses, networks, by commas"
    )

    @classmethod
    def settings_customise_sources(  # type: ignore[override] # the other sources are not read
        cls, settings_cls: type[BaseSettings], init_settings: Any, **_: Any
    ) -> tuple[Any, ...]:
        """Read keyword arguments first, then the environment; nothing else."""
        return init_settings, _Environment(settings_cls)

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, written: str) -> str:
        for network in filter(None, written.split(",")):
            ip_network(network.strip())  # a host name or `*` would silently be trusted
        return written


class TransferSettings(AppSettings):
    """Settings of what takes, passes on or gives files, which come and go in parts."""

    transfer_limit_bytes: int = Field(52_428_800, description="Largest file", gt=0)
    transfer_seconds: float = Field(600.0, description="Longest time for a file", gt=0)


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
