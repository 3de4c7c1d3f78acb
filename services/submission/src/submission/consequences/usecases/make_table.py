"""Write the list of rewards and punishments as a table."""

from collections.abc import Iterable, Sequence
from typing import Final

from rules.languages import Language, in_language
from submission.consequences.domain.entries import VERDICT_NAMES
from submission.consequences.domain.listed import Listed
from submission.consequences.domain.standing import Reference
from tables.writing import Sheet

_HEADINGS: Final = (
    *("instansi", "periode", "hasil", "kode_aturan", "aturan", "dasar", "alasan", "rujukan"),
    *("versi_aturan", "diketahui_oleh", "diketahui_pada", "sha256"),
)
_WIDTHS: Final = {_HEADINGS.index(each) + 1: 60 for each in ("aturan", "alasan", "rujukan")}


def make_table(found: Sequence[Listed], *, language: Language) -> Sheet:
    """Return the entries as a sheet, a row for each."""
    rows = [_row(each, language) for each in found]
    return Sheet(name="penghargaan_sanksi", headings=_HEADINGS, rows=rows, widths=_WIDTHS)


def _row(found: Listed, language: Language) -> list[str | None]:
    entry, rule = found.entry, found.entry.rule
    now = [each for each in found.acknowledgements if each.sha256 == found.sha256]
    region = f"{entry.rule_set_agency} " if entry.rule_set_agency else ""
    return [
        entry.agency_code,
        entry.period,
        in_language(VERDICT_NAMES[entry.verdict], language),
        rule.code,
        in_language(rule.name, language),
        rule.basis,
        "; ".join(in_language(each.text, language) for each in entry.reasons),
        "; ".join(_written(each.references for each in entry.reasons)),
        f"{region}{entry.rule_set_code} {entry.rule_set_version}",
        ", ".join(each.acknowledged_by for each in now) or None,
        now[0].acknowledged_at.isoformat() if now else None,
        found.sha256,
    ]


def _written(references: Iterable[tuple[Reference, ...]]) -> Iterable[str]:
    for each in dict.fromkeys(one for some in references for one in some):
        yield f"{each.kind} {each.id}" + ("" if each.revision is None else f" ({each.revision})")
