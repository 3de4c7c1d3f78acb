"""`verify`: check a package of a published result; needs the package and perhaps a key."""

from pathlib import Path

from rich.console import Console
from rich.markup import escape

from sandbox.processes.children import StartError
from scoring.publication.domain.archive import MOST_BYTES
from scoring.publication.domain.signature import KeyUnreadableError, PublicKey
from scoring.publication.usecases.verify import Verified, verify_package
from scoring.results.domain.flaw import Flaw, FlawFound

_MOST_KEY_BYTES = 10_000


def run(file: str, *, key: str | None) -> int:
    """Return 0 if the package is as it was published, else 1 and name the first flaw."""
    trusted = None if key is None else _trusted(key)
    data = _read(file, most=MOST_BYTES)
    try:
        verified = verify_package(data, trusted)
    except FlawFound as found:
        _say_flaw(file, found.flaw)
        return 1
    _say_whole(file, verified)
    return 0


def _trusted(file: str) -> dict[str, PublicKey]:
    text = _read(file, most=_MOST_KEY_BYTES).decode(errors="replace")
    try:
        key = PublicKey.from_text(text)
    except KeyUnreadableError as error:
        raise StartError(f"{file}: {error}") from error
    return {key.key_id: key}


def _read(file: str, *, most: int) -> bytes:
    """Return a file's bytes; of one above the limit, enough to see that it is too large."""
    try:
        with Path(file).open("rb") as opened:
            return opened.read(most + 1)
    except OSError as error:
        raise StartError(f"{file}: {error.strerror or error}") from error


def _say_flaw(file: str, flaw: Flaw) -> None:
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    console.print(
        f"[bold red]✗[/] {escape(file)}: bukan seperti yang diterbitkan / not as published"
    )
    for name in ("file", "field", "expected", "found"):
        console.print(f"  {name:9}{_printable(getattr(flaw, name))}")


def _say_whole(file: str, verified: Verified) -> None:
    console = Console(soft_wrap=True, highlight=False)
    record, index = verified.record, verified.record.content.index
    named = index.predicate
    rows = {
        "agency": f"{record.content.agency_code} {record.content.agency_name or ''}",
        "edition": f"{record.content.edition.code} ({record.content.edition.certainty})",
        "period": record.content.period,
        "index": f"{index.announced} (exact {index.exact}){f' {named.id}' if named else ''}",
        "track": record.content.track,
        "revision": f"{record.revision}, number {record.sequence} of the service",
        "published": f"{record.published_at.isoformat()} by {record.published_by}",
        "hash": verified.result_hash,
        "key": f"{verified.key.key_id}, {'as given' if verified.is_trusted else 'NOT COMPARED'}",
    }
    console.print(f"[bold green]✓[/] {escape(file)}: seperti yang diterbitkan / as published")
    for name, value in rows.items():
        console.print(f"  {name:10}{_printable(value)}")
    if not verified.is_trusted:
        console.print(
            "  The package brings its own key; compare it with the publisher's: --key KEY.pem,\n"
            f"  the `pem` of {verified.key.key_id} in GET /api/v1/results/keys"
        )


def _printable(text: str) -> str:
    """Return text without control characters, because a package may come from anybody."""
    return escape("".join(each if each.isprintable() else "�" for each in text))
