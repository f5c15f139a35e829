"""What public/shelftalk.js says itself, it says in every language."""

import json
import re
from pathlib import Path

from assistant.language.catalogs import offered

ROOT = Path(__file__).parents[2]


def test_buttons_have_a_name_of_their_own_in_every_language() -> None:
    script = (ROOT / "public" / "shelftalk.js").read_text(encoding="utf-8")
    table = re.search(r"const NAMES = {\n(.*?)\n  };", script, re.DOTALL)
    assert table
    rows = re.findall(r"^    (\w+): (\[.*\]),$", table[1], re.MULTILINE)
    names = {language: json.loads(row) for language, row in rows}
    assert set(names) == set(offered())
    for language, row in names.items():
        kept = "en-US" if language == "en" else language
        path = ROOT / ".chainlit" / "translations" / f"{kept}.json"
        texts = json.loads(path.read_text(encoding="utf-8"))
        assert row[0] == texts["chat"]["input"]["actions"]["send"]
        assert row[1] == texts["navigation"]["user"]["menu"]["settings"]
        assert row[2]
        assert language == "en" or row[2] != names["en"][2]


def test_what_is_said_of_the_line_is_said_in_every_language() -> None:
    script = (ROOT / "public" / "line-texts.js").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"^  (\w+): \{\n(.*?)^  \},$", script, re.DOTALL | re.MULTILINE))
    assert set(blocks) == set(offered())
    texts = {
        language: dict(re.findall(r'^    (\w+): "(.+)",$', block, re.MULTILINE))
        for language, block in blocks.items()
    }
    for language, said in texts.items():
        assert set(said) == set(texts["en"])
        assert language == "en" or not set(said.values()) & set(texts["en"].values())
    asked = set[str]()
    for name in ("line.js", "offline.js"):
        asked |= set(re.findall(r'say\("(\w+)"\)', (ROOT / "public" / name).read_text("utf-8")))
    assert asked | {"story", "terms", "shop"} == set(texts["en"])
