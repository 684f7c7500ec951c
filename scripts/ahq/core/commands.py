"""How every command runs: its options, its exit code, and what it says when it cannot go on.

An error of the user is one line that says what to do, and exit code 2. A reader of the output who stops reading
(``… | head``) is no error, and nothing is said. Ctrl-C ends with 130. All else is an error of ours: one line that names
the file with the traceback, and exit code 2. A traceback is never printed.
"""

import argparse
import contextlib
import errno
import io
import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

from ahq.core.checkout import HOME, Checkout
from ahq.core.errors import CannotRun
from ahq.core.problems import inert
from ahq.core.text import is_day

CANNOT_RUN = 2
INTERRUPTED = 130
NOT_READ = 141  # as a shell says it of a program that SIGPIPE ended
REPORTS = HOME / ".cache" / "reports"


class Parser(argparse.ArgumentParser):
    """Options of a command. What is wrong with them is one line."""

    def error(self, message: str) -> NoReturn:
        """End the command with one line and exit code 2."""
        self.exit(CANNOT_RUN, f"{self.prog}: {message}; {self.prog} --help lists the options\n")


def parser(name: str, documentation: str | None, *, root: bool = True) -> Parser:
    """Return the parser of a command; with ``root``, it takes the top of the checkout."""
    found = Parser(prog=name, description=(documentation or "").split("\n")[0])
    if root:
        found.add_argument("--root", type=Path, default=HOME, metavar="FOLDER", help="the top of the checkout")
    return found


def checkout(root: Path) -> Checkout:
    """Return the checkout at ``root``. Raises CannotRun where there is none."""
    found = Checkout(root)
    if not found.data.is_dir():
        raise CannotRun(f"{root} is not a checkout: it has no folder data; name its top with --root")
    if (found.build / "decided").exists():  # a publication was stopped in between
        from ahq.core import publication

        publication.recover(found, "recovery")
    return found


def existing(names: list[str]) -> list[str]:
    """Return the files that somebody names. Raises CannotRun where some do not exist."""
    missing = [name for name in names if not os.path.lexists(name)]
    if missing:
        raise CannotRun(
            f"there is no such file: {', '.join(name or 'one without a name' for name in missing)}; "
            "give paths relative to the current folder"
        )
    return names


def number(least: int, most: int = sys.maxsize) -> Callable[[str], int]:
    """Return the reader of an option that is a whole number from ``least`` to ``most``."""

    def read(text: str) -> int:
        if not (text.isdecimal() and least <= int(text) <= most):
            end = f" to {most}" if most < sys.maxsize else " or more"
            raise argparse.ArgumentTypeError(f'"{text}" is not a whole number of {least}{end}')
        return int(text)

    return read


def day(text: str) -> date:
    """Read an option that is a day."""
    if not is_day(text):
        raise argparse.ArgumentTypeError(f'"{text}" is not a day: write YYYY-MM-DD')
    return date.fromisoformat(text)


def run(name: str, main: Callable[[list[str]], int]) -> NoReturn:
    """Run a command with the arguments of the process, and end the process with its exit code."""
    sys.exit(execute(name, main, sys.argv[1:]))


def execute(name: str, main: Callable[[list[str]], int], arguments: list[str]) -> int:
    """Run a command and return its exit code, whatever happens in it."""
    _let_every_character_through()
    try:
        code = main(arguments)
        sys.stdout.flush()
        return code
    except BaseException as error:
        return end(name, error)


def end(name: str, error: BaseException) -> int:
    """Say what ended a command, in one line or none, and return its exit code."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    if _is_of_a_reader_who_stopped(error):
        _write_nowhere()
        return NOT_READ
    if isinstance(error, SystemExit):
        return _exit_code(error)
    if isinstance(error, CannotRun):
        return _say(f"{name}: {error}")
    if isinstance(error, OSError):
        return _say(f"{name}: {in_words(error)}")
    if isinstance(error, ImportError) and (error.name or "").partition(".")[0] not in ("ahq", "dev"):
        return _say(
            f"{name}: {error}; `make` sets up .venv with all that is needed: run .venv/bin/python, not {sys.executable}"
        )
    if isinstance(error, EOFError) and "marshal" in str(error):  # Python does not notice a disk that is full
        removed = _remove_damaged()
        said = (
            f"{removed} removed; run the command again"
            if removed
            else "remove .cache/pycache, and __pycache__ below scripts"
        )
        return _say(f"{name}: a compiled file of Python is damaged; {said}")
    return _say(f"internal error in {name}; {_report(name, error)}")


def _remove_damaged() -> int:
    """Remove the compiled files of our modules that are cut off, and return how many: Python would stumble on each again."""
    import marshal

    cached = Path(os.environ.get("PYTHONPYCACHEPREFIX") or HOME / ".cache" / "pycache")
    below = os.path.relpath(HOME / "scripts", HOME.anchor)
    removed = 0
    for path in (*(cached / below).rglob("*.pyc"), *(HOME / "scripts").rglob("__pycache__/*.pyc")):
        try:
            marshal.loads(path.read_bytes()[16:])  # behind a head of 16 bytes
        except (EOFError, ValueError, TypeError):
            with contextlib.suppress(OSError):
                path.unlink()
                removed += 1
        except OSError:
            continue
    return removed


def _is_of_a_reader_who_stopped(error: BaseException) -> bool:
    """Return whether nobody reads what is printed any more; Windows calls that an invalid argument."""
    if isinstance(error, BrokenPipeError):
        return True
    return (
        sys.platform == "win32"
        and isinstance(error, OSError)
        and error.errno == errno.EINVAL
        and error.filename is None
    )


def _exit_code(error: SystemExit) -> int:
    if isinstance(error.code, str):
        _say(error.code)
        return 1
    return error.code or 0


def _let_every_character_through() -> None:
    """See that printing never fails: for a character that the terminal cannot show, or where nobody listens."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _write_nowhere() -> None:
    """Send what is still to be written nowhere: the interpreter would complain at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(line: str) -> int:
    with contextlib.suppress(OSError):
        print(inert(" ".join(line.split())), file=sys.stderr, flush=True)
    return CANNOT_RUN


def in_words(error: OSError) -> str:
    """Return an error of the system in words: the file and what the system says of it."""
    if error.filename is None:
        return str(error.strerror or error)
    name = str(error.filename)
    return f"{Checkout().name(name)}: {error.strerror or error}"


def _report(name: str, error: BaseException) -> str:
    """Write the traceback of an error into a file, and return where it is."""
    import tempfile  # only needed once something is wrong
    import traceback

    lines = traceback.format_exception(error)
    said = f"{datetime.now(UTC).isoformat(timespec='seconds')} {sys.version}\n{''.join(lines)}"
    for folder in (REPORTS, Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{name}-{os.getpid()}.txt"
            path.write_text(said, "utf-8", errors="backslashreplace", newline="\n")
        except OSError:
            continue
        return f"its report is {Checkout().name(path)}: please open an issue with it"
    return f"no report could be written ({type(error).__name__})"
