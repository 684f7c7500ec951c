"""Records in an editor with the settings of this checkout: completed, explained and underlined by yaml-language-server."""

import json
import shutil
import socket
from pathlib import PurePosixPath

import pytest
from language_server import LanguageServer

from ahq.core.checkout import HOME, SCHEMAS, Checkout
from ahq.core.json_files import encode
from ahq.corpus import reading
from ahq.publishing import generated
from conftest import QUERY, make_checkout, record

SERVER = HOME / ".cache" / "beyond" / "node_modules" / ".bin" / "yaml-language-server"
SETTINGS = json.loads((HOME / ".vscode" / "settings.json").read_bytes())
CHECKOUT = Checkout()
AUTHORED = sorted(CHECKOUT.data.rglob("*.yaml"))
CURSOR = "^"

MONITORING = "- variable: monitoring\n  value: occasional\n"
PLATFORMS = "- variable: platforms_monitored\n  values: [facebook]\n  evidence:\n"
SHARE = "- variable: share_advertising\n  number: 15\n"
SKIPPED = "- variable: other_crime_fields\n  missing: inapplicable\n"


@pytest.fixture(scope="module")
def network():
    """A proxy that answers nobody: who asks the network for anything is seen to knock."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.setblocking(False)
        yield door


@pytest.fixture(scope="module")
def server(network):
    if not shutil.which("node") or not SERVER.exists():
        pytest.skip("yaml-language-server is not installed; run `make test-all`")
    proxy = {"http": {"proxy": f"http://127.0.0.1:{network.getsockname()[1]}"}}
    with LanguageServer(["node", str(SERVER), "--stdio"], HOME, _nested(SETTINGS) | proxy) as running:
        yield running


@pytest.fixture(scope="module")
def lists():
    return reading.read_lists(CHECKOUT)


@pytest.fixture(scope="module")
def austria(tmp_path_factory, lists):
    """The record of a small checkout that has its schemas."""
    checkout = make_checkout(tmp_path_factory.mktemp("editor") / "checkout")
    shutil.copytree(SCHEMAS, checkout.root / "schemas")
    schema = generated.response_schema(QUERY, _book(checkout, lists), lists)
    (checkout.queries / QUERY / "response.schema.json").write_bytes(encode(schema))
    return record(checkout, "AT")


@pytest.fixture(scope="module")
def book(austria, lists):
    return _book(Checkout(austria.parents[4]), lists)


def _book(checkout, lists):
    return reading.read_codebook(checkout.queries / QUERY, checkout, lists).required()


def _nested(settings):
    """Return settings as an editor hands them out: by the parts of their names; "[yaml]" is one part."""
    found = {}
    for name, value in settings.items():
        *groups, last = [name] if name.startswith("[") else name.split(".")
        inside = found
        for group in groups:
            inside = inside.setdefault(group, {})
        inside[last] = value
    return found


def _edited(path, old, new):
    """Return a record with ``new`` in the place of ``old``, and the line and column of the cursor in it."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    before, after = text.replace(old, new).split(CURSOR)
    return before + after, before.count("\n"), len(before) - before.rfind("\n") - 1


def _offered(server, path, old, new):
    """Return what is offered at the cursor: each label with its explanation."""
    text, line, column = _edited(path, old, new)
    server.show(path, text)
    items = server.complete(path, line, column)
    labels = [item["label"] for item in items]
    assert len(set(labels)) == len(labels), f"offered twice: {labels}"
    return {item["label"]: item.get("documentation") for item in items}


def _hover(server, path, old, new):
    text, line, column = _edited(path, old, new)
    assert server.show(path, text) == []
    return server.hover(path, line, column)


@pytest.mark.parametrize("path", AUTHORED, ids=[CHECKOUT.name(path) for path in AUTHORED])
def test_nothing_is_underlined_in_what_is_published(server, path):
    assert server.show(path) == []
    lines = path.read_text("utf-8").splitlines()
    schema = lines[0].rsplit("/")[-1]
    first_key = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    assert f"[{schema}]" in server.hover(path, first_key, 0), "the schema of its first line was not read"


def test_the_code_of_a_variable_is_offered_with_its_definition(server, austria, book):
    offered = _offered(server, austria, MONITORING, "- variable: monitoring\n  value: ^\n")
    assert offered == book.variables["monitoring"].codes


def test_a_further_code_of_a_set_is_offered(server, austria, book):
    offered = _offered(server, austria, PLATFORMS, PLATFORMS.replace("facebook]", "facebook, ^]"))
    assert offered == book.variables["platforms_monitored"].codes


def test_the_code_that_a_quote_carries_is_offered(server, austria, book):
    offered = _offered(server, austria, PLATFORMS, f"{PLATFORMS}  - code: ^\n    item: '1'\n    quote: Facebook\n")
    assert offered == book.variables["platforms_monitored"].codes


def test_a_variable_is_offered_with_its_label(server, austria, book):
    offered = _offered(server, austria, MONITORING, "- variable: ^\n  value: occasional\n")
    assert offered == {variable.id: variable.label for variable in book.variables.values()}


