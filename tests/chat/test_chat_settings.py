from pathlib import Path

from assistant.chat.chat_settings import MOST, KeptPictures
from assistant.chat.history import open_history
from assistant.chat.wording import Wording
from assistant.language.catalogs import translate

ENGLISH = Wording("en", translate("en"))


def _card(number: int) -> dict[str, str]:
    return {"title": f"Picture {number}", "alt": "Bars", "svg": "x" * 2900}


def test_a_picture_is_kept_for_its_own_user_only() -> None:
    pictures = KeptPictures()
    shown = pictures.put_off("rep-a", _card(1), ENGLISH)
    assert "svg" not in shown
    assert shown["texts"]["show"] == "Show the picture (3 kB)"
    assert pictures.take("rep-b", shown["later"]) is None
    assert pictures.take("rep-a", None) is None
    assert pictures.take("rep-a", shown["later"]) == _card(1)


def test_the_oldest_picture_makes_room() -> None:
    pictures = KeptPictures()
    keys = [pictures.put_off("rep-a", _card(n), ENGLISH)["later"] for n in range(MOST + 1)]
    assert pictures.take("rep-a", keys[0]) is None
    assert pictures.take("rep-a", keys[1]) == _card(1)


async def test_a_choice_is_remembered_by_user_and_name(tmp_path: Path) -> None:
    history = open_history(tmp_path)
    assert await history.choice_of("rep-a", "low_data") is None
    await history.keep_choice("rep-a", "low_data", "on")
    await history.keep_choice("rep-a", "low_data", "off")
    await history.keep_choice("rep-b", "low_data", "on")
    assert await history.choice_of("rep-a", "low_data") == "off"
    assert await history.choice_of("rep-b", "low_data") == "on"
    assert await history.choice_of("rep-b", "other") is None
    await history.close()
