"""What a published record says of its predicate: why there is none, or what has no level."""

from rules.floor import NotJudged
from scoring.results.domain.part import Part, TextPart


class NotJudgedPart(Part, frozen=True, kw_only=True, omit_defaults=True):
    """Why the result has no predicate and no maturity level.

    `level_share`: the exact share of the weight that has a level; `floor`: the least share that is
    judged, or `never`; `missing`: the codes of what nobody gave a level. `inapplicable`: the
    codes of what is `n/a` and counts nothing; left out where there are none. In the record of a
    release that did not name them, `level_share` has them among what has a level.
    """

    reason: NotJudged
    level_share: str
    floor: str
    missing: tuple[str, ...]
    note: TextPart
    inapplicable: tuple[str, ...] | None = None


class WithoutLevelPart(Part, frozen=True, kw_only=True):
    """What has no level below a result that is judged all the same.

    `level_share`: the exact share of the weight that has one; `missing`: the codes of what nobody
    gave one; `inapplicable`: of what is `n/a` and counts nothing.
    """

    level_share: str
    missing: tuple[str, ...]
    inapplicable: tuple[str, ...]
    note: TextPart
