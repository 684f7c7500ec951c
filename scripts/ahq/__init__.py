"""The library of the package of EMN ad-hoc queries: a folder for each stage of the pipeline.

A folder imports only from those above it in this list:

core        what knows nothing of queries
corpus      what is on disk, read into values
rules       every rule, with its sentence, its example and its repair
checking    asking the rules
editing     YAML files written in their one form, and repaired
importing   from a compilation to drafts
tables      records as rows
publishing  the package, its documents, its metadata
releasing   differences, versions, formats, the distribution
site        the pages that people look at

The verbs in ``scripts/`` import the library; the library imports no verb.
"""

import os
import sys
from types import TracebackType

SCRIPTS = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))


def _end(kind: type, error: BaseException, trace: "TracebackType | None") -> None:
    """End a command that an error kept from beginning: a package that it imports is not here, or Ctrl-C."""
    sys.pycache_prefix = SCRIPTS  # nothing is compiled there: what was compiled before may be what is damaged
    sys.dont_write_bytecode = True
    from ahq.core import commands

    name = os.path.splitext(os.path.basename(sys.argv[0]))[0].replace("_", "-")
    sys.exit(commands.end(name, error))


if sys.argv and os.path.dirname(os.path.realpath(sys.argv[0])) == SCRIPTS:
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.stderr.write("Python 3.11 or newer is needed; `make` finds it, or set PYTHON=/path/to/python3.11\n")
        sys.exit(2)
    sys.excepthook = _end
