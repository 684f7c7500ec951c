"""Changes of a file at random, from a seed: of bytes, characters, lines, values, cells; and another kind of file in its place."""

import csv
import io
import json
import os
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ahq.core import strict_yaml

HIDDEN = "\0\t\r\x1b\x7f\x85\u00a0\u00ad\u200b\u200f\u202e\u2028\ufeff\ufe0f\uf0b7\U000e0041\ud800"
PLAIN = " aeN.,:;-#|>'\"[]{}&*!%@`?~=+<019\\/$\n\u0430\u00e9\uff11"
WORDS = ("", "~", "null", "true", "NO", "1e9", "0x1F", "-1", "1.5", "9" * 400, "[]", "{}", "&a [*a]", "*a", "!!python/object:os.system x",
         "<<: *a", "|", ">-", "? a", "--- a", "%YAML 1.1", "=1+2", "${{ x }}", "{x:>200000000}", "{0.__class__}", "../../etc/passwd",
         "/dev/zero", "2026-02-30", "9999-99-99", "::error::x", "x" * 40_000, "\u0661\u0662", "a;b", "not-mentioned", "AT", "XX")  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**30, "", " ", "x", "No", [], {}, [1], ["x", "x"], {"x": 1}, "2026-02-30", "x" * 40_000,
)  # fmt: skip
Change = Callable[[random.Random, bytes], bytes]


def of_bytes(chance: random.Random, data: bytes) -> bytes:
    """Put up to three bytes in the place of up to three."""
    place, gone = chance.randrange(len(data) + 1), chance.randrange(4)
    return data[:place] + chance.randbytes(chance.randrange(4)) + data[place + gone :]


def of_characters(chance: random.Random, data: bytes) -> bytes:
    """Put up to three characters, of those that mean something or cannot be seen, in the place of up to two."""
    text = data.decode()
    place, gone = chance.randrange(len(text) + 1), chance.randrange(3)
    new = "".join(chance.choice(chance.choice((HIDDEN, PLAIN))) for _ in range(chance.randrange(1, 4)))
    return (text[:place] + new + text[place + gone :]).encode("utf-8", "surrogatepass")


def of_lines(chance: random.Random, data: bytes) -> bytes:
    """Delete, double, exchange, move, indent or join lines, or delete a block of them."""
    lines = data.split(b"\n")
    one, other = sorted(chance.randrange(len(lines)) for _ in range(2))
    way = chance.randrange(7)
    if way == 0:
        del lines[one]
    elif way == 1:
        lines.insert(other, lines[one])
    elif way == 2:
        lines[one], lines[other] = lines[other], lines[one]
    elif way == 3:
        lines.insert(one, lines.pop(other))
    elif way == 4:
        lines[one] = b"  " + lines[one] if chance.randrange(2) else lines[one][2:]
    elif way == 5:
        lines[one : one + 2] = [b" ".join(lines[one : one + 2])]
    else:
        del lines[one:other]
    return b"\n".join(lines)


def of_words(chance: random.Random, data: bytes) -> bytes:
    """Put a word that means something to a program, or one of elsewhere in the file, in the place of another."""
    found = list(re.finditer(rb"[^\s,\"]+", data))
    if not found:
        return b"x"
    word = chance.choice(found)
    new = chance.choice(found)[0] if chance.randrange(2) else chance.choice(WORDS).encode()
    return data[: word.start()] + new + data[word.end() :]


def of_the_whole(chance: random.Random, data: bytes) -> bytes:
    """Cut the file, double it, write it in another encoding, fill it, or nest it deeply."""
    text = data.decode()
    return chance.choice((
        lambda: data[: chance.randrange(len(data) + 1)],
        lambda: data + data,
        lambda: b"\xef\xbb\xbf" + data,
        lambda: text.encode("utf-16"),
        lambda: text.encode("latin-1", "replace"),
        lambda: data.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\n", b" \n"))),
        lambda: data + chance.choice((b"[", b"{a: ", b"- ", b"x: &a [*a]\n", b"<<a", b'"')) * chance.randrange(1, 20_000),
        lambda: data.rstrip(b"\n"),
        lambda: data + chance.choice((b" ", b"\t", b"\n", b"\0", b"-")) * chance.randrange(1, 2_000_000),
    ))()  # fmt: skip


