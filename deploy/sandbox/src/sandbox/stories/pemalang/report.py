"""The report: the index by domain and aspect, and what changed between the stages and why."""

from rules.text import Text
from sandbox.stories import assessing
from sandbox.stories.pemalang import tables
from sandbox.stories.pemalang.people import coordinator
from sandbox.stories.pemalang.planning import CAMPAIGN
from sandbox.stories.pemalang.stages import names_of, sentence
from sandbox.stories.story import Scene
from sandbox.telling import tables as scores
from sandbox.telling.texts import track_of


def tell(scene: Scene) -> None:
    """Print the report."""
    portal = coordinator(scene)
    assessment = assessing.assessment_of(portal, CAMPAIGN)
    score = portal.get(f"/scores/{assessment}")
    title = Text(
        f"Laporan evaluasi SPBE {CAMPAIGN.period}, {score['agency_name']} (data contoh)",
        f"Report of the SPBE evaluation {CAMPAIGN.period}, {score['agency_name']} (sample)",
    )
    scene.console.print(scores.tracks(score, scene.word(title)))
    scene.console.print(tables.by_stage(scene, score))
    found = portal.get(f"/assessments/{assessment}/indicators")
    scene.console.print(tables.changes(scene, found, names_of(scene, portal)))
    scene.tell(sentence(track_of(score, "reviu")))
