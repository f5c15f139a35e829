"""Front matter: the YAML block some papers start with; what it says wins over `documents.csv`."""

from __future__ import annotations

import re
from typing import Any

import yaml
from pydantic import ValidationError

from knowledge.documents.blocks import PaperError
from knowledge.pack.schema.papers import PaperRow

_block = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)


def split_front_matter(source: str, name: str) -> tuple[dict[str, Any], str]:
    """The fields and the rest of the text.

    Raises:
        PaperError: it starts like front matter and is no YAML mapping.
    """
    match = _block.match(source)
    if not match:
        return {}, source
    try:
        fields = yaml.safe_load(match["yaml"]) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 2}" if mark else ""
        raise PaperError(f"{name}{line}: the front matter is no valid YAML.") from None
    if not isinstance(fields, dict):
        # A paper may begin with a ruled line; that is not ours to judge.
        return {}, source
    return fields, source[match.end() :]


def merged_meta(fields: dict[str, Any], meta: PaperRow) -> PaperRow:
    """The row of `documents.csv` with the front matter laid over it.

    Raises:
        PaperError: a field has a value the schema does not know.
    """
    known = {k: v for k, v in fields.items() if k in PaperRow.model_fields and k != "path"}
    if "terms_version" in known and known["terms_version"] is not None:
        known["terms_version"] = str(known["terms_version"])
    try:
        return PaperRow.model_validate({**meta.model_dump(), **known})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PaperError(
            f"{meta.path}: front matter `{where}` is {first['input']!r}: {first['msg']}."
        ) from None
