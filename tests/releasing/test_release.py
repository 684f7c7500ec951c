"""A release as a maintainer cuts it: the right level, nothing left out, the same bytes, and what a download is worth."""

import contextlib
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest

from ahq.core.checkout import HOME, Checkout
from ahq.corpus import variable_names
from ahq.publishing import package
from ahq.publishing.data_package import Published
from ahq.releasing import changelog, differences, distribution, requirements
from ahq.rules import catalogue
from conftest import QUERY, change, commit, copy_of, git, publish, record, run


def release(checkout, version, *arguments, **options):
    return run("release", version, *arguments, root=checkout.root, **options)


def describe(checkout, version, text="- Something."):
    """Write the entry of a version, as a maintainer does."""
    old = checkout.changelog.read_text("utf-8") if checkout.changelog.exists() else "# Changelog\n"
    checkout.changelog.write_text(changelog.insert(old, f"## {version} — 2026-11-24\n\n{text}\n"), "utf-8")


def cut(checkout, version):
    """Release a version in both steps, with the commit between them, and return the folder."""
    assert release(checkout, version).returncode == 1
    commit(checkout, f"Version {version}")
    result = release(checkout, version)
    assert result.returncode == 0, result.stderr
    return checkout.root / "dist" / f"emn-ahq-{version}"


@pytest.fixture(scope="module")
def described(committed, tmp_path_factory):
    """The fixture with an entry for its first release; the tests copy it."""
    checkout = copy_of(committed, tmp_path_factory.mktemp("described") / "checkout")
    for name in ("LICENSE", "LICENSE.md"):
        shutil.copy(HOME / name, checkout.root)
    shutil.copytree(HOME / "docs", checkout.root / "docs")
    (checkout.root / "CITATION.cff").write_bytes((HOME / "CITATION.cff").read_bytes())
    describe(checkout, "1.0.0")
    commit(checkout, "to be released")
    return checkout


@pytest.fixture(scope="module")
def released(described, tmp_path_factory):
    """The same after its first release, whose tag is there; the tests copy it."""
    checkout = copy_of(described, tmp_path_factory.mktemp("released") / "checkout")
    requirements.set_version(checkout, "1.0.0", "2026-11-24")
    commit(checkout, "Version 1.0.0")
    git(checkout, "tag", "v1.0.0")
    return checkout


@pytest.fixture
def first(described, tmp_path):
    """The fixture with an entry for its first release."""
    return copy_of(described, tmp_path / "checkout")


@pytest.fixture
def tagged(released, tmp_path):
    """The fixture after its first release, whose tag is there."""
    return copy_of(released, tmp_path / "checkout")


def test_a_release_is_cut_in_two_steps_and_holds_what_it_lists(first):
    waiting = release(first, "1.0.0")
    assert waiting.returncode == 1
    assert "git commit" in waiting.stderr
    assert package.about(first)["version"] == "1.0.0"
    assert not (first.root / "dist").exists()
    commit(first, "Version 1.0.0")
    done = release(first, "1.0.0")
    assert done.returncode == 0, done.stderr
    folder = first.root / "dist" / "emn-ahq-1.0.0"
    head = git(first, "rev-parse", "HEAD")
    assert f'git tag --annotate v1.0.0 --message "Version 1.0.0" {head}' in done.stdout
    assert git(first, "tag") == ""
    assert distribution.stamp(folder) == {"name": "emn-ad-hoc-queries", "version": "1.0.0", "commit": head}
    listed = {path.relative_to(folder).as_posix() for path in distribution.files(folder)}
    assert all(
        any(name.startswith(f"{place}/") for name in listed) for place in distribution.FORMATS.values() if place != "."
    )
    assert "answers_with_context.csv" in listed
    assert {module.PATH for module in distribution.METADATA} <= listed
    for version_of in ("datapackage.json", ".zenodo.json", "metadata/schema-org.jsonld"):
        assert json.loads((folder / version_of).read_text("utf-8"))["version"] == "1.0.0"
    with zipfile.ZipFile(folder.with_suffix(".0.zip")) as archive:
        assert set(archive.namelist()) == {f"emn-ahq-1.0.0/{name}" for name in listed}
    assert distribution.verify(folder) == []


