"""Blocks of code in documents, each with what is printed under it; and how each is run, as a reader would."""

import contextlib
import io
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from ahq.core.checkout import Checkout
from ahq.publishing.data_package import Published
from ahq.releasing.distribution import write_format

BLOCK = re.compile(r"^```(python|r|sql)\n(.*?)^```\n\n```text\n(.*?)^```\n", re.DOTALL | re.MULTILINE)
RELEASED = ("parquet", "jsonl", "sqlite", "xlsx", "statistics", "flat")  # the formats that examples read
ONLY_RELEASED = ("formats/", "wide/", "answers_with_context.csv")


class Example(NamedTuple):
    """A block of code with what is printed under it, and the heading that it stands under."""

    heading: str
    language: str
    code: str
    printed: str

    @property
    def kind(self) -> str:
        """The language; of SQL the database, which its first line names."""
        return self.code.split("\n", 1)[0] if self.language == "sql" else self.language

    @property
    def needs_release(self) -> bool:
        """Whether it reads what only a release has."""
        return any(name in self.code for name in ONLY_RELEASED) or self.kind == "-- SQLite"

    @property
    def packages(self) -> list[str]:
        """The packages of R that it needs."""
        return re.findall(r"^library\((\S+)\)$", self.code, re.MULTILINE) if self.language == "r" else []


def examples(text: str) -> list[Example]:
    """Return the examples of a document, in their order."""
    found = []
    for section in text.split("\n## ")[1:]:
        found += [Example(section.split("\n", 1)[0], *block) for block in BLOCK.findall(section)]
    return found


def make_release(checkout: Checkout, folder: Path) -> Path:
    """Write into ``folder`` what examples need of a release: the package, and some of its formats. Raises OSError."""
    shutil.copy(checkout.descriptor, folder)
    shutil.copytree(checkout.tables, folder / "data" / "tables")
    for name in RELEASED:
        write_format(name, Published(checkout.root), folder)
    return folder


def run(example: Example, every: list[Example], folder: Path) -> str:
    """Return what an example prints in ``folder``; ``every`` are those of its document. Raises what the code raises."""
    if example.language == "python":
        return run_python(example.code, folder)[0]
    return run_r(example.code, folder) if example.language == "r" else _run_sql(example, every, folder)


def run_python(code: str, folder: Path) -> tuple[str, dict]:
    """Return what Python code prints, and the names that it leaves."""
    shown = io.StringIO()
    names: dict[str, Any] = {}
    with contextlib.chdir(folder), contextlib.redirect_stdout(shown):
        exec(compile(code, "example", "exec"), names)
    return shown.getvalue(), names


def run_r(code: str, folder: Path) -> str:
    """Return what R code prints. Raises CalledProcessError, or FileNotFoundError where R is not installed."""
    environment = {"PATH": "/usr/bin:/bin:/usr/local/bin", "LC_ALL": "C.UTF-8"}
    command = ["Rscript", "--vanilla", "-e", code]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=True, timeout=120
    )
    return done.stdout


def _run_sql(example: Example, every: list[Example], folder: Path) -> str:
    """Run SQL, and for DuckDB that of the examples before it, whose views it may use."""
    if example.kind == "-- SQLite":
        with contextlib.closing(sqlite3.connect(folder / "formats" / "sqlite" / "emn-ahq.sqlite")) as database:
            found = database.execute(example.code)
            return as_table([column[0] for column in found.description], found.fetchall())
    before = [one for one in every[: every.index(example)] if one.kind == example.kind]
    with contextlib.chdir(folder), duckdb.connect() as connection:
        for one in (*before, example):
            result = connection.execute(one.code)
        return as_table([column[0] for column in result.description], result.fetchall())


def as_table(head: list[str], rows: list) -> str:
    """Return rows as a table of plain text."""
    lines = [["" if cell is None else str(cell).replace("\n", " ") for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["-" * width for width in widths])
    shown = (" | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)
    return "".join(f"{line.rstrip()}\n" for line in shown)


def can_run(example: Example) -> bool:
    """Whether what an example needs is installed here: R and its packages are no part of our environment."""
    if example.language != "r":
        return True
    needed = "".join(f"library({name});" for name in example.packages) or "NULL"
    return (
        bool(shutil.which("Rscript")) and not subprocess.run(["Rscript", "-e", needed], capture_output=True).returncode
    )


def refreshed(text: str, folder: Path) -> str:
    """Return a document with what its examples print now in ``folder``, a release; those that cannot run here stay."""
    every = examples(text)
    for example in every:
        if not can_run(example):
            continue
        code = f"```{example.language}\n{example.code}```\n\n```text\n"
        text = text.replace(f"{code}{example.printed}```", f"{code}{run(example, every, folder)}```")
    return text
