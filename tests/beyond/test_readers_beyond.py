"""The published tables and the workbook of a release, read by R and by LibreOffice: the same rows, the same texts."""

import csv
import json
import shutil
import subprocess
from collections import Counter

import pytest

from ahq.core.checkout import Checkout
from ahq.publishing.data_package import Published
from ahq.releasing.formats import xlsx

CHECKOUT = Checkout()
TABLES = {r["name"]: CHECKOUT.root / r["path"] for r in json.loads(CHECKOUT.descriptor.read_bytes())["resources"]}
QUERY = "2016-social-media-migrant-smuggling"

# Every cell is written back as JSON text, so that nothing of R's or LibreOffice's own CSV is trusted.
R_SCRIPT = """
quoted <- function(x) encodeString(enc2utf8(x), quote = '"')
for (path in commandArgs(trailingOnly = TRUE)) {
  table <- read.csv(path, colClasses = "character", na.strings = character(), encoding = "UTF-8", check.names = FALSE)
  cat(basename(path), nrow(table), ncol(table), sum(is.na(table)), "\\n")
  for (column in names(table)) cat(column, sum(nchar(table[[column]], type = "chars")), sum(table[[column]] %in% c("N/A", "n.a.", "N/A.", "N/a", "n/a")), "\\n")
}
"""


def _rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _expected(path):
    head, *rows = _rows(path)
    lines = [f"{path.name} {len(rows)} {len(head)} 0"]
    for place, column in enumerate(head):
        cells = [row[place] for row in rows]
        na = sum(cell in ("N/A", "n.a.", "N/A.", "N/a", "n/a") for cell in cells)
        lines.append(f"{column} {sum(map(len, cells))} {na}")
    return lines


@pytest.mark.skipif(not shutil.which("Rscript"), reason="Rscript is not installed; run `make test-all`")
def test_r_reads_every_row_and_character(tmp_path):
    script = tmp_path / "read.R"
    script.write_text(R_SCRIPT)
    command = ["Rscript", "--vanilla", str(script), *map(str, TABLES.values())]
    done = subprocess.run(
        command, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}, timeout=120
    )
    assert done.returncode == 0, done.stderr
    shown = [line.rstrip() for line in done.stdout.splitlines()]
    assert shown == [line for path in TABLES.values() for line in _expected(path)]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed; run `make test-all`")
def test_libreoffice_reads_every_row_and_text(tmp_path):
    # Comma, double quote, UTF-8, first line 1, and every column as text (type 2).
    for name, path in TABLES.items():
        width = len(_rows(path)[0])
        columns = "/".join(f"{number}/2" for number in range(1, width + 1))
        read = f"--infilter=CSV:44,34,76,1,{columns},0,false,true,false"
        write = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false"
        command = [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            read,
            "--convert-to",
            write,
            "--outdir",
            str(tmp_path / "out"),
            str(path),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        assert _rows(tmp_path / "out" / path.name) == _rows(path), name


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed; run `make test-all`")
def test_libreoffice_reads_every_cell_of_the_workbook(tmp_path):
    package = Published(CHECKOUT.root)
    (book,) = xlsx.write(package, tmp_path)
    # Comma, double quote, UTF-8, every cell as it is held and not as it is shown, a file for each sheet.
    write = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", "--headless", profile, "--convert-to", write, "--outdir", str(tmp_path / "out"), str(book)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    sheets = {path.stem.removeprefix(f"{book.stem}-"): path for path in (tmp_path / "out").iterdir()}
    tables = list(package.tables.values())
    assert set(sheets) == {"about", *(table.name for table in tables), QUERY[:31]}
    for table in tables:
        types = [field["type"] for field in table.fields]
        rows = _without_names(_rows(sheets[table.name]))
        assert _values(rows, types) == _values(_rows(table.path), types), table.name


def _without_names(rows):
    """Return rows without the name of the country that stands beside its code."""
    if "country_name" not in rows[0]:
        return rows
    place = rows[0].index("country_name")
    return [row[:place] + row[place + 1 :] for row in rows]


needs_pages = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")),
    reason="LibreOffice or pdftotext is not installed; run `make test-all`",
)


@needs_pages
def test_libreoffice_shows_long_answers_and_every_page_says_what_it_is_of(tmp_path):
    package = Published(CHECKOUT.root)
    (book,) = xlsx.write(package, tmp_path)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), str(book)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    text = subprocess.run(
        ["pdftotext", str(book.with_suffix(".pdf")), "-"], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    pages = text.split("\f")[:-1]
    answers = [page for page in pages if f"answers, version {package.version}" in page]
    shown = Counter(" ".join(answers).split())
    few = [row["text"] for row in package.tables["answers"].rows() if len(row["text"]) < 600]
    wanted = Counter(" ".join(few).split())
    assert (wanted & shown).total() > 0.98 * wanted.total()  # with rows of one line it is 0.76
    assert len(answers) < 20
    assert all(f"version {package.version}" in page for page in pages)


@pytest.mark.skipif(not shutil.which("Rscript"), reason="Rscript is not installed; run `make test-all`")
def test_readxl_reads_every_answer_of_the_workbook(tmp_path):
    package = Published(CHECKOUT.root)
    (book,) = xlsx.write(package, tmp_path)
    script = f"""
    table <- readxl::read_excel("{book}", "answers", col_types = "text", na = "")
    cat(nrow(table), sum(table$text == "N/A", na.rm = TRUE), sum(nchar(table$text), na.rm = TRUE))
    """
    done = subprocess.run(["Rscript", "--vanilla", "-e", script], capture_output=True, text=True, timeout=120)
    if "there is no package called" in done.stderr:
        pytest.skip("readxl is not installed; run `make test-all`")
    texts = [row["text"] for row in package.tables["answers"].rows()]
    assert done.stdout.split() == [str(len(texts)), str(texts.count("N/A")), str(sum(map(len, texts)))]


def _values(rows, types):
    """Return rows without their head: numbers as numbers, for a workbook does not know 1.0 from 1; TRUE as true."""
    read = {"number": lambda cell: float(cell) if cell else None, "boolean": str.lower}
    return [[read.get(type_, str)(cell) for cell, type_ in zip(row, types, strict=True)] for row in rows[1:]]
