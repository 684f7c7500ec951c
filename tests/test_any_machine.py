"""What a file holds, and what is read from one, depends on no machine: its encoding and its line ends are always named."""

import ast
from collections.abc import Iterator

from ahq.core.checkout import HOME


def unnamed(source: str) -> list[int]:
    """Return the lines of calls that leave an encoding or line ends to the machine."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return sorted(call.lineno for call in calls if any(_leaves(call)))


def _leaves(call: ast.Call) -> Iterator[bool]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    named = {keyword.arg for keyword in call.keywords}
    words = {value.value for value in call.args if isinstance(value, ast.Constant)}
    has_encoding = "encoding" in named or bool(words & {"utf-8", "utf-8-sig", "ascii"})
    if name == "write_text":
        yield not has_encoding or "newline" not in named
    if name == "read_text":
        yield not has_encoding
    if name == "open":
        mode = call.args[isinstance(call.func, ast.Name) :][:1]  # open(path, mode) and path.open(mode)
        yield (
            any(isinstance(one, ast.Constant) and one.value in ("r", "w", "a", "a+", "x") for one in mode)
            and not has_encoding
        )
    if name in ("run", "Popen", "check_output"):
        yield "text" in named and not has_encoding


def test_encodings_and_line_ends_are_named():
    found = {path.name: unnamed(path.read_text("utf-8")) for path in (HOME / "scripts").rglob("*.py")}
    assert {name: lines for name, lines in found.items() if lines} == {}
    assert len(found) > 100


def test_what_leaves_them_to_the_machine_is_found():
    source = """
path.write_text("x", "utf-8")
path.write_text("x", newline="")
path.read_text()
path.open("w")
subprocess.run(["git"], text=True)
path.write_text("x", "utf-8", newline="")
path.read_text("utf-8")
path.open("rb")
"""
    assert unnamed(source) == [2, 3, 4, 5, 6]
