"""Files of answers of every kind say the same; a number stays as it is written."""

import codecs

import pytest

from rules.answers import AnswersError, Pairs
from sandbox.evaluation.answer_files import MOST_BYTES, read_answer_file

PAIRS = (("1", "4"), ("1.10", "2.50"), ("35-1", "n/a"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"1": 4, "1.10": 2.50, "35-1": "n/a"}'),
        ("a.json", '\ufeff{"levels": {"1": "4", "1.10": "2.50", "35-1": "n/a"}}'),
        ("a.yaml", "1: 4\n1.10: 2.50\n35-1: n/a\n"),
        ("a.yml", "# first\nlevels:\n  '1': 4\n  1.10: 2.50\n  35-1: 'n/a'\n"),
        ("a.YAML", "{1: 4, 1.10: 2.50, 35-1: n/a}"),
        ("a.csv", "1,4\n1.10,2.50\n35-1,n/a\n"),
        ("a.csv", "code,level\r\n1,4\r\n1.10,2.50\r\n35-1,n/a\r\n"),
        ("a.csv", "\ufeffKode;Tingkat\n1;4\n1.10;2.50\n35-1;n/a\n"),
        ("a.csv", "no;nama;nilai\n1;Satu, dua;4\n1.10;Tiga;2.50\n35-1;;n/a\n"),
        ("a.csv", 'level,code\n4,"1"\n2.50,1.10\nn/a,35-1\n'),
        ("a.csv", "# hasil\n\n1;4;\n1.10; 2.50 ;;\n\n35-1;n/a\n"),
        ("a.csv", "Kode;Tingkat\n1;4\n1.10;2,50\n35-1;n/a\n"),
        ("a.tsv", "1\t4\n1.10\t2.50\n35-1\tn/a\n"),
        ("-", '{"1": 4, "1.10": 2.50, "35-1": "n/a"}'),
        ("-", "{1: 4, 1.10: 2.50, 35-1: n/a}"),
        ("-", "1: 4\n1.10: 2.50\n35-1: n/a\n"),
        ("-", "code;level\n1;4\n1.10;2.50\n35-1;n/a\n"),
        ("levels.txt", "1,4\n1.10,2.50\n35-1,n/a\n"),
    ],
)
def test_a_mapping_may_be_written_in_many_ways(name: str, text: str) -> None:
    found = read_answer_file(name, text.encode())

    assert isinstance(found, Pairs | dict)
    assert dict(found) == dict(PAIRS)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '[4, 2.50, "n/a", 3]'),
        ("a.json", '{"levels": [4, 2.50, "n/a", 3]}'),
        ("a.yaml", "- 4\n- 2.50\n- n/a\n- 3\n"),
        ("a.yaml", "levels: [4, 2.50, n/a, 3]"),
        ("a.csv", "4\n2.50\nn/a\n3\n"),
        ("a.csv", "level\n4\n2.50\nn/a\n3\n"),
        ("a.csv", "4,2.50,n/a,3\n"),
        ("a.csv", "4; 2.50; n/a; 3"),
        ("-", "4\n2.50\nn/a\n3\n"),
        ("-", "[4, 2.50, n/a, 3]"),
        ("-", '[4, 2.50, "n/a", 3]'),
        ("a.txt", "4\n2.50\nn/a\n3\n"),
    ],
)
def test_a_list_may_be_written_in_many_ways(name: str, text: str) -> None:
    assert read_answer_file(name, text.encode()) == ["4", "2.50", "n/a", "3"]


def test_yaml_makes_nothing_of_words_but_nothing_itself() -> None:
    text = "a: yes\nb: no\nc: NO\nd: ~\ne: null\nf:\ng: 1_000\nh: 012\ni: 1:30\nj: 2020-01-01\n"

    assert dict(read_answer_file("a.yaml", text.encode())) == {
        "a": "yes",
        "b": "no",
        "c": "NO",
        "d": None,
        "e": None,
        "f": None,
        "g": "1_000",
        "h": "012",
        "i": "1:30",
        "j": "2020-01-01",
    }


def test_a_code_that_stands_twice_is_not_lost() -> None:
    assert read_answer_file("a.csv", b"1,4\n1,5\n") == (("1", "4"), ("1", "5"))


