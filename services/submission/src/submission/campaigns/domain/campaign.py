"""Campaigns: one exercise over an edition, a period and some agencies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from rules.period import KIND_NAMES, Period
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.domain import AgencyKind, TimeZone
from submission.campaigns.domain.instrument import check_instrument
from submission.campaigns.domain.stages import CampaignKind, name_of, period_of
from submission.campaigns.domain.state import CampaignState
from submission.editions.domain.edition import Edition

# How a new campaign came to its derivation set, or to none.
SetChoice = Literal["named", "newest", "none_wanted", "none_published"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """What a campaign is about. The agencies that take part are its own agency or below that."""

    code: str
    agency_code: str
    name: str
    kind: CampaignKind
    edition_code: str
    derivation_set_version: int | None
    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Participants:
    """Who takes part: the named agencies, or all of one kind (or any) that the campaign reaches."""

    agency_codes: Sequence[str] | None = None
    agency_kind: AgencyKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How a campaign is asked for: whether its derivation set (or None) and its kind were named.

    `planned`: it gets its assessments when it is opened.
    """

    says_set: bool
    says_kind: bool = True
    planned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCampaign:
    """A campaign as it is kept, and the job of its newest change of the derivation set.

    While it is planned, `assessment_count` is the number of agencies that would take part.
    `time_zone`: that of its agency when it was opened; None: that of today counts.
    """

    campaign: Campaign
    participants: Participants
    state: CampaignState
    assessment_count: int
    opened_at: datetime | None
    closed_at: datetime | None = None
    closing_reason: str | None = None
    revision: int = 1
    rederivation_id: UUID | None = None
    time_zone: TimeZone | None = None


def check_campaign(
    campaign: Campaign,
    edition: Edition | None,
    *,
    versions: Sequence[int],
    offered: Mapping[str, str],
    today: date,
    planned: bool = False,
) -> Iterator[Refusal]:
    """Yield what is wrong with a campaign; `versions` are the edition's known derivation sets.

    `offered`: the instruments of the editions of such periods, by code. A campaign that is only
    `planned` may be of a period that lies ahead of `today`.
    """
    if edition is None:
        yield Refusal(
            "/edition_code",
            Text(
                f"edisi {campaign.edition_code} belum diterbitkan",
                f"there is no published edition {campaign.edition_code}",
            ),
        )
        return
    if edition.retired:
        yield Refusal(
            "/edition_code",
            Text(
                f"edisi {edition.code} sudah dicabut dan tidak dapat dipakai untuk kegiatan baru",
                f"the edition {edition.code} is retired: no new campaign can use it",
            ),
        )
    yield from _check_period(campaign, edition, None if planned else today)
    periods = {edition.period_kind, period_of(campaign.kind) or edition.period_kind}
    if periods == {campaign.period.kind}:
        yield from check_instrument(campaign.kind, edition, offered)
    version = campaign.derivation_set_version
    if version is not None and version not in versions:
        yield no_derivation_set(edition.code, version)


def check_participants(participants: Participants) -> Iterator[Refusal]:
    """Yield both parts of a choice of agencies that says two things."""
    if participants.agency_codes is not None and participants.agency_kind is not None:
        told = Text(
            "isi salah satu: agency_codes atau agency_kind",
            "give one of the two: agency_codes or agency_kind",
        )
        yield Refusal("/agency_codes", told)
        yield Refusal("/agency_kind", told)


def _check_period(campaign: Campaign, edition: Edition, today: date | None) -> Iterator[Refusal]:
    """Yield what is wrong with the period; `today`: it has to have begun by then."""
    if edition.period_kind != campaign.period.kind:
        yield Refusal(
            "/period",
            Text(
                f"edisi {edition.code} menilai per {KIND_NAMES[edition.period_kind].id}, bukan per"
                f" {KIND_NAMES[campaign.period.kind].id}",
                f"the edition {edition.code} assesses a {edition.period_kind}, not a"
                f" {campaign.period.kind}",
            ),
        )
    elif period_of(campaign.kind) not in (None, campaign.period.kind):
        yield _other_period(campaign)
    elif today is not None and campaign.period.state_on(today) == "not_begun":
        yield _not_begun(campaign.period)


def choose_set(
    campaign: Campaign, *, is_said: bool, versions: Sequence[int]
) -> tuple[Campaign, SetChoice]:
    """Return a campaign with its derivation set, and how it came to it.

    Silence means the newest published set of the edition. To have none must be said (`is_said`).
    """
    if is_said:
        return campaign, "none_wanted" if campaign.derivation_set_version is None else "named"
    newest = max(versions, default=None)
    choice: SetChoice = "none_published" if newest is None else "newest"
    return replace(campaign, derivation_set_version=newest), choice


def set_note(choice: SetChoice, campaign: Campaign) -> Text:
    """Return what a choice of the derivation set means for a campaign."""
    code, version = campaign.edition_code, campaign.derivation_set_version
    return {
        "named": Text(
            f"Kegiatan ini memakai set turunan {version} seperti yang diminta.",
            f"This campaign uses the derivation set {version}, as asked.",
        ),
        "newest": Text(
            f"Set turunan tidak disebut; kegiatan ini memakai yang terbaru dari edisi {code},"
            f" yaitu {version}.",
            f"No derivation set was named; this campaign uses the newest of the edition {code},"
            f" which is {version}.",
        ),
        "none_wanted": Text(
            "Kegiatan ini tanpa set turunan seperti yang diminta; fakta tidak dihitung.",
            "This campaign has no derivation set, as asked; no fact counts.",
        ),
        "none_published": Text(
            f"Edisi {code} belum memiliki set turunan yang terbit; kegiatan ini dibuka tanpa set"
            " turunan dan fakta tidak dihitung. Pilih satu dengan PUT setelah terbit.",
            f"The edition {code} has no published derivation set yet; this campaign was opened"
            " without one and no fact counts. Choose one by PUT once it is published.",
        ),
    }[choice]


def warnings_of(campaign: Campaign) -> Sequence[Text]:
    """Return what the people of a campaign should look at."""
    if campaign.derivation_set_version is not None:
        return ()
    return (
        Text(
            "Kegiatan ini tanpa set turunan: fakta dari sistem sumber tidak dihitung.",
            "This campaign has no derivation set: facts of source systems do not count.",
        ),
    )


def _other_period(campaign: Campaign) -> Refusal:
    name, period = name_of(campaign.kind), KIND_NAMES[campaign.period.kind]
    return Refusal(
        "/kind",
        Text(
            f"{name.id} tidak dapat dibuka untuk edisi yang menilai per {period.id}",
            f"{name.en} cannot be opened on an edition that assesses a {campaign.period.kind}",
        ),
    )


def _not_begun(period: Period) -> Refusal:
    first_day = period.first_day.isoformat()
    return Refusal(
        "/period",
        Text(
            f"periode {period.code} belum dimulai; kegiatannya dapat dibuka mulai {first_day}",
            f"the period {period.code} has not begun: its campaign can be opened from {first_day}"
            " on",
        ),
    )


def no_derivation_set(edition_code: str, version: int) -> Refusal:
    """Return what is wrong with a version that no derivation set of the edition has."""
    return Refusal(
        "/derivation_set_version",
        Text(
            f"edisi {edition_code} tidak memiliki set turunan {version}",
            f"the edition {edition_code} has no derivation set {version}",
        ),
    )
