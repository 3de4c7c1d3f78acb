"""What the API shows of runs."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from integration.drift.domain.quarantine import Quarantine
from integration.runs.api import schemas
from integration.runs.domain.run import Run
from kit.errors import NotFound, missing
from rules.text import Text


def item_of(run: Run, held: Quarantine | None = None) -> schemas.RunItem:
    """Return what is shown of a run; `held`: it drifted."""
    given = {
        **asdict(run),
        "failure": None if run.failure is None else run.failure.written(),
        "progress": run.progress if run.status == "running" else None,
        "duration_seconds": _duration(run),
        "quarantine": None if held is None else _quarantine(held),
    }
    return schemas.RunItem.model_validate(given)


def no_run(run_id: UUID) -> NotFound:
    """Return the answer for a run that is not there, or not within reach."""
    return missing(
        "path/run_id", Text(f"Tidak ada sinkronisasi {run_id}.", f"There is no run {run_id}.")
    )


def _duration(run: Run) -> float | None:
    if run.started_at is None or run.finished_at is None:
        return None
    return (run.finished_at - run.started_at).total_seconds()


def _quarantine(held: Quarantine) -> dict[str, Any]:
    findings = [{**asdict(each), "message": each.reason.written()} for each in held.findings]
    return {**asdict(held), "findings": findings}
