"""Where evidence is kept, as the settings say; for the API and for the worker."""

from kit.database import Database
from submission.evidence.store.objects import Contents
from submission.evidence.store.spool import Spool
from submission.evidence.usecases.upload import Library
from submission.settings import SubmissionSettings


def library_of(settings: SubmissionSettings, database: Database) -> Library:
    """Return the places of evidence."""
    contents = Contents(settings.evidence_store, settings.evidence_s3)
    return Library(database, Spool(settings.evidence_spool), contents)
