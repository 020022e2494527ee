"""The report: everything that holds is in every form, nothing a guideline says becomes markup, nothing is fetched."""

import html
import io
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from types import MappingProxyType

import mistune
import pypdf
import pytest

from explorer import evaluate, load
from explorer.briefing import advice as briefing
from explorer.briefing.size import Size
from explorer.cli import main
from explorer.knowledge.model import Guideline
from explorer.reasoning.case.questions import next_questions
from explorer.views.markup import element
from explorer.views.report import FORMS, report_html, report_markdown, report_pdf, write_report
from explorer.views.report.content import About, case_query, report
from explorer.views.report.pdf import NOT_WHOLE
from explorer.views.report.pdf import _content as set_in_typst
from explorer.views.report.typeface import is_whole, printable_in

GUIDELINE = load("rectal_liver_metastases")
CASE = {
    "primary_site": "rectum", "liver_mets": "yes", "phase": "diagnosis", "onset": "synchronous", "resectability": "resectable",
    "primary_state": "in_place", "fit_for_surgery": "yes", "remnant_pct": 30, "pelvic_recurrence": "unknown",
    "primary_bleeding": "no", "primary_obstruction": "no", "primary_pain": "no", "primary_perforated": "no",
    "nodal_status": "negative", "resection_segments": 2, "small_accessible_lesions": "no", "surgeon_reviewed": "no",
    "biopsy_considered": "yes",
}  # fmt: skip
DAY = date(2026, 1, 31)
ADDRESS = "https://example.org/explorer"


