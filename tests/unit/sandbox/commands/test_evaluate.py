"""`tolok evaluate` prints a breakdown as a table or JSON, or says what is wrong and ends with 2."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner, Result

from sandbox.cli import main

SPBE = "permenpanrb-59-2020"
AKIP = "permenpanrb-88-2021-akip"
PEMDI = "permenpanrb-8-2026-pemdi"
AKIP_PARTS = [f"{number}.{part}" for number in range(1, 5) for part in "abc"]
CODES = [
    "kinerja-pd-bulanan",
    "kinerja-pd-triwulanan",
    "permenpanrb-5-2018",
    SPBE,
    PEMDI,
    AKIP,
]


def run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(main, ["evaluate", *arguments], input=text)


def refused(result: Result) -> str:
    """Return what was said of a bad input, and nothing else was."""
    assert result.exit_code == 2
    assert result.stdout == ""
    return result.stderr


def test_json_has_the_agreed_shape() -> None:
    printed = json.loads(run(SPBE, "-", "--json", text="{}").stdout)

    assert printed["edition"] == SPBE
    assert printed["index"] == {"exact": "1", "announced": "1.00"}
    assert printed["predicate"] is None
    assert printed["maturity_level"] is None
    assert (printed["level_share"], printed["floor"]) == ("0", "0.7")
    assert (len(printed["missing"]), printed["not_judged"]) == (47, "below_floor")
    assert printed["note"]["id"].startswith("Belum dapat dinilai: baru 0 % bobot")
    assert printed["nodes"][0] | {"name": None} == {
        "code": "index",
        "kind": "instrument",
        "name": None,
        "parent_code": None,
        "weight": "100",
        "effective_weight": "100",
        "basis": "children",
        "answer": None,
        "exact": "1",
        "announced": "1.00",
    }


def test_a_band_with_a_symbol_is_called_by_it_and_one_without_maturity_levels_has_none() -> None:
    whole = dict.fromkeys(AKIP_PARTS, "BB")
    printed = json.loads(run(AKIP, "-", "--json", text=json.dumps(whole)).stdout)

    assert (printed["predicate"], printed["maturity_level"]) == ("BB", None)
    assert (printed["missing"], printed["not_judged"], printed["note"]) == ([], None, None)


def test_people_see_index_names_and_aspects() -> None:
    levels = dict.fromkeys(map(str, range(1, 48)), 1) | {"13": 3}
    shown = run(SPBE, "-", text=json.dumps(levels)).stdout

    assert "Indeks · Index: 1.05 (1.05)" in shown
    assert "Kosong" not in shown
    assert "Predikat · Predicate: Kurang · Poor" in shown
    assert "Tingkat kematangan · Maturity level: Rintisan · Initial" in shown
    assert "A2" in shown
    assert "Perencanaan Strategis SPBE · Strategic planning of SPBE" in shown
    assert "\n13 " not in shown
    assert "dasar" not in shown


def test_three_of_47_levels_are_no_predicate() -> None:
    """It says how many are empty, and which."""
    shown = " ".join(run(SPBE, "-", text="1: 2\n2: 2\n3: 2").stdout.split())

    assert "Kosong: 44 dari 47 · Empty: 44 of 47: 4, 5, 6," in shown
    assert "46, 47 Predikat · Predicate: Belum dapat dinilai: baru" in shown
    assert "Kurang" not in shown
    assert "Maturity level" not in shown


def test_46_of_47_that_do_not_apply_are_no_predicate() -> None:
    """It says what does not apply, that this is the reason, and what to do."""
    levels = dict.fromkeys(map(str, range(2, 48)), "n/a") | {"1": 5}
    shown = " ".join(run(SPBE, "-", text=json.dumps(levels)).stdout.split())

    assert "Indeks · Index: 5.00 (5)" in shown
    assert "Memuaskan" not in shown
    assert "Tidak berlaku (n/a): 46 · Not applicable (n/a): 46: 2, 3," in shown
    assert "Belum dapat dinilai: baru 1.3 % bobot yang mempunyai tingkat" in shown
    assert "paling banyak 1.3 % bobot dapat mempunyai tingkat. Periksa jawaban n/a itu" in shown
    assert "Maturity level" not in shown


def test_at_the_floor_it_has_a_predicate_and_still_says_what_is_empty() -> None:
    levels = dict.fromkeys(map(str, range(3, 48)), 2)
    shown = " ".join(run(SPBE, "-", text=json.dumps(levels)).stdout.split())

    assert "Kosong: 2 dari 47 · Empty: 2 of 47: 1, 2 Predikat · Predicate: Cukup" in shown


def test_explained_every_node_says_what_it_counts() -> None:
    shown = run(SPBE, "-", "--explain", text="11: n/a\n12: 3").stdout
    lines = {line.split()[0]: line for line in shown.splitlines() if line.strip()}

    assert len(lines) > 60
    assert lines["11"].rstrip().endswith("dialihkan · passed on")
    assert lines["12"].split()[-6:] == ["3", "3", "3.00", "dijawab", "·", "answered"]
    assert lines["13"].rstrip().endswith("kosong · empty")
    assert "10/3" in lines["12"]
    assert lines["index"].split()[-4:] == ["100", "100", "16/15", "1.07"]


def test_criteria_are_shown_where_they_count() -> None:
    shown = run(AKIP, "-", "--explain", text="1.b.1: ya\n1.a: 50\n1.a.1: tidak").stdout
    codes = [line.split()[0] for line in shown.splitlines() if line.strip()]

    assert "1.b.11" in codes
    assert "1.a.1" in codes  # answered, though its indicator goes before it
    assert "1.a.2" not in codes
    assert "1.c.1" not in codes


def test_an_unverified_edition_says_so_first() -> None:
    shown = run(PEMDI, "-", text="{}").stdout

    assert "BELUM TERVERIFIKASI · UNVERIFIED" in shown
    assert "The regulation itself could not be read" in " ".join(shown.split())
    assert "UNVERIFIED" not in run(SPBE, "-", text="{}").stdout


def test_without_any_value_there_is_no_index() -> None:
    shown = run("kinerja-pd-bulanan", "-", text="{}").stdout

    assert "Indeks · Index: tidak ada · none (-)" in shown
    assert "Predikat · Predicate: Belum dapat dinilai" in shown
    assert "Maturity" not in shown


def test_an_unknown_edition_names_the_known_ones() -> None:
    said = refused(run("spbe-2099", "-", "--json", text="{}"))

    indonesian, english = said.splitlines()
    assert indonesian.startswith(f"Tidak ada edisi spbe-2099. Yang ada: {', '.join(CODES)};")
    assert english.startswith(f"There is no edition spbe-2099. Known are: {', '.join(CODES)};")


def test_answers_that_do_not_fit_are_all_named() -> None:
    said = refused(run(SPBE, "-", "--json", text="1: 6\n99: 1\n2: 3"))

    assert said.splitlines() == [
        f"- tidak cocok dengan {SPBE}",
        "  /1: indikator 1: 6 tidak ada pada skalanya; pilihan: 1, 2, 3, 4, 5",
        f"  /99: {SPBE} tidak memuat indikator 99",
        f"- does not fit {SPBE}",
        "  /1: indicator 1: 6 is not on its scale; it takes 1, 2, 3, 4, 5",
        f"  /99: {SPBE} has no indicator 99",
    ]


def test_a_list_of_a_wrong_length_is_counted() -> None:
    said = refused(run(SPBE, "-", text="[1, 2]"))

    assert f"  /: {SPBE} has 47 indicators, this list has 2 levels" in said.splitlines()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "levels.yaml")

    assert refused(run(SPBE, missing)).splitlines() == [
        f"{missing} tidak dapat dibaca: berkas tidak ada",
        f"{missing} cannot be read: there is no such file",
    ]
    assert "cannot be read: it is a folder" in refused(run(SPBE, str(tmp_path)))


def test_a_file_is_read_by_its_ending(tmp_path: Path) -> None:
    levels = tmp_path / "levels.csv"
    levels.write_text("kode;tingkat\n13;3\n")

    assert json.loads(run(SPBE, str(levels), "--json").stdout)["index"]["exact"] == "1.05"


def test_an_edition_may_be_a_file(tmp_path: Path) -> None:
    """A region's own instrument is evaluated before anybody publishes it."""
    text = files("instrument").joinpath("packaged", "editions", f"{SPBE}.yaml").read_text("utf-8")
    own = tmp_path / "own.yaml"
    own.write_text(text.replace(f"edition_code: {SPBE}", "edition_code: own-2026"))
    printed = json.loads(run(str(own), "-", "--json", text="13: 3").stdout)
    shipped = json.loads(run(SPBE, "-", "--json", text="13: 3").stdout)

    assert printed["edition"] == "own-2026"
    assert printed["nodes"] == shipped["nodes"]
    assert printed["content_hash"] != shipped["content_hash"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"edition_code: x\n", "has 10 defect(s)"),
        (b"[1", "unreadable YAML"),
        (b"\xff", "cannot be read"),
    ],
)
def test_an_edition_that_is_none_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_bytes(content)

    assert said in refused(run(str(own), "-", text="{}"))


