"""Work on dropped files one after the other: look at each, and take the rows of those accepted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from anyio import to_thread

from integration.files.domain.dropped import DroppedFile
from integration.files.domain.reading import NoTable
from integration.files.store import files
from integration.files.store.spool import NoSpool, Spool
from integration.files.usecases.look import Looked, look
from integration.kept.domain.row import KeptRow, merged
from integration.kept.store import listings
from integration.kept.store import rows as kept_rows
from integration.kept.usecases.merge import merge, merge_absence
from integration.kept.usecases.take_in import Intake
from integration.reading.adapters.collection import resources_of
from integration.records.domain.days import Today
from integration.sources import store as sources
from integration.sources.domain.reason import Reason
from kit.database import Database, DatabaseClock, RecordingClock, Session
from kit.observe import get_logger, span
from kit.threads import JOBS
from rules.spreadsheet import HarmfulError
from rules.text import Text

_IN_HAND: Final = timedelta(minutes=30)
_AT_ONCE: Final = 5_000
_KEPT_SECONDS: Final = 172_800.0
_CHANGED: Final = Reason(
    "registration_changed",
    Text(
        "Pendaftaran sumber telah berubah. Kirim berkas itu lagi untuk melihatnya.",
        "The registration of the source has changed. Send the file again to look at it.",
    ),
)
_NOT_HERE: Final = Reason(
    "content_gone",
    Text("Isi berkas tidak ada di server.", "The content of the file is not on the server."),
)
_BROKE: Final = Reason(
    "reading_broke",
    Text(
        "Berkas tidak dapat dibaca karena kesalahan yang tidak terduga. Kesalahan ini dicatat.",
        "An unexpected error broke off the reading of the file. The error is in the log.",
    ),
)


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """A file that is not taken, and why."""

    reason: Reason


async def work_on_files(
    database: Database, spool: Spool, *, clock: RecordingClock | None = None
) -> None:
    """Work on all files that wait."""
    own = clock or DatabaseClock()
    while (file := await _take(database, own)) is not None:
        with span("file read", attributes={"source.code": file.wanted.source_code}):
            await _work_on(database, spool, file, own)


async def sweep_files(spool: Spool) -> None:
    """Remove the contents of files that nobody has asked to take for two days."""
    removed = await to_thread.run_sync(
        lambda: spool.sweep(older_seconds=_KEPT_SECONDS), limiter=JOBS
    )
    if removed:
        get_logger().info("files_removed", count=removed)


async def _take(database: Database, clock: RecordingClock) -> DroppedFile | None:
    async with database.transaction() as session:
        now = await clock.moment(session)
        return await files.take(session, now=now, until=now + _IN_HAND)


async def _work_on(
    database: Database, spool: Spool, file: DroppedFile, clock: RecordingClock
) -> None:
    try:
        ended = await _ended(database, spool, file)
    except Refused as refused:
        ended = replace(file, state="refused", reason=refused.reason)
    except Exception:  # noqa: BLE001 - whatever it is, the other files go on
        get_logger().exception("file_broke", source=file.wanted.source_code)
        ended = replace(file, state="refused", reason=_BROKE)
    async with database.transaction() as session:
        await files.save(session, replace(ended, ended_at=await clock.moment(session)))


async def _ended(database: Database, spool: Spool, file: DroppedFile) -> DroppedFile:
    async with database.reading() as session:
        intake = await _intake(session, file)
    if file.looked_at not in (None, intake.source.revision):
        raise Refused(_CHANGED)
    looked = await _looked(spool, file, intake)
    outcomes = await _outcomes(database, file, looked.rows)
    if file.state == "accepted":
        await _merge(database, file, looked.rows, intake)
    return replace(
        file,
        state="taken" if file.state == "accepted" else "previewed",
        looked_at=intake.source.revision,
        figures={**looked.figures, **outcomes},
        faults=looked.faults,
        done=looked.figures["rows"],
    )


async def _intake(session: Session, file: DroppedFile) -> Intake:
    """Return how rows of the file are read; its moment is that at which it arrived."""
    wanted = file.wanted
    source = await sources.find(session, wanted.source_code)
    resource = None if source is None else resources_of(source).get(wanted.listing)
    if source is None or resource is None or "file" not in source.ways:
        raise Refused(_CHANGED)
    held = (await listings.of_source(session, source.code)).get(resource.key)
    return Intake(
        source=source,
        resource=resource,
        today=Today.at(file.added_at, source.options.timezone),
        told={} if held is None else held.told,
        way="file",
        as_of=file.added_at,
    )


async def _looked(spool: Spool, file: DroppedFile, intake: Intake) -> Looked:
    try:
        path = spool.path(file.wanted.sha256)
        return await to_thread.run_sync(look, path, file.wanted.sheet, intake, limiter=JOBS)
    except (FileNotFoundError, NoSpool) as error:
        raise Refused(_NOT_HERE) from error
    except NoTable as error:
        raise Refused(Reason("no_table", error.text)) from error
    except HarmfulError as error:
        raise Refused(Reason("not_readable", error.reason)) from error


async def _outcomes(
    database: Database, file: DroppedFile, rows: Sequence[KeptRow]
) -> dict[str, int]:
    """Count what taking the rows comes to; nothing is stored."""
    counts: Counter[str] = Counter()
    async with database.reading() as session:
        for part in _parts(rows):
            held = await kept_rows.find(session, file.wanted.source_code, {row.key for row in part})
            counts.update(merged(held.get(row.key), row)[1] for row in part)
    return {f"rows_{outcome}": count for outcome, count in counts.items()}


async def _merge(
    database: Database, file: DroppedFile, rows: Sequence[KeptRow], intake: Intake
) -> None:
    """Merge the rows, a part in each transaction; after a crash all of it is done again."""
    for part in _parts(rows):
        async with database.transaction() as session:
            await merge(session, file.wanted.source_code, part)
    async with database.transaction() as session:
        await merge_absence(session, rows, intake, is_whole=file.wanted.whole)


def _parts(rows: Sequence[KeptRow]) -> list[Sequence[KeptRow]]:
    return [rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE)]
