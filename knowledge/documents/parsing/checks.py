"""What a file must be before a parser touches it: its kind, its size, unlocked."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile, ZipFile

from knowledge.documents.blocks import PaperError
from knowledge.pack.schema.papers import SUFFIXES

MEGABYTE = 1024 * 1024
MAX_BYTES = 25 * MEGABYTE
MAX_UNPACKED_BYTES = 250 * MEGABYTE
_OLE = b"\xd0\xcf\x11\xe0"
_PARTS = {
    ".docx": "word/document.xml",
    ".xlsx": "xl/workbook.xml",
    ".pptx": "ppt/presentation.xml",
}


def check_file(file: Path) -> None:
    """Raises PaperError unless the file can be what its ending says."""
    if not file.is_file():
        raise PaperError(f"{file.name} is not there.")
    suffix = file.suffix.casefold()
    if suffix not in SUFFIXES:
        raise PaperError(f"{file.name}: papers are {', '.join(SUFFIXES)}, not {suffix or 'this'}.")
    size = file.stat().st_size
    if size > MAX_BYTES:
        raise PaperError(
            f"{file.name} has {size // MEGABYTE} MB; a paper may have {MAX_BYTES // MEGABYTE} MB."
        )
    if size == 0:
        raise PaperError(f"{file.name} is empty.")
    _check_kind(file, suffix)


def _check_kind(file: Path, suffix: str) -> None:
    with file.open("rb") as stream:
        head = stream.read(1024)
    if suffix == ".pdf" and b"%PDF" not in head:
        raise PaperError(f"{file.name} ends in .pdf but is no PDF; give it its right ending.")
    if suffix in _PARTS:
        _check_office(file, suffix, head)
    elif suffix != ".pdf" and (head.startswith((b"%PDF", b"PK\x03\x04", _OLE)) or _binary(head)):
        raise PaperError(f"{file.name} ends in {suffix} but is no text; give it its right ending.")


def _binary(head: bytes) -> bool:
    return b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))


def _check_office(file: Path, suffix: str, head: bytes) -> None:
    if head.startswith(_OLE):
        raise PaperError(
            f"{file.name} is locked with a password or in an old format; save it as {suffix} "
            "without a password."
        )
    try:
        with ZipFile(file) as archive:
            names = archive.namelist()
            unpacked = sum(info.file_size for info in archive.infolist())
    except BadZipFile:
        raise PaperError(f"{file.name} is damaged or is no {suffix} file.") from None
    if _PARTS[suffix] not in names:
        raise PaperError(f"{file.name} ends in {suffix} but is another kind of file.")
    if unpacked > MAX_UNPACKED_BYTES:
        raise PaperError(f"{file.name} unpacks to {unpacked // MEGABYTE} MB, which is too much.")


def read_text(file: Path) -> str:
    """The text of a text file.

    Raises:
        PaperError: neither UTF-8 nor UTF-16 with its mark.
    """
    raw = file.read_bytes()
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return raw.decode(encoding).replace("\r\n", "\n").replace("\0", " ")
    except UnicodeDecodeError as error:
        raise PaperError(
            f"{file.name} is not UTF-8 text (byte {error.start}); save it as UTF-8."
        ) from None
