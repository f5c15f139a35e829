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
