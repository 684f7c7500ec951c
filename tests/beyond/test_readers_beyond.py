"""The published tables, read by R and by LibreOffice: the same rows, the same texts."""

import csv
import json
import shutil
import subprocess

import pytest

from ahq.house import House

HOUSE = House()
TABLES = {r["name"]: HOUSE.root / r["path"] for r in json.loads(HOUSE.descriptor.read_bytes())["resources"]}

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
