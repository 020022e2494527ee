"""The question bank as a package of IMS Question and Test Interoperability, version 2.1 (IMS Global, 2012).

One file an item, each a single choice with its reasons as feedback, and a manifest that names them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from explorer.knowledge.model import Guideline
from explorer.teaching.item import Item
from explorer.teaching.take_along import asked_in_words

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
SINGLE_CHOICE = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"
STAMP = (2000, 1, 1, 0, 0, 0)  # the same bank makes the same bytes


def qti(guideline: Guideline, bank: Iterable[Item]) -> bytes:
    """Write questions as a QTI 2.1 package.

    Args:
        guideline: the guideline.
        bank: the items.

    Returns:
        A zip file.
    """
    files = {f"items/item{number}.xml": _item(guideline, item, number) for number, item in enumerate(bank, 1)}
    files["imsmanifest.xml"] = _manifest(guideline, list(files))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, root in files.items():
            packed.writestr(zipfile.ZipInfo(name, STAMP), _text(root), zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _text(root: Element) -> str:
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _item(guideline: Guideline, item: Item, number: int) -> Element:
    names = [f"choice_{place}" for place in range(len(item.options))]
    root = Element("assessmentItem", xmlns=QTI, identifier=f"item{number}", title=item.id[:200])
    root.attrib |= {"adaptive": "false", "timeDependent": "false"}
    _declarations(root, names[item.right])
    body = SubElement(root, "itemBody")
    choice = SubElement(body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle="true", maxChoices="1")
    SubElement(choice, "prompt").text = asked_in_words(guideline, item)
    for name, option in zip(names, item.options, strict=True):
        SubElement(choice, "simpleChoice", identifier=name).text = option.text
    SubElement(root, "responseProcessing", template=SINGLE_CHOICE)
    for name, option in zip(names, item.options, strict=True):
        told = SubElement(root, "modalFeedback", outcomeIdentifier="FEEDBACK", identifier=name, showHide="show")
        told.text = option.why
    return root


def _declarations(root: Element, right: str) -> None:
    single = {"cardinality": "single", "baseType": "identifier"}
    response = SubElement(root, "responseDeclaration", {"identifier": "RESPONSE", **single})
    SubElement(SubElement(response, "correctResponse"), "value").text = right
    SubElement(root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    SubElement(root, "outcomeDeclaration", {"identifier": "FEEDBACK", **single})


def _manifest(guideline: Guideline, names: Iterable[str]) -> Element:
    root = Element("manifest", xmlns=PACKAGE, identifier=f"questions_{guideline.metadata.id}")
    about = SubElement(root, "metadata")
    SubElement(about, "schema").text = "QTIv2.1 Package"
    SubElement(about, "schemaversion").text = "1.0.0"
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    for number, name in enumerate(names, 1):
        one = SubElement(resources, "resource", identifier=f"item{number}", type="imsqti_item_xmlv2p1", href=name)
        SubElement(one, "file", href=name)
    return root
