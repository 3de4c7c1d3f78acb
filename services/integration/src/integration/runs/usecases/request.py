"""Ask for a reading of a source now; a worker begins it within a moment."""

from collections.abc import Sequence

from integration.runs.domain.run import Run
from integration.runs.store import runs
from integration.sources.domain.source import Source
from kit.clock import Clock
from kit.database import Session
from kit.errors import CHECK_THE_PARTS, Conflict, Invalid
from kit.ids import new_id
from kit.observe import current_traceparent
from rules.refusal import Refusal
from rules.text import Text


async def request_sync(
    session: Session,
    source: Source,
    *,
    by: str,
    accept_shrinkage: bool,
    clock: Clock,
    years: tuple[int, ...] | None = None,
) -> Run:
    """Return a pending run: a new one, or the one that waits already.

    A run that has begun may have read the source before the change that somebody asks for, so it
    does not count. `years`: years that the registration does not read, read once and aside.

    Raises:
        Invalid: The registration reads some of the years anyway.
        Conflict: The source is not pulled, or a run that reads other years waits already.
    """
    _check_ways(source)
    _check_years(source, years or ())
    asked = await runs.request(
        session,
        Run(
            run_id=new_id(),
            source_code=source.code,
            status="pending",
            trigger="demand",
            requested_by=by,
            accept_shrinkage=accept_shrinkage,
            years=years,
            requested_at=clock.now(),
            traceparent=current_traceparent(),
        ),
    )
    _check_same(asked, years)
    return asked


def _check_same(waiting: Run, years: tuple[int, ...] | None) -> None:
    """Refuse where another run waits than the one that is asked for."""
    if waiting.years != years:
        raise Conflict(
            Text(
                "Sinkronisasi tahun lain sedang menunggu; minta lagi setelah itu dimulai.",
                "A run of other years waits; ask again once it has begun.",
            )
        )


def _check_ways(source: Source) -> None:
    if not source.is_pulled:
        raise Conflict(
            Text(
                f"Sumber {source.code} mengirim sendiri datanya (ways tanpa pull), sehingga tidak"
                " dapat dibaca.",
                f"The source {source.code} sends its data itself (no pull among its ways), so it"
                " cannot be read.",
            )
        )


def _check_years(source: Source, years: Sequence[int]) -> None:
    regular = sorted({*years} & {*source.years})
    if regular:
        names = ", ".join(map(str, regular))
        text = Text(f"{names} sudah dibaca secara rutin", f"{names} is read regularly already")
        raise Invalid(CHECK_THE_PARTS, errors=[Refusal("/years", text)])
