"""`shelftalk doctor`: what is configured, what is reachable, what is missing, and what mends it."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.bootstrap import Services, build
from assistant.errors import ShelftalkError

if TYPE_CHECKING:
    from assistant.settings import Settings

LOAD = "shelftalk load examples/nusa_delta"


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    what: str
    says: str
    broken: bool = False
    mend: str = ""
    """The command that mends it."""

    def as_line(self) -> str:
        """`ok   records: …` or `MEND records: … → command`."""
        line = f"{'MEND' if self.broken else 'ok  '} {self.what}: {self.says}"
        return f"{line}\n     → {self.mend}" if self.mend else line


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; one broken part hides no other."""
    services = build(settings)
    looks: tuple[tuple[str, Callable[[Services], Finding], str], ...] = (
        ("python", _python, "make clean && make run"),
        ("home", _home, "export SHELFTALK_HOME=a/folder/you/can/write"),
        ("records", _records, LOAD),
        ("logins", _logins, "shelftalk password USER"),
        ("papers", _papers, LOAD),
        ("insights", _insights, LOAD),
        ("model", _model, "export SHELFTALK_MODEL=embedded"),
        ("languages", _languages, "make catalogs"),
        ("outbox", _outbox, "shelftalk outbox list --state dead"),
        ("owners' data", _sealing, ""),
    )
    return [*_look(services, looks), *_bedrock(settings)]


def _bedrock(settings: Settings) -> Iterator[Finding]:
    """Everything Bedrock needs, where it is what speaks."""
    from assistant.models.bedrock.credentials import is_available

    if settings.model == "embedded" or (settings.model == "auto" and not is_available()):
        return
    from assistant.models.bedrock.checks import check_bedrock

    for checked in check_bedrock(settings):
        what = f"Bedrock {checked.what}"
        yield Finding(what, checked.says, broken=bool(checked.mend), mend=checked.mend)


def _look(
    services: Services, looks: tuple[tuple[str, Callable[[Services], Finding], str], ...]
) -> Iterator[Finding]:
    for what, look, mend in looks:
        try:
            yield look(services)
        except ShelftalkError as error:
            yield Finding(what, str(error), broken=True, mend=mend)
        except Exception as error:
            yield Finding(what, f"{type(error).__name__}: {error}", broken=True, mend=mend)


def _python(_services: Services) -> Finding:
    wanted = (3, 11)
    found = platform.python_version()
    return Finding(
        "python",
        f"{found} at {sys.executable}",
        broken=sys.version_info[:2] != wanted,
        mend="" if sys.version_info[:2] == wanted else "make clean && make run PYTHON=python3.11",
    )


def _home(services: Services) -> Finding:
    home = services.settings.home
    home.mkdir(parents=True, exist_ok=True)
    if not os.access(home, os.W_OK):
        raise ShelftalkError(f"{home} cannot be written")
    return Finding("home", str(home.resolve()))


def _records(services: Services) -> Finding:
    company = services.records.company()
    kind = services.engine.dialect.name
    programs = ", ".join(p.code for p in services.records.programs())
    return Finding(
        "records", f"{kind}; {company.name}; today is {services.today}; programs {programs}"
    )


def _logins(services: Services) -> Finding:
    demo = services.demo_logins()
    if demo:
        return Finding("logins", f"a demo company: {len(demo)} users share one password")
    return Finding("logins", "set with `shelftalk password USER`")


def _papers(services: Services) -> Finding:
    count = services.papers.count()
    if not count:
        raise ShelftalkError("no paper is indexed")
    return Finding("papers", f"{count} passages; embedder {services.embedder.name}")


def _insights(services: Services) -> Finding:
    from knowledge.records.insights import trained_version

    version = trained_version(services.engine)
    if version is None:
        raise ShelftalkError("no insights are trained")
    return Finding("insights", f"trained, version {version[:8]}")


def _model(services: Services) -> Finding:
    _chat_model, name = services.model
    if name == "embedded":
        return Finding("model", "embedded planner, no language model; no cloud account is needed")
    rail = services.settings.bedrock_guardrail_id or "no Bedrock guardrail set"
    return Finding("model", f"Amazon Bedrock {name}; {rail}")


def _languages(services: Services) -> Finding:
    missing = set(services.records.company().languages) - set(services.languages())
    if missing:
        raise ShelftalkError(f"the company offers {sorted(missing)}, which have no catalog")
    return Finding("languages", ", ".join(services.languages()))


def _outbox(services: Services) -> Finding:
    """Whom events and owners' messages go to, and whether any was given up."""
    told = ", ".join(delivery.name for delivery in services.sign_ups.deliveries)
    dead = len(services.sign_ups.outbox.listed("dead"))
    if dead:
        raise ShelftalkError(f"{dead} events were given up; {told}")
    return Finding("outbox", f"goes to {told}; no dead letters")


def _sealing(services: Services) -> Finding:
    """Whether what says who an owner is can be opened, by this system user only."""
    from knowledge.records.sealing import keyring_of

    return Finding("owners' data", keyring_of(services.engine.dialect).state())
