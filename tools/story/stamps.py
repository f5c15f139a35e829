"""What a template's words and its review stand on; when any of it changes, the template retires."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel

from knowledge.facts import meanings, words
from knowledge.facts.kept import KeptByIdentity
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
_digests: KeptByIdentity[str] = KeptByIdentity()
_stamps: KeptByIdentity[dict[str, str]] = KeptByIdentity()


def stands_on(
    terms: ProgramTerms,
    guidance: tuple[BrandGuidelines, Rules, Frameworks],
    language: str,
    writer: str,
) -> dict[str, str]:
    """Name of what is stood on → its digest; the writer by name. Not to be changed."""
    files = (wording.STORIES, wording.COMPOSITION, words.WORDS, meanings.MEANINGS)

    def make() -> dict[str, str]:
        brand, rules, frameworks = map(digest_of_model, guidance)
        return {
            "terms": digest_of_model(terms),
            "brand": brand,
            "rules": rules,
            "playbook": frameworks,
            "wording": _of_files(wording.STORIES / f"{language}.yaml", wording.COMPOSITION),
            # English words are refused in every language.
            "words": _of_files(
                *(place / f"{tag}.yaml" for place in files[2:] for tag in ("en", language))
            ),
            "writer": writer,
            "review": _of_files(*REVIEWED_BY),
        }

    return _stamps.get((terms, *guidance), (language, writer, files), make)


def digest_of_model(model: BaseModel) -> str:
    """Of all it says."""
    return _digests.get(
        (model,), "", lambda: hashlib.sha256(model.model_dump_json().encode()).hexdigest()
    )


@lru_cache(maxsize=64)
def _of_files(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes() if path.is_file() else b"-")
    return digest.hexdigest()
