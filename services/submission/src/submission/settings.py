"""The settings of the submission service."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from kit.settings import ServiceSettings, TransferSettings


class SubmissionSettings(TransferSettings, ServiceSettings):
    """Settings of the submission service."""

    model_config = SettingsConfigDict(env_prefix="SUBMISSION_")
    service_name: ClassVar[str] = "submission"

    port: int = Field(8102, description="Port of the API", ge=0, le=65535)
    metrics_port: int = Field(
        8202, description="Port of the worker's health and metrics", ge=0, le=65535
    )
    evidence_store: str | None = Field(
        None, description="Where files of evidence are kept: a folder, or s3://bucket/prefix"
    )
    evidence_spool: Path | None = Field(
        None,
        description="Folder of uploads that are not whole; all processes of the service share it",
    )
    evidence_address_limit_bytes: int = Field(
        20_971_520, description="Largest answer of an address that evidence names", gt=0
    )
    evidence_allowed_targets: frozenset[str] = Field(
        frozenset(),
        description="Private addresses that evidence may name, a JSON list of host or host:port",
    )
    evidence_s3_endpoint: str | None = Field(
        None, description="Address of the S3-compatible store; none: that of AWS"
    )
    evidence_s3_region: str = Field("us-east-1", description="Region of the S3-compatible store")
    evidence_s3_access_key: SecretStr | None = Field(
        None, description="Access key id; none: the credentials of the machine"
    )
    evidence_s3_secret_key: SecretStr | None = Field(None, description="Its secret access key")
    evidence_s3_virtual_hosts: bool = Field(
        False, description="Name the bucket in the host, not in the path"
    )

    @property
    def evidence_s3(self) -> Mapping[str, str]:
        """Return the options of the S3-compatible store, as `obstore` names them."""
        keys = {
            "access_key_id": self.evidence_s3_access_key,
            "secret_access_key": self.evidence_s3_secret_key,
        }
        return {
            "region": self.evidence_s3_region,
            "virtual_hosted_style_request": str(self.evidence_s3_virtual_hosts).lower(),
            **({"endpoint": self.evidence_s3_endpoint} if self.evidence_s3_endpoint else {}),
            **{name: key.get_secret_value() for name, key in keys.items() if key is not None},
        }
