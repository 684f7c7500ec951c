"""Nothing in a download is believed: nothing is fetched, nothing reaches the terminal, whatever it is ends in a line."""

import http.server
import json
import os
import shutil
import struct
import threading
import zipfile

import pytest

from ahq.core.checkout import HOME
from ahq.releasing import distribution, downloads
from conftest import run

STAMP = {"name": "emn-ad-hoc-queries", "version": "1.0.0", "commit": "0" * 40}


def listed(folder):
    lines = (f"{hash_}  {name}\n" for name, hash_ in sorted(distribution.sums(folder).items()))
    (folder / distribution.SUMS).write_text("".join(lines), "utf-8")


def say(folder, stamp=STAMP, descriptor=None):
    """Write stamp and descriptor as somebody else would, with a list of checksums that fits."""
    (folder / distribution.STAMP).write_text(stamp if isinstance(stamp, str) else json.dumps(stamp), "utf-8")
    if descriptor is not None:
        (folder / "datapackage.json").write_text(
            descriptor if isinstance(descriptor, str) else json.dumps(descriptor), "utf-8"
        )
    listed(folder)


@pytest.fixture
def small(tmp_path):
    """A download with one table, and what verify needs of it."""
    folder = tmp_path / "emn-ahq-1.0.0"
    (folder / "data" / "tables").mkdir(parents=True)
    shutil.copy(HOME / "data" / "tables" / "countries.csv", folder / "data" / "tables")
    say(folder, descriptor=described())
    return folder


def described():
    value = json.loads((HOME / "datapackage.json").read_bytes())
    value["resources"] = [one for one in value["resources"] if one["name"] == "countries"]
    return value


def test_a_sound_one_is_verified(small):
    result = run("verify", small)
    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    assert result.stdout.startswith("emn-ad-hoc-queries 1.0.0: 4 files as listed")


def test_what_we_publish_is_in_the_form_that_we_demand(tmp_path):
    shutil.copy(HOME / "datapackage.json", tmp_path)
    assert downloads.check(tmp_path) == []


@pytest.fixture
def fetched():
    """Addresses that were asked of a server on this machine; its own is ``fetched.address``."""

    class Asked(list):
        address = ""

    asked = Asked()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_GET

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    asked.address = f"http://127.0.0.1:{server.server_port}/x"
    yield asked
    server.shutdown()
    server.server_close()


PLACES = {
    "$schema": ("$schema",),
    "profile": ("profile",),
    "package": ("package",),
    "resources": ("resources",),
    "path": ("resources", 0, "path"),
    "paths": ("resources", 0, "path", 0),
    "extrapaths": ("resources", 0, "extrapaths", 0),
    "data": ("resources", 0, "data"),
    "schema": ("resources", 0, "schema"),
    "schema of the schema": ("resources", 0, "schema", "$schema"),
    "profile of the schema": ("resources", 0, "schema", "profile"),
    "package of a key": ("resources", 0, "schema", "foreignKeys", 0, "reference", "package"),
    "dialect": ("resources", 0, "dialect"),
    "profile of the resource": ("resources", 0, "profile"),
    "type of a field": ("resources", 0, "schema", "fields", 0, "rdfType"),
    "homepage": ("homepage",),
    "source": ("sources", 0, "path"),
    "licence": ("licenses", 0, "path"),
    "person": ("contributors", 0, "path"),
}


@pytest.mark.parametrize("name", PLACES)
def test_nothing_remote_is_fetched_wherever_an_address_stands(small, fetched, name):
    value = described()
    *path, last = PLACES[name]
    place = value
    for step in path:
        if isinstance(place, dict) and not isinstance(place.get(step), (dict, list)):
            place[step] = [{}] if step in ("extrapaths", "path", "foreignKeys") else {}
        place = place[step]
    place[last] = fetched.address
    say(small, descriptor=value)
    result = run("verify", small)
    assert result.returncode in (0, 1), result.stderr
    assert fetched == []
    assert result.stderr == ""


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../../x.csv", "data/tables/../../x.csv", "data/tables/a.csv\n", 7, None, []]
)
def test_a_path_that_leads_elsewhere_is_told(small, path):
    value = described()
    value["resources"][0]["path"] = path
    say(small, descriptor=value)
    result = run("verify", small)
    assert result.returncode == 1
    assert "the path of resource 1 is not that of a table in data/tables" in result.stdout


