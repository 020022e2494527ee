"""The command line: serve, evaluate, brief, outlook, explain, report, check, cases, statements, disagreements."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

from explorer.extras import missing_extra
from explorer.knowledge.case import Case, read_case
from explorer.knowledge.model import Guideline
from explorer.knowledge.printable import json_line, printable
from explorer.knowledge.problem import CaseError, Problem, Refused
from explorer.knowledge.reading import load
from explorer.knowledge.yaml_file import Document, read_document, read_stream

SHIPPED_GUIDELINE = "rectal_liver_metastases"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: the words after ``guideline-explorer``; by default those of the command line.

    Returns:
        0, or 2 when a guideline, a case or an argument is wrong, or a claim of the proof sheet fails.
    """
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except Refused as refused:
        print("\n".join(map(str, refused.problems)), file=sys.stderr)  # problems hold printable signs only
        return 2
    except ImportError as error:
        problem = missing_extra(error, chosen.command)
        if problem is None:
            raise
        print(problem, file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0


class _Parser(argparse.ArgumentParser):
    """Quotes a wrong argument in signs that can be seen."""

    def error(self, message: str) -> NoReturn:
        super().error(printable(message))


def _print(text: str, end: str = "\n") -> None:
    """Print a text of one or several lines, without signs that command a terminal or turn a line round."""
    print(printable(text, lines=True), end=end)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="guideline-explorer", description="Explore clinical guidelines.")
    commands = parser.add_subparsers(required=True, metavar="command")
    serve = _command(commands, "serve", _serve, "open the dashboard in the browser")
    serve.add_argument("--port", type=int, default=None, help="port to listen on (default: 8866, or a free one)")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: only this machine)")
    serve.add_argument("--no-browser", action="store_true", help="do not open a browser")
    serve.add_argument("--users", type=int, metavar="N", help="be ready for N visitors, and let in no more")
    serve.add_argument("--watch", action="store_true", help="read the guideline again when its files change")
    evaluate = _command(commands, "evaluate", _evaluate, "print what follows for cases, one JSON object a line")
    evaluate.add_argument("cases", help="a YAML or JSON file: a case, or a list of {id, case}; - reads standard input")
    evaluate.add_argument("--no-assumptions", action="store_true", help="make none of the declared assumptions")
    evaluate.add_argument("--sources", help="ids of the sources to listen to, separated by commas (default: all)")
    outlook = _command(commands, "outlook", _outlook, "say what is settled, still possible and to be asked next")
    explain = _command(commands, "explain", _explain, "say why, and what would have to be different")
    explain.add_argument("--node", required=True, help="the id of the node to explain")
    briefing = _command(commands, "brief", _brief, "say in short what is told of each case")
    briefing.add_argument("--json", action="store_true", help="one JSON object a case instead of text")
    for answering in (outlook, explain, briefing):
        answering.add_argument("cases", help="a YAML or JSON file as for evaluate; - reads standard input")
    report = _command(commands, "report", _report, "write what follows for one case, to take along")
    report.add_argument("case", help="a YAML or JSON file with a case; - reads standard input")
    report.add_argument(
        "-o", "--output", metavar="FILE", help=".pdf, .html or .md (default: Markdown on standard output)"
    )
    report.add_argument("--id", help="which case, where the file has several")
    report.add_argument(
        "--link",
        default="",
        metavar="ADDRESS",
        help="address of a dashboard, for the link that opens the case",
    )
    check = _command(commands, "check", _check, "read a guideline and print every problem with its line")
    check.add_argument("--proof", action="store_true", help="also say what holds in all cases, and what does not")
    cases = _command(commands, "cases", _coverage, "write cases that take every branch, both sides of thresholds")
    cases.add_argument("--thorough", action="store_true", help="also let every named option and every citation matter")
    for name, run, text in (
        ("statements", _statements, "list where each statement is cited and a smallest case that reaches it"),
        (
            "disagreements",
            _disagreements,
            "list how often each disagreement shows, and what each source says",
        ),
    ):
        listing = _command(commands, name, run, text)
        listing.add_argument("--format", choices=("markdown", "tsv"), default="markdown", help="how it is written")
        if name == "statements":
            listing.add_argument("--times", action="store_true", help="list when each recommendation is due instead")
    return parser