def test_of_very_many_problems_the_first_are_named(tmp_path: Path) -> None:
    levels = tmp_path / "many.json"
    levels.write_text(json.dumps({f"x{number}": 1 for number in range(5_000)}))
    lines = refused(run(SPBE, str(levels))).splitlines()

    assert (len(lines), lines[101], lines[-1]) == (204, "  dan 4,900 lagi", "  and 4,900 more")


def test_levels_that_are_nested_too_deeply_are_refused() -> None:
    said = refused(run(SPBE, "-", text="[" * 100_000))

    assert "bersarang lebih dari 200 tingkat" in said
    assert "it is nested deeper than 200 levels" in said


def test_defects_of_an_edition_are_named_by_their_places(tmp_path: Path) -> None:
    text = files("instrument").joinpath("packaged", "editions", f"{SPBE}.yaml").read_text("utf-8")
    own = tmp_path / "own.yaml"
    own.write_text(text.replace('weight: "1.30"', 'weight: "1.31"', 1))

    assert "  /nodes/" in refused(run(str(own), "-", text="{}"))


def test_a_workbook_is_read_by_its_content(tmp_path: Path) -> None:
    levels = tmp_path / "levels.dat"
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (("No", "Kode", "Indikator", "Tingkat"), (1, "13", "Peta rencana", 3)):
        sheet.append(row)
    book.save(levels)

    assert json.loads(run(SPBE, str(levels), "--json").stdout)["index"]["exact"] == "1.05"


def test_a_code_that_a_spreadsheet_made_a_number_names_what_it_could_mean(tmp_path: Path) -> None:
    levels = tmp_path / "levels.xlsx"
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (("kode", "tingkat"), (13, 3)):
        sheet.append(row)
    book.save(levels)

    said = refused(run(SPBE, str(levels)))

    assert "Sheet!A2 berisi bilangan 13, padahal kode adalah teks; kode yang mungkin: 13" in said
    assert "Sheet!A2 holds the number 13, but a code is text; it could mean 13" in said


def test_what_a_file_says_turns_no_line_around() -> None:
    said = refused(run(SPBE, "-", text='{"1\\u202e": "3", "\\u001b[2J": "3"}'))

    assert "\u202e" not in said
    assert "\x1b" not in said
    assert "1\\u202e" in said
