"""Decision tables of DMN files: UNIQUE, ANY, FIRST, PRIORITY, COLLECT, and COLLECT of the least or the greatest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from xml.etree.ElementTree import Element

from explorer.importing.draft import Draft, seen
from explorer.importing.table import Cell, Column, Row, Table, add_table, read_cell
from explorer.importing.xml import local, read_xml

CHOOSE = {"UNIQUE": "one", "ANY": "one", "FIRST": "first", "PRIORITY": "first", "COLLECT": "any"}
KINDS = {
    "number": "number",
    "integer": "number",
    "double": "number",
    "long": "number",
    "boolean": "yes/no",
    "string": "choice",
}


def read_dmn(content: bytes, name: str) -> Draft:
    """Read the decision tables of a DMN file.

    Args:
        content: the file.
        name: what problems call it.
    """
    root = read_xml(content, name)
    draft = Draft(name, root.get("name") or name)
    if local(root) != "definitions":
        draft.refuse("", f"its root is {local(root)[:40]!r}", "a DMN file begins with definitions")
        return draft
    made = [one for one in root if local(one) == "decision"]
    results = {one.get("name") or "" for one in made}
    for element in root:
        if local(element) in ("businessKnowledgeModel", "decisionService", "import"):
            draft.refuse(_place(element), f"{local(element)} is not read", "import a file of decision tables only")
    for decision in made:
        _decision(draft, decision, results)
    return draft


def _place(element: Element) -> str:
    return f":#{element.get('id') or element.get('name') or local(element)}"


def _child(element: Element, name: str) -> Element | None:
    return next((one for one in element if local(one) == name), None)


def _all(element: Element, name: str) -> list[Element]:
    return [one for one in element if local(one) == name]


def _text(element: Element | None) -> str:
    found = _child(element, "text") if element is not None else None
    return seen((found.text if found is not None else "") or "")


def _decision(draft: Draft, decision: Element, results: set[str]) -> None:
    table = _child(decision, "decisionTable")
    title = decision.get("name") or "Decision"
    if table is None:
        draft.refuse(_place(decision), f"{title!r} is no decision table", "write it as a table")
        return
    policy = table.get("hitPolicy") or "UNIQUE"
    if policy not in CHOOSE or table.get("aggregation") in ("SUM", "COUNT"):
        what = f"the order or the {table.get('aggregation') or policy} of its results cannot be carried over"
        draft.refuse(_place(decision), what, f"use one of {', '.join(CHOOSE)}, or write a score by hand")
        return
    columns = tuple(_column(draft, one, results) for one in _all(table, "input"))
    rows = tuple(_row(draft, rule, table, len(columns)) for rule in _all(table, "rule"))
    if not columns or not rows or any(len(row.cells) != len(columns) for row in rows):
        draft.refuse(_place(decision), "its rules do not fit its inputs", "give each rule one entry an input")
        return
    default = _result(table, [_text(_child(one, "defaultOutputEntry")) for one in _all(table, "output")])
    read = Table(title, columns, rows, CHOOSE[policy], default)
    if policy == "COLLECT" and len({row.result for row in rows}) < len(rows) and not table.get("aggregation"):
        right = "write a score where the number of rules matters"
        draft.tell(_place(decision), "a result that several rules give is told once", right)
    if default and policy == "COLLECT":
        draft.refuse(_place(decision), "a default beside COLLECT cannot be carried over", "write it as a rule")
    elif policy == "PRIORITY" or table.get("aggregation"):
        _by_value(draft, decision, table, read)
    else:
        add_table(draft, read)


def _by_value(draft: Draft, decision: Element, table: Element, read: Table) -> None:
    """The best result counts: by the order of its values, or the least or the greatest number."""
    aggregation = table.get("aggregation")
    rank = partial(_number_of, -1 if aggregation == "MAX" else 1) if aggregation else partial(_rank, table)
    try:
        ranks = [rank(rule) for rule in _all(table, "rule")]
    except ValueError:
        draft.refuse(
            _place(decision), "which of its results goes first is not said", "name them all under outputValues"
        )
        return
    pairs = sorted(zip(ranks, read.rows, strict=True), key=lambda pair: pair[0])
    for (one, row), (other, following) in pairwise(pairs):
        if one == other and row.result != following.result:
            what = f"which goes first, {row.result[:80]!r} or {following.result[:80]!r}, is not said"
            draft.tell(following.place, what, "where both hold, the one that is written first was taken")
    add_table(draft, replace(read, choose="first", rows=tuple(row for _, row in pairs)))


def _number_of(sign: int, rule: Element) -> tuple[float, ...]:
    return tuple(sign * float(_text(entry)) for entry in _all(rule, "outputEntry"))


def _rank(table: Element, rule: Element) -> tuple[float, ...]:
    """The place of each result among its values; an output without values decides nothing."""
    lists = [read_cell(_text(_child(one, "outputValues")), "", quoted=True).tests for one in _all(table, "output")]
    if not any(lists):
        raise ValueError("no values")
    entries = [_text(entry) for entry in _all(rule, "outputEntry")]
    return tuple(float(values.index(entry)) for values, entry in zip(lists, entries, strict=True) if values)


def _column(draft: Draft, element: Element, results: set[str]) -> Column:
    expression = _child(element, "inputExpression")
    title = _text(expression)
    if title in results:
        draft.refuse(_place(element), f"{title!r} is the result of another decision", "join the two tables")
    if not title or any(sign in title for sign in '().+*/[]<>="'):
        draft.refuse(_place(element), f"{title[:80]!r} is computed", "ask for the result as an input of its own")
    kind = KINDS.get(expression.get("typeRef", "") if expression is not None else "", "")
    if expression is not None and not kind and expression.get("typeRef") in ("date", "time", "dateTime"):
        draft.refuse(_place(element), f"{title!r} is a date or a time", "ask for the interval as a number")
    answers = tuple(read_cell(_text(_child(element, "inputValues")), "", quoted=True).tests)
    is_text = kind != "number" and all(one.startswith('"') for one in answers)
    return Column(title, _place(element), answers if is_text else (), kind, kind == "choice" and not answers)


def _row(draft: Draft, rule: Element, table: Element, width: int) -> Row:
    entries = _all(rule, "inputEntry")
    cells = tuple(_cell(draft, entry) for entry in entries)
    written = [_text(entry) for entry in _all(rule, "outputEntry")]
    for entry, text in zip(_all(rule, "outputEntry"), written, strict=True):
        if not _is_literal(text):
            draft.refuse(_place(entry), f"{text[:80]!r} is computed or empty", "write the result itself")
    for note in filter(None, map(_text, _all(rule, "annotationEntry"))):
        draft.tell(_place(rule), f"the note {note[:80]!r} is not carried over", "write it as note: of its statement")
    return Row(_place(rule), cells, _result(table, written))


def _cell(draft: Draft, entry: Element) -> Cell:
    cell = read_cell(_text(entry), _place(entry), quoted=True)
    for test in cell.tests:
        is_text = test.startswith('"') and test.endswith('"') and test.count('"') == 2
        if not is_text and any(sign.isalpha() for sign in test) and test not in ("true", "false"):
            draft.refuse(_place(entry), f"{test[:80]!r} is computed", "write the answers or numbers themselves")
    return cell


def _is_literal(text: str) -> bool:
    quoted = text.startswith('"') and text.endswith('"') and text.count('"') == 2
    return quoted or text in ("true", "false") or text.replace(".", "", 1).lstrip("-").isdecimal()


def _result(table: Element, entries: list[str]) -> str:
    """What a rule says, in one line: the result alone, or each by its name."""
    outputs = [one.get("name") or one.get("label") or "" for one in _all(table, "output")]
    return "; ".join(_named(outputs, entries)) if any(entries) else ""


def _named(outputs: list[str], entries: list[str]) -> Iterator[str]:
    for output, entry in zip(outputs, entries, strict=False):
        plain = entry.strip('"')
        yield plain if len(outputs) == 1 or not output else f"{output}: {plain}"
