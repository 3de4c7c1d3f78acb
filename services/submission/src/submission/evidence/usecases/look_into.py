"""Look into a whole file, with an end: in a process of its own, which can be ended.

A small file can keep a library busy for hours and hold all other threads back; a thread that has
begun cannot be ended.
"""

from anyio import BrokenWorkerProcess, fail_after, to_process

from kit.observe import get_logger
from kit.threads import INSPECTIONS
from submission.evidence.domain.media import ContentRefused, MediaKind
from submission.evidence.store.inspection import inspect_path
from submission.evidence.store.spool import SpoolFailed, SpoolFile


async def look_into(file: SpoolFile, seconds: float) -> MediaKind:
    """Return what a file is.

    Raises:
        ContentRefused: It is not taken, or that is not known after so many seconds.
        SpoolFailed: No process can look.
    """
    async with INSPECTIONS:
        try:
            with fail_after(seconds):
                return await _in_process(file)
        except TimeoutError as error:
            raise ContentRefused("takes_too_long") from error
        except BrokenWorkerProcess as error:
            raise SpoolFailed(is_full=False) from error


async def _in_process(file: SpoolFile) -> MediaKind:
    try:
        return await to_process.run_sync(inspect_path, file.path, cancellable=True)
    except BrokenWorkerProcess:  # it was ended while it waited for work: another one is started
        get_logger().warning("evidence_inspection_again")
        return await to_process.run_sync(inspect_path, file.path, cancellable=True)
