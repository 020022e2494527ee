"""XML of other people: entities, document types and outside references are refused, and so is what is too deep."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from explorer.knowledge.problem import Problem, Refused

DEEPEST = 200


def read_xml(content: bytes | str, name: str) -> Element:
    """Read XML.

    Args:
        content: the file.
        name: what problems call it.

    Raises:
        Refused: it is no XML, or declares what could make it large or lead elsewhere.
    """
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except ParseError as error:
        place = f"{name}:{error.position[0]}"
        raise Refused([Problem(place, "this is not XML", "save it again from the program that made it")]) from error
    except DefusedXmlException as error:
        right = "take the declaration out"
        raise Refused([Problem(name, "it declares entities or a document type, which are not read", right)]) from error
    except (ValueError, LookupError, RecursionError) as error:
        raise Refused([Problem(name, "its encoding cannot be read", "save it as UTF-8")]) from error
    if _is_deeper(root, DEEPEST):
        raise Refused([Problem(name, f"nested deeper than {DEEPEST} levels", "flatten it")])
    return root


def _is_deeper(root: Element, most: int) -> bool:
    level = [root]
    for _ in range(most):
        level = [child for element in level for child in element]
        if not level:
            return False
    return True


def local(element: Element) -> str:
    """The name of an element without its namespace, which differs from version to version."""
    return str(element.tag).rsplit("}", 1)[-1]