def test_each_format_can_be_had_alone_with_its_terms_and_is_listed_with_its_hash(first):
    folder = cut(first, "1.0.0")
    assert [path.name for path in distribution.assets(folder)] == [
        "emn-ahq-1.0.0-answers_with_context.csv",
        "emn-ahq-1.0.0-csv.zip",
        "emn-ahq-1.0.0-jsonl.zip",
        "emn-ahq-1.0.0-parquet.zip",
        "emn-ahq-1.0.0-qualitative.zip",
        "emn-ahq-1.0.0-sqlite.zip",
        "emn-ahq-1.0.0-statistics.zip",
        "emn-ahq-1.0.0.xlsx",
        "emn-ahq-1.0.0.zip",
    ]
    for path in folder.parent.glob("*-*.zip"):
        with zipfile.ZipFile(path) as archive:
            assert path.name == "emn-ahq-1.0.0.zip" or {"LICENSE.md", "CITATION.cff"} <= set(archive.namelist())
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    done = subprocess.run(command, cwd=folder.parent, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count(": OK") == 9


def test_the_metadata_of_a_release_have_every_format_and_say_what_they_do_not_know(first):
    folder = cut(first, "1.0.0")
    assert "metadata: no landing page, no absolute addresses" in release(first, "1.0.0").stdout
    sizes = {path.name: path.stat().st_size for path in distribution.assets(folder) if path.name != "emn-ahq-1.0.0.zip"}
    about = json.loads((folder / "metadata" / "schema-org.jsonld").read_text("utf-8"))
    formats = {one["name"]: one["contentSize"] for one in about["distribution"] if one["name"] in sizes}
    assert formats == {name: f"{size} B" for name, size in sizes.items()}
    assert about["temporalCoverage"] == "2016-04-18/2016-04-18"
    assert [place["name"] for place in about["spatialCoverage"]] == ["Austria", "Belgium", "Croatia"]


def test_processes_side_by_side_write_the_same_bytes(first, tmp_path):
    found = []
    for jobs in (1, 2):
        folder = tmp_path / str(jobs) / "emn-ahq-0.0.0"
        folder.mkdir(parents=True)
        assert set(distribution.build(first, folder, "0" * 40, None, jobs)) == set(distribution.PARTS)
        found.append(distribution.sums(folder.parent))
    assert found[0] == found[1]


def test_two_releases_of_one_commit_have_the_same_bytes(first):
    folder = cut(first, "1.0.0")
    archive = folder.with_suffix(".0.zip")
    before = archive.read_bytes()
    shutil.rmtree(first.root / "dist")
    environment = {**os.environ, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    assert release(first, "1.0.0", env=environment).returncode == 0
    assert archive.read_bytes() == before


def refused(checkout, version):
    """Return the rules that refuse a version."""
    result = release(checkout, version)
    assert result.returncode == 1, result.stdout
    assert "Traceback" not in result.stderr
    assert not (checkout.root / "dist").exists()
    for line in result.stderr.split("\n"):
        assert not re.match(r".*: L0\d ", line) or "help: " in result.stderr.split(line)[1]
    return re.findall(r": (L0\d) ", result.stderr)


def shown(printed, id_):
    """Return whether the problem of a rule is printed as docs/rules.md has it, whatever the commits are."""
    wanted = f": {id_} {catalogue.BY_ID[id_].example.prints}\n"
    return _without_commits(wanted) in _without_commits(printed)


def _without_commits(text):
    return re.sub(r"\b[0-9a-f]{12}\b", "<commit>", text)


def test_everything_that_stands_against_a_release_is_told_at_once(tagged):
    change(record(tagged, "HR"), "  value: supported\n", "  value: not-suported\n")
    assert sorted(refused(tagged, "1.0.1")) == ["L02", "L03", "L06"]
    printed = release(tagged, "1.0.1").stderr
    assert [id_ for id_ in ("L02", "L03", "L06") if not shown(printed, id_)] == [], printed


@pytest.mark.parametrize("version", ["1.0", "x", "1.0.0-rc1", "", "../1.0.0", "1.0.0"])
def test_a_version_that_is_none_or_was_there_is_refused(tagged, version):
    assert refused(tagged, version) == ["L01"]
    assert shown(release(tagged, version).stderr, "L01") == (version == "1.0.0")


def test_what_does_not_come_from_git_cannot_be_released(checkout):
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(checkout.root.parent)}
    result = run("release", "1.0.0", root=checkout.root, env=environment)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


def correct_a_code(checkout):
    change(record(checkout, "HR"), "  value: supported\n", "  value: not-supported\n")


CODE = re.compile(r"    with-authorisation:.*?\n(?=    \w)", re.DOTALL)


def remove_a_code(checkout):
    book = checkout.queries / QUERY / "codebook.yaml"
    text, count = CODE.subn("", book.read_text("utf-8"), 1)
    assert count == 1
    book.write_text(text, "utf-8")


def test_a_corrected_code_is_a_patch_and_its_notes_and_its_list_leave_nothing_out(tagged):
    old = Published(tagged.root)
    before = {name: table.text() for name, table in old.tables.items()}
    correct_a_code(tagged)
    commit(tagged, "correct a code")
    assert run("changelog", root=tagged.root).returncode == 0
    entry = changelog.entries(tagged.changelog.read_text("utf-8"))[0]
    assert entry.version == "1.0.1"
    git(tagged, "commit", "--all", "--quiet", "--message", "notes")
    folder = cut(tagged, "1.0.1")
    with (folder / "changes-1.0.1.csv").open(encoding="utf-8", newline="") as file:
        listed = [tuple(row.values()) for row in csv.DictReader(file)]
    key = f"{QUERY};HR"
    assert listed == [
        ("codings", f"{key};option_report;supported", "code", "supported", "not-supported"),
        ("evidence", f"{key};option_report;1", "code", "supported", "not-supported"),
    ]
    now = Published(folder).tables
    for name, table in now.items():
        assert table.text().equals(before[name]) == (name not in {row[0] for row in listed})
    for name, key, _, was, is_ in listed:
        assert f"`{name}`: 1 changed" in entry.text
        (line,) = [line for line in entry.text.split("\n") if line.startswith(f"  - {key.replace(';', '/')}:")]
        assert was in line
        assert is_ in line


def test_without_a_tag_the_first_entry_is_explained(first):
    done = run("changelog", "1.0.0", root=first.root)
    assert done.returncode == 1
    for part in ("no version has a tag yet", 'put "## 1.0.0 — ', "`make release VERSION=1.0.0`", "`make changelog`"):
        assert part in done.stdout


def test_the_entry_of_a_version_can_be_shown_alone(first):
    describe(first, "1.1.0", "- Something else.")
    assert run("changelog", "1.0.0", "--show", root=first.root).stdout == "- Something.\n"
    done = run("changelog", "9.0.0", "--show", root=first.root)
    assert (done.returncode, done.stdout) == (1, "")


def test_an_entry_that_leaves_a_table_out_is_refused(tagged):
    correct_a_code(tagged)
    describe(tagged, "1.0.1", "- Code of Croatia corrected. `codings`: 1 changed")
    commit(tagged, "correct a code")
    result = release(tagged, "1.0.1")
    assert result.returncode == 1
    assert "leaves out a table that differs: `evidence`: 1 changed" in result.stderr


def test_a_new_record_is_a_minor_version(repository):
    path = record(repository, "AT")
    kept = path.read_bytes()
    path.unlink()
    requirements.set_version(repository, "1.0.0", "2026-11-24")
    commit(repository, "Version 1.0.0")
    git(repository, "tag", "v1.0.0")
    path.write_bytes(kept)
    publish(repository)
    assert level(repository) == "minor"
    describe(repository, "1.0.1", drafted(repository, "1.0.1"))
    commit(repository, "a record more")
    assert refused(repository, "1.0.1") == ["L04"]
    printed = release(repository, "1.0.1").stderr
    assert "make release VERSION=1.1.0" in printed
    assert shown(printed, "L04"), printed


def level(checkout):
    base = requirements.base(checkout, checkout.root / "build" / "base")
    return requirements.difference(checkout, base).level


def drafted(checkout, version):
    base = requirements.base(checkout, checkout.root / "build" / "base")
    return changelog.draft(version, "2026-11-24", requirements.difference(checkout, base)).split("\n", 2)[2]


def test_a_renamed_column_is_a_major_version(tagged):
    for path in (tagged.descriptor, tagged.tables / "entities.csv"):
        path.write_text(path.read_text("utf-8").replace("aliases", "other_names"), "utf-8")
    git(tagged, "commit", "--all", "--quiet", "--message", "as if the column had another name")
    git(tagged, "tag", "--force", "v1.0.0")
    describe(tagged, "1.1.0", "- `entities`: 34 changed")
    publish(tagged)
    describe(tagged, "1.1.0", drafted(tagged, "1.1.0"))
    commit(tagged, "the column is named otherwise")
    assert refused(tagged, "1.1.0") == ["L04"]
    assert "make release VERSION=2.0.0" in release(tagged, "1.1.0").stderr


def test_a_removed_code_is_a_major_version_and_stands_among_the_retired(tagged):
    remove_a_code(tagged)
    records = sorted((tagged.queries / QUERY / "responses").glob("*.yaml"))
    assert run("review", "--yes", *records, root=tagged.root).returncode == 0  # the codebook is another
    publish(tagged)
    assert level(tagged) == "major"
    describe(tagged, "1.0.1", drafted(tagged, "1.0.1"))
    commit(tagged, "a code less")
    assert sorted(refused(tagged, "1.0.1")) == ["L04", "L05"]
    assert shown(release(tagged, "1.0.1").stderr, "L05"), release(tagged, "1.0.1").stderr
    (tagged.reference / "retired.csv").open("a", encoding="utf-8").write(
        f"codes,{QUERY};closed_groups;with-authorisation,Never met.,,2.0.0\n"
    )
    publish(tagged)
    describe(tagged, "2.0.0", drafted(tagged, "2.0.0"))
    commit(tagged, "the code is retired")
    result = release(tagged, "2.0.0")
    assert "now says 2.0.0" in result.stderr, result.stderr


def test_a_name_that_was_released_and_changed_is_refused(tagged):
    path = tagged.root / variable_names.path_of(QUERY)
    path.write_text("variable_id,code,name,number\nplatforms_used,whatsapp,platforms_used_whatsapp,\n", "utf-8")
    commit(tagged, "names")
    git(tagged, "tag", "v1.0.1")
    change(path, "platforms_used_whatsapp", "wa")
    describe(tagged, "1.0.2")
    commit(tagged, "another name")
    assert refused(tagged, "1.0.2") == ["L08"]
    assert (
        "platforms_used whatsapp was platforms_used_whatsapp in v1.0.1 and is wa now" in release(tagged, "1.0.2").stderr
    )


def test_the_base_is_the_highest_version_and_never_a_tag_that_moves(tagged):
    correct_a_code(tagged)
    commit(tagged, "correct a code")
    for tag in ("v1.2.0", "v1.10.0", "latest", "v2", "zzz-3.0.0"):
        git(tagged, "tag", tag)
    git(tagged, "tag", "v1.3.0", "v1.0.0")
    assert requirements.base(tagged, tagged.root / "build" / "base").tag == "v1.10.0"


def test_a_release_that_fails_half_way_leaves_the_one_before(first):
    folder = cut(first, "1.0.0")
    before = {path: path.read_bytes() for path in distribution.files(folder.parent)}
    code = (
        f"import sys; sys.path.insert(0, {str(HOME / 'scripts')!r}); from ahq.releasing.formats import xlsx\n"
        "def fail(package, folder): raise OSError(28, 'no space left')\n"
        "xlsx.write = fail\n"
        f"import release; from ahq.core import commands; sys.argv[1:] = ['1.0.0', '--root', {str(first.root)!r}]; commands.run('release', release.main)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert result.returncode == 2
    assert "no space left" in result.stderr
    assert "Traceback" not in result.stderr
    kept = {path: path.read_bytes() for path in distribution.files(folder.parent) if ".draft" not in path.parts}
    assert kept == before


def test_progress_is_shown_on_a_terminal_and_not_in_a_log(first):
    cut(first, "1.0.0")
    assert "\x1b" not in release(first, "1.0.0").stderr
    pty = pytest.importorskip("pty", reason="no terminals of Unix here")
    leader, follower = pty.openpty()
    command = [sys.executable, str(HOME / "scripts" / "release.py"), "--root", str(first.root), "1.0.0"]
    environment = {**os.environ, "TERM": "xterm"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=follower, env=environment)
    os.close(follower)
    shown = b""
    try:
        while chunk := os.read(leader, 4096):
            shown += chunk
    except OSError:  # the terminal is gone with the process
        pass
    assert process.wait(120) == 0
    assert b"release" in shown


@pytest.fixture(scope="module")
def download(tmp_path_factory):
    """A release of the real package."""
    folder = tmp_path_factory.mktemp("download") / "emn-ahq-0.0.0"
    folder.mkdir()
    list(distribution.build(Checkout(), folder, "0" * 40, None))
    return folder


def verify(path, **options):
    return run("verify", path, **options)


def test_a_download_is_what_was_released(download, tmp_path):
    assert verify(download).returncode == 0
    distribution.pack(download, tmp_path / "a.zip")
    result = verify(tmp_path / "a.zip")
    assert result.returncode == 0, result.stdout
    assert "every table valid" in result.stdout


def test_the_checksums_are_those_that_sha256sum_reads(download):
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=download, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


HARM = {
    "changed": lambda folder: (folder / "data/tables/answers.csv").write_text("x"),
    "gone": lambda folder: (folder / "LICENSE.md").unlink(),
    "more": lambda folder: (folder / "formats/more.txt").write_text("x"),
    "no list": lambda folder: (folder / "SHA256SUMS").unlink(),
    "a list of nonsense": lambda folder: (folder / "SHA256SUMS").write_bytes(b"\xff\xfe nonsense"),
}


@pytest.mark.parametrize("name", HARM)
def test_a_harmed_download_is_told(download, tmp_path, name):
    folder = shutil.copytree(download, tmp_path / "emn-ahq")
    HARM[name](folder)
    result = verify(folder)
    assert result.returncode == 1
    assert " P03 " in result.stdout
    assert name != "changed" or shown(result.stdout, "P03")
    assert "Traceback" not in result.stderr


def test_a_package_that_does_not_hold_is_told_even_if_the_list_was_made_anew(download, tmp_path):
    folder = shutil.copytree(download, tmp_path / "emn-ahq")
    path = folder / "data/tables/codings.csv"
    path.write_text(path.read_text("utf-8").replace("HR", "XX", 1), "utf-8")
    lines = "".join(f"{hash_}  {name}\n" for name, hash_ in sorted(distribution.sums(folder).items()))
    (folder / distribution.SUMS).write_text(lines)
    result = verify(folder)
    assert result.returncode == 1
    assert " P01 " in result.stdout


def test_a_stamp_that_is_not_the_tag_s_is_told(tagged):
    git(tagged, "tag", "--delete", "v1.0.0")
    folder = cut_again(tagged)
    git(tagged, "tag", "v1.0.0")
    assert "as the tag v1.0.0" in run("verify", folder, root=tagged.root).stdout
    git(tagged, "commit", "--quiet", "--allow-empty", "--message", "later")
    git(tagged, "tag", "--force", "v1.0.0")
    result = run("verify", folder, root=tagged.root)
    assert result.returncode == 1
    assert shown(result.stdout, "L07"), result.stdout


def cut_again(checkout):
    assert release(checkout, "1.0.0").returncode == 0
    return checkout.root / "dist" / "emn-ahq-1.0.0"


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04 cut off"])
def test_what_is_no_release_cannot_be_verified(tmp_path, data):
    (tmp_path / "x.zip").write_bytes(data)
    for path in (tmp_path / "x.zip", tmp_path / "nowhere.zip"):
        result = verify(path)
        assert result.returncode == 2
        assert "Traceback" not in result.stderr


def test_a_zip_that_leads_out_of_its_folder_writes_nothing_there(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a/SHA256SUMS", "")
        archive.writestr("../outside.txt", "x")
    (tmp_path / "inside").mkdir()
    with contextlib.suppress(ValueError):
        distribution.unpack(tmp_path / "x.zip", tmp_path / "inside")
    assert not (tmp_path / "outside.txt").exists()


def test_a_zip_that_would_fill_the_disk_is_refused(download, tmp_path):
    distribution.pack(download, tmp_path / "a.zip")
    with pytest.raises(ValueError, match="more than 1,000 bytes"):
        distribution.unpack(tmp_path / "a.zip", tmp_path / "inside", most=1000)


LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def test_no_link_of_the_documents_leads_nowhere(download):
    lost = [
        (path.name, target)
        for path in (*download.glob("*.md"), *download.glob("docs/*.md"))
        for target in LINK.findall(path.read_text("utf-8"))
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert lost == []


def test_the_list_of_changes_has_every_value_of_a_difference(tagged, tmp_path):
    correct_a_code(tagged)
    publish(tagged)
    base = requirements.base(tagged, tmp_path / "base")
    difference = requirements.difference(tagged, base)
    tmp_path.joinpath("out").mkdir()
    distribution._write_changes(Published(tagged.root), difference, tmp_path / "out")
    rows = (tmp_path / "out" / "changes-1.0.0.csv").read_text("utf-8").strip().split("\n")[1:]
    assert len(rows) == len(list(differences.compare(base.tables, Published(tagged.root).tables).changes())) == 2
