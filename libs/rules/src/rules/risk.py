"""Indicators at risk: their evidence does not prove the level any more. The words for why."""

from collections.abc import Iterable, Mapping
from typing import Final

from rules.text import Text

CAUSES: Final[Mapping[str, Text]] = {
    "expired": Text("masa berlaku data dukung sudah lewat", "the evidence has expired"),
    # 59/2020: evidence for level 4 is a review record younger than two years.
    "review_too_old": Text(
        "catatan reviu sudah lebih dari dua tahun", "the review record is older than two years"
    ),
    "rejected": Text("data dukung ditolak", "the evidence was rejected"),
    "changed_at_its_address": Text(
        "isi data dukung di alamat asalnya sudah berubah",
        "the evidence has changed at its address",
    ),
    "withdrawn": Text("data dukung ditarik kembali", "the evidence was withdrawn"),
}


def cause_text(cause: str) -> Text:
    """Return why an indicator is at risk; causes are an open set, so any code has words."""
    known = CAUSES.get(cause)
    if known is not None:
        return known
    return Text(
        f"data dukung perlu diperiksa ({cause})", f"the evidence needs to be checked ({cause})"
    )


def causes_text(causes: Iterable[str]) -> Text:
    """Return several causes in one line."""
    texts = [cause_text(cause) for cause in causes]
    return Text("; ".join(each.id for each in texts), "; ".join(each.en for each in texts))