@pytest.mark.parametrize(
    ("text", "pointers"),
    [
        ("1: 4\n1: 5\n", ["/1"]),
        ("levels: {'13': 3, '13': 4}\n", ["/levels/13"]),
        ("levels: {'13': 3}\nlevels:\n", ["/levels"]),
        ("name: {a: 1, a: 2}\nlevels: {'13': 3}\n", ["/name/a"]),
        ("- {x: {y: [{a: {b: 1, b: 2}}]}}\n- 3\n", ["/0/x/y/0/a/b"]),
    ],
)
def test_a_member_that_yaml_has_twice_is_refused_wherever_it_stands(
    text: str, pointers: list[str]
) -> None:
    for name in ("a.yaml", "-"):
        with pytest.raises(AnswersError) as caught:
            read_answer_file(name, text.encode())
        assert [each.pointer for each in caught.value.problems] == pointers
        assert all("is written twice" in each.text.en for each in caught.value.problems)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"levels": {"13": 3}, "14": 4, "answers": {}}'),
        ("a.json", '{"14": 4, "levels": [3], "answers": 1}'),
        ("a.yaml", 'levels:\n  "13": 3\n"14": 4\nanswers:\n'),
        ("-", '{"levels": {"13": 3}, "14": 4, "answers": {}}'),
    ],
)
def test_what_stands_beside_the_levels_is_named(name: str, text: str) -> None:
    with pytest.raises(AnswersError) as caught:
        read_answer_file(name, text.encode())

    assert [each.pointer for each in caught.value.problems] == ["/14", "/answers"]
    assert caught.value.problems[0].text.id.startswith("tidak dibaca di samping levels")


@pytest.mark.parametrize("text", ['"13": !!null "4"\n', "13: !!int 4\n", "!!map\n13: 4\n", "- ! 4"])
def test_tags_of_yaml_are_refused(text: str) -> None:
    for name in ("a.yaml", "a.yml"):
        with pytest.raises(AnswersError, match=r"tags \(!\) are not read"):
            read_answer_file(name, text.encode())


