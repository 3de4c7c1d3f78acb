"""Bengkulu: an index below 2, targets, the national team's letter, and what is missing."""

from rules.text import Text
from sandbox.stories.bengkulu import acting, assessing_oneself
from sandbox.stories.story import Step, Story

STORY = Story(
    Text(
        "Bengkulu: indeks di bawah 2, target tahun depan, dan rekomendasi kepada setiap instansi",
        "An index below 2, next year's target, and recommendations to each agency",
    ),
    (
        Step(Text("Provinsi dan perangkat daerahnya", "the province"), assessing_oneself.gather),
        Step(Text("Penilaian mandiri", "self-assessment"), assessing_oneself.assess),
        Step(
            Text("Target tahun-tahun berikutnya", "targets for the coming years"),
            assessing_oneself.set_targets,
        ),
        Step(Text("Surat tim nasional", "the national team's letter"), acting.receive),
        Step(Text("Tindak lanjut perangkat daerah", "what the agencies did"), acting.follow_up),
        Step(Text("Daftar Inspektorat", "the inspectorate's list"), acting.list_missing),
        Step(Text("Yang terlambat", "what is overdue"), acting.show_overdue),
    ),
    Text(
        "Setiap rekomendasi punya instansi, batas waktu, dan bukti; yang belum selesai terlihat.",
        "Every recommendation has an agency, a deadline and proof; what is not done is visible.",
    ),
)
