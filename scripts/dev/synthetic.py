"""A synthetic corpus: a whole checkout of made-up records, as large as wanted, in which every rule holds.

The questionnaire and the codebook are those of the first query that is coded; respondents, answers, codings
and the archived compilation are made up, by a seed: the same seed gives the same bytes.
"""

import shutil
from pathlib import Path
from random import Random

from ahq.core import csv_tables
from ahq.core.checkout import HOME, Checkout
from ahq.core.digests import sha256
from ahq.core.errors import CannotRun
from ahq.corpus import canonical_form, reading, record
from ahq.rules.query import printed_texts
from dev import synthetic_record

CODING = {"coders": "machines", "by": "a program that draws lots", "date": "2026-11-24", "method": "Made up for tests."}
RESPONDENTS = 27  # of one query, at most
SILENT_ONE_IN = 14  # respondents without wider dissemination
RULE = "|-------------------|-----|----------------------------------------|"
PASS_COLUMNS = ("country", "variable", "code", "number")
ADJUDICATION_COLUMNS = ("country", "variable", "pass_1", "pass_2", "kind", "decision", "reason")


def generate(folder: Path, records: int, seed: int = 1) -> None:
    """Write a checkout with ``records`` records into ``folder``, which is new or empty.

    Raises OSError where it cannot be written, CannotRun where ``folder`` holds something already.
    """
    checkout, own = Checkout(folder), Checkout(HOME)
    if checkout.data.exists():
        raise CannotRun(f"{folder} holds a corpus already")
    checkout.sources.mkdir(parents=True)
    shutil.copytree(own.reference, checkout.reference)
    shutil.copyfile(own.data / "package.yaml", checkout.data / "package.yaml")
    maker = _Maker(checkout, model(own))
    queries = -(-records // RESPONDENTS)
    for number in range(queries):
        respondents = records // queries + (number < records % queries)
        maker.query(number + 1, respondents, f"{seed}/{number}")


def model(checkout: Checkout) -> Path:
    """Return the folder of the first query that is coded. Raises CannotRun where there is none."""
    for folder in checkout.query_folders():
        if (folder / "codebook.yaml").exists():
            return folder
    raise CannotRun("no query has a codebook to make others from")


class _Maker:
    """Makes one query after the other from the model."""

    def __init__(self, checkout: Checkout, model: Path):
        self.checkout = checkout
        self.lists = reading.read_lists(checkout)
        query = reading.read_query(model, Checkout(HOME), self.lists).required()
        self.model, self.book, self.items = query.value, query.codebook, query.items
        self.model_id = query.id
        self.codebook = (model / "codebook.yaml").read_text("utf-8")
        self.states = [row for row in self.lists.countries.values() if row["eu_member_from"]][:RESPONDENTS]

    def query(self, number: int, respondents: int, seed: str) -> None:
        id_ = f"2016-synthetic-{number:04}"
        folder = self.checkout.queries / id_
        (folder / "responses").mkdir(parents=True)
        values = [self._record(id_, place, state, seed) for place, state in enumerate(self.states[:respondents])]
        head = self._head(id_, [value["respondent"]["label"] for value in values], 2 if number == 1 else 1)
        lines = _head_lines(head)
        head["source"]["responses_first_line"] = len(lines) + 1
        for value in values:
            lines += _place_in_source(value, len(lines), Random(f"{seed}/{value['respondent']['country']}/lines"))
        source = "".join(f"{line}\n" for line in lines)
        head["source"]["sha256"] = sha256(source.encode())
        _write(self.checkout.root / head["source"]["path"], source)
        if number == 1:
            head["coding_files"] = self._passes(folder / "coding", values, seed)
        _write(folder / "query.yaml", canonical_form.written(head, "query"))
        _write(folder / "codebook.yaml", self.codebook.replace(self.model_id, id_))
        context = reading.read_query(folder, self.checkout, self.lists).required().context_sha256
        for value in values:
            value["review"]["context_sha256"] = context
            path = folder / "responses" / f"{value['respondent']['country']}.yaml"
            _write(path, canonical_form.written(value, "response"))

    def _record(self, id_: str, place: int, state: dict, seed: str) -> dict:
        country, label = state["country_code"], state["name"]
        if place % SILENT_ONE_IN == SILENT_ONE_IN - 1:
            return synthetic_record.silent(id_, country, label)
        own_seed = f"{seed}/{country}"
        return synthetic_record.spoken(id_, country, label, self.items, self.book, self.lists, own_seed)

    def _head(self, id_: str, labels: list[str], passes: int) -> dict:
        source = {"path": f"data/sources/{id_}.md", "origin": "Made up for tests and benchmarks; no source."}
        model = {key: value for key, value in self.model.items() if key != "coding_files"}
        return model | {
            "id": id_,
            "respondents": labels,
            "respondents_total": len(labels),
            "source": source,
            "coding": {**CODING, "passes": passes, "adjudicated": passes > 1},
            "notes": ["Made up; no state has said any of this."],
            "rights": "Made up; free of any rights.",
        }

    def _passes(self, folder: Path, values: list[dict], seed: str) -> list[dict[str, str]]:
        """Write two passes and the decisions between them, and return what query.yaml keeps of them."""
        folder.mkdir()
        random = Random(f"{seed}/passes")
        rows = [row for value in values for row in _coded(value)]
        others = [self._another(row, random) for row in rows]
        decided = [
            (one[0], one[1], one[2], other[2], "slip", one[2], "Made up; decided for the first pass.")
            for one, other in zip(rows, others, strict=True)
            if one != other
        ]
        files = {
            "pass-1": _csv(PASS_COLUMNS, rows),
            "pass-2": _csv(PASS_COLUMNS, others),
            "adjudication": _csv(ADJUDICATION_COLUMNS, decided),
        }
        for name, text in files.items():
            _write(folder / f"{name}.csv", text)
        return [{"path": f"coding/{name}.csv", "sha256": sha256(text.encode())} for name, text in files.items()]

    def _another(self, row: tuple, random: Random) -> tuple:
        """Return what a second coder gives: now and then another code of a variable that takes one."""
        country, id_, code, number = row
        variable = self.book.variables[id_]
        if variable.type == "code" and random.random() < 0.1:
            code = random.choice([*variable.codes, "not-mentioned"])
        return country, id_, code, number


def _head_lines(value: dict) -> list[str]:
    lines = [" ".join(words.split()) for _, words in printed_texts(value)]
    return [*lines, "| Country | Wider Dissemination | Response |", RULE]


def _place_in_source(value: dict, before: int, random: Random) -> list[str]:
    """Return the lines that the compilation prints for a record, and set its ``source_lines``."""
    flag = "Yes" if value["wider_dissemination"] else "No"
    segments = [(a.get("marker", ""), a["text"]) for a in value.get("answers", ()) if "text" in a]
    lines = [f"| {value['respondent']['label']} | {flag} | {_cell(segments[:2])} |", RULE]
    for place in range(2, len(segments), 3):
        some = segments[place : place + 3]
        form = random.choice(("row", "list", "paragraph"))
        if form == "row":
            lines += [f"| | | {_cell(some)} |", RULE]
        else:
            lines += ["", f"{'- ' if form == 'list' else ''}{_cell(some)}"]
    value["source_lines"] = {"first": before + 1, "last": before + len(lines)}
    return lines


def _cell(segments: list[tuple[str, str]]) -> str:
    return " ".join(f"**{marker}** {words}" if marker else words for marker, words in segments)


def _coded(value: dict) -> list[tuple]:
    country = value["respondent"]["country"]
    return [
        (country, coding["variable"], code, coding.get("number", ""))
        for coding in value.get("codings", ())
        for code in record.codes_of(coding)
    ]


def _csv(columns: tuple[str, ...], rows: list[tuple]) -> str:
    return csv_tables.encode([columns, *rows]).decode("utf-8")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8", newline="")
