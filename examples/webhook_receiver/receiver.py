"""A receiver of Shelftalk's webhooks: verifies each signature and takes every event once.

Needs nothing but Python. Run it:
    WEBHOOK_SECRET=<the same as SHELFTALK_WEBHOOK_SECRET> python receiver.py 9000 events.db
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import sqlite3
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

TOLERANCE_SECONDS = 300
MOST_BYTES = 1_000_000


def key_of(secret: str) -> bytes:
    """`whsec_` and base64, or the bytes of the secret as it stands."""
    if secret.startswith("whsec_"):
        return base64.b64decode(secret.removeprefix("whsec_"))
    return secret.encode()


def is_genuine(headers: dict[str, str], body: bytes, key: bytes) -> bool:
    """Signed with our key, and within five minutes: an old one was recorded and sent again."""
    at = headers.get("webhook-timestamp", "")
    if not at.isdecimal() or abs(time.time() - int(at)) > TOLERANCE_SECONDS:
        return False
    signed = f"{headers.get('webhook-id', '')}.{at}.".encode() + body
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    shown = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(s, f"v1,{wanted}") for s in shown)


def take(store: sqlite3.Connection, event: dict[str, object]) -> bool:
    """Keep it and do the work, in one transaction; False = it was here before."""
    with store:
        kept = store.execute(
            "INSERT OR IGNORE INTO events VALUES (?, ?, ?)",
            (event["id"], event["type"], json.dumps(event)),
        )
        # Your work goes here, in the same transaction as the id.
        return kept.rowcount == 1


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 to what it has taken, now or before; 401 to what is not genuine."""

    key = b""
    store: sqlite3.Connection

    def do_POST(self) -> None:
        """One event."""
        length = int(self.headers.get("content-length", "0"))
        body = self.rfile.read(min(length, MOST_BYTES))
        headers = {name.lower(): value for name, value in self.headers.items()}
        if not is_genuine(headers, body, self.key):
            self._answer(401)
            return
        is_new = take(self.store, json.loads(body))
        self.log_message("%s %s", headers["webhook-id"], "taken" if is_new else "known already")
        self._answer(204)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.end_headers()


def main() -> None:
    """Serve until it is stopped."""
    port, path = int(sys.argv[1]), sys.argv[2]
    Receiver.key = key_of(os.environ["WEBHOOK_SECRET"])
    Receiver.store = sqlite3.connect(path)
    Receiver.store.execute("CREATE TABLE IF NOT EXISTS events (id PRIMARY KEY, type, event)")
    server = HTTPServer(("127.0.0.1", port), Receiver)
    print(f"listening on {server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