def _command(commands: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    command.add_argument(
        "--guideline",
        default=SHIPPED_GUIDELINE,
        metavar="FOLDER",
        help="a guideline folder (default: the shipped one)",
    )
    command.set_defaults(run=run, command=name)
    return command


def _serve(chosen: argparse.Namespace) -> int:
    from explorer.server.app import serve  # the server is only loaded to serve

    return serve(
        guideline=chosen.guideline,
        host=chosen.host,
        port=chosen.port,
        browser=not chosen.no_browser,
        users=chosen.users,
        watch=chosen.watch,
    )


def _check(chosen: argparse.Namespace) -> int:
    from explorer.reasoning.audit.expectations import unmet_expectations

    guideline = load(chosen.guideline)
    if unmet := list(unmet_expectations(guideline)):
        raise CaseError(
            [Problem("teaching_cases.yaml", line, "mend the guideline, or what is expected") for line in unmet]
        )
    front = guideline.metadata
    _print(
        f"{front.title}, edition {front.edition}: {len(guideline.parameters)} parameters, "
        f"{len(guideline.statements)} statements, {len(guideline.pathways)} pathways, "
        f"{len(guideline.nodes)} nodes, {len(guideline.disagreements)} disagreements. No problem found."
    )
    return _prove(guideline) if chosen.proof else 0


def _prove(guideline: Guideline) -> int:
    from explorer.reasoning.audit.proof import proof_in_words, prove

    sheet = prove(guideline)
    _print(proof_in_words(sheet))
    return 0 if sheet.holds else 2


def _coverage(chosen: argparse.Namespace) -> int:
    from explorer.reasoning.audit.coverage import coverage_yaml

    _print(coverage_yaml(load(chosen.guideline), chosen.thorough), end="")
    return 0


def _statements(chosen: argparse.Namespace) -> int:
    from explorer.reasoning.audit.tables import statements_list, times_list

    written = times_list if chosen.times else statements_list
    _print(written(load(chosen.guideline), chosen.format))
    return 0


def _disagreements(chosen: argparse.Namespace) -> int:
    from explorer.reasoning.audit.tables import disagreements_list

    _print(disagreements_list(load(chosen.guideline), chosen.format))
    return 0


def _evaluate(chosen: argparse.Namespace) -> int:
    from explorer.briefing.answers import statuses_of
    from explorer.reasoning.trace import evaluate  # keeps `check` quick

    guideline = load(chosen.guideline)
    sources = _chosen_sources(guideline, chosen.sources)
    cases = list(_cases(guideline, chosen.cases))
    for name, case in cases:
        trace = evaluate(guideline, case, assumptions=not chosen.no_assumptions, sources=sources)
        print(json_line(statuses_of(trace, name)))
    return 0


def _outlook(chosen: argparse.Namespace) -> int:
    from explorer.briefing.answers import outlook_of

    return _answer(chosen, outlook_of)


def _brief(chosen: argparse.Namespace) -> int:
    from explorer.briefing.briefing import brief
    from explorer.reasoning.trace import evaluate

    if chosen.json:
        return _answer(chosen, lambda trace, name: brief(trace).as_json(name))
    guideline = load(chosen.guideline)
    told = [brief(evaluate(guideline, case)).in_words(name) for name, case in list(_cases(guideline, chosen.cases))]
    _print("\n\n".join(told))
    return 0


def _explain(chosen: argparse.Namespace) -> int:
    from explorer.briefing.answers import reasons_of

    return _answer(chosen, lambda trace, name: reasons_of(trace, chosen.node, name))


def _answer(chosen: argparse.Namespace, answer: Callable[[Any, str | None], dict[str, Any]]) -> int:
    """Print an answer about each case, one JSON object a line; nothing where one of them is wrong."""
    from explorer.reasoning.trace import evaluate

    guideline = load(chosen.guideline)
    found = [answer(evaluate(guideline, case), name) for name, case in list(_cases(guideline, chosen.cases))]
    print(*map(json_line, found), sep="\n")
    return 0


def _report(chosen: argparse.Namespace) -> int:
    from explorer.reasoning.trace import evaluate
    from explorer.views.report import FORMS, write_report  # what a person sees is only loaded to be shown

    form = Path(chosen.output).suffix.lower().removeprefix(".") if chosen.output else "md"
    if form not in FORMS:
        right = f"end the name in .{', .'.join(FORMS)}"
        raise CaseError([Problem("--output", f"{chosen.output!r} is not a form of report", right)])
    guideline = load(chosen.guideline)
    name, case = _one_case(list(_cases(guideline, chosen.case)), chosen.id)
    written = write_report(form, evaluate(guideline, case), chosen.link, title=name or "")
    _write(chosen.output, written)
    return 0


def _one_case(cases: list[tuple[str | None, Case]], name: str | None) -> tuple[str | None, Case]:
    """The case that was named, or the only one."""
    found = [one for one in cases if name is None or one[0] == name]
    if len(found) == 1:
        return found[0]
    names = ", ".join(str(known) for known, _ in cases if known is not None) or "none of them has an id"
    what = f"there are {len(found)} cases" + (f" with the id {name!r}" if name else "")
    raise CaseError([Problem("--id", what, f"a report is about one; known are: {names}")])


def _write(path: str | None, written: bytes) -> None:
    if path is None:
        _print(written.decode("utf-8"), end="")
        return
    try:
        Path(path).write_bytes(written)
    except OSError as error:
        what = f"{path} cannot be written ({error.strerror})"
        raise CaseError([Problem("--output", what, "name a file in a folder that exists")]) from error


def _chosen_sources(guideline: Guideline, text: str | None) -> list[str] | None:
    if text is None:
        return None
    names = [name.strip() for name in text.split(",") if name.strip()]
    wrong = [
        Problem("--sources", f"there is no source {n!r}", f"known are: {', '.join(guideline.sources)}")
        for n in names
        if n not in guideline.sources
    ]
    if wrong:
        raise CaseError(wrong)
    return names


def _cases(guideline: Guideline, path: str) -> Iterator[tuple[str | None, Case]]:
    """Read a file of cases; every mistake in it is told with its line, and then none is evaluated."""
    document, problems = (
        read_stream(sys.stdin.buffer, "standard input") if path == "-" else read_document(Path(path), path)
    )
    if document is None or problems:
        raise CaseError(problems)
    read: list[tuple[str | None, Case]] = []
    for place, name, given in _given(document):
        if not isinstance(given, dict):
            problems.append(document.problem(place, "this is not a case", "write parameter: value lines"))
            continue
        case, wrong = read_case(guideline, given)
        problems += [
            document.problem((*place, problem.place), f"{problem.place}: {problem.what}", problem.right)
            for problem in wrong
        ]
        read.append((name, case))
    if problems:
        raise CaseError(problems)
    yield from read


def _given(document: Document) -> Iterator[tuple[tuple[str | int, ...], str | None, Any]]:
    if not isinstance(document.data, list):
        yield from (
            [((), None, document.data)]
            if not _is_wrapped(document.data)
            else [(("case",), document.data.get("id"), document.data["case"])]
        )
        return
    for index, item in enumerate(document.data):
        if _is_wrapped(item):
            yield (index, "case"), None if item.get("id") is None else str(item["id"]), item["case"]
        else:
            yield (index,), None, item


def _is_wrapped(item: Any) -> bool:
    return isinstance(item, dict) and "case" in item and set(item) <= {"id", "case"}


if __name__ == "__main__":
    sys.exit(main())
