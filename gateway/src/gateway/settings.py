"""The gateway's settings: addresses of the services, limits, and the sandbox's token issuer."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from kit.settings import TransferSettings


class GatewaySettings(TransferSettings):
    """Settings from the environment, prefix `GATEWAY_`."""

    model_config = SettingsConfigDict(env_prefix="GATEWAY_", frozen=True, extra="ignore")
    service_name: ClassVar[str] = "gateway"

    port: int = Field(8080, description="Port of the API", ge=0, le=65535)
    instrument_url: str = Field(
        "http://127.0.0.1:8101", description="Address of the instrument service"
    )
    submission_url: str = Field(
        "http://127.0.0.1:8102", description="Address of the submission service"
    )
    scoring_url: str = Field("http://127.0.0.1:8103", description="Address of the scoring service")
    integration_url: str = Field(
        "http://127.0.0.1:8104", description="Address of the integration service"
    )
    connect_seconds: float = Field(1.0, description="Longest wait for a connection", gt=0)
    answer_seconds: float = Field(10.0, description="Longest wait for a service's answer", gt=0)
    answer_limit_bytes: int = Field(
        33_554_432, description="Largest answer of a service that is forwarded", gt=0
    )
    connections: int = Field(100, description="Connections to each service at most", gt=0)
    connection_wait_seconds: float = Field(
        1.0, description="Longest wait for a free connection", gt=0
    )
    transfer_connections: int = Field(
        20, description="Connections to each service for files at most, beside the others", gt=0
    )
    transfer_limit_bytes: int = Field(104_857_600, description="Largest file", gt=0)
    transfers_at_once: int = Field(
        4, description="Files of one subject that come or go at the same time", gt=0
    )
    client_seconds: float = Field(
        30.0,
        description="Longest time a client may keep an answer waiting",
        gt=0,
    )
    url_limit_bytes: int = Field(8_192, description="Longest path with its query", gt=0)
    header_limit_bytes: int = Field(32_768, description="Largest sum of request headers", gt=0)

    rate_limit: str = Field(
        "6000/minute", description="Requests of one subject, as `limits` writes a rate"
    )
    requests_at_once: int = Field(
        50, description="Requests of one subject that are answered at the same time", gt=0
    )
    issuer_failure_limit: str = Field(
        "30/minute", description="Refused token requests of one address"
    )

    stream_connections: int = Field(500, description="Open streams at most", gt=0)
    stream_connections_per_subject: int = Field(
        20, description="Open streams of one subject at most", gt=0
    )
    stream_window_events: int = Field(
        5_000,
        description="Newest events kept in memory; a subscriber that needs older ones reads Kafka",
        gt=0,
    )
    stream_window_bytes: int = Field(33_554_432, description="Size of these events at most", gt=0)
    stream_heartbeat_seconds: float = Field(15.0, description="Pause between heartbeats", gt=0)
    stream_slow_seconds: float = Field(
        20.0, description="Longest time a subscriber may keep the stream waiting", gt=0
    )
    stream_session_seconds: float = Field(
        3_600.0, description="Longest life of one stream; the client then resumes", gt=0
    )
    stream_catch_ups: int = Field(8, description="Resuming streams that read Kafka at once", gt=0)

    openapi_seconds: float = Field(60.0, description="Age at which the merged API is renewed", gt=0)

    sandbox_issuer: bool = Field(False, description="Issue tokens here; for the sandbox only")
    sandbox_client_secret: SecretStr | None = Field(
        None, description="Secret of the sandbox's clients"
    )
    sandbox_key_file: Path | None = Field(
        None, description="Where the sandbox's signing key is kept"
    )

    @model_validator(mode="after")
    def _issuer_is_whole(self) -> Self:
        if self.sandbox_issuer and not (self.sandbox_client_secret and self.sandbox_key_file):
            raise ValueError(
                "GATEWAY_SANDBOX_ISSUER needs GATEWAY_SANDBOX_CLIENT_SECRET and "
                "GATEWAY_SANDBOX_KEY_FILE."
            )
        return self

    @property
    def services(self) -> Mapping[str, str]:
        """Return the address of every service, by its name."""
        return {
            "instrument": self.instrument_url.rstrip("/"),
            "submission": self.submission_url.rstrip("/"),
            "scoring": self.scoring_url.rstrip("/"),
            "integration": self.integration_url.rstrip("/"),
        }
