"""Carry old answers over to a new edition; nothing is stored."""

from asyncio import to_thread
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec

from instrument.crosswalks.domain.model import Crosswalk
from instrument.crosswalks.domain.proposal import Carried, carry_over
from instrument.crosswalks.store import crosswalks
from instrument.crosswalks.store.document import CrosswalkDocument
from instrument.crosswalks.store.tables import CrosswalkRow
from instrument.editions.events import rules_edition
from instrument.editions.store import editions
from instrument.editions.store.tables import EditionRow
from kit.database import Session
from kit.errors import CHECK_THE_PARTS, Invalid, missing
from rules.answers import AnswersError, read_answers
from rules.edition import Edition
from rules.period import kind_of
from rules.refusal import Refusal
from rules.text import Text

Levels = Mapping[str, Any] | Sequence[Any]


@dataclass(frozen=True, slots=True)
class Applied:
    """A crosswalk with what it makes of some answers."""

    crosswalk: Crosswalk
    old: Edition
    new: Edition
    carried: Carried


async def find_crosswalk(session: Session, crosswalk_code: str) -> CrosswalkRow:
    """Return a crosswalk.

    Raises:
        NotFound: There is none of this code.
    """
    row = await crosswalks.find(session, crosswalk_code)
    if row is None:
        raise missing(
            "path/crosswalk_code",
            Text(
                f"Pemetaan {crosswalk_code} tidak ada.", f"There is no crosswalk {crosswalk_code}."
            ),
        )
    return row


async def apply_crosswalk(
    session: Session, crosswalk_code: str, levels: Levels, *, period: str | None
) -> Applied:
    """Return proposals for the new edition, and both indices side by side.

    Raises:
        NotFound: There is no such crosswalk.
        Invalid: Levels do not fit the old edition, all of them are named; or the period does not.
    """
    row = await find_crosswalk(session, crosswalk_code)
    old = await editions.get(session, row.from_edition)
    new = await editions.get(session, row.to_edition)
    return await to_thread(_apply, row.content, old, new, levels=levels, period=period)


def _apply(
    content: str, old_row: EditionRow, new_row: EditionRow, *, levels: Levels, period: str | None
) -> Applied:
    old = _edition(old_row.content, old_row.content_hash)
    new = _edition(new_row.content, new_row.content_hash)
    if period is not None and kind_of(period) != new.period_kind:
        raise Invalid(
            Text("Periksa periode.", "Check the period."),
            errors=[
                Refusal(
                    "/period",
                    Text(
                        f"{new.code} menilai masa jenis {new.period_kind}",
                        f"{new.code} assesses periods of the kind {new.period_kind}",
                    ),
                )
            ],
        )
    try:
        answers = read_answers(old, levels)
    except AnswersError as error:
        raise Invalid(
            CHECK_THE_PARTS, errors=[problem.below("/levels") for problem in error.problems]
        ) from error
    found = CrosswalkDocument.model_validate(_plain(content)).to_domain()
    return Applied(found, old, new, carry_over(found, old, new, answers))


@lru_cache(maxsize=8)
def _edition(content: str, content_hash: str) -> Edition:
    """Return an edition; the few that crosswalks join are asked for again and again."""
    return rules_edition(content, content_hash)


def _plain(content: str) -> dict[str, Any]:
    return msgspec.json.decode(content, type=dict[str, Any])