@pytest.mark.parametrize(
    "text", ["", "[]", "7", "null", '{"resources": {}}', '{"resources": [7]}', "[" * 100_000, "\ud800"]
)
def test_a_descriptor_of_nonsense_is_told(small, text):
    (small / "datapackage.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    listed(small)
    result = run("verify", small)
    assert (result.returncode, result.stderr) == (1, "")
    assert " P03 " in result.stdout


@pytest.mark.parametrize(
    "stamp",
    [
        [], 7, None, {}, "", "{", "[" * 100_000, {**STAMP, "name": ["x"]}, {**STAMP, "name": "x\x1b[2Jy"}, {**STAMP, "name": "a\n::error ::x"},
        {**STAMP, "version": 1}, {**STAMP, "version": "\x1b]0;x\x07"}, {**STAMP, "commit": "HEAD"}, {**STAMP, "commit": None},
        {**STAMP, "version": "--upload-pack=x"},
    ],
)  # fmt: skip
def test_a_stamp_of_nonsense_is_one_line_without_control_characters(small, stamp):
    say(small, stamp)
    result = run("verify", small)
    assert (result.returncode, result.stderr) == (1, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "release.json:1:1: L07 the stamp is not a name, a version and a commit"
    assert all(line.isprintable() for line in lines)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no FIFO")
@pytest.mark.parametrize("name", ["SHA256SUMS", "release.json", "datapackage.json"])
@pytest.mark.parametrize("way", ["FIFO", "device", "folder"])
def test_what_is_no_file_is_told(small, name, way):
    (small / name).unlink()
    if way == "FIFO":
        os.mkfifo(small / name)
    elif way == "folder":
        (small / name).mkdir()
    else:
        (small / name).symlink_to("/dev/zero")
    result = run("verify", small)
    assert (result.returncode, result.stderr) == (1, "")
    assert " P03 " in result.stdout


def zipped(folder, path):
    distribution.pack(folder, path)
    return bytearray(path.read_bytes())


def patched(data, local, central, value):
    """Put a number of two bytes in the place of that of the first file, in its own head and in the list at the end."""
    struct.pack_into("<H", data, local, value)
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + central, value)
    return data


@pytest.mark.parametrize(
    ("local", "central", "value", "said"),
    [
        (6, 8, 1, "is encrypted"),
        (8, 10, 99, "is packed in a way that a release is not (99)"),
        (8, 10, 12, "is packed in a way"),
    ],
)
def test_an_entry_that_no_release_has_ends_in_a_line(small, tmp_path, local, central, value, said):
    path = tmp_path / "x.zip"
    path.write_bytes(patched(zipped(small, path), local, central, value))
    result = run("verify", path)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("verify: x.zip: emn-ahq-1.0.0/")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_zip_whose_bytes_are_harmed_ends_in_a_line(small, tmp_path):
    path = tmp_path / "x.zip"
    sound = zipped(small, path)
    for place in range(0, len(sound), max(1, len(sound) // 150)):
        harmed = bytearray(sound)
        harmed[place] ^= 0xFF
        path.write_bytes(harmed)
        result = run("verify", path)
        assert "internal error" not in result.stderr, place
        assert result.stderr.count("\n") <= 1


def test_a_zip_of_very_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(distribution, "MOST_ENTRIES", 2)
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for number in range(3):
            archive.writestr(f"a/{number}", "")
    result = run("verify", tmp_path / "x.zip")
    assert result.stderr == "verify: x.zip holds 3 files; at most 2\n"


def test_a_list_of_very_many_files_is_told_in_bounded_space(small):
    (small / "SHA256SUMS").write_text("".join(f"{'0' * 64}  {number}\n" for number in range(20_000)))
    result = run("verify", small)
    assert result.returncode == 1
    assert len(result.stdout.splitlines()) < 2_100
    assert "more problems" in result.stdout
