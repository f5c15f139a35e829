"""What a template's words and its review stand on; when any of it changes, the template retires."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel

from knowledge.facts import meanings, words
from knowledge.pack.schema.brand import BrandGuidelines
from knowledge.pack.schema.playbook import Frameworks
from knowledge.pack.schema.rules import Rules
from knowledge.programs.terms import ProgramTerms
from tools.story import wording

REVIEWED_BY = (
    *sorted(Path(__file__).parent.glob("*.py")),
    *sorted(Path(meanings.__file__).parent.glob("*.py")),
)
"""The code that judges: what older code let pass is judged again."""
_digests: dict[int, tuple[BaseModel, str]] = {}
"""By identity, with the model itself so that its id stays its own: reading one takes a while."""
MOST_KEPT = 512


def stands_on(
    terms: ProgramTerms,
    guidance: tuple[BrandGuidelines, Rules, Frameworks],
    language: str,
    writer: str,
) -> dict[str, str]:
    """Name of what is stood on → its digest; the writer by name."""
    brand, rules, frameworks = map(digest_of_model, guidance)
    return {
        "terms": digest_of_model(terms),
        "brand": brand,
        "rules": rules,
        "playbook": frameworks,
        "wording": _of_files(wording.STORIES / f"{language}.yaml", wording.COMPOSITION),
        "words": _of_files(
            *(
                place / f"{tag}.yaml"
                for place in (words.WORDS, meanings.MEANINGS)
                for tag in ("en", language)
            )
        ),  # English words are refused in every language
        "writer": writer,
        "review": _of_review(),
    }


def digest_of_model(model: BaseModel) -> str:
    """Of all it says."""
    kept = _digests.get(id(model))
    if kept is not None and kept[0] is model:
        return kept[1]
    digest = hashlib.sha256(model.model_dump_json().encode()).hexdigest()
    if len(_digests) >= MOST_KEPT:
        _digests.clear()
    _digests[id(model)] = (model, digest)
    return digest


@lru_cache(maxsize=64)
def _of_files(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes() if path.is_file() else b"-")
    return digest.hexdigest()


def _of_review() -> str:
    return _of_files(*REVIEWED_BY)