def of_values(chance: random.Random, data: bytes) -> bytes:
    """Replace, delete, add, rename or exchange values of a YAML file, which is then written as JSON."""
    value = strict_yaml.read(data.decode()).value
    for _ in range(chance.randrange(1, 3)):
        paths = list(_paths(value))
        if not paths:
            break
        path = chance.choice(paths)
        _change_value(chance, _at(value, path[:-1]), path[-1], _at(value, chance.choice(paths)))
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass") + b"\n"


def _change_value(chance: random.Random, parent: Any, key: Any, other: Any) -> None:
    way = chance.randrange(6)
    if way == 0:
        parent[key] = chance.choice(VALUES)
    elif way == 1:
        parent[key] = json.loads(json.dumps(other))
    elif way == 2:
        del parent[key]
    elif way == 3 and isinstance(parent[key], str):
        text = parent[key]
        place = chance.randrange(len(text) + 1)
        parent[key] = text[:place] + chance.choice(HIDDEN + PLAIN) + text[place + chance.randrange(2) :]
    elif isinstance(parent, list):
        parent.insert(key, chance.choice((*VALUES, parent[key])))
    else:
        parent[chance.choice(("note", "x", "text", f"{key}s"))] = chance.choice((*VALUES, parent[key]))


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, child in children for found in ((*path, key), *_paths(child, (*path, key)))]


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def of_cells(chance: random.Random, data: bytes) -> bytes:
    """Replace a cell by a word, by another cell or by very much; delete, double, exchange rows; delete or exchange columns."""
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    one, other = chance.randrange(len(rows)), chance.randrange(len(rows))
    place, second = (chance.randrange(len(rows[0])) for _ in range(2))
    way = chance.randrange(8)
    if way == 0:
        rows[one][place] = chance.choice(WORDS)
    elif way == 1:
        rows[one][place] = rows[other][place]
    elif way == 2:
        rows[one][place] = chance.choice(("x" * 200_000, "x" * 40_000, "a\nb", 'a"b', rows[one][place] + " "))
    elif way == 3:
        del rows[one]
    elif way == 4:
        rows.insert(other, list(rows[one]))
    elif way == 5:
        rows[one], rows[other] = rows[other], rows[one]
    elif way == 6:
        for row in rows:
            row[place], row[second] = row[second], row[place]
    else:
        for row in rows:
            del row[place]
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


def another_file(chance: random.Random, path: Path, outside: Path) -> str:
    """Put something that is no file of ours in the place of one, and return what it is."""
    path.unlink()
    ways: dict[str, Callable[[], object]] = {
        "nothing": lambda: None,
        "a folder": path.mkdir,
        "an empty file": path.touch,
        "a link to a file": lambda: path.symlink_to(outside),
        "a link to a device": lambda: path.symlink_to("/dev/zero"),
        "a link to itself": lambda: path.symlink_to(path.name),
        "a link to nowhere": lambda: path.symlink_to("nowhere"),
        "a FIFO": lambda: os.mkfifo(path),
        "100 MB of nothing": lambda: _sparse(path),
    }
    way = chance.choice(list(ways))
    ways[way]()
    return way


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(100_000_000)


COMMON: tuple[Change, ...] = (of_bytes, of_characters, of_lines, of_words, of_the_whole)
BY_SUFFIX: dict[str, tuple[Change, ...]] = {
    ".yaml": (*COMMON, of_values, of_values, of_values),
    ".csv": (*COMMON, of_cells, of_cells, of_cells),
    ".md": COMMON,
}
