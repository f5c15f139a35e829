"""Who calls: a bearer token, what it may do, how often, and in which language he reads."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from assistant.bootstrap import Services
from assistant.domain import Role, User
from assistant.http.problems import ProblemError
from assistant.http.rates import Rates
from knowledge.enrollment.service import Actor
from knowledge.records.api_tokens import Bearer, RecordedTokens, Scope
from tools.signup.tool import SIGNS_UP

BEARER = HTTPBearer(
    auto_error=False,
    bearerFormat="shelftalk_<id>_<secret>",
    description="A token of `shelftalk token create`.",
)
KNOCK = (
    "This address needs a token that is still good: send `Authorization: Bearer …`. "
    "`shelftalk token create USER` makes one."
)


@dataclass(frozen=True)
class Caller:
    """A good token, and what it opens."""

    services: Services
    bearer: Bearer
    language: str
    """Of the sentences he reads, BCP 47."""

    @property
    def user(self) -> User:
        """Who acts."""
        return self.bearer.user

    @property
    def actor(self) -> Actor:
        """For sign-up: a token is a session of its own, and the audit trail names it."""
        return Actor(self.user, f"api:{self.bearer.token}", self.language)

    def may(self, scope: Scope) -> bool:
        """Whether the token was made for that."""
        return scope in self.bearer.scopes


def services_of(request: Request) -> Services:
    """The services of this process."""
    found: Services = request.app.state.services
    return found


def _caller(
    request: Request,
    shown: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)] = None,
) -> Caller:
    services = services_of(request)
    bearer = RecordedTokens(services.engine).check(shown.credentials) if shown else None
    if bearer is None:
        refused = ProblemError(401, "no-token", KNOCK)
        refused.headers["WWW-Authenticate"] = "Bearer"
        raise refused
    rates: Rates = request.app.state.rates
    wait = rates.take(bearer.token)
    if wait:
        slower = ProblemError(
            429, "too-many", f"Too many requests: at most {rates.per_minute} a minute. Wait."
        )
        slower.headers["Retry-After"] = str(math.ceil(wait))
        raise slower
    language = _language(request.headers.get("accept-language", ""), bearer.user, services)
    return Caller(services, bearer, language)


def _language(wanted: str, user: User, services: Services) -> str:
    """The first of the header's that is offered, else the user's own."""
    offered = services.languages()
    tags = (part.partition(";")[0].strip() for part in wanted[:200].split(","))
    return next((t for t in (*tags, *user.languages) if t in offered), offered[0])


def allowed(scope: Scope, roles: Iterable[Role] = tuple(Role)) -> Callable[[Caller], Caller]:
    """A caller whose token has the scope and whose user has one of the roles."""
    wanted = frozenset(roles)

    def check(caller: Annotated[Caller, Depends(_caller)]) -> Caller:
        if not caller.may(scope):
            raise ProblemError(403, "scope", f"This token was not made for `{scope}`.")
        if caller.user.role not in wanted:
            who = " and ".join(sorted(f"{role}s" for role in wanted))
            raise ProblemError(403, "role", f"Only {who} can do this.")
        return caller

    return check


Reading = Annotated[Caller, Depends(allowed(Scope.READ))]
Asking = Annotated[Caller, Depends(allowed(Scope.ASK))]
Telling = Annotated[Caller, Depends(allowed(Scope.STORIES))]
Proposing = Annotated[Caller, Depends(allowed(Scope.PROPOSE, SIGNS_UP))]
Confirming = Annotated[Caller, Depends(allowed(Scope.CONFIRM, SIGNS_UP))]