def test_a_level_that_is_not_there_is_empty() -> None:
    assert read_answer_file("a.csv", b"code,level\n1,4\n2\n3,\n") == (
        ("1", "4"),
        ("2", ""),
        ("3", ""),
    )
    assert read_answer_file("a.json", b"[4, null]") == ["4", None]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.json", b"{", "line 1, column 2: unreadable JSON, "),
        ("a.json", b"", "line 1, column 1: unreadable JSON, "),
        ("a.json", b'{"1": 4, "1": 5}', "is written twice"),
        ("a.json", b"3", "must be a mapping of codes to levels"),
        ("a.yaml", b"1: [", "line 2, column 1: unreadable YAML: "),
        ("a.yaml", b"", "must be a mapping of codes to levels"),
        ("a.yaml", b"1: 4\n---\n1: 5\n", "line 2, column 1: unreadable YAML: "),
        ("a.yaml", b"[" * 5000, "line 1, column 61: unreadable YAML: it is nested too deeply"),
        ("a.yaml", b"four", "must be a mapping of codes to levels"),
        ("a.csv", b"", "unreadable CSV: it is empty"),
        ("a.csv", b"# nothing\n", "unreadable CSV: it is empty"),
        ("a.csv", b"1,4,x\n2,5,y\n", "unreadable CSV: more than two columns without headings"),
        ("a.csv", b"nama;nilai;kode\na;4;1\nb;5\n", "unreadable CSV: row 3 has no code"),
        ("a.csv", b"kode,nama,tingkat\n1,a,3,05\n", "unreadable CSV: row 2 has 4 cells"),
        ("a.csv", b"kode;kode;tingkat\n1;2;3\n", "unreadable CSV: there is more than one column"),
        ("a.csv", b"kode;nilai;jawaban\n1;2;3\n", "unreadable CSV: there is more than one"),
        (
            "a.csv",
            b"kode;tingkat;nilai\n1;3;5\n",
            "unreadable CSV: there is more than one column: tingkat, nilai",
        ),
        *(
            (
                "a.csv",
                f"kode;tingkat;{other}\n1;3;5\n".encode(),
                f"unreadable CSV: there is more than one column: tingkat, {other}",
            )
            for other in (
                *("skor", "tingkat_akhir", "level akhir", "nilai-bobot", "grade"),
                *("predikat", "capaian", "hasil", "s k o r", "hasil akhir", "s_k_o_r"),
            )
        ),
        ("a.csv", b"3,05\n4,00\n", "unreadable CSV: row 1: 05 begins with a zero"),
        ("a.csv", b"a;1.234,5\n", "unreadable CSV: row 1: 1.234,5 has signs for thousands"),
        ("a.csv", b"a;1.234.567\n", "unreadable CSV: row 1: 1.234.567 has signs for thousands"),
        ("a.csv", b'"1,4\n', "unreadable CSV: "),
        ("-", b"1: 4\n2: [\n", "line 3, column 1: unreadable YAML: "),
        ("-", b"{", "line 1, column 2: unreadable JSON, "),
        ("-", b"", "unreadable CSV: it is empty"),
        ("-", b"\xff\xfe1", "unreadable file: it is no text in UTF-8"),
        ("a.csv", "1;4".encode("utf-16-le"), "unreadable file: it is no text in UTF-8"),
        ("a.csv", "1;4".encode("utf-32"), "unreadable file: it is no text in UTF-8"),
        ("a.csv", b"1;4\xe9", "unreadable file: it is no text in UTF-8"),
        (
            "a.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "unreadable file: this is an old Excel file",
        ),
        ("a.xlsx", b"1;4", "unreadable XLSX: it cannot be read as XLSX"),
        ("a.csv", b"PK\x03\x04", "unreadable XLSX: it cannot be read as XLSX"),
        ("-", b"1" * (MOST_BYTES + 1), "unreadable file: it has more than 4,000,000 bytes"),
    ],
)
def test_what_cannot_be_read_says_why(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(AnswersError) as caught:
        read_answer_file(name, content)

    assert str(caught.value).startswith(reason)


def test_levels_within_levels_are_kept_to_be_refused() -> None:
    found = read_answer_file("a.yaml", b"1: {a: {b: {c: d}}}\n2: [[[1]]]\n? [x]\n: 3\n")

    assert found == (("1", (("a", {}),)), ("2", [[]]), ("?", "3"))


def test_a_yaml_bomb_is_refused() -> None:
    lines = ["a: &a [x, x]"]
    lines += [
        f"{n}: &{n} [*{p}, *{p}, *{p}]" for p, n in zip("abcdefghij", "bcdefghijk", strict=True)
    ]

    with pytest.raises(AnswersError, match="aliases"):
        read_answer_file("a.yaml", "\n".join(lines).encode())


@pytest.mark.parametrize(
    "content",
    [
        b"sep=;\r\nkode;tingkat\r\n1;4\r\n1.10;2,50\r\n35-1;n/a\r\n",
        b'"sep=|"\nkode|tingkat\n1|4\n1.10|2.50\n35-1|n/a\n',
        "kode;tingkat\n1;4\n1.10;2.50\n35-1;n/a\n".encode("utf-16"),
        codecs.BOM_UTF16_BE + "kode\ttingkat\n1\t4\n1.10\t2,50\n35-1\tn/a\n".encode("utf-16-be"),
        (
            b'"kode","nama","tingkat"\n"1","Satu; dua","4"\n'
            b'"1.10","ganti\nbaris","2,50"\n"35-1","","n/a"\n'
        ),
        b"No;Kode;Indikator;Tingkat\n1;1;Satu;4\n2;1.10;Dua;2,50\n3;35-1;Tiga;n/a\n",
        b"kode\ttingkat\n1\t4\n1.10\t2,50\n35-1\tn/a\n",
        b"kode;tingkat_sebelumnya;tingkat;nama tingkat\n1;3;4;a\n1.10;;2,50\n35-1;2;n/a\n",
    ],
)
def test_what_spreadsheet_programs_write_is_read(content: bytes) -> None:
    assert read_answer_file("a.csv", content) == PAIRS


def test_the_decimal_sign_is_one_for_the_whole_file() -> None:
    """The file of the issue: three numbers with two signs, of which all three counted."""
    with pytest.raises(AnswersError) as caught:
        read_answer_file("a.csv", b"kode;tingkat\nK1;3,05\nK2;1.028\nK3;3.05\n")

    assert [each.text.id for each in caught.value.problems] == [
        "CSV tidak dapat dibaca: baris 3: 1.028 tidak cocok dengan tanda desimal berkas ini (,)",
        "CSV tidak dapat dibaca: baris 4: 3.05 tidak cocok dengan tanda desimal berkas ini (,)",
    ]
    assert read_answer_file("a.csv", b"K1;3.05\nK2;1.028\n") == (("K1", "3.05"), ("K2", "1.028"))
    assert read_answer_file("a.csv", b"K1;3,125\n") == (("K1", "3.125"),)