def test_a_missing_code_is_offered_with_its_definition(server, austria, lists):
    offered = _offered(server, austria, SKIPPED, SKIPPED.replace("inapplicable", "^"))
    assert offered == {code: lists.missing_codes[code]["definition"] for code in lists.typed_missing_codes}


@pytest.mark.parametrize(
    ("coding", "field"),
    [(MONITORING, "value"), (PLATFORMS, "values"), (SHARE, "number")],
    ids=["code", "codes", "percent"],
)
def test_the_keys_of_a_coding_are_those_of_its_variable(server, austria, book, coding, field):
    head, value, *_ = coding.split("\n")
    offered = _offered(server, austria, f"{head}\n{value}\n", f"{head}\n  note: Hard to decide.\n  {field[0]}^\n")
    # What follows is the evidence of the record.
    assert offered.keys() - {"evidence"} == {field, "missing", "alternatives"}
    assert offered[field].startswith(book.variables[head.split(": ")[1]].label)
    assert offered["missing"] == "A missing code, in place of a value."


@pytest.mark.parametrize(
    ("variable", "coding"),
    [("monitoring", MONITORING), ("platforms_monitored", PLATFORMS), ("share_advertising", SHARE)],
)
def test_over_a_variable_and_over_its_value_stands_how_it_is_coded(server, austria, book, variable, coding):
    about = book.variables[variable]
    head, value, *rest = coding.split("\n")
    for shown in (f"{head}^\n{value}", f"{head}\n{value[:4]}^{value[4:]}"):
        text = _hover(server, austria, coding, "\n".join([shown, *rest])).replace("\\", "")
        assert about.label in text.split("Allowed Values")[0]
        assert about.rule in text


def test_over_a_code_stands_its_definition_first(server, austria, book):
    text = _hover(server, austria, MONITORING, MONITORING.replace("occasional", "occa^sional"))
    definitions = [line for line in text.splitlines() if line.startswith("* ")]
    assert definitions[0] == f"* `occasional`: {book.variables['monitoring'].codes['occasional']}"
    assert len(definitions) == len(book.variables["monitoring"].codes)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (MONITORING, "- variable: monitoring\n  value: ^reported\n", "Value is not accepted"),
        (MONITORING, "- variable: monitoring\n  ^values: [occasional]\n", "Property values is not allowed"),
        (MONITORING, "- variable: ^monitorin\n  value: occasional\n", "Value is not accepted"),
        (PLATFORMS, PLATFORMS.replace("facebook]", "facebook, ^facebok]"), "Value is not accepted"),
        (PLATFORMS, f"{PLATFORMS}  - code: ^facebok\n    item: '1'\n    quote: Facebook\n", "Value is not accepted"),
        (SHARE, SHARE.replace("15", "^150"), "above the maximum of 100"),
        (SKIPPED, SKIPPED.replace("inapplicable", "^unknown"), "Value is not accepted"),
        ("wider_dissemination:", "^wider_disemination:", "wider_disemination is not allowed"),
        ("country: AT", "country: ^Austria", "does not match the pattern"),
    ],
)
def test_a_mistake_is_underlined_where_it_stands(server, austria, old, new, message):
    text, line, column = _edited(austria, old, new)
    found = server.show(austria, text)
    places = [(d["range"]["start"]["line"], d["range"]["start"]["character"]) for d in found if message in d["message"]]
    assert places == [(line, column)], found


def test_the_underlining_goes_when_the_mistake_is_mended(server, austria):
    text, _, _ = _edited(austria, MONITORING, "- variable: monitoring\n  value: reported^\n")
    assert server.show(austria, text)
    assert server.show(austria) == []


def test_the_editor_does_not_rewrite_a_record(server, austria):
    server.show(austria, austria.read_text("utf-8").replace('item: "1"', "item:   '1'"))
    assert server.format(austria) == []


def test_the_server_asks_the_network_for_nothing(server, network, austria):
    for path in (austria, austria.parents[1] / "codebook.yaml", austria.parents[1] / "query.yaml"):
        server.show(path)
    with pytest.raises(BlockingIOError):
        network.accept()


def test_what_is_generated_is_read_only_in_the_editor_and_nothing_that_people_write():
    tables = json.loads(CHECKOUT.descriptor.read_bytes())["resources"]
    written_by_us = {
        "datapackage.json",
        *generated.files(CHECKOUT, CHECKOUT.root),
        *(table["path"] for table in tables),
    }
    written = {CHECKOUT.name(path) for path in (*AUTHORED, *CHECKOUT.reference.iterdir(), *SCHEMAS.rglob("*.json"))}
    written |= {"README.md", "CONTRIBUTING.md", "docs/dependencies.md", "data/sources/README.md"}
    assert {name for name in written_by_us | written if _read_only(name)} == written_by_us


def _read_only(name):
    return any(PurePosixPath(name).match(pattern) for pattern in SETTINGS["files.readonlyInclude"])
