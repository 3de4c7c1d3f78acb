"""What is wrong with the agencies of a campaign: each exists, is assessed and takes part once."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from rules.period import Period
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.domain import Agency
from submission.campaigns.domain.campaign import Campaign
from submission.campaigns.domain.stages import CampaignKind
from submission.campaigns.domain.state import CampaignState

# PermenPANRB 59/2020, chapter III: an agency takes part in only one of the two in a year.
ONE_OF_THE_TWO: Final[Mapping[CampaignKind, CampaignKind]] = {
    "evaluation": "monitoring",
    "monitoring": "evaluation",
}

# So many agencies, or campaigns, are named in one sentence.
_FEW: Final = 3


def check_chosen(
    codes: Sequence[str], agencies: Mapping[str, Agency], period: Period, *, today: date
) -> Iterator[Refusal]:
    """Yield what is wrong with the agencies that were named for a campaign."""
    seen: set[str] = set()
    for place, code in enumerate(codes):
        pointer = f"/agency_codes/{place}"
        agency = agencies.get(code)
        is_repeated = code in seen
        seen.add(code)
        if is_repeated:
            yield Refusal(pointer, Text(f"{code} disebut dua kali", f"{code} is named twice"))
        elif agency is None:
            yield Refusal(pointer, Text(f"instansi {code} tidak ada", f"there is no agency {code}"))
        elif not agency.is_assessed:
            yield Refusal(pointer, Text(f"{code} tidak dinilai", f"{code} is not assessed"))
        elif not agency.exists_in(period):
            yield Refusal(
                pointer,
                Text(
                    f"{code} tidak ada pada periode {period.code}",
                    f"{code} does not exist in the period {period.code}",
                ),
            )
        elif not agency.takes_part_in(period, today):
            yield Refusal(pointer, _ended(agency))


def _ended(agency: Agency) -> Text:
    code, until = agency.code, agency.valid_until
    if not agency.successor_codes:
        return Text(f"{code} berakhir pada {until}", f"{code} ended on {until}")
    some = ", ".join(agency.successor_codes)
    return Text(
        f"{code} berakhir pada {until}; penerusnya {some}",
        f"{code} ended on {until}; its successor is {some}",
    )


def not_below(code: str, agency_code: str, *, pointer: str) -> Refusal:
    """Return what is wrong with an agency that is not below the campaign's agency."""
    return Refusal(
        pointer,
        Text(f"{code} tidak berada di bawah {agency_code}", f"{code} is not below {agency_code}"),
    )


def nobody_existed(campaign: Campaign) -> Refusal:
    """Return what is wrong with a period in which no agency of the campaign existed."""
    code, period = campaign.agency_code, campaign.period.code
    return Refusal(
        "/period",
        Text(
            f"pada periode {period} belum atau tidak lagi ada instansi di lingkungan {code}",
            f"in the period {period}, {code} and the agencies below it did not exist",
        ),
    )


def nobody_of_kind(campaign: Campaign) -> Refusal:
    """Return what is wrong with a kind of which the campaign reaches no agency."""
    code, period = campaign.agency_code, campaign.period.code
    return Refusal(
        "/agency_kind",
        Text(
            f"di lingkungan {code} tidak ada instansi jenis ini pada periode {period}",
            f"in the period {period} there is no agency of this kind at or below {code}",
        ),
    )


def taken_elsewhere(taken: Mapping[str, str], named: Sequence[str] | None) -> Iterator[Refusal]:
    """Yield which agencies take part in which other campaign.

    `taken`: agencies in order, each with that campaign. Those that were named are told at their
    places; of all others the first few of each campaign, and how many there are.
    """
    places = {code: place for place, code in enumerate(named or ())}
    if named is not None:
        for code, campaign in taken.items():
            yield Refusal(f"/agency_codes/{places[code]}", _takes_part(code, code, campaign))
        return
    for campaign in sorted({*taken.values()}):
        codes = [code for code, other in taken.items() if other == campaign]
        some, more = ", ".join(codes[:_FEW]), len(codes) - _FEW
        both = (some, some)
        if more > 0:
            both = f"{some} dan {more} lainnya", f"{some} and {more} more"
        yield Refusal("/period", _takes_part(*both, campaign))


def what_to_do(taken: Mapping[str, CampaignState]) -> Text:
    """Return what can be done where agencies take part in other campaigns, each in its state."""
    under_way = [code for code, state in taken.items() if state != "closed"]
    some = ", ".join(sorted(under_way or taken)[:_FEW])
    go_on = (
        Text(f"Lanjutkan kegiatan yang ada ({some})", f"Go on with what there is ({some})")
        if under_way
        else Text(
            f"Kegiatan itu ({some}) sudah ditutup; minta pemegang peran approver membukanya"
            " kembali",
            f"That campaign ({some}) is closed; ask somebody with the role approver to reopen it",
        )
    )
    return Text(
        f"{go_on.id}, atau sebutkan hanya instansi yang belum ikut dengan agency_codes.",
        f"{go_on.en}, or name only agencies that take part in none by agency_codes.",
    )


def _takes_part(id_: str, en: str, campaign: str) -> Text:
    return Text(f"{id_} sudah ikut dalam kegiatan {campaign}", f"{en} takes part in {campaign}")
