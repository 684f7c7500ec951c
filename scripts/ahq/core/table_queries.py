"""SQL over the published tables that may come from anybody: it can read the tables, and do nothing else.

The tables are loaded first, into memory or, where they are large, into a file beside them; then the database may open no other
file and no address, and its configuration is locked. A statement is one SELECT, with a limit of time, of memory and of rows.
"""

import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import duckdb

from ahq.core.errors import CannotRun
from ahq.core.limits import limited_memory

MAX_SECONDS = 10.0
MAX_MEMORY = "512MB"  # of what the database counts; one long text it does not, which the limit of the process holds
MAX_PROCESS_BYTES = 1 << 30  # beyond what the process has when a statement begins
MAX_IN_MEMORY = 50_000_000  # bytes of CSV; larger tables are in a file, and only what is asked for is in memory
MAX_ROWS = 1_000
MAX_CELL = 10_000  # characters
_LOCK = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET temp_directory = ''",
    f"SET memory_limit = '{MAX_MEMORY}'",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


class CannotAnswer(CannotRun):
    """The SQL is not one SELECT, is wrong, or goes beyond a limit; the message says which.

    ``line`` is that of the SQL, from 1, and 0 where none is told; ``help`` may say what would be right.
    """

    def __init__(self, message: str, line: int = 0, help_: str = ""):
        super().__init__(message)
        self.message, self.line, self.help = message, line, help_


class Answer(NamedTuple):
    """The result of a statement: the names of its columns, and its rows."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


class TableQueries:
    """A database of its own that holds tables as text columns; an empty cell is null."""

    def __init__(self, folder: Path, names: Sequence[str]):
        """Load the CSV files of ``folder`` by name. Raises OSError, or CannotRun where one is not CSV or there is no room."""
        paths = {name: folder / f"{name}.csv" for name in names}
        self._closing = ExitStack()
        place = ":memory:"
        if sum(path.stat().st_size for path in paths.values()) > MAX_IN_MEMORY:
            place = str(
                Path(self._closing.enter_context(TemporaryDirectory(prefix="sql-", dir=folder))) / "tables.duckdb"
            )
        try:
            self._connection = duckdb.connect(place, config={"threads": 1})
            self._closing.callback(self._connection.close)
            for name, path in paths.items():
                quoted = str(path).replace("'", "''")
                self._connection.execute(
                    f"CREATE TABLE \"{name}\" AS SELECT * FROM read_csv('{quoted}', all_varchar = true, header = true)"
                )
            for setting in ("CHECKPOINT", *_LOCK):
                self._connection.execute(setting)
        except duckdb.Error as error:
            self._closing.close()
            raise CannotRun(f"the tables cannot be loaded for SQL: {str(error).splitlines()[0]}") from error

    @classmethod
    def without_rows(cls, columns: Mapping[str, Sequence[str]]) -> "TableQueries":
        """Return a database with these tables and their columns, and no row: whether SQL fits them, it can say."""
        made = cls(Path(), ())
        for name, names in columns.items():
            fields = ", ".join(f'"{column}" VARCHAR' for column in names)
            made._connection.execute(f'CREATE TABLE "{name}" ({fields})')
        return made

    def __enter__(self) -> "TableQueries":
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    @contextmanager
    def replaced(
        self, table: str, key: Sequence[str], changes: Iterable[tuple[Sequence[str], Iterable[Sequence[str | None]]]]
    ) -> Iterator[None]:
        """Answer as if a table had other rows: for each value of the columns ``key``, those given and no others.

        Afterwards the table is what it was.
        """
        where = " AND ".join(f'"{column}" = ?' for column in key)
        self._connection.execute("BEGIN")
        try:
            for value, rows in changes:
                self._connection.execute(f'DELETE FROM "{table}" WHERE {where}', list(value))
                for row in rows:
                    self._connection.execute(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(row))})', list(row))
            yield
        finally:
            self._connection.execute("ROLLBACK")

    def answer(self, sql: str) -> Answer:
        """Return the result of one SELECT. Raises CannotAnswer."""
        try:
            statements = duckdb.extract_statements(sql)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise CannotAnswer("the SQL is not one SELECT")
            with _interrupted_after(MAX_SECONDS, self._connection), limited_memory(MAX_PROCESS_BYTES):
                result = self._connection.execute(statements[0])
                columns = [column[0] for column in result.description]
                rows = result.fetchmany(MAX_ROWS + 1)
        except duckdb.InterruptException as error:
            raise CannotAnswer(f"the SQL takes more than {MAX_SECONDS:g} seconds") from error
        except (duckdb.OutOfMemoryException, MemoryError) as error:
            raise CannotAnswer(f"the SQL takes more than {MAX_MEMORY} of memory") from error
        except duckdb.Error as error:
            raise _in_words(error) from error
        return _within_limits(Answer(columns, rows))


def _in_words(error: duckdb.Error) -> CannotAnswer:
    said = str(error)
    line = re.search(r"^LINE (\d+):", said, re.MULTILINE)
    meant = re.search(r"^(?:Did you mean|Candidate bindings:) (.+)$", said, re.MULTILINE)
    help_ = f"did you mean {meant[1].rstrip('?')}?" if meant else ""
    return CannotAnswer(said.splitlines()[0], int(line[1]) if line else 0, help_)


def _within_limits(answer: Answer) -> Answer:
    if len(answer.rows) > MAX_ROWS:
        raise CannotAnswer(f"the SQL gives more than {MAX_ROWS:,} rows")
    if any(len(str(cell)) > MAX_CELL for row in answer.rows for cell in row):
        raise CannotAnswer(f"the SQL gives a cell of more than {MAX_CELL:,} characters")
    if len(set(answer.columns)) != len(answer.columns):
        raise CannotAnswer("the SQL gives two columns of one name")
    return answer


@contextmanager
def _interrupted_after(seconds: float, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    timer = threading.Timer(seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
