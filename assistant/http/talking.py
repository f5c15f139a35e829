"""Routes that speak: a turn of a conversation, a selling story."""

from __future__ import annotations

import uuid

from fastapi import APIRouter

from assistant.domain import Turn
from assistant.errors import NotFoundError
from assistant.http.door import Asking, Caller, Telling
from assistant.http.problems import ProblemError
from assistant.http.shapes import AskAnswer, AskBody, StoryAnswer, StoryBody
from assistant.presenting import reply_json
from knowledge.records.api_tokens import Scope

router = APIRouter(tags=["talk"])
ONLY_A_PERSON = (
    "Those words stand for a tap on the card of a sign-up. Only a person taps: this token was not "
    "made for `confirm`."
)


@router.post("/ask")
def ask(caller: Asking, body: AskBody) -> AskAnswer:
    """One turn, on exactly the way a message takes in the chat."""
    services = caller.services
    services.check_language(body.language)
    if body.outlet is not None:
        services.records.outlet(caller.user, body.outlet)
    turn = Turn(body.message, caller.user, _thread(caller, body), body.outlet, body.language)
    if not caller.may(Scope.CONFIRM) and services.sign_ups.typed_tap(turn) is not None:
        raise ProblemError(403, "scope", ONLY_A_PERSON)
    return AskAnswer.model_validate(reply_json(services.respond(turn)))


@router.post("/stories")
def tell(caller: Telling, body: StoryBody) -> StoryAnswer:
    """A story that has passed review, or none with the reasons."""
    caller.services.check_language(body.language)
    told = caller.services.tell_story(
        caller.user, body.outlet, body.program, body.language, body.length
    )
    return StoryAnswer.model_validate(told.data)


def _thread(caller: Caller, body: AskBody) -> str:
    """A conversation belongs to the token that began it: none takes over a person's."""
    own = f"api-{caller.bearer.token}-"
    if body.thread is None:
        return f"{own}{uuid.uuid4().hex[:24]}"
    if not body.thread.startswith(own):
        raise NotFoundError("There is no such conversation of this token.")
    return body.thread
