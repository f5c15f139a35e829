"""What the first turn would wait for, done while nobody waits."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from assistant.domain import Role, Turn, User

if TYPE_CHECKING:
    from assistant.bootstrap import Services


def warm(services: Services) -> None:
    """Open and learn it; Bedrock itself is not called."""
    from assistant.company_models import EMBEDDED
    from assistant.guardrails.runner import check_input
    from assistant.prompting import conversation, tool_schema

    services.searched_papers.warm().join()
    nobody = User("", "", Role.REP, ("en",), ())
    turn = Turn("warm", nobody, "", language="en")
    check_input(services.orchestrator.input_guardrails, turn, "en")
    model, name = services.model
    if name == EMBEDDED:
        schemas = [tool_schema(tool) for tool in services.tools.values()]
        model.bind_tools(schemas).invoke(conversation(turn, "en", services.today, (), ()))
    _languages(services)
    for user in services.records.users()[:1]:
        services.orchestrator.names.find(turn.message, user)
    for tool in services.tools.values():
        if hasattr(tool, "warm"):
            tool.warm()
    # What is there now stays: to look for garbage in it would hold everybody up for a third of a
    # second, every now and then.
    gc.collect()
    gc.freeze()


def _languages(services: Services) -> None:
    """Every catalog, and the model that tells languages apart."""
    from assistant.language.detect import detect

    offered = services.languages()
    for tag in offered:
        services.translate(tag)
    detect("What is there to know?", offered, None)