class Words(HTMLParser):
    """What a reader of a page sees, and every address it names."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words, self.tags, self.addresses, self.handlers = [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("href", "src", "xlink:href", "data", "action")]
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name == "style"]

    def handle_data(self, data):
        self.words.append(data)


def squeezed(text):
    """Text without space, which each form breaks at other places."""
    return re.sub(r"\s+", "", text)


def text_of(form, trace, link=ADDRESS, title=""):
    """What a reader of a form sees."""
    written = FORMS[form](trace, link, title=title, made_on=DAY)
    if form == "pdf":
        return "".join(squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(written)).pages)
    return squeezed("".join(Words(written if form == "html" else mistune.html(written)).words))


@pytest.fixture(scope="module")
def trace():
    return evaluate(GUIDELINE, CASE)


@pytest.fixture(scope="module", params=list(FORMS))
def text(request, trace):
    return text_of(request.param, trace)


def says(text, *words):
    """The words that a text lacks; foot lines of a page may stand between them."""
    plain = re.sub(r"Edition2026-01·reportof2026-01-31·foreducationonly,notamedicaldevicepage\d+", "", text)
    return [word for word in words if squeezed(word) not in plain]


def test_everything_active_is_in_the_report(trace, text):
    active = [node for nodes in briefing.advice_by_section(trace).values() for node in nodes]
    assert {node.id for node in active} == {node.id for node in briefing.recommendations(trace, "active")}
    assert not says(text, *(node.title for node in active))
    bars = [briefing.withheld_because(trace, node) for node in active]
    assert not says(text, *(words for words in bars if words))


def test_statements_stand_with_strength_source_section_and_reference_entry(trace, text):
    nodes = [GUIDELINE.nodes[name] for name, status in trace.nodes.items() if status == "active"]
    recommended = [node for node in nodes if node.kind == "recommendation"]
    cited = {name for node in recommended for name in node.cites if trace.statements[name] == "applies"}
    assert len(cited) > 20
    for statement in (GUIDELINE.statements[name] for name in cited):
        source = GUIDELINE.sources[statement.source]
        entries = [source.references[ref] for ref in statement.refs if ref in source.references]
        strength = [statement.strength] if statement.strength else []
        assert not says(text, statement.text, statement.id, statement.section, source.title, *strength, *entries)


def test_disagreements_stand_side_by_side_without_a_winner(trace, text):
    active = [GUIDELINE.disagreements[name] for name, status in trace.disagreements.items() if status == "active"]
    assert len(active) > 5
    for one in active:
        sides = [side.says[:1].upper() + side.says[1:] for side in one.positions]
        assert not says(text, one.question, one.shown, *sides)


def test_what_is_known_unknown_assumed_and_open_is_told(trace, text):
    asked = [GUIDELINE.parameters[name] for name in next_questions(trace)]
    assert not says(text, *(parameter.question for parameter in asked))
    known = [GUIDELINE.parameters[name] for name in trace.case.known]
    assert not says(text, *(p.label + p.option_label(trace.case.known[p.id]) for p in known))
    told = [GUIDELINE.parameters[name] for name in (*trace.assumed, *trace.follows)]
    assert not says(text, *(f"{p.label}: {p.option_label(trace.taken_as_known[p.id])}" for p in told))
    assert not says(text, "Said to be not known: " + GUIDELINE.parameters["pelvic_recurrence"].label)
    assert not says(text, *briefing.gaps(trace).values())


def test_questions_stand_in_their_order(trace):
    found = [part.get("data-question") for root in report(trace, About()) for part in root.iter()]
    assert [name for name in found if name] == next_questions(trace)


def test_front_matter_link_and_date(trace, text):
    front = GUIDELINE.metadata
    assert not says(
        text, front.title, front.edition, front.disclaimer, "made on 2026-01-31", ADDRESS + case_query(trace)
    )


def test_active_pathways_are_drawn_and_told(trace):
    drawn = [part for part in report(trace, About()) if part.tag == "figure"]
    active = {name for name, pathway in GUIDELINE.pathways.items() if trace.nodes[pathway.start] == "active"}
    assert {figure.get("data-pathway") for figure in drawn} == active
    assert drawn[0].get("data-pathway") == GUIDELINE.metadata.start
    page = report_html(trace)
    assert page.count("<svg ") == len(active)
    assert report_markdown(trace).count("```mermaid") == len(active)


def test_pictures_in_the_pdf_are_vectors_with_text(trace):
    pages = pypdf.PdfReader(io.BytesIO(report_pdf(trace))).pages
    assert not any(page.images for page in pages)
    text = squeezed("".join(page.extract_text() for page in pages))
    assert "≠" in text  # the badge of a box at which sources differ in this case
    assert any(
        b" c\n" in page.get_contents().get_data() or b" c " in page.get_contents().get_data() for page in pages
    )  # curves


def test_fonts_of_the_pdf_are_embedded(trace):
    for page in pypdf.PdfReader(io.BytesIO(report_pdf(trace))).pages:
        for font in page["/Resources"]["/Font"].values():
            name = str(font.get_object()["/BaseFont"])
            assert "DejaVuSans" in name


def test_the_link_restores_the_case(trace):
    from explorer.knowledge.link import case_in

    again = evaluate(GUIDELINE, case_in(case_query(trace)[1:]))
    assert again.taken_as_known == trace.taken_as_known
    without = evaluate(GUIDELINE, {"kras": "mutant"}, assumptions=False)
    assert evaluate(GUIDELINE, case_in(case_query(without)[1:])).assumed == {}


@pytest.mark.parametrize(
    ("link", "written", "is_link"),
    [
        ("", "?kras=mutant", False),
        ("https://h.example/a?kras=wild#x", "https://h.example/a?kras=mutant", True),
        ("http://127.0.0.1:8866/", "http://127.0.0.1:8866/?kras=mutant", True),
        ("javascript:alert(1)", "javascript:alert(1)?kras=mutant", False),
        ('https://x/"><script>', 'https://x/"><script>?kras=mutant', False),
        ("https://x/a)[b](javascript:c", "https://x/a)[b](javascript:c?kras=mutant", False),
    ],
)
def test_links(link, written, is_link):
    trace = evaluate(GUIDELINE, {"kras": "mutant"})
    page = Words(report_html(trace, link))
    assert (written in page.addresses) is is_link
    shown = Words(mistune.html(report_markdown(trace, link)))
    assert [address for address in shown.addresses if address] == ([written] if is_link else [])
    for form in FORMS:
        assert not says(text_of(form, trace, link), written)


def test_html_stands_alone(trace):
    page = Words(report_html(trace, ADDRESS))
    outside = [address for address in page.addresses if not address.startswith("#")]
    assert outside == [ADDRESS + case_query(trace)]
    assert not {"script", "link", "img", "iframe", "object", "embed", "base"} & set(page.tags)
    assert page.handlers == []
    styles = re.findall(r"<style>(.*?)</style>", report_html(trace), re.DOTALL)
    assert len(styles) == 1
    assert "url(" not in styles[0]
    assert "@import" not in styles[0]
    assert html.unescape(styles[0]) == styles[0]


def test_links_within_the_page_lead_somewhere(trace):
    page = report_html(trace)
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(re.findall(r' id="([^"]*)"', page))


@pytest.mark.parametrize("form", FORMS)
def test_a_report_is_the_same_for_the_same_case_and_day(trace, form):
    assert FORMS[form](trace, made_on=DAY) == FORMS[form](evaluate(GUIDELINE, CASE), made_on=DAY)


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt; &amp; <b>",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "![x](https://e.example/x.png)",
    "<https://e.example>",
    "`code` *star* _line_ ~~x~~ | pipe | $x$",
    "</style></title><svg onload=alert(1)>",
    "# heading",
    "- item",
    "1. item",
    "> quote",
    "[x]: javascript:alert(1)",
    "``` mermaid",
    "(a) \\) Tj ET endstream endobj",
    "<font name='x'>y</font> <para> &nbsp;",
    '%% "]; click a href "javascript:alert(1)"',
    "]]> <!-- --> <?php ?>",
]  # fmt: skip


def told_by(words: str) -> Guideline:
    """The guideline with these words in its front, a title, a statement, a pathway, a reference and a question."""
    front = GUIDELINE.metadata
    source = front.sources[0].model_copy(update={"title": words, "references": {"1": words}, "note": words})
    statements = {
        n: s.model_copy(update={"text": words, "section": words, "strength": words})
        for n, s in GUIDELINE.statements.items()
    }
    pathways = {
        n: p.model_copy(update={"title": words, "nodes": tuple(_titled(node, words) for node in p.nodes)})
        for n, p in GUIDELINE.pathways.items()
    }
    disagreements = {
        n: d.model_copy(update={"question": words, "shown": words}) for n, d in GUIDELINE.disagreements.items()
    }
    groups = tuple(
        g.model_copy(
            update={
                "title": words,
                "parameters": tuple(p.model_copy(update={"question": words, "label": words}) for p in g.parameters),
            }
        )
        for g in GUIDELINE.groups
    )
    return replace(
        GUIDELINE,
        metadata=front.model_copy(
            update={"title": words, "disclaimer": words, "sources": (source, *front.sources[1:])}
        ),
        groups=groups,
        statements=MappingProxyType(statements),
        pathways=MappingProxyType(pathways),
        disagreements=MappingProxyType(disagreements),
    )


def _titled(node, words):
    name = {"decision": "decision", "recommendation": "recommendation", "handover": "label"}[node.kind]
    return node.model_copy(update={name: words, "text": words})


@pytest.fixture(scope="module")
def hostile():
    """A case of a guideline that says every hostile text at once, in every place."""
    return evaluate(told_by(" ¶ ".join(HOSTILE)), {"primary_site": "breast"})


@pytest.mark.parametrize("form", FORMS)
def test_hostile_texts_stay_text(hostile, form):
    assert not says(text_of(form, hostile, title="<script>x</script>"), *HOSTILE)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_texts_make_no_markup(words):
    trace = evaluate(told_by(words), {"primary_site": "breast"})
    page, shown = (
        Words(report_html(trace, title=words)),
        Words(mistune.html(report_markdown(trace, title=words))),
    )
    assert not {"script", "img"} & {*page.tags, *shown.tags}
    assert [address for address in page.addresses if not address.startswith("#")] == []
    assert [address for address in shown.addresses if address] == []
    plain = Words(mistune.html(report_markdown(evaluate(told_by("word"), {"primary_site": "breast"}))))
    assert shown.tags == plain.tags
    assert page.handlers == shown.handlers == []


def test_hostile_texts_leave_no_action_in_the_pdf(hostile):
    reader = pypdf.PdfReader(io.BytesIO(report_pdf(hostile, title=HOSTILE[0])))
    assert not {"/OpenAction", "/AA", "/Names"} & set(reader.trailer["/Root"])
    assert all("/Annots" not in page for page in reader.pages)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("words", ["≥ 3 × 5 – ≠ ü ✓ ✗ ● ≤", "日本の肝臓", "转移", "간전이", "Żółć Ωμέγα Печень"])
def test_signs_of_other_scripts_survive(form, words):
    trace = evaluate(told_by(words), {"primary_site": "breast"})
    text = text_of(form, trace, title=words)
    if form == "pdf" and not is_whole(words):
        assert not says(text, squeezed(printable_in(words)), squeezed(NOT_WHOLE))  # a machine without a font for it
    else:
        assert not says(text, f"“{words}”", words)


def test_words_from_right_to_left_are_set_so_in_the_pdf():
    words = "קדחת גבוהה"
    assert set_in_typst(element("p", words)).startswith("text(dir: rtl")
    assert not set_in_typst(element("p", f"Fever: {words}")).startswith("text(dir: rtl")
    trace = evaluate(told_by(words), {"primary_site": "breast"})
    assert set("קדחתגבוהה") <= set(text_of("pdf", trace))


def test_the_pdf_is_tagged_titled_and_in_a_language(trace):
    root = pypdf.PdfReader(io.BytesIO(report_pdf(trace))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    kinds = set(tags_of(root["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/P", "/L", "/LI", "/Table", "/Figure"} <= kinds, kinds


def tags_of(part):
    """The kinds of all parts of a tagged document."""
    part = part.get_object()
    if isinstance(part, list):
        for child in part:
            yield from tags_of(child)
    elif isinstance(part, dict):
        if "/S" in part:
            yield part["/S"]
        yield from tags_of(part.get("/K", pypdf.generic.NullObject()))


def test_a_report_on_paper_has_its_link_for_a_camera(trace):
    for address, has_code in (("https://example.org/explorer/", True), ("http://localhost:8866/", False), ("", False)):
        page = report_html(trace, address, size=Size.PAGE)
        assert ("The link of the case, for a camera" in page) == has_code
        assert ("Opens on this computer only" in page) == ("localhost" in address)
        assert report_pdf(trace, address, size=Size.PAGE).startswith(b"%PDF")


def test_a_sign_that_no_font_has_is_written_by_its_number():
    assert printable_in("a \u0378\ue000 \u202e\ud800") == "a [U+0378][U+E000] [U+202E][U+D800]"
    trace = evaluate(told_by("อ 😀 \x00 \u202e \ud800 \ufffe"), {"primary_site": "breast"})
    assert not says(text_of("pdf", trace), printable_in("อ 😀").replace(" ", ""))
    for form in FORMS:
        assert write_report(form, trace)


@pytest.mark.parametrize("words", ["x" * 200, "word " * 40])
def test_the_longest_texts_fit(words):
    statements = {n: s.model_copy(update={"text": words * 20}) for n, s in GUIDELINE.statements.items()}
    guideline = replace(told_by(words), statements=MappingProxyType(statements))
    assert report_pdf(evaluate(guideline, {"primary_site": "breast"})).startswith(b"%PDF")


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_case_has_a_report(form):
    assert not says(text_of(form, evaluate(GUIDELINE, {})), "Nothing is known of this case.")


@pytest.mark.parametrize("case", GUIDELINE.teaching_cases[::4], ids=lambda case: case.id)
def test_teaching_cases_have_a_report(case):
    trace = evaluate(GUIDELINE, case.given)
    assert not says(text_of("pdf", trace), *(node.title for node in briefing.recommendations(trace, "active")))


def test_chosen_sources_are_named():
    trace = evaluate(GUIDELINE, CASE, sources=["S000", "S004"])
    assert not says(text_of("md", trace), "Only these sources were listened to: S000; S004.")


@pytest.mark.parametrize("form", ["html", "md", "pdf"])
def test_the_link_says_that_it_does_not_carry_the_choice_of_sources(form):
    words = "The link carries the case, not the choice of sources: switch off S001, S002, S003 again."
    chosen = text_of(form, evaluate(GUIDELINE, CASE, sources=["S000", "S004"]))
    assert not says(chosen, words)
    assert says(text_of(form, evaluate(GUIDELINE, CASE)), words)


def test_the_library_for_pdf_is_loaded_only_for_pdf():
    code = (
        "import sys; from explorer import evaluate, load; from explorer.views.report import *; import explorer.views;"
        "t = evaluate(load('rectal_liver_metastases'), {}); report_html(t); report_markdown(t);"
        "print(sorted({'typst', 'fontTools'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.fixture
def case_file(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text("- {id: one, case: {kras: mutant}}\n- {id: two, case: {primary_site: breast}}\n", "utf-8")
    return path


@pytest.mark.parametrize(
    ("suffix", "begins"),
    [(".pdf", b"%PDF-"), (".html", b"<!doctype html>"), (".md", b"# Rectal"), (".PDF", b"%PDF-")],
)
def test_the_command_writes_the_form_its_suffix_names(case_file, tmp_path, suffix, begins):
    target = tmp_path / f"case{suffix}"
    assert main(["report", str(case_file), "--id", "two", "-o", str(target), "--link", ADDRESS]) == 0
    assert target.read_bytes().startswith(begins)


def test_the_command_prints_markdown(case_file, capsys):
    assert main(["report", str(case_file), "--id", "one"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("# Rectal cancer with liver metastases\n")
    assert "“one”" in printed
    assert "`?kras=mutant`" in printed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["-o", "case.docx", "--id", "one"],
            "'case.docx' is not a form of report — end the name in .html, .md, .pdf",
        ),
        (["-o", "case", "--id", "one"], "'case' is not a form of report"),
        ([], "there are 2 cases — a report is about one; known are: one, two"),
        (["--id", "six"], "there are 0 cases with the id 'six'"),
        (["-o", "no/such/folder/case.pdf", "--id", "one"], "cannot be written"),
    ],
)
def test_the_command_refuses(case_file, capsys, arguments, message):
    assert main(["report", str(case_file), *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert message in printed.err
