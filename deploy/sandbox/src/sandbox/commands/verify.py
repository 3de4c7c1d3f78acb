"""`verify`: check a package of a published result; needs the package and perhaps a key."""

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from rules.exact import parse
from rules.floor import percent
from rules.text import Text
from sandbox.evaluation.unreadable import cannot_be_read
from scoring.publication.domain.archive import MOST_BYTES
from scoring.publication.domain.signing_keys import KeyUnreadableError, PublicKey
from scoring.publication.usecases.verify import Verified, verify_package
from scoring.results.domain.flaw import Flaw, FlawFound
from scoring.results.domain.record import Content
from scoring.results.domain.signed import SignaturePart, SubmissionPart, signers
from scoring.results.domain.told import told_of

_MOST_KEY_BYTES = 10_000
_AS_GIVEN = "sesuai dengan --key / as given by --key"
_NO_KEY = "TIDAK DIPERIKSA: --key tidak diberikan / NOT CHECKED: no --key was given"
_CERTAINTIES = {
    "verified": "terverifikasi / verified",
    "unverified": "belum terverifikasi / unverified",
}


class _NotUsableError(Exception):
    """The package or the key cannot be read; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def run(file: str, *, key: str | None) -> int:
    """Return 0 if the package is as it was published, else 1 and name the first flaw."""
    try:
        trusted = None if key is None else _trusted(key)
        data = _read(file, most=MOST_BYTES)
    except _NotUsableError as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(
            f"[bold red]✗[/] {_printable(error.text.id)}\n  {_printable(error.text.en)}"
        )
        return 1
    try:
        verified = verify_package(data, trusted)
    except FlawFound as found:
        _say_flaw(file, found.flaw)
        return 1
    _say_intact(file, verified)
    return 0


def _trusted(file: str) -> dict[str, PublicKey]:
    text = _read(file, most=_MOST_KEY_BYTES).decode(errors="replace")
    try:
        key = PublicKey.from_text(text)
    except KeyUnreadableError as error:
        raise _NotUsableError(
            Text(
                f"{file} bukan kunci publik Ed25519 dalam bentuk PEM",
                f"{file} is no Ed25519 public key in PEM",
            )
        ) from error
    return {key.key_id: key}


def _read(file: str, *, most: int) -> bytes:
    """Return a file's bytes; of one above the limit, enough to see that it is too large."""
    try:
        with Path(file).open("rb") as opened:
            return opened.read(most + 1)
    except OSError as error:
        raise _NotUsableError(cannot_be_read(file, error)) from error


def _say_flaw(file: str, flaw: Flaw) -> None:
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    console.print(
        f"[bold red]✗[/] {escape(file)}: tidak sesuai dengan yang diterbitkan / not as published"
    )
    rows = {
        "berkas / file": flaw.file,
        "bagian / field": flaw.field,
        "seharusnya / expected": _both(flaw.expected),
        "ditemukan / found": _both(flaw.found),
    }
    _say_rows(console, rows)


def _say_intact(file: str, verified: Verified) -> None:
    console = Console(soft_wrap=True, highlight=False)
    record, index = verified.record, verified.record.content.index
    certainty = _CERTAINTIES.get(record.content.edition.certainty, record.content.edition.certainty)
    predicate = f" {index.predicate.id}" if index.predicate else ""
    rows = {
        "instansi / agency": f"{record.content.agency_code} {record.content.agency_name or ''}",
        "edisi / edition": f"{record.content.edition.code} ({certainty})",
        "periode / period": record.content.period,
        "indeks / index": f"{index.announced} (persis / exact {index.exact}){predicate}",
        "cakupan / coverage": percent(parse(index.coverage)),
        "jalur / track": record.content.track,
        "revisi / revision": (
            f"{record.revision}, hasil ke-{record.sequence} layanan ini / result number"
            f" {record.sequence} of this service"
        ),
        "diterbitkan / published": (
            f"{record.published_at.isoformat()} oleh / by {record.published_by}"
        ),
        "hash": verified.result_hash,
        "kunci / key": f"{verified.key.key_id}, {_AS_GIVEN if verified.is_trusted else _NO_KEY}",
    }
    console.print(f"[bold green]✓[/] {escape(file)}: sesuai dengan yang diterbitkan / as published")
    rows |= _without_level(record.content)
    _say_rows(console, rows | _signed(record.content.submission))
    if not verified.is_trusted:
        console.print(
            "  Paket ini membawa kuncinya sendiri; bandingkan dengan kunci penerbit:"
            " --key KEY.pem,\n"
            f"  yaitu `pem` dari {verified.key.key_id} pada GET /api/v1/results/keys\n"
            "  The package brings its own key; compare it with the publisher's: --key KEY.pem,\n"
            f"  the `pem` of {verified.key.key_id} in GET /api/v1/results/keys"
        )


def _without_level(content: Content) -> dict[str, str]:
    """Return why there is no predicate, or what has no level, with the reasons that were given."""
    note = told_of(content).note
    if note is None:
        return {}
    name = "tanpa tingkat / without a level"
    if content.not_judged is not None:
        name = "tanpa predikat / no predicate"
    rows = {name: _both(Text(note.id, note.en))}
    for gap in content.submission.told_gaps:
        rows[f"alasan / reason {gap.indicator_code}"] = gap.reason
    return rows


def _signed(part: SubmissionPart) -> dict[str, str]:
    """Return who approved, whose minutes count and who consented; nothing without a request."""
    if not part.is_asked:
        return {}
    consent = part.consent
    rows = {
        "tahap / stage": str(part.stage),
        "keadaan / state": str(part.state_hash),
        "persetujuan / approvals": signers(part.approvals),
        "persetujuan untuk terbit / consent": (
            signers((consent,)) if isinstance(consent, SignaturePart) else "-"
        ),
        "data dukung / evidence": _evidence(part),
    }
    for number, each in enumerate(part.minutes, 1):
        rows[f"berita acara / minutes {number}"] = f"{each.kind}: {signers(each.signatures)}"
    return rows


def _evidence(part: SubmissionPart) -> str:
    """Return how many contents are named, by how many links, and how many were withdrawn."""
    told, links = str(len(part.evidence)), part.told_links
    if links:
        told += f", {len(links)} kaitan / links"
    if withdrawn := part.told_withdrawn:
        told += f", {len(withdrawn)} ditarik / withdrawn"
    return told


def _both(text: Text) -> str:
    return text.id if text.id == text.en else f"{text.id} / {text.en}"


def _say_rows(console: Console, rows: Mapping[str, str]) -> None:
    width = max(map(len, rows))
    for name, value in rows.items():
        console.print(f"  {name:{width}}  {_printable(value)}")


def _printable(text: str) -> str:
    """Return text without control characters, because a package may come from anybody."""
    return escape("".join(each if each.isprintable() else "�" for each in text))
