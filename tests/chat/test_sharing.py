from dataclasses import replace

from assistant.chat.sharing import share_card
from assistant.chat.wording import Wording
from assistant.domain import Reply, ReplyStatus

EN = Wording("en", lambda text: text)
TOLD = Reply(
    "t",
    ReplyStatus.ANSWERED,
    "en",
    "**Toko A · Club**\n\nYou get **Rp10**.\n\n> For you: be kind.",
    data={"status": "released", "story": "You get **Rp10**."},
)


def test_the_owner_gets_the_story_and_nothing_that_is_for_the_rep() -> None:
    card = share_card(TOLD, EN)
    assert card is not None
    assert card["text"] == "You get Rp10."


def test_nothing_else_can_be_shared() -> None:
    withheld = {"status": "withheld", "story": None}
    for reply in (
        replace(TOLD, status=ReplyStatus.REFUSED),
        replace(TOLD, data={}),
        replace(TOLD, data=withheld),
        replace(TOLD, text="A guard has put another text here."),
    ):
        assert share_card(reply, EN) is None
