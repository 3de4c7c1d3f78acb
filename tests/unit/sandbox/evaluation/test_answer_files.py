"""Files of answers of every kind say the same; a number stays as it is written."""

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

    assert isinstance(found, Pairs)
    assert found == PAIRS


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


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"1": 4, "1": 5}'),
        ("a.yaml", "1: 4\n1: 5\n"),
        ("a.csv", "1,4\n1,5\n"),
    ],
)
def test_a_code_that_stands_twice_is_not_lost(name: str, text: str) -> None:
    assert read_answer_file(name, text.encode()) == (("1", "4"), ("1", "5"))


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
        ("a.json", b"{", "unreadable JSON: "),
        ("a.json", b"", "unreadable JSON: "),
        ("a.json", b"3", "must be a mapping of codes to levels"),
        ("a.yaml", b"1: [", "unreadable YAML: "),
        ("a.yaml", b"", "must be a mapping of codes to levels"),
        ("a.yaml", b"1: 4\n---\n1: 5\n", "unreadable YAML: "),
        ("a.yaml", b"[" * 5000, "unreadable YAML: "),
        ("a.yaml", b"four", "must be a mapping of codes to levels"),
        ("a.csv", b"", "unreadable CSV: it is empty"),
        ("a.csv", b"# nothing\n", "unreadable CSV: it is empty"),
        ("a.csv", b"1,4,x\n2,5,y\n", "unreadable CSV: row 1 has 3 cells; row 2 has 3 cells"),
        ("a.csv", b"nama;nilai;kode\na;4;1\nb;5\n", "unreadable CSV: row 3 has 2 cells"),
        ("a.csv", b'"1,4\n', "unreadable CSV: "),
        ("-", b"1: 4\n2: [\n", "unreadable YAML: "),
        ("-", b"{", "unreadable JSON: "),
        ("-", b"", "unreadable CSV: it is empty"),
        ("-", b"\xff\xfe1", "unreadable UTF-8: "),
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
