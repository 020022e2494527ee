"""What an author begins with: a guideline that passes every check, and schemas that the shipped files fit."""

import json

import jsonschema
import pytest

from explorer import load
from explorer.cli import main
from explorer.knowledge.known import SHIPPED
from explorer.knowledge.yaml_file import read_document
from explorer.reasoning.audit.proof import prove

KIND_OF = {"lessons": "lesson", "statements": "statements", "pathways": "pathway"}


@pytest.fixture(scope="module")
def schemas(tmp_path_factory):
    folder = tmp_path_factory.mktemp("schemas")
    assert main(["schema", str(folder)]) == 0
    return {path.name.split(".")[0]: json.loads(path.read_text("utf-8")) for path in folder.glob("*.schema.json")}


@pytest.mark.parametrize("path", sorted(SHIPPED.rglob("*.yaml")), ids=lambda path: str(path.relative_to(SHIPPED)))
def test_the_shipped_files_fit_the_schemas(schemas, path):
    document, problems = read_document(path, path.name)
    assert problems == []
    jsonschema.validate(document.data, schemas[KIND_OF.get(path.parent.name, path.stem)])


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (
            "parameters",
            {
                "groups": [
                    {
                        "id": "a",
                        "title": "A",
                        "parameters": [{"id": "x", "label": "X", "question": "X?", "kind": "text"}],
                    }
                ]
            },
        ),
        ("pathway", {"id": "p", "title": "P", "nodess": []}),
        ("statements", {"source": "A", "statements": [{"id": "A-1", "kind": "advice"}]}),
        ("guideline", {"id": "a"}),
    ],
)
def test_what_is_wrong_does_not_fit(schemas, kind, data):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schemas[kind])


@pytest.mark.parametrize("title", [None, 'Über "Tee": #1', "yes"])
def test_a_new_guideline_passes_every_check(tmp_path, capsys, title):
    folder = tmp_path / "deeper" / "my_first"
    assert main(["new", str(folder), *(["--title", title] if title else [])]) == 0
    guideline = load(folder)
    assert (guideline.metadata.id, guideline.metadata.title) == ("my_first", title or "My first")
    assert prove(guideline).holds
    assert main(["check", "--proof", "--guideline", str(folder)]) == 0
    told = capsys.readouterr().out
    assert f"guideline-explorer check --proof --guideline {folder}" in told


@pytest.mark.parametrize(
    ("name", "says"),
    [("My-First", "cannot be the id of a guideline"), ("there", "it is there already, and nothing is overwritten")],
)
def test_what_cannot_be_made_is_told(tmp_path, capsys, name, says):
    (tmp_path / "there").mkdir()
    assert main(["new", str(tmp_path / name)]) == 2
    assert says in capsys.readouterr().err
    assert list((tmp_path / "there").iterdir()) == []
