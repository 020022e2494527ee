"""Reading a guideline folder: all of its files, all of their problems at once.

guideline.yaml  parameters.yaml  criteria.yaml  statements/*.yaml  pathways/*.yaml
disagreements.yaml and teaching_cases.yaml may be left out
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, Field, RootModel, ValidationError

from explorer.knowledge.condition import Vocabulary
from explorer.knowledge.decision_tables import with_tables_read
from explorer.knowledge.files import entries, is_left_behind, is_there, is_within
from explorer.knowledge.known import known_guidelines
from explorer.knowledge.labels import labelled
from explorer.knowledge.limits import LARGEST_GUIDELINE, find_excess
from explorer.knowledge.mistakes import told_mistakes
from explorer.knowledge.model import (
    Criterion,
    Disagreement,
    Follows,
    Group,
    Guideline,
    Metadata,
    Parameter,
    Pathway,
    Record,
    Score,
    Statement,
    TeachingCase,
)
from explorer.knowledge.problem import GuidelineError, Problem
from explorer.knowledge.references import find_problems
from explorer.knowledge.worked_cases import problems_of_cases
from explorer.knowledge.yaml_file import Document, read_document

MOST_FILES = 200
FILES = ("guideline.yaml", "parameters.yaml", "criteria.yaml", "disagreements.yaml", "teaching_cases.yaml")
ROOMS = ("statements", "pathways")


class Parameters(Record):
    """The file parameters.yaml."""

    groups: tuple[Group, ...] = Field(min_length=1)


class Criteria(Record):
    """The file criteria.yaml."""

    criteria: tuple[Criterion, ...]
    scores: tuple[Score, ...] = ()
    follows: tuple[Follows, ...] = ()


class Statements(Record):
    """A file of statements/: what one source says."""

    source: str
    statements: tuple[Statement, ...]


class Disagreements(Record):
    """The file disagreements.yaml."""

    disagreements: tuple[Disagreement, ...]


class TeachingCases(RootModel[tuple[TeachingCase, ...]]):
    """The file teaching_cases.yaml."""


FILE_KINDS: dict[str, type[BaseModel]] = {
    "guideline": Metadata,
    "parameters": Parameters,
    "criteria": Criteria,
    "statements": Statements,
    "pathway": Pathway,
    "disagreements": Disagreements,
    "teaching_cases": TeachingCases,
}
"""What each kind of file holds."""
Model = TypeVar("Model", bound=BaseModel)


def load(guideline: str | Path) -> Guideline:
    """Read a guideline.

    Args:
        guideline: the id of an installed guideline, or the path of a folder.

    Returns:
        The guideline, found whole.

    Raises:
        GuidelineError: with every problem of the folder, each with its file and line.

    >>> load("rectal_liver_metastases").metadata.title
    'Rectal cancer with liver metastases'
    """
    reading = _Reading(place_of(guideline))
    found = reading.guideline()
    if found is None or reading.problems:
        raise GuidelineError(reading.problems)
    return found


def place_of(guideline: str | Path) -> Path:
    """Say in which folder a guideline lies.

    Args:
        guideline: the id of an installed guideline, or the path of a folder.
    """
    folder = Path(guideline)
    return folder if is_there(folder) else known_guidelines().get(str(guideline), folder)


@dataclass
class _Reading:
    folder: Path
    problems: list[Problem] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    read: dict[str, Document | None] = field(default_factory=dict)

    def guideline(self) -> Guideline | None:
        if not self._folder_is_there() or self._is_too_much():
            return None
        metadata = self._model("guideline.yaml", Metadata, Vocabulary({}))
        parameters = self._model("parameters.yaml", Parameters, Vocabulary({}))
        names = (self._names_in_criteria("criteria"), self._names_in_criteria("scores"))
        vocabulary = Vocabulary(_by_name(parameters), *names)
        criteria = self._model("criteria.yaml", Criteria, vocabulary)
        statements = [self._statements(name, vocabulary) for name in self._names("statements")]
        pathways = [self._model(name, Pathway, vocabulary) for name in self._names("pathways")]
        disagreements = self._model("disagreements.yaml", Disagreements, vocabulary, optional=True)
        cases = self._model("teaching_cases.yaml", TeachingCases, vocabulary, optional=True)
        self.problems += [problem for room in ROOMS for problem in _unread(self.folder, room)]
        self.problems += find_problems(self.documents, {name for name, found in self.read.items() if found is None})
        if metadata is None or parameters is None or criteria is None or self.problems:
            return None
        written = Guideline(
            folder=self.folder,
            metadata=metadata,
            groups=parameters.groups,
            criteria={criterion.id: criterion for criterion in criteria.criteria},
            follows=criteria.follows,
            statements={s.id: s for file in statements if file for s in file.statements},
            pathways={pathway.id: pathway for pathway in in_order(metadata, pathways)},
            disagreements={d.id: d for d in (disagreements.disagreements if disagreements else ())},
            teaching_cases=cases.root if cases else (),
            scores={score.id: score for score in criteria.scores},
        )
        found = labelled(written)
        if cases:
            self.problems += problems_of_cases(found, self.documents["teaching_cases.yaml"])
        return found

    def _folder_is_there(self) -> bool:
        name = (self.folder.name or str(self.folder))[:200]
        if not is_there(self.folder):
            known = ", ".join(sorted(known_guidelines()))
            right = f"give the path of a guideline folder, or the id of an installed one: {known}"
            self._wrong(name, "there is no such folder", right)
        elif not self.folder.is_dir():
            self._wrong(name, "this is a file, not a folder", "give the folder in which guideline.yaml lies")
        elif not entries(self.folder):
            self._wrong(
                name,
                "the folder is empty or cannot be read",
                "it needs guideline.yaml, parameters.yaml, criteria.yaml, statements/ and pathways/",
            )
        return not self.problems

    def _is_too_much(self) -> bool:
        """Read every file, and stop where there is more than a guideline can be."""
        rooms = [f"{room}/{path.name}" for room in ROOMS for path in _yaml_files(self.folder / room)]
        names = [name for name in (*FILES, *rooms) if (self.folder / name).is_file()]
        size = sum((self.folder / name).stat().st_size for name in names)
        if size > LARGEST_GUIDELINE:
            self._wrong(
                self.folder.name,
                f"its files hold {size / 1e6:.0f} MB",
                f"at most {LARGEST_GUIDELINE // 1_000_000} MB are read",
            )
            return True
        excess = find_excess({name: found for name in names if (found := self._document(name))})
        self.problems += excess
        return bool(excess)

    def _wrong(self, place: str, what: str, right: str) -> None:
        self.problems.append(Problem(place, what, right))

    def _names(self, room: str) -> list[str]:
        names = [f"{room}/{path.name}" for path in _yaml_files(self.folder / room)]
        if not names:
            self._wrong(
                f"{room}/",
                "the folder is missing or holds no .yaml file",
                f"add {room}/<name>.yaml",
            )
        if len(names) > MOST_FILES:
            self._wrong(f"{room}/", f"it holds {len(names)} files", f"at most {MOST_FILES} are read")
        return names[:MOST_FILES]

    def _document(self, name: str) -> Document | None:
        """Read a file once, however often it is asked for."""
        if name not in self.read:
            self.read[name] = self._read(name)
        return self.read[name]

    def _read(self, name: str) -> Document | None:
        path = self.folder / name
        if not is_within(path, self.folder):
            self._wrong(
                name,
                "this file leads out of the guideline's folder",
                "put the file itself here, not a link",
            )
            return None
        document, problems = read_document(path, name)
        self.problems += problems
        if document is not None:
            document = with_tables_read(document)
            self.documents[name] = document
        return document

    def _model(self, name: str, kind: type[Model], vocabulary: Vocabulary, optional: bool = False) -> Model | None:
        if optional and not is_there(self.folder / name):
            return None
        document = self._document(name)
        return None if document is None else self._validated(document, document.data, kind, vocabulary)

    def _validated(self, document: Document, data: Any, kind: type[Model], vocabulary: Vocabulary) -> Model | None:
        try:
            return kind.model_validate(data, context=vocabulary)
        except ValidationError as error:
            self.problems += told_mistakes(error, document, kind, names_known=bool(vocabulary.parameters))
            return None

    def _statements(self, name: str, vocabulary: Vocabulary) -> Statements | None:
        document = self._document(name)
        if document is None:
            return None
        data = document.data
        if isinstance(data, dict) and isinstance(data.get("statements"), list):
            source = {"source": data.get("source")}
            data = data | {
                "statements": [item | source if isinstance(item, dict) else item for item in data["statements"]]
            }
        return self._validated(document, data, Statements, vocabulary)

    def _names_in_criteria(self, key: str) -> frozenset[str]:
        document = self._document("criteria.yaml")
        items = document.data.get(key) if document and isinstance(document.data, dict) else None
        named = [item.get("id") for item in items if isinstance(item, dict)] if isinstance(items, list) else []
        return frozenset(name for name in named if isinstance(name, str))


def in_order(metadata: Metadata, pathways: Iterable[Pathway | None]) -> list[Pathway]:
    """Sort pathways as the author wants them shown; those that are not named come after."""
    place = {name: index for index, name in enumerate(metadata.order)}
    return sorted(filter(None, pathways), key=lambda pathway: place.get(pathway.id, len(place)))


def _by_name(parameters: Parameters | None) -> dict[str, Parameter]:
    return {p.id: p for group in parameters.groups for p in group.parameters} if parameters else {}


def _yaml_files(folder: Path) -> list[Path]:
    return [path for path in entries(folder) if path.suffix in (".yaml", ".yml") and not is_left_behind(path.name)]


def _unread(folder: Path, room: str) -> Iterable[Problem]:
    """Name what lies in a room and is not read: a subfolder, and a file that is nearly called as it should."""
    for path in entries(folder / room):
        name = f"{room}/{path.name}"
        if path.is_dir() and not path.name.startswith((".", "_")):
            yield Problem(f"{name}/", "folders inside this one are not read", f"put the files into {room}/ itself")
        elif path.suffix not in (".yaml", ".yml") and path.suffix.lower() in (
            ".yaml",
            ".yml",
            ".json",
            ".yam",
            ".ymal",
        ):
            yield Problem(name, "files that end so are not read", f"call it {path.stem}.yaml")
