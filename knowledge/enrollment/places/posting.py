"""One POST with a deadline; whatever goes wrong becomes a sentence for the list of dead letters."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from knowledge.enrollment.ports import DeliveryError

LONGEST_SECONDS = 10.0
"""All of it together, however slowly the answer trickles in."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def checked_url(url: str) -> str:
    """The address, if it is one that may be posted to.

    Raises:
        ValueError: no address of the web, or one where anybody on the way could read along.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("write an address like https://example.com/events")
    if parts.username or parts.fragment:
        raise ValueError("write no user, password or #part into the address")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("use https: over http anybody on the way reads along")
    if parts.port == 0:
        raise ValueError("0 is no port")
    return url


@dataclass(frozen=True)
class Post:
    """Posts to one address. Redirects are not followed: nobody may send events elsewhere."""

    url: str
    seconds: float = LONGEST_SECONDS
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def __call__(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Send it.

        Raises:
            DeliveryError: it was not taken; final when the receiver says it is gone for good.
        """
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        with _told(host, self.seconds):
            status = self._status(parts, body, headers)
        if 200 <= status < 300:
            return
        if 300 <= status < 400:
            raise DeliveryError(f"{host} sends us elsewhere ({status}): set the final address")
        gone = " and wants no more of it" if status == http.client.GONE else ""
        raise DeliveryError(f"{host} answered {status}{gone}", final=bool(gone))

    def _status(self, parts: SplitResult, body: bytes, headers: Mapping[str, str]) -> int:
        host, port = parts.hostname or "", parts.port
        line: http.client.HTTPConnection = (
            http.client.HTTPSConnection(host, port, timeout=self.seconds, context=self.trust)
            if parts.scheme == "https"
            else http.client.HTTPConnection(host, port, timeout=self.seconds)
        )
        late = threading.Event()
        watch = threading.Timer(self.seconds, _hang_up, (line, late))
        watch.daemon = True
        watch.start()
        try:
            target = parts.path or "/"
            sent = {"Content-Type": "application/json", "User-Agent": "Shelftalk", **headers}
            line.request("POST", f"{target}?{parts.query}" if parts.query else target, body, sent)
            status = line.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            if late.is_set():
                raise TimeoutError from error
            raise
        finally:
            watch.cancel()
            line.close()
        if late.is_set():  # an answer that was cut off reads like one with few headers
            raise TimeoutError
        return status


def _hang_up(line: http.client.HTTPConnection, late: threading.Event) -> None:
    """Wakes whoever waits for the next byte."""
    late.set()
    if line.sock is not None:
        try:
            line.sock.shutdown(socket.SHUT_RDWR)
        except OSError:  # it was closed at this very moment
            return


@contextmanager
def _told(host: str, seconds: float) -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise DeliveryError(f"{host} did not answer within {seconds:g} seconds") from error
    except ConnectionRefusedError as error:
        raise DeliveryError(f"nobody listens at {host}: the connection was refused") from error
    except socket.gaierror as error:
        raise DeliveryError(f"the name {host} is not known") from error
    except ssl.SSLCertVerificationError as error:
        why = error.verify_message
        raise DeliveryError(f"the certificate of {host} cannot be trusted: {why}") from error
    except ssl.SSLError as error:
        raise DeliveryError(f"{host} does not speak TLS as it should") from error
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryError(
            f"the connection to {host} broke off ({type(error).__name__})"
        ) from error
