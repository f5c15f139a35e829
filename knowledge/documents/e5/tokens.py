"""Texts into word pieces, as the model was taught."""

from __future__ import annotations

import re

from knowledge.documents.e5.model_file import Pieces

_spaces = re.compile(" {2,}")


class Tokenizer:
    """SentencePiece's unigram model: the likeliest way to cut a text into known pieces."""

    def __init__(self, pieces: Pieces) -> None:
        from tokenizers import Tokenizer as Cutter
        from tokenizers.models import Unigram
        from tokenizers.pre_tokenizers import Metaspace

        scored = list(zip(pieces.texts, map(float, pieces.scores), strict=True))
        self._cutter = Cutter(Unigram(scored, pieces.unknown))
        self._cutter.pre_tokenizer = Metaspace(prepend_scheme="always")
        self._pieces = pieces

    def ids(self, text: str, longest: int) -> list[int]:
        """Piece numbers between begin and end marks, `longest` of them at most."""
        folded = _spaces.sub(" ", text.translate(self._pieces.folding))
        found = self._cutter.encode(folded, add_special_tokens=False).ids
        return [self._pieces.begin, *found[: longest - 2], self._pieces.end]
