"""The layers of the library hold: a folder imports only from those above it, and nothing imports a command."""

import sys

import grimp
import pytest
from importlinter.cli import lint_imports

from ahq.core.checkout import HOME

COMMANDS = {path.stem for path in (HOME / "scripts").glob("*.py")}


@pytest.fixture(autouse=True)
def _modules_are_found(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(HOME / "scripts"), *sys.path])


def test_the_contracts_of_pyproject_hold(capsys):
    cache = str(HOME / ".cache" / "import-linter")
    broken = lint_imports(config_filename=str(HOME / "pyproject.toml"), cache_dir=cache)
    assert not broken, capsys.readouterr().out


def test_the_library_imports_no_command():
    assert "validate" in COMMANDS
    graph = grimp.build_graph("ahq", include_external_packages=True, cache_dir=None)
    assert not COMMANDS & {
        imported for module in graph.modules for imported in graph.find_modules_directly_imported_by(module)
    }
