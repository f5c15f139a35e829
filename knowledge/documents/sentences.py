"""Where one sentence ends and the next begins, in the languages of the papers."""

from __future__ import annotations

import re

_end = re.compile(r"(?<=[.!?؟।])[\"'”’)\]]*\s+(?=[^\s\Wa-z]|[\"'“‘(\[«])")
# A full stop behind these does not end a sentence.
_short = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|approx|no|nos|art|sec|max|min|incl|excl|vs|mr|mrs|dr|st|"
    r"rp|ksh|kes|le|egp|dll|dst|dsb|hlm|jl|tgl|mis|k\.m|n\.k|ص|د)|\b[A-Z])\.$",
    re.I,
)


def split_sentences(text: str) -> list[str]:
    """Sentences in order, each verbatim; a line break always ends one."""
    found: list[str] = []
    for line in text.split("\n"):
        held = ""
        start = 0
        for match in _end.finditer(line):
            held = line[start : match.end()].rstrip()
            if _short.search(held):
                continue
            found.append(held)
            start = match.end()
        if rest := line[start:].strip():
            found.append(rest)
    return found
