"""An item of evidence and its versions. A version never changes but for its dates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal, get_args
from uuid import UUID

from rules.refusal import Refusal
from rules.text import Text
from submission.campaigns.domain.stage_state import Act
from submission.evidence.domain.blob import Blob
from submission.evidence.domain.fetch import Fetch

Origin = Literal["file", "url", "record"]
DocumentKind = Literal[
    "regulation",
    "decree",
    "circular",
    "procedure",
    "guideline",
    "architecture",
    "plan",
    "budget",
    "performance_agreement",
    "performance_report",
    "report",
    "minutes",
    "review",
    "letter",
    "certificate",
    "system",
    "data",
    "picture",
    "other",
]

KIND_NAMES: Final[Mapping[DocumentKind, Text]] = {
    "regulation": Text("peraturan", "regulation"),
    "decree": Text("keputusan", "decree"),
    "circular": Text("surat edaran", "circular"),
    "procedure": Text("SOP", "procedure"),
    "guideline": Text("pedoman", "guideline"),
    "architecture": Text("arsitektur", "architecture"),
    "plan": Text("rencana", "plan"),
    "budget": Text("dokumen anggaran", "budget document"),
    "performance_agreement": Text("perjanjian kinerja", "performance agreement"),
    "performance_report": Text("laporan kinerja", "performance report"),
    "report": Text("laporan", "report"),
    "minutes": Text("notula atau berita acara", "minutes"),
    "review": Text("dokumen reviu", "review record"),
    "letter": Text("surat", "letter"),
    "certificate": Text("sertifikat", "certificate"),
    "system": Text("aplikasi atau sistem", "application or system"),
    "data": Text("data", "data"),
    "picture": Text("foto atau tangkapan layar", "picture"),
    "other": Text("lainnya", "other"),
}
ORIGINS: Final[tuple[Origin, ...]] = get_args(Origin)
MOST_VERSIONS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """When a document took effect, which period it is about, and the last day it is good for."""

    effective_date: date | None = None
    period: str | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemState:
    """What people say of an item, and may correct."""

    title: str
    kind: DocumentKind
    confidential: bool
    dates: Dates


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSource:
    """A file that was uploaded, with the name that it has for people."""

    sha256: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressSource:
    """Something at a public address; what it was is known by its hash."""

    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSource:
    """A record of a source system, as it was stated by who entered it: nothing proves it."""

    system: str
    reference: str
    sha256: str | None
    adapter_version: str | None


Source = FileSource | AddressSource | RecordSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of an item. `blob`: of a file; `fetch`: of an address."""

    version: int
    source: Source
    dates: Dates
    note: str | None
    added: Act
    blob: Blob | None = None
    fetch: Fetch | None = None

    @property
    def origin(self) -> Origin:
        """Where it comes from."""
        if isinstance(self.source, FileSource):
            return "file"
        return "url" if isinstance(self.source, AddressSource) else "record"

    def says_the_same_as(self, other: "Version") -> bool:
        """Say whether both are of the same thing with the same dates and note."""
        mine, theirs = (self.source, self.dates, self.note), (other.source, other.dates, other.note)
        return mine == theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of an agency's library, with its newest version; `revision` counts its changes."""

    evidence_id: UUID
    agency_code: str
    state: ItemState
    revision: int
    newest: Version
    added: Act
    changed: Act

    def with_state(self, state: ItemState, changed: Act) -> "Item":
        """Return it with a new state; its newest version has the dates of it."""
        return replace(
            self,
            state=state,
            revision=self.revision + 1,
            newest=replace(self.newest, dates=state.dates),
            changed=changed,
        )

    def with_version(self, version: Version) -> "Item":
        """Return it with a newer version, whose dates are those of the item from now on."""
        return replace(
            self,
            state=replace(self.state, dates=version.dates),
            revision=self.revision + 1,
            newest=version,
            changed=version.added,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """That somebody got the content of a confidential item."""

    read_id: UUID
    evidence_id: UUID
    version: int
    subject: str
    agency_code: str
    standing: "Standing"
    reason: str | None
    read_at: datetime


# own: of the agency itself; assessor: named by an assignment; inspectorate: of an agency above.
Standing = Literal["own", "assessor", "inspectorate"]


def check_dates(dates: Dates) -> Iterator[Refusal]:
    """Yield what is wrong with the dates of a document."""
    begin, end = dates.effective_date, dates.valid_until
    if begin is not None and end is not None and end < begin:
        told = Text("tidak boleh sebelum effective_date", "must not be before effective_date")
        yield Refusal("/valid_until", told)
