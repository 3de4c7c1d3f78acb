"""Apply a crosswalk to old answers; nothing is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from anyio import to_thread

from instrument.crosswalks.domain.model import Crosswalk
from instrument.crosswalks.domain.proposal import Carried, carry_over
from instrument.crosswalks.store.document import CrosswalkDocument
from instrument.crosswalks.usecases.find import find_crosswalk
from instrument.documents.domain.canonical import read_canonical
from instrument.documents.domain.refusals import UnfitError
from instrument.editions.events import rules_edition
from instrument.editions.store import editions
from instrument.editions.store.tables import EditionRow
from kit.database import Session, end_reading
from kit.threads import TRIALS
from rules.answers import read_answers
from rules.edition import Edition
from rules.period import KIND_NAMES, kind_of
from rules.text import Text

Levels = Mapping[str, Any] | Sequence[Any]


@dataclass(frozen=True, slots=True)
class Applied:
    """A crosswalk, both of its editions, and the proposals made from some answers."""

    crosswalk: Crosswalk
    old: Edition
    new: Edition
    carried: Carried


async def apply_crosswalk(
    session: Session, crosswalk_code: str, levels: Levels, *, period: str | None
) -> Applied:
    """Return proposals for the new edition, and both indices side by side.

    The session only reads, and is ended.

    Raises:
        AbsentError: There is no such crosswalk.
        UnfitError: The period is of another kind than the new edition assesses.
        AnswersError: Levels do not fit the old edition; all of them are named.
    """
    row = await find_crosswalk(session, crosswalk_code)
    old = await editions.get(session, row.from_edition)
    new = await editions.get(session, row.to_edition)
    await end_reading(session)
    return await to_thread.run_sync(
        partial(_apply, row.content, old, new, levels=levels, period=period), limiter=TRIALS
    )


def _apply(
    content: str, old_row: EditionRow, new_row: EditionRow, *, levels: Levels, period: str | None
) -> Applied:
    old = rules_edition(old_row.content, old_row.content_hash)
    new = rules_edition(new_row.content, new_row.content_hash)
    if period is not None and kind_of(period) != new.period_kind:
        raise UnfitError(
            Text("Periksa periode.", "Check the period."),
            "/period",
            Text(
                f"{new.code} menilai per {KIND_NAMES[new.period_kind].id}",
                f"{new.code} assesses by {KIND_NAMES[new.period_kind].en}",
            ),
        )
    answers = read_answers(old, levels)
    crosswalk = CrosswalkDocument.model_validate(read_canonical(content)).to_domain()
    return Applied(crosswalk, old, new, carry_over(crosswalk, old, new, answers))
