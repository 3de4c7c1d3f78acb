"""Pemalang: planning, team, stages with minutes and approvals, publication, report."""

from rules.text import Text
from sandbox.stories.pemalang import planning, publishing, report, stages
from sandbox.stories.story import Step, Story

STORY = Story(
    Text(
        "Pemalang: evaluasi SPBE dari perencanaan sampai laporan",
        "An SPBE evaluation from planning to the report",
    ),
    (
        Step(Text("Perencanaan", "planning"), planning.plan),
        Step(Text("Tim dengan 12 fungsi", "a team of 12 functions"), planning.gather),
        Step(Text("Sosialisasi", "socialisation"), planning.announce),
        Step(Text("Penilaian mandiri", "self-assessment"), stages.assess_oneself),
        Step(Text("Penilaian dokumen", "document review"), stages.review_documents),
        Step(Text("Penilaian interviu", "interview"), stages.interview),
        Step(Text("Penilaian visitasi", "visit"), stages.visit),
        Step(Text("Reviu", "review"), stages.review),
        Step(Text("Publikasi", "publication"), publishing.publish),
        Step(Text("Laporan", "the report"), report.tell),
    ),
    Text(
        "Evaluasi selesai; setiap angka dapat ditelusuri sampai orang dan berita acaranya.",
        "The evaluation is done; every figure leads back to people and minutes.",
    ),
)
