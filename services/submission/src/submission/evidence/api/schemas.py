"""The bodies of evidence: what comes in."""

from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from kit.fields import (
    FREE_TEXT,
    NOT_BLANK,
    ONE_LINE,
    Body,
    Day,
    Id,
    Key,
    Name,
    TruthQuery,
    WholeQuery,
    refused,
)
from rules.period import WRITTEN as PERIOD
from rules.sentences import SHA256
from submission.agencies.api.schemas import CODE_PATTERN, Code
from submission.evidence.domain.fetch import LONGEST_ADDRESS, fault_of_address
from submission.evidence.domain.item import DocumentKind, Origin
from submission.evidence.domain.media import LONGEST_NAME, fault_of_file_name
from submission.evidence.store.items import Filter

_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def _file_name(name: str) -> str:
    fault = fault_of_file_name(name)
    if fault is not None:
        raise refused(fault)
    return name


def _address(address: str) -> str:
    fault = fault_of_address(address)
    if fault is not None:
        raise refused(fault)
    return address


_Words = Annotated[str, Field(min_length=2, max_length=200), ONE_LINE]
_Reason = Annotated[str, Field(min_length=10, max_length=500), ONE_LINE, NOT_BLANK]
_Note = Annotated[str, Field(min_length=1, max_length=2_000), FREE_TEXT, NOT_BLANK]
Sha256Path = Annotated[
    str, Path(pattern=SHA256, description="SHA-256 of the whole file", examples=[_SHA256])
]
EvidenceId = Annotated[
    Id,
    Path(
        description="Id of an item of evidence within reach",
        examples=["01a20201-9d31-7740-a619-5b4df6c9f655"],
    ),
]
VersionPath = Annotated[
    WholeQuery,
    Path(ge=1, le=2_147_483_647, description="Number of the version, from 1", examples=[1]),
]
SizeQuery = Annotated[
    WholeQuery,
    Query(ge=1, le=1_099_511_627_776, description="Size of the whole file in bytes", examples=[4]),
]
OffsetQuery = Annotated[
    WholeQuery,
    Query(
        ge=0,
        le=1_099_511_627_776,
        description="Where in the file the body begins: so many bytes are on the server already",
        examples=[0],
    ),
]
ReasonQuery = Annotated[
    _Reason | None,
    Query(
        description="Why you read a confidential content of another agency; its owner can read it",
        examples=["Penilaian dokumen indikator 13"],
    ),
]


class EvidenceQuery(BaseModel):
    """Which items a list has."""

    agency: Annotated[str | None, Field(pattern=CODE_PATTERN, examples=["9901.2.16.01"])] = None
    below: Annotated[
        TruthQuery,
        Field(description="true: also that of all agencies below `agency`", examples=[True]),
    ] = False
    kind: Annotated[
        DocumentKind | None,
        Field(description="Only documents of this kind", examples=["regulation"]),
    ] = None
    origin: Annotated[
        Origin | None,
        Field(
            description="Only what came as a file, by its address or as a record",
            examples=["file"],
        ),
    ] = None
    words: Annotated[
        _Words | None,
        Field(
            description="Only what has these letters in its title or its file's name",
            examples=["peta proses"],
        ),
    ] = None
    sha256: Annotated[
        str | None,
        Field(pattern=SHA256, description="Only what has this content", examples=[_SHA256]),
    ] = None
    confidential: Annotated[
        TruthQuery | None,
        Field(description="Only what is confidential, or only what is not", examples=[False]),
    ] = None
    expired_on: Annotated[
        Day | None,
        Field(description="Only what is no longer valid on this day", examples=["2026-12-31"]),
    ] = None

    def wanted(self) -> Filter:
        """Return what is asked for."""
        return Filter(
            agency_code=self.agency,
            below=self.below,
            kind=self.kind,
            origin=self.origin,
            words=self.words,
            sha256=self.sha256,
            confidential=self.confidential,
            valid_before=self.expired_on,
        )


class FileInput(Body):
    """A file that you have uploaded."""

    origin: Annotated[Literal["file"], Field(description="A file that you have uploaded")]
    sha256: Annotated[
        str, Field(pattern=SHA256, description="SHA-256 of the file that you have uploaded")
    ]
    name: Annotated[
        str,
        Field(min_length=1, max_length=LONGEST_NAME, description="Name of the file, no path"),
        AfterValidator(_file_name),
    ]


class UrlInput(Body):
    """A public address. What is there is fetched, and compared again every day."""

    origin: Annotated[Literal["url"], Field(description="A public address")]
    address: Annotated[
        str,
        Field(
            min_length=8,
            max_length=LONGEST_ADDRESS,
            description="The whole address, http or https",
        ),
        AfterValidator(_address),
    ]


class RecordInput(Body):
    """A record of a source system, as you state it."""

    origin: Annotated[Literal["record"], Field(description="A record of a source system")]
    system: Annotated[Key, Field(description="The system that holds it")]
    reference: Annotated[Key, Field(description="What the system calls it")]
    sha256: Annotated[
        str | None,
        Field(pattern=SHA256, description="SHA-256 of the record; null or left out: not known"),
    ] = None
    adapter_version: Annotated[
        Key | None,
        Field(description="Version of what read it; null or left out: it was read by a person"),
    ] = None


SourceInput = Annotated[FileInput | UrlInput | RecordInput, Field(discriminator="origin")]


class DatesInput(Body):
    """When a document took effect, what it is about, and how long it is good for."""

    effective_date: Annotated[
        Day | None, Field(description="Day on which it took effect; null: not known")
    ] = None
    period: Annotated[
        str | None,
        Field(pattern=PERIOD, description="Year, quarter or month that it is about; null: none"),
    ] = None
    valid_until: Annotated[
        Day | None, Field(description="Last day on which it is good; null: it does not end")
    ] = None


class EvidenceChange(DatesInput):
    """The whole state of an item; its newest version gets the dates."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "Peraturan Bupati Nomor 12 Tahun 2025 tentang SPBE",
                    "kind": "regulation",
                    "effective_date": "2025-03-01",
                    "valid_until": "2030-03-01",
                }
            ]
        },
    )

    title: Annotated[Name, Field(description="Its title, as people know it")]
    kind: Annotated[DocumentKind, Field(description="What kind of document it is")]
    confidential: Annotated[
        bool, Field(description="Whether its content is for few people only, and reads are noted")
    ] = False


class EvidenceInput(EvidenceChange):
    """A new item of evidence with its first version."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "Peraturan Bupati Nomor 12 Tahun 2025 tentang SPBE",
                    "kind": "regulation",
                    "effective_date": "2025-03-01",
                    "source": {
                        "origin": "file",
                        "sha256": _SHA256,
                        "name": "perbup-12-2025.pdf",
                    },
                }
            ]
        },
    )

    agency_code: Annotated[
        Code | None, Field(description="Whose it is; null or left out: your own agency's")
    ] = None
    source: Annotated[SourceInput, Field(description="What it is: a file, an address, a record")]


class VersionInput(DatesInput):
    """A newer version of an item; its dates are those of the item from now on."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "effective_date": "2026-01-02",
                    "note": "Perubahan pertama",
                    "source": {
                        "origin": "url",
                        "address": "https://jdih.contoh.go.id/perbup-12-2025.pdf",
                    },
                }
            ]
        },
    )

    source: Annotated[SourceInput, Field(description="What it is: a file, an address, a record")]
    note: Annotated[
        _Note | None, Field(description="What is new in it; null or left out: nothing said")
    ] = None
