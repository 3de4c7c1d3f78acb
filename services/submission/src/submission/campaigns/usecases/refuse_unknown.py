"""Refuse a campaign, and name what instrument may have published and not told of yet."""

from collections.abc import Iterable, Sequence

from kit.awaited import awaiting
from kit.errors import Unprocessable, refuse
from rules.refusal import Refusal
from submission.campaigns.domain.campaign import Campaign
from submission.editions.domain.edition import Edition


def refuse_unknown(
    refusals: Iterable[Refusal],
    campaign: Campaign,
    edition: Edition | None,
    *,
    versions: Sequence[int],
) -> None:
    """Raise if something is refused. `edition` and `versions`: what is known of the edition.

    Raises:
        Unprocessable: Something is; every part is named.
    """
    try:
        refuse(refusals)
    except Unprocessable as error:
        address = _awaited(campaign, edition, versions)
        if address is not None and len(error.errors) == 1:
            awaiting(error, address)
        raise


def _awaited(campaign: Campaign, edition: Edition | None, versions: Sequence[int]) -> str | None:
    address, version = f"editions/{campaign.edition_code}", campaign.derivation_set_version
    if edition is None:
        return address
    is_unknown = version is not None and version not in versions
    return f"{address}/derivations/{version}" if is_unknown else None
