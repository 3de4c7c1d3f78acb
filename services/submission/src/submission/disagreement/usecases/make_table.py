"""Write the compared levels of a campaign as a table. People are in no file."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kit.auth import Principal
from kit.database import Session
from rules.exact import text_of
from rules.languages import Language, in_language
from submission.campaigns.usecases.find import find_campaign
from submission.disagreement.domain.figures import Group
from submission.disagreement.domain.kappa import shown
from submission.disagreement.domain.levels import CAUSE_NAMES, Pair
from submission.disagreement.usecases.compare import (
    Chosen,
    compare_groups,
    compare_levels,
)
from submission.editions import store as editions
from tables.writing import Sheet

_LEVELS: Final = (
    *("instansi", "kode", "nama", "skala", "nilai_mandiri", "nilai_akhir", "tahap_akhir"),
    *("selisih", "keterangan"),
)
_FIGURES: Final = (
    *("kode", "skala", "pasangan", "mandiri_lebih_tinggi", "mandiri_lebih_rendah", "sama"),
    *("diwarisi", "rata_rata_selisih", "kappa", "kappa_yang_diputuskan", "tidak_dibandingkan"),
)


async def make_figures(
    session: Session, campaign_code: str, principal: Principal
) -> Sequence[Sheet]:
    """Return what the pairs of each agency within reach and of each indicator say.

    Raises:
        NotFound: The token's subtree takes part in no such campaign.
    """
    agencies, indicators = await compare_groups(session, campaign_code, principal)
    return [
        Sheet(name="instansi", headings=_FIGURES, rows=[*_figures(agencies)]),
        Sheet(name="indikator", headings=_FIGURES, rows=[*_figures(indicators)]),
    ]


async def make_table(
    session: Session, campaign_code: str, principal: Principal, *, language: Language
) -> Sheet:
    """Return all pairs within reach, by agency and indicator.

    Raises:
        NotFound: As `make_figures`.
    """
    present = await find_campaign(session, campaign_code, principal)
    edition = await editions.find(session, present.campaign.edition_code)
    titles = () if edition is None else edition.titles
    names = {title.code: in_language(title.name, language) for title in titles}
    found = await compare_levels(session, campaign_code, principal, of=Chosen())
    return Sheet(
        name="nilai", headings=_LEVELS, rows=[_row(pair, names, language) for _, pair in found]
    )


def _row(pair: Pair, names: Mapping[str, str], language: Language) -> list[str | None]:
    difference, cause = pair.difference, pair.cause
    return [
        pair.agency_code,
        pair.indicator_code,
        names.get(pair.indicator_code),
        pair.scale.code,
        pair.own,
        pair.final,
        pair.stage,
        None if difference is None else text_of(difference),
        None if cause is None else in_language(CAUSE_NAMES[cause], language),
    ]


def _figures(groups: Iterable[Group]) -> Iterable[list[str | None]]:
    for group in groups:
        uncompared = str(sum(group.uncompared.values()))
        for each in group.scales:
            yield [
                group.code,
                each.scale_code,
                *map(str, (each.pair_count, each.above_count, each.below_count)),
                *map(str, (each.equal_count, each.inherited_count)),
                None if each.mean is None else text_of(each.mean),
                shown(each.kappa),
                shown(each.kappa_of_decided),
                uncompared,
            ]
        if not group.scales:
            yield [group.code, *[None] * (len(_FIGURES) - 2), uncompared]
