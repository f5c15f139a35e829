"""`peers`: how shops like this one stand to a program. Counts only, at least five, no names."""

from __future__ import annotations

from decimal import Decimal

from assistant.errors import RetryableToolError
from graphrag.paths import FactPath, Hop
from graphrag.pictures import draw, pieces_of
from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import OutletProfile, PeerCounts
from tools.outlets.arguments import ProgramArguments
from tools.outlets.membership import in_force, program_meant, running
from tools.outlets.page import Page
from tools.outlets.wording import channel

MOST_PRODUCTS = 5


def peers(page: Page, outlet: OutletProfile, asked: ProgramArguments) -> None:
    """In the program named, else the first one that it is in or that runs there."""
    _ = page.say
    terms = _program(page, outlet, asked.program)
    found = page.records.peers(page.user, outlet.code, terms.code)
    shop = page.name("outlet_name", outlet.name, f"outlets:{outlet.code}")
    page.heading(_("Shops like {shop}", shop=shop))
    page.offer("program_progress", _("How far is this shop from its target?"), program=terms.code)
    if found is None:
        page.line(_("There are too few shops like this one to say anything of them."))
        return
    source = f"peers:{outlet.code}:{terms.ref}"
    who = _group(page, found)
    count = page.quantity("peers", found.peers, "shop", source, _("Open shops, without this one."))
    page.line(f"{count}: {who}")
    name = page.name("program", terms.name_in(page.language), terms.ref)
    if found.members is None:
        page.line(_("In {program}: too few to say, or nearly all", program=name))
    else:
        members = page.number("members", found.members, "shop", source)
        page.line(_("In {program}: {count}", program=name, count=members))
    path = _path(page, outlet, found)
    page.prove(path.citation(page.language))
    page.pictures.append(
        draw(_("Shops like {shop}", shop=outlet.name), pieces_of(path), page.language)
    )
    _products(page, found, source)
    page.line(_("No other shop's name or figures are shown."))


def _program(page: Page, outlet: OutletProfile, said: str | None) -> ProgramTerms:
    """The one named; else one it is in, one with a must-sell list first."""
    if said:
        return program_meant(page, said)
    held, runs = in_force(page, outlet), running(page, outlet)
    if not runs:
        _ = page.say
        raise RetryableToolError(_("No program runs in the country of this shop today."))
    return min(runs, key=lambda p: (p.code not in held, p.must_sell is None, not p.slabs))


def _group(page: Page, found: PeerCounts) -> str:
    """`general trade, class B, Surabaya`."""
    _ = page.say
    kind, place = channel(found.channel, page.language), page.name("place", found.place, "outlets")
    if found.outlet_class is None:
        return _("{channel}, every class, {town}", channel=kind, town=place)
    shown = page.name("outlet_class", found.outlet_class, f"outlets:{found.outlet}")
    return _("{channel}, class {name}, {town}", channel=kind, name=shown, town=place)


def _products(page: Page, found: PeerCounts, source: str) -> None:
    """Must-sell products this shop lacks, and how many of its peers buy them."""
    _ = page.say
    known = [(code, count) for code, count in found.buying.items() if count is not None]
    if not known:
        return
    page.line(_("Products it lacks, and how many of them buy these in this period:"))
    for code, count in sorted(known, key=lambda row: -row[1])[:MOST_PRODUCTS]:
        name = page.name("lacking", page.records.product(code, page.language).name,
                         f"products:{code}")  # fmt: skip
        buyers = page.number("buyers", count, "shop", source)
        page.lines.append(f"  - {name}: {buyers}")


def _path(page: Page, outlet: OutletProfile, found: PeerCounts) -> FactPath:
    """`(Toko Makmur) –[general trade, class A, Surabaya]→ (34 shops) –[in Growth Club]→ (12)`."""
    _ = page.say
    locale = page.locale
    name = found.program.name_in(page.language)
    inside = _("too few to say, or nearly all")
    if found.members is not None:
        inside = locale.quantity(Decimal(found.members), "shop")
    return FactPath(
        outlet.name,
        (
            Hop(_group(page, found), locale.quantity(Decimal(found.peers), "shop")),
            Hop(_("in {program}", program=name), inside),
        ),
        f"peers:{outlet.code}:{found.program.ref}",
    )
