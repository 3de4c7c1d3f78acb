"""Which kinds of campaigns go with the instrument of an edition, and which editions with a kind."""

from collections.abc import Iterator, Mapping
from typing import Final

from rules.refusal import Refusal
from rules.text import Text
from submission.campaigns.domain.stages import CampaignKind, kinds_of, name_of
from submission.editions.domain.edition import Edition

# A refusal names so many editions that fit at most.
_MOST_NAMED: Final = 20


def check_instrument(
    kind: CampaignKind, edition: Edition, offered: Mapping[str, str]
) -> Iterator[Refusal]:
    """Yield what is wrong with a kind of campaign on an edition; those that fit are named."""
    if edition.instrument_code is None:
        yield Refusal(
            "/edition_code",
            Text(
                f"instrumen edisi {edition.code} sedang dibaca ulang; coba lagi sebentar lagi",
                f"the instrument of the edition {edition.code} is being read again: try again soon",
            ),
        )
    elif kind not in kinds_of(edition.instrument_code):
        yield _other_instrument(kind, edition, offered)


def usual_kind(edition: Edition | None) -> CampaignKind | None:
    """Return the kind that usually goes with an edition's instrument; None: that is not known."""
    if edition is None or edition.instrument_code is None:
        return None
    return kinds_of(edition.instrument_code)[0]


def _other_instrument(kind: CampaignKind, edition: Edition, offered: Mapping[str, str]) -> Refusal:
    name, instrument = name_of(kind), edition.instrument_code
    fitting = sorted(code for code, of in offered.items() if kind in kinds_of(of))
    some = ", ".join(fitting[:_MOST_NAMED])
    fit = (
        Text(f"edisi yang sesuai: {some}", f"editions that fit: {some}")
        if fitting
        else Text("belum ada edisi yang sesuai", "there is no edition yet that fits")
    )
    return Refusal(
        "/edition_code",
        Text(
            f"{name.id} tidak dapat dibuka untuk edisi {edition.code} dari instrumen {instrument};"
            f" {fit.id}",
            f"{name.en} cannot be opened on the edition {edition.code} of the instrument"
            f" {instrument}; {fit.en}",
        ),
    )
