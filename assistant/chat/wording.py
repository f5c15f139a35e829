"""Our own texts in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.domain import Role
from assistant.language.catalogs import plural
from assistant.language.formats import Locale

CARDS = (
    *("sign_up", "correct_signup", "cancel_signup", "restart_signup", "resume_signup"),
    *("signup_terms", "leave_program"),
)
"""Tools whose work is a card to look at."""


@dataclass(frozen=True)
class Wording:
    """A reader: catalog and formats."""

    language: str
    say: Callable[[str], str]

    @property
    def plural(self) -> Callable[[str, str, int], str]:
        """Singular id, plural id, count → the right form."""
        return plural(self.language)

    @property
    def locale(self) -> Locale:
        """For figures and dates."""
        base, _, country = self.language.partition("-")
        return Locale(base, country or None)

    def step(self, name: str) -> str:
        """What a piece of work is called while somebody waits for it."""
        _ = self.say
        known = {
            "framework": _("choosing how to tell it"),
            "generator": _("writing the story"),
            "brand": _("checking brand and wording"),
            "rules": _("checking the business rules"),
            "review": _("reviewing every claim"),
            "language": _("putting it into your language"),
            "selling_story": _("preparing the selling story"),
            "program_qa": _("reading the program papers"),
            "objection": _("looking for an honest answer"),
            "outlet_brief": _("looking at the shop"),
            "todays_route": _("reading today's route"),
            "purchases": _("reading the purchases"),
            "program_progress": _("working out the progress"),
            "points_balance": _("reading the ledger"),
            "eligibility": _("checking who may join"),
            "program_list": _("listing the programs"),
            "one_order_away": _("looking along your route"),
            "what_if": _("working out what more would bring"),
            "peers": _("counting shops like this one"),
            "terms_changes": _("comparing the terms"),
            "shop_return": _("working out the return"),
            "objection_report": _("counting the objections"),
            "case_queue": _("reading the open cases"),
            "roleplay_results": _("reading the results of practice"),
            "roleplay_turn": _("the shopkeeper thinks"),
            "confirm_signup": _("signing the shop up"),
            "give_consent": _("noting the consent"),
            "send_consent_code": _("sending the code"),
            "open_case": _("opening the case"),
            "close_case": _("closing the case"),
            "confirm_change": _("changing the membership"),
            **dict.fromkeys(("roleplay", "start_roleplay"), _("preparing the practice")),
            **dict.fromkeys(
                ("objection_outcome", "visit_outcome"), _("noting how the visit ended")
            ),
            **dict.fromkeys(CARDS, _("preparing the card")),
        }
        return known.get(name, name.replace("_", " "))

    def starters(self, role: Role) -> list[str]:
        """What somebody of a role may well ask first; each is sent as it stands."""
        _ = self.say
        questions = {
            Role.REP: [_("Which programs are there?"), _("Show my route for today")],
            Role.TRAINER: [
                _("Start a role-play"),
                _("Show the role-play results"),
                _("The owner says the target is too high. What do I answer?"),
                _("Which objections lose us the most shops?"),
            ],
            Role.SUPPORT: [
                _("Show me the case queue"),
                _("How long are points valid?"),
                _("Who may join the Growth Club?"),
                _("A payout came late. What are the rules?"),
            ],
            Role.MANAGER: [
                _("Which objections lose us the most shops?"),
                _("Show me the case queue"),
                _("Which programs are there?"),
                _("Who may join the Growth Club?"),
                _("How does the Growth Club pay?"),
            ],
        }
        return questions[role]
