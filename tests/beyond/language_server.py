"""A small client of a language server over stdin and stdout: what an editor does with a file, without the editor."""

import contextlib
import json
import queue
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 60  # seconds for any one answer: a server that hangs fails a test, and does not hold up the run

CAPABILITIES = {
    "workspace": {"configuration": True},
    "textDocument": {
        "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {},
    },
}


class LanguageServer:
    """A language server for the folder ``root``, as a context manager that ends the process it started.

    ``settings`` are those of the editor, nested by the parts of their names. Lines and columns count
    from 0, as in the protocol. What takes longer than PATIENCE raises TimeoutError; an error that the
    server answers with, or its end, raises RuntimeError.
    """

    def __init__(self, command: list[str], root: Path, settings: dict):
        self._root = root
        self._settings = settings
        self._configured = False
        self._number = 0
        self._versions: dict[str, int] = {}
        self._diagnostics: dict[str, list[dict]] = {}
        self._inbox: queue.Queue = queue.Queue()
        self._process = subprocess.Popen(
            command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> "LanguageServer":
        try:
            hello = {"processId": None, "rootUri": self._root.as_uri(), "capabilities": CAPABILITIES}
            self._request("initialize", hello)
            self._notify("initialized", {})
            self._take_until(lambda _: self._configured)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_) -> None:
        with contextlib.suppress(TimeoutError, RuntimeError, OSError):
            self._request("shutdown", None)
            self._notify("exit", None)
        self._end()

    def show(self, path: Path, text: str | None = None) -> list[dict]:
        """Show a file, or ``text`` in its place, as if it had been opened or edited; return its diagnostics."""
        uri = path.as_uri()
        text = path.read_text("utf-8") if text is None else text
        version = self._versions[uri] = self._versions.get(uri, 0) + 1
        self._diagnostics.pop(uri, None)
        document = {"uri": uri, "version": version}
        if version == 1:
            self._notify("textDocument/didOpen", {"textDocument": {**document, "languageId": "yaml", "text": text}})
        else:
            self._notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
        self._take_until(lambda _: uri in self._diagnostics)
        return self._diagnostics[uri]

    def complete(self, path: Path, line: int, column: int) -> list[dict]:
        """Return the completion items that the editor would offer at a place of a file that is shown."""
        return self._request("textDocument/completion", _place(path, line, column))["items"]

    def hover(self, path: Path, line: int, column: int) -> str:
        """Return the Markdown that the editor would show over a place; empty where there is nothing to say."""
        answer = self._request("textDocument/hover", _place(path, line, column))
        return answer["contents"]["value"] if answer else ""

    def format(self, path: Path) -> list[dict]:
        """Return the edits that the editor would make to a file that is shown, asked to format it."""
        options = {"tabSize": 2, "insertSpaces": True}
        document = {"uri": path.as_uri()}
        return self._request("textDocument/formatting", {"textDocument": document, "options": options}) or []

    def _request(self, method: str, parameters: dict | None) -> dict | list | None:
        self._number += 1
        self._send({"id": self._number, "method": method, "params": parameters})
        answer = self._take_until(lambda message: message.get("id") == self._number and "method" not in message)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def _notify(self, method: str, parameters: dict | None) -> None:
        self._send({"method": method, "params": parameters})

    def _send(self, message: dict) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _take_until(self, wanted: Callable[[dict], bool]) -> dict:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                message = self._inbox.get(timeout=max(0, end - time.monotonic()))
            except queue.Empty:
                raise TimeoutError(f"the language server was silent for {PATIENCE} seconds") from None
            if message is None:
                raise RuntimeError("the language server ended before it answered")
            self._serve(message)
            if wanted(message):
                return message

    def _serve(self, message: dict) -> None:
        if message.get("method") == "textDocument/publishDiagnostics":
            self._diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif message.get("method") == "workspace/configuration":
            asked = [item["section"] for item in message["params"]["items"]]
            self._send({"id": message["id"], "result": [self._settings.get(section) for section in asked]})
            self._configured = True
        elif "method" in message and "id" in message:
            self._send({"id": message["id"], "result": None})

    def _read(self) -> None:
        """Put every message of the server into the inbox, and None when it has ended."""
        stream = self._process.stdout
        while head := stream.readline():
            if head.lower().startswith(b"content-length:"):
                length = int(head.split(b":")[1])
                while stream.readline().strip():
                    pass
                self._inbox.put(json.loads(stream.read(length)))
        self._inbox.put(None)

    def _end(self) -> None:
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)
        self._reader.join(5)
        self._process.stdout.close()


def _place(path: Path, line: int, column: int) -> dict:
    return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": column}}
