"""Find everything that stands against publishing what is asked for."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from rules.canonical import canonical
from rules.text import Text
from scoring.publication.domain.obstacles import CannotPublishError
from scoring.publication.domain.state import bound_signatures, contents_named, state_hash_of
from scoring.requests.domain import Request
from scoring.results.domain.record import Content, decode_record, plain
from scoring.results.store import StoredResult
from scoring.scores.usecases.show import ScoreView, TrackView
from scoring.state.domain.opening import Opening
from scoring.state.domain.track import Stages


def require_track_of_stage(stages: Stages, asked: Request) -> None:
    """Refuse a track that counts other decisions than those up to the stage.

    Raises:
        CannotPublishError: It is no track of the assessment, or not one of the stage.
    """
    place = stages.places.get(asked.stage)
    newest = stages.newest.get(asked.track)
    if place is None or place != newest:
        raise CannotPublishError(
            [
                Text(
                    f"Jalur {asked.track} bukan jalur tahap {asked.stage} pada penilaian ini.",
                    f"The track {asked.track} is not one of the stage {asked.stage} of this"
                    " assessment.",
                )
            ]
        )


def track_to_publish(view: ScoreView, asked: Request) -> TrackView | None:
    """Return the track that is asked for; a stage that says nothing yet is the one before.

    None: it has no value.
    """
    shown = {track.score.track: track for track in view.tracks}
    names = view.head.opening.stages.up_to(asked.track)
    found = next((shown[name] for name in names if name in shown), None)
    if found is None or found.score.exact is None or view.head.revision == 0:
        return None
    return found


def too_early(opening: Opening, at: datetime) -> Iterator[Text]:
    """Yield that the period has not begun."""
    if opening.period_state(at) == "not_begun":
        yield Text(
            f"Periode {opening.period} belum dimulai; hasilnya belum dapat diterbitkan.",
            f"The period {opening.period} has not begun; it has no result yet.",
        )


def without_basis(track: TrackView | None) -> Iterator[Text]:
    """Yield that there is no value, or that nothing stands behind it."""
    if track is None:
        yield Text(
            "Penilaian ini belum mempunyai nilai yang dapat diterbitkan.",
            "This assessment has no value yet that could be published.",
        )
    elif track.score.coverage == "0":
        yield Text(
            "Belum ada satu pun jawaban pada jalur ini dan tidak ada fakta yang dapat dibaca;"
            " tidak ada yang mendasari nilainya.",
            "Nobody answered anything on this track and no fact can be read now; nothing stands"
            " behind its value.",
        )


def of_another_state(content: Content, asked: Request) -> Iterator[Text]:
    """Yield that what scoring holds is not the state that was approved, or was not signed."""
    held = content.submission
    is_other = state_hash_of(asked.assessment_id, content) != asked.state_hash
    if is_other or held.evidence != contents_named(held):
        yield Text(
            "Keadaan yang disetujui bukan lagi keadaan penilaian ini: jawaban, penjelasan, set"
            " turunan, berita acara atau data dukungnya sudah lain. Setujui keadaan yang sekarang,"
            " lalu terbitkan lagi.",
            "What was approved is no longer the state of this assessment: its answers,"
            " explanations, derivation set, minutes or evidence are others now. Approve the present"
            " state, then publish it again.",
        )
    if any(must != does for _, must, does in bound_signatures(held)):
        yield Text(
            "Ada persetujuan yang bukan atas keadaan ini, atau berita acara yang berubah setelah"
            " ditandatangani.",
            "An approval is not of this state, or minutes were changed after they were signed.",
        )


def nothing_new(newest: StoredResult | None, content: Content, asked: Request) -> Iterator[Text]:
    """Yield that the same is published already, or that a correction has no reason."""
    if newest is None or asked.reason:
        return
    number = newest.revision
    if _state_in(content) == _state_in(decode_record(newest.body).content):
        yield Text(
            f"Nilai ini tidak berubah sejak diterbitkan sebagai revisi {number}.",
            f"Nothing has changed since this was published as revision {number}.",
        )
    else:
        yield Text(
            f"Revisi {number} sudah terbit; koreksi memerlukan alasan.",
            f"Revision {number} is published; a correction needs a reason.",
        )


def _state_in(content: Content) -> bytes:
    """Return what is published in canonical form, without who asked for it and who signed."""
    held = content.submission
    minutes = tuple(msgspec.structs.replace(each, signatures=()) for each in held.minutes)
    signed = {"minutes": minutes, "approvals": (), "consent": None, "publication_id": msgspec.UNSET}
    state = msgspec.structs.replace(held, **signed)
    return canonical(plain(msgspec.structs.replace(content, submission=state)))
