"""The targets of key indicators against the budgets that are to reach them.

An accountability system names the programmes that support an indicator; most give no code. Titles
join only where the registration declares it (`programmes_by_title`), and the finding says so.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from integration.reconciliation.domain.evidence import Evidence, Held, amount_of
from integration.reconciliation.domain.finding import Given, Judged, Kind, MatchedBy, side_of
from integration.reconciliation.domain.joining import NOT_COMPARED
from integration.reconciliation.domain.keys import (
    is_support,
    of_budget,
    programme_form,
    writes_own_affair,
)
from integration.reconciliation.domain.plans import Lines
from integration.records.domain import kinds
from integration.records.domain.record import Content
from integration.sources.domain.reason import Reason
from rules.exact import fraction
from rules.text import Text

_KINDS: Final[tuple[Kind, ...]] = ("target_without_budget", "budget_without_indicator")
_NOT_LETTERS: Final = re.compile(r"[\W_]+")
_NO_NAMES: Final = Reason(
    "programmes_not_told",
    Text(
        "Sistem akuntabilitas tidak menyebut program pendukung setiap indikator.",
        "The accountability system does not name the supporting programmes of every indicator.",
    ),
)
_NO_CODES: Final = Reason(
    "programmes_without_codes",
    Text(
        "Program pendukung indikator tidak berkode, dan pencocokan menurut judul tidak dinyatakan"
        " pada pendaftaran sumber (programmes_by_title).",
        "The supporting programmes of indicators have no codes, and the registration of the source"
        " does not declare that titles match (programmes_by_title).",
    ),
)
_LAST_QUARTER: Final = 4


@dataclass(frozen=True, slots=True)
class _Programme:
    """A programme that an indicator names: the codes that it may have, and how they were found."""

    name: str
    codes: frozenset[str]
    matched_by: MatchedBy


def judge_targets(evidence: Evidence, lines: Lines, judged: Judged) -> Fraction | Reason | None:
    """Judge indicators against budgets; return the share of the money that an indicator names.

    None: there is nothing that indicators are to name, or nothing to compare with.
    """
    held = _due(evidence)
    if not evidence.has_budget:
        judged.leave(_KINDS, [None], NOT_COMPARED)
        return None
    if not held.rows and held.reason is None:
        return None
    named = [(row, _named(evidence, row)) for row in held.rows]
    reason = held.reason or lines.budget.reason or lines.counted.reason
    reason = reason or next((one for _, one in named if isinstance(one, Reason)), None)
    if reason is not None:
        judged.leave(_KINDS, [None], reason)
        return reason
    budgets = _by_programme(lines.counted.rows)
    served: set[str] = set()
    is_open = False
    for row, programmes in named:
        for programme in () if isinstance(programmes, Reason) else programmes:
            codes = {code for code in budgets if _is_of(code, programme.codes)}
            served |= codes
            is_open = is_open or not (programme.codes or codes)
            if not codes:
                _say_unbudgeted(evidence, row, programme, judged)
    return _judge_unserved(evidence, budgets, served, judged, is_open=is_open)


def judge_last_targets(evidence: Evidence, judged: Judged) -> None:
    """Compare the target of the last quarter with that of the year; it may be a part of it too."""
    held, _ = evidence.of_year(kinds.ACHIEVEMENT)
    indicators = _due(evidence)
    reason = held.reason or indicators.reason
    if reason is not None:
        judged.leave(["agreement_differs"], [None], reason, but=frozenset({"signed", "plan"}))
        return
    by_indicator: dict[tuple[object, object], list[Given]] = {}
    for row in held.rows:
        by_indicator.setdefault(_indicator(row.record.content), []).append(row)
    for row in indicators.rows:
        whole = row.record.content["targets"].get(str(evidence.year))
        quarters = by_indicator.get(_indicator(row.record.content), [])
        if whole is not None and row.record.content.get("indicator_id") is not None:
            _compare_targets(evidence, row, fraction(whole), quarters, judged)


def _compare_targets(
    evidence: Evidence, row: Given, whole: Fraction, quarters: Sequence[Given], judged: Judged
) -> None:
    stated = {one.record.content["quarter"]: one.record.content["target"] for one in quarters}
    last = stated.get(_LAST_QUARTER)
    if last is None or None in stated.values():
        return
    parts = sum((fraction(one) for one in stated.values()), Fraction(0))
    if whole in (fraction(last), parts):
        return
    agency = evidence.agency_code
    said = str(row.record.content["title"])
    ended = [one for one in quarters if one.record.content["quarter"] == _LAST_QUARTER]
    judged.say(
        "agreement_differs",
        f"target:{row.record.content['indicator_id']}",
        "target_differs",
        [
            side_of("plan", agency, [row], says=said, amount=whole),
            side_of("accountability", agency, ended, says=said, amount=fraction(last)),
        ],
        difference=abs(fraction(last) - whole),
    )


def _say_unbudgeted(evidence: Evidence, row: Given, programme: _Programme, judged: Judged) -> None:
    content, agency = row.record.content, evidence.agency_code
    target = content["targets"].get(str(evidence.year))
    if target is None:
        return
    judged.say(
        "target_without_budget",
        f"{content.get('indicator_id') or content['title']}:{plain(programme.name)}"[:300],
        "programme_not_budgeted" if programme.codes else "programme_unknown",
        [
            side_of(
                "accountability", agency, [row], says=str(content["title"]), amount=fraction(target)
            ),
            side_of("budget", agency, [], says=programme.name),
        ],
        matched_by=programme.matched_by,
    )


def _judge_unserved(
    evidence: Evidence,
    budgets: Mapping[str, Sequence[Given]],
    served: set[str],
    judged: Judged,
    *,
    is_open: bool,
) -> Fraction | Reason | None:
    due = {code: rows for code, rows in budgets.items() if not is_support(code)}
    whole = done = Fraction(0)
    for code, rows in sorted(due.items()):
        amount = amount_of(rows) or Fraction(0)
        whole += amount
        done += amount if code in served else 0
        if code not in served and amount and not is_open:
            judged.say(
                "budget_without_indicator",
                code,
                "no_indicator",
                [side_of("budget", evidence.agency_code, rows, amount=amount)],
                amount=amount,
            )
    if is_open:
        # A title that nobody knows may be that of a programme that looks as if nobody named it.
        told = frozenset(served)
        judged.leave(["budget_without_indicator"], [None], _NO_NAMES, but=told)
    if is_open and done < whole:
        return _NO_NAMES
    return done / whole if whole else None


def _due(evidence: Evidence) -> Held:
    """Return the key indicators that are to be reached in the year."""
    year = evidence.year

    def is_due(content: Content) -> bool:
        within = bool(content["first_year"] <= year <= content["last_year"])
        return within and content["status"] != "open" and "empty" not in content

    return evidence.of_kind(kinds.KEY_INDICATOR).of(is_due)


def _named(evidence: Evidence, row: Given) -> list[_Programme] | Reason:
    """Return the programmes that support an indicator, or why nobody can tell them."""
    said = row.record.content.get("programmes")
    if said is None:
        return _NO_NAMES
    source = next(told.source for told in evidence.told if told.source.code == row.source_code)
    found = []
    for one in said:
        if one.get("code") is not None:
            found.append(_Programme(one["title"] or "", frozenset({one["code"]}), "code"))
        elif source.options.programmes_by_title:
            codes = evidence.titles.get(plain(one["title"]), frozenset())
            found.append(_Programme(one["title"], codes, "programme_title"))
        else:
            return _NO_CODES
    return found


def plain(title: str) -> str:
    """Return a title as it is compared: no case, no signs, and without the word in front."""
    return _NOT_LETTERS.sub(" ", title.casefold()).strip().removeprefix("program ").strip()


def _by_programme(rows: Iterable[Given]) -> Mapping[str, list[Given]]:
    found: dict[str, list[Given]] = {}
    for row in rows:
        key = of_budget(row.record.content)
        if key is not None:
            found.setdefault(key.programme, []).append(row)
    return found


def _is_of(code: str, codes: frozenset[str]) -> bool:
    """Say whether a budgeted programme is one of these; it may write X.XX for its own affair."""
    own = writes_own_affair(code)
    return code in codes or (
        own and any(programme_form(code) == programme_form(one) for one in codes)
    )


def _indicator(content: Content) -> tuple[Any, Any]:
    return content["unit_id"], content.get("indicator_id")
