"""Serve build/site to this machine alone, until Ctrl-C.

Usage: serve.py [--root FOLDER] [--port N]

The server listens on 127.0.0.1, and gives out files of build/site only. Exits 2 where there is no site, or the port is taken.
"""

import gzip
import http.server
import io
import sys
from functools import partial
from pathlib import Path
from typing import BinaryIO

from ahq.core import commands
from ahq.core.errors import CannotRun

TEXTS = {".html", ".css", ".js", ".json", ".svg", ".xml", ".atom", ".csv", ".bib", ".ris", ".txt"}


class Handler(http.server.SimpleHTTPRequestHandler):
    """Gives out files, no lists of folders, and our page where there is none.

    Texts go compressed, as hosts send them: what is measured here is then what readers wait for.
    """

    def send_head(self) -> BinaryIO | None:
        """Send the head of an answer, and return the file that is its body."""
        path = Path(self.translate_path(self.path))
        takes_gzip = "gzip" in self.headers.get("Accept-Encoding", "")
        if not (takes_gzip and path.suffix in TEXTS and path.is_file()):
            return super().send_head()
        data = gzip.compress(path.read_bytes(), mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        return io.BytesIO(data)

    def list_directory(self, path: object) -> None:
        """Answer that there is no such page."""
        self.send_error(404)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send our page where there is none; all else as the library does."""
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            return super().send_error(code, message, explain)
        data = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing of each request."""


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = commands.parser("serve", __doc__)
    parser.add_argument(
        "--port", type=commands.number(0, 65535), default=8000, help="where to listen; 0: any that is free"
    )
    options = parser.parse_args(arguments)
    folder = commands.checkout(options.root).build / "site"
    if not (folder / "index.html").is_file():
        raise CannotRun("there is no site in build/site; run `make site` first")
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", options.port), partial(Handler, directory=str(folder))
    ) as server:
        print(f"http://127.0.0.1:{server.server_port}/ (Ctrl-C ends it)")
        sys.stdout.flush()
        server.serve_forever()
    return 0


if __name__ == "__main__":
    commands.run("serve", main)
