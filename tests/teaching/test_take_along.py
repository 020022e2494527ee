"""What is taken along is read back: the question, its answers, and that the marked one is the guideline's."""

import re
from xml.etree import ElementTree

import pytest

from explorer import load
from explorer.cli import main
from explorer.teaching.bank import question_bank
from explorer.teaching.item import Item, Kind, Option
from explorer.teaching.take_along import case_in_words, gift, moodle_xml, worksheet

GUIDELINE = load("rectal_liver_metastases")
BANK = question_bank(GUIDELINE, wanted=[Kind.ADVICE, Kind.FACTS, Kind.ORDER])[:60]
ODD = Item("odd: a:b", Kind.ADVICE, {}, "50 % = {half} ~ #1: which? <b>\\ *x*", (
    Option("= one {a}", True, "because # 1"), Option("~ two", False, "no: ~"), Option("<i>three</i>", False, "no &"), Option("four | _x_", False, "no"),
), ("x",), 1)  # fmt: skip


def asked(item):
    return f"{case_in_words(GUIDELINE, item)} {item.question}".strip()


def read_gift(text):
    """An own reader of GIFT: blocks, names, answers, feedback; a backslash takes the meaning of the next sign."""

    def plain(part):
        return re.sub(r"\\(.)", r"\1", part).strip()

    for block in re.split(r"\n\n+", text.strip()):
        name, question, answers = re.fullmatch(r"::(.*?)(?<!\\)::(.*?)(?<!\\)\{\n(.*)\n\}", block, re.S).groups()
        found = []
        for line in answers.split("\n"):
            mark, option, why = re.fullmatch(r"\t([=~])(.*?)(?<!\\)#(.*)", line).groups()
            found.append(Option(plain(option), mark == "=", plain(why)))
        yield plain(name), plain(question), tuple(found)


@pytest.mark.parametrize("bank", [BANK, [ODD]], ids=["bank", "odd signs"])
def test_gift_reads_back_equal(bank):
    assert list(read_gift(gift(GUIDELINE, bank))) == [(item.id, asked(item), item.options) for item in bank]


@pytest.mark.parametrize("bank", [BANK, [ODD]], ids=["bank", "odd signs"])
def test_moodle_xml_reads_back_equal(bank):
    root = ElementTree.fromstring(moodle_xml(GUIDELINE, bank))
    found = []
    for question in root.findall("question[@type='multichoice']"):
        options = tuple(
            Option(answer.findtext("text"), answer.get("fraction") == "100", answer.findtext("feedback/text"))
            for answer in question.findall("answer")
        )
        found.append((question.findtext("name/text"), question.findtext("questiontext/text"), options))
        assert question.findtext("single") == "true"
    assert found == [(item.id, asked(item), item.options) for item in bank]


def test_a_worksheet_keeps_the_answers_apart():
    questions, answers = worksheet(GUIDELINE, BANK).split("\n---\n")
    for number, item in enumerate(BANK, 1):
        right = next("ABCD"[place] for place, option in enumerate(item.options) if option.correct)
        assert f"**{number}.** {right}. " in answers
        assert f"**{number}.** {right}. " not in questions
    assert questions.count("\n- A. ") == len(BANK)


@pytest.mark.parametrize("name", ["bank.md", "bank.gift", "bank.xml", "bank.XML"])
def test_the_command_writes_a_file(tmp_path, capsys, name):
    assert main(["quiz", "--kinds", "advice", "--most", "5", "-o", str(tmp_path / name)]) == 0
    assert capsys.readouterr().out == f"5 questions written to {tmp_path / name}.\n"
    assert (tmp_path / name).stat().st_size > 1000


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-o", "bank.doc"], "is of no form that is written"),
        (["-o", "nowhere/bank.md"], "cannot be written"),
        (["--most", "0"], "is no number of questions"),
    ],
)
def test_what_cannot_be_written_is_told(capsys, arguments, says):
    assert main(["quiz", "--kinds", "order", *arguments]) == 2
    assert says in capsys.readouterr().err
