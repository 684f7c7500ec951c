"""docs/dictionary.md: every table and every column of the package, from its descriptor."""

from collections.abc import Iterator

from ahq.publishing.data_package import Published, Table
from ahq.publishing.documents import GENERATED, table

HEAD = """# Data dictionary

Version {version}: {tables} tables, {rows:,} rows. Every file is UTF-8 with LF, cells are separated by commas and quoted
by `"` where needed, the first line names the columns, and rows stand in the order of the primary key. How to load them
without loss stands in [recipes.md](recipes.md).

An **empty cell** means that there is nothing. No word stands for it: `N/A`, `None` or `-` in a text is what a state
wrote. In a column that is *required* no cell is empty. A table **without a row** has its header still, so that a program
finds the same tables in every version. Booleans are `true` and `false`, dates are `2016-04-18`. A
pattern is a regular expression that the whole cell matches. An example is that of the schema, or else the first cell
that is not empty; a long one is cut with "…".

| table | one row is | rows |
|---|---|---|
{contents}"""

MISSING = """
## Missing codes

Where a variable has no value, a code says why. It is a code like any other (`is_missing` in [codes](#codes) is `true`),
so that a count over all codes loses no response; leave these out where you want values only.

"""

OFFSETS = """
## How places in a text count

`char_start` and `char_end` count Unicode code points of `text` in [answers](#answers), from 0; the end is the place
after the last character, so that `char_end` minus `char_start` is the length. A line break is one character.
[links](#links) has no end: it is the start and the length of `url`. To cut a quote out:

| in | write |
|---|---|
| Python | `text[char_start:char_end]` |
| R | `substr(text, char_start + 1, char_end)` |
| SQL | `substr(text, char_start + 1, char_end - char_start)` |

Excel, Java and JavaScript count a character beyond U+FFFF (an emoji) as two; turn the text into code points first.
"""

LONGEST = 60  # characters of an example
NO_EXAMPLE = {("queries", "requested_by")}  # a person, who need not stand in a document
LIMITS = {
    "unique": "unique",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "minLength": "{} or more characters",
    "maxLength": "{} or fewer characters",
    "pattern": "`{}`",
}


def render(package: Published) -> str:
    """Return the document. Raises OSError where a table cannot be read."""
    missing = _missing_codes(package)
    contents = [(f"[{t.name}](#{t.name})", _row_is(t), f"{t.about['rows']:,}") for t in package.tables.values()]
    head = HEAD.format(
        version=package.version,
        tables=len(package.tables),
        rows=sum(t.about["rows"] for t in package.tables.values()),
        contents="".join(table([], contents).splitlines(keepends=True)[2:]),
    )
    parts = [GENERATED.format(source="schemas/tables/ and the tables"), head]
    parts += [_table(one, missing) for one in package.tables.values()]
    parts += [MISSING, table(["code", "meaning"], [(f"`{code}`", label) for code, label in missing.items()]), OFFSETS]
    return "".join(parts)


def _missing_codes(package: Published) -> dict[str, str]:
    """Return the meaning of each missing code, in the order that the variables give them."""
    found = [row for row in package.tables["codes"].rows() if row["is_missing"] == "true"]
    return {row["code"]: row["label"] for row in sorted(found, key=lambda row: int(row["position"]))}


def _row_is(table_: Table) -> str:
    return table_.about["description"].partition(". ")[0].rstrip(".").removeprefix("One row per ")


def _table(table_: Table, missing: dict[str, str]) -> str:
    examples = _examples(table_)
    columns = [
        (f"`{f['name']}`", f["type"], _required(f), _limits(f), examples[f["name"]], f["description"])
        for f in table_.fields
    ]
    values = [row for field in table_.fields for row in _values(field, missing)]
    return "".join(
        [
            f"\n## {table_.name}\n\n{table_.about['title']}. {table_.about['description']}\n\n",
            f"- File: [{table_.about['path']}](../{table_.about['path']})\n- Rows: {table_.about['rows']:,}\n",
            f"- Primary key: {_names(table_.schema['primaryKey'])}\n",
            *(f"- Foreign key: {_foreign_key(key)}\n" for key in table_.schema.get("foreignKeys", ())),
            "\n",
            table(["column", "type", "required", "limits", "example", "meaning"], columns),
            f"\nAllowed values:\n\n{table(['column', 'value', 'meaning'], values)}" if values else "",
        ]
    )


def _names(columns: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in columns)


def _foreign_key(key: dict) -> str:
    other = key["reference"]
    return f"{_names(key['fields'])} in [{other['resource']}](#{other['resource']}) ({_names(other['fields'])})"


def _required(field: dict) -> str:
    return "yes" if field.get("constraints", {}).get("required") else "no"


def _limits(field: dict) -> str:
    limits = field.get("constraints", {})
    stated = [name for name in LIMITS if limits.get(name, False) is not False]  # 0 is a limit, too
    return ", ".join(LIMITS[name].format(limits[name]) for name in stated)


def _values(field: dict, missing: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield the allowed values of a column; missing codes, which many columns share, are one line."""
    enum = field.get("constraints", {}).get("enum", ())
    labels = {category["value"]: category["label"] for category in field.get("categories", ())}
    shared = [value for value in enum if labels.get(value) == missing.get(value, "")]
    for value in enum:
        if value not in shared:
            yield f"`{field['name']}`", f"`{value}`", labels.get(value, "")
    if shared:
        yield f"`{field['name']}`", _names(shared), "see [missing codes](#missing-codes)"


def _examples(table_: Table) -> dict[str, str]:
    """Return an example for each column: that of the schema, or else the first cell that is not empty."""
    found = {f["name"]: f"`{f['example']}`" for f in table_.fields if "example" in f}
    open_ = {f["name"] for f in table_.fields if f["name"] not in found and (table_.name, f["name"]) not in NO_EXAMPLE}
    for row in table_.rows():
        if not open_:
            break
        found |= {name: _shown(row[name]) for name in open_ if row[name]}
        open_ -= found.keys()
    return {field["name"]: found.get(field["name"], "") for field in table_.fields}


def _shown(cell: str) -> str:
    line = " ".join(cell.split())
    cut = line if len(line) <= LONGEST else f"{line[:LONGEST].rstrip()}…"
    # A backtick would end the code, and the escape of "<" would be shown in it.
    return cut if "`" in cut or "<" in cut else f"`{cut}`"
