"""Tuban: months and quarters, ranking, rewards and punishments, a reorganisation in mid-year."""

from rules.text import Text
from sandbox.stories.story import Step, Story
from sandbox.stories.tuban import (
    consequences,
    instructions,
    mapping,
    months,
    next_steps,
    periods,
    quarters,
    ranking,
    reorganising,
    targets,
)

STORY = Story(
    Text(
        "Tuban: bulan, triwulan, peringkat, penghargaan dan sanksi, dan reorganisasi tengah tahun",
        "Months, quarters, ranking, rewards and punishments, and a reorganisation in mid-year",
    ),
    (
        Step(Text("Perangkat daerah dan target", "agencies and targets"), targets.gather),
        Step(Text("Bulan demi bulan", "month by month"), months.show),
        Step(Text("Dari bulan ke triwulan", "from months to quarters"), quarters.make),
        Step(Text("Instruksi Inspektorat", "instructions"), instructions.receive),
        Step(
            Text("Reorganisasi tengah tahun", "a reorganisation in mid-year"),
            reorganising.reorganise,
        ),
        Step(Text("Sebelum dan sesudahnya", "before and after"), mapping.go_on),
        Step(Text("Laporan, tanggapan, penutupan", "accounts, comments, closing"), periods.close),
        Step(Text("Peringkat triwulan", "the ranking of the quarter"), ranking.show),
        Step(Text("Tindak lanjut instruksi", "follow-ups"), instructions.follow_up),
        Step(Text("Penghargaan dan sanksi", "rewards and punishments"), consequences.judge),
        Step(Text("Langkah berikutnya", "what comes next"), next_steps.show),
    ),
    Text(
        "Bulan dan triwulan ditutup tanpa rapat; setiap peringkat dan sanksi punya alasan.",
        "Months and quarters are closed without meetings; every rank and punishment has reasons.",
    ),
)
