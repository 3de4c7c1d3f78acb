"""Settings of the integration service."""

from fractions import Fraction
from pathlib import Path
from typing import Annotated, ClassVar, Final

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import SettingsConfigDict

from kit.settings import ServiceSettings, TransferSettings

# A host as addresses are compared, with or without a port: no URL, nothing in upper case.
_HOST: Final = r"^[^/@?#\sA-Z]+$"


class SourceSecret(BaseModel):
    """A credential of a source, the agency that it belongs to, and the hosts that may see it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    secret: SecretStr = Field(min_length=1)
    agency_code: str = Field(min_length=1, max_length=100)
    signs: bool = False
    hosts: frozenset[Annotated[str, Field(pattern=_HOST)]] = Field(
        frozenset(), validate_default=True
    )

    @field_validator("hosts")
    @classmethod
    def _is_sent_or_signs(cls, hosts: frozenset[str], info: ValidationInfo) -> frozenset[str]:
        """A key of signatures is sent nowhere, and another credential to named hosts only."""
        if bool(hosts) is info.data.get("signs", False):
            raise ValueError("name hosts, or signs: true for a key of signatures")
        return hosts

    def reveal(self) -> str:
        """Return the credential itself."""
        return self.secret.get_secret_value()


class IntegrationSettings(TransferSettings, ServiceSettings):
    """What the integration service reads from the environment."""

    model_config = SettingsConfigDict(env_prefix="INTEGRATION_")
    service_name: ClassVar[str] = "integration"

    port: int = Field(8104, description="Port of the API", ge=0, le=65535)
    metrics_port: int = Field(
        8204, description="Port of the worker's health and metrics", ge=0, le=65535
    )
    source_secrets: dict[str, SourceSecret] | None = Field(
        None,
        description="Credentials of the sources, a JSON object: secret_name -> {secret, "
        "agency_code, hosts}. Only sources of that agency and below it may use it, and it is sent "
        "to these hosts (host or host:port) only; the key of signed pushes has `signs: true` "
        "instead of hosts",
    )
    source_secrets_folder: Path | None = Field(
        None,
        description="Folder with more credentials, as Kubernetes mounts secrets: each file is a "
        "JSON object like those above, its name is the secret_name; read again when it changes",
    )
    allowed_targets: frozenset[str] = Field(
        frozenset(),
        description="Private addresses that sources may have, a JSON list of host or host:port",
    )
    max_body_bytes: int = Field(
        16_777_216, description="Largest answer of a source, decompressed", gt=0
    )
    max_pages: int = Field(1_000, description="Most pages of one listing", gt=0)
    max_rows: int = Field(200_000, description="Most rows of one listing", gt=0)
    attempts: int = Field(3, description="Tries of each request within one run", ge=1, le=10)
    poll_milliseconds: int = Field(
        100, description="How often the worker looks for sources that are due", ge=10
    )
    longest_pause_seconds: int = Field(
        300, description="Longest pause between two tries of a failing source", gt=0
    )
    requests_at_once: int = Field(4, description="Requests to one source at a time", ge=1, le=16)
    requests_per_minute: int | None = Field(
        None, description="Most requests to one source a minute, of all that it answers", ge=1
    )
    beat_milliseconds: int = Field(
        1_000,
        description="How often a long run keeps what it has read, and hears that it is cancelled",
        ge=10,
    )
    feed_clock_skew_seconds: int = Field(
        300,
        description="How far the time of a signed push may be from now; so long its nonce is kept",
        gt=0,
        le=3_600,
    )
    feed_waiting_records: int = Field(
        10_000, description="Most pushed records that wait to be stored in one process", gt=0
    )
    feed_poll_milliseconds: int = Field(
        20, description="How often the worker looks for what was pushed", ge=5
    )
    transfer_limit_bytes: int = Field(104_857_600, description="Largest file", gt=0)
    file_spool: Path | None = Field(
        None, description="Folder of dropped files; all processes of the service share it"
    )
    broken_percent: int = Field(
        20,
        description="Share of broken rows of a listing above which a reading is quarantined",
        ge=0,
        le=100,
    )
    failed_percent: int = Field(
        50,
        description="Share of own rows that cannot be used for any reason above which a reading "
        "is quarantined (ten rows at least)",
        ge=0,
        le=100,
    )
    kept_percent: int = Field(
        50,
        description="A listing with less than this share of its rows before is quarantined",
        ge=0,
        le=100,
    )
    grown_times: int = Field(
        10, description="So many times its rows before, and a listing is quarantined", ge=1
    )
    new_fields: int = Field(
        0, description="New fields of a listing that are let pass without quarantine", ge=0
    )
    missing_fields: int = Field(
        0, description="Missing fields of a listing that are let pass without quarantine", ge=0
    )
    retyped_fields: int = Field(
        0, description="Fields of a listing with another kind of values that are let pass", ge=0
    )
    zero_fields: int = Field(
        0, description="Fields of a listing whose values all became zero that are let pass", ge=0
    )
    silent_days: int = Field(
        100, description="Days without any change after which a source is quarantined", ge=1
    )
    least_rows: int = Field(
        5, description="Listings with fewer rows are not compared by their fields", ge=1
    )

    compare_milliseconds: int = Field(
        500, description="How often the worker compares agencies of which something changed", ge=10
    )
    compared_agencies: int = Field(
        25, description="Most agencies that are compared in one transaction", ge=1, le=500
    )

    @property
    def broken_share(self) -> Fraction:
        """Return the share of broken rows of a listing above which a reading is quarantined."""
        return Fraction(self.broken_percent, 100)

    @property
    def kept_share(self) -> Fraction:
        """Return the share of its rows before that a listing must still have."""
        return Fraction(self.kept_percent, 100)
