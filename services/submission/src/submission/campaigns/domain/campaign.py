"""Campaigns: one exercise over an edition, a period and some agencies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from submission.agencies.domain import Agency
from submission.editions.domain.edition import Edition
from submission.editions.domain.period import Period
from submission.editions.domain.rule import BrokenRule

# An evaluation goes through all stages; a monitoring stops after the documents.
CampaignKind = Literal["evaluation", "monitoring"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """What a campaign is about. It is opened for an agency: who takes part is at or below it."""

    code: str
    agency_code: str
    name: str
    kind: CampaignKind
    edition_code: str
    derivation_set_version: int | None
    period: Period


def check_campaign(
    campaign: Campaign, edition: Edition | None, *, versions: Sequence[int]
) -> Iterator[BrokenRule]:
    """Yield what is wrong with a campaign; `versions` are the edition's known derivation sets."""
    if edition is None:
        yield BrokenRule(
            "/edition_code",
            f"edisi {campaign.edition_code} belum diterbitkan",
            f"there is no published edition {campaign.edition_code}",
        )
        return
    if edition.retired:
        yield BrokenRule(
            "/edition_code",
            f"edisi {edition.code} sudah ditarik bagi kegiatan baru",
            f"the edition {edition.code} is retired for new campaigns",
        )
    if edition.period_kind != campaign.period.kind:
        yield BrokenRule(
            "/period",
            f"edisi {edition.code} menilai per {edition.period_kind}, bukan per"
            f" {campaign.period.kind}",
            f"the edition {edition.code} assesses a {edition.period_kind}, not a"
            f" {campaign.period.kind}",
        )
    version = campaign.derivation_set_version
    if version is not None and version not in versions:
        yield BrokenRule(
            "/derivation_set_version",
            f"edisi {edition.code} tidak memiliki himpunan turunan {version}",
            f"the edition {edition.code} has no derivation set {version}",
        )


def check_chosen(
    codes: Sequence[str], agencies: Mapping[str, Agency], period: Period
) -> Iterator[BrokenRule]:
    """Yield what is wrong with the agencies that were named for a campaign."""
    for place, code in enumerate(codes):
        pointer = f"/agency_codes/{place}"
        agency = agencies.get(code)
        if code in codes[:place]:
            yield BrokenRule(pointer, f"{code} disebut dua kali", f"{code} is named twice")
        elif agency is None:
            yield BrokenRule(pointer, f"instansi {code} tidak ada", f"there is no agency {code}")
        elif not agency.exists_in(period):
            yield BrokenRule(
                pointer,
                f"{code} tidak berlaku dalam {period.code}",
                f"{code} does not exist in {period.code}",
            )


def not_below(code: str, agency_code: str, *, pointer: str) -> BrokenRule:
    """Return what is wrong with an agency that a campaign for another one does not reach."""
    return BrokenRule(
        pointer,
        f"{code} tidak berada di bawah {agency_code}",
        f"{code} is not below {agency_code}",
    )
