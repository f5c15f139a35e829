"""Ways to damage a released story, each by one thing: what a bug, a cache or a stranger might do.

A damage is done where such things happen: to the text that is shown (`told`), to the words before
they are filled (`written`), to a fact (`fact`), or to what was decided (`rule`).
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from assistant.domain import Fact
from assistant.language.formats import Locale
from knowledge.facts.meanings import meanings
from knowledge.facts.recommendation import Decision, Recommendation
from knowledge.facts.rendering import COUNTED
from knowledge.facts.slots import SLOTS
from knowledge.facts.text import SLOT
from tools.story.draft import Story, ToldBeat, WrittenBeat
from tools.story.filling import told

Damage = Callable[[Story, random.Random, Sequence[Story]], Story | None]
"""None = there is nothing of the kind in this story to damage."""
DIGIT = r"[0-9\u0660-\u0669\u0966-\u096f]"
ZEROS = {"0": 0x30, "\u0660": 0x660, "\u0966": 0x966}
SENTENCES = re.compile(r"(?<=[.!?؟।])\s+")
CURRENCIES = ("Rp", "Ksh", "US$", "E£", "₱", "₹", "฿", "₫")


@dataclass(frozen=True)
class Kind:
    """One kind of damage."""

    what: str
    """`digit`, `unit`, `period`, `sign`, `tier`, `program`, `product`, `row`, `negation`."""
    where: str
    """`told`, `written`, `fact` or `rule`."""
    damage: Damage


def refilled(story: Story, facts: dict[str, Fact]) -> Story:
    """With other facts, and filled anew, so that text and facts agree."""
    brief = replace(story.brief, facts=facts)
    return replace(story, brief=brief, told=told(brief, story.written))


def in_told(pattern: str, change: Callable[[re.Match[str], random.Random], str]) -> Damage:
    """Change one match in the text that is shown."""

    def damage(story: Story, dice: random.Random, _all: Sequence[Story]) -> Story | None:
        places = [
            (n, m) for n, beat in enumerate(story.told) for m in re.finditer(pattern, beat.text)
        ]
        if not places:
            return None
        number, match = dice.choice(places)
        old = story.told[number]
        text = old.text[: match.start()] + change(match, dice) + old.text[match.end() :]
        beats = list(story.told)
        beats[number] = ToldBeat(old.name, text)
        return replace(story, told=tuple(beats))

    return damage


def in_written(change: Callable[[Story, str, random.Random], str | None]) -> Damage:
    """Change the words of one beat, and fill the story from what they are now."""

    def damage(story: Story, dice: random.Random, _all: Sequence[Story]) -> Story | None:
        order = list(range(len(story.written)))
        dice.shuffle(order)
        for number in order:
            old = story.written[number]
            text = change(story, old.text, dice)
            if text is None or text == old.text:
                continue
            beats = list(story.written)
            beats[number] = WrittenBeat(old.name, text)
            spoiled = replace(story, written=tuple(beats))
            return replace(spoiled, told=told(story.brief, spoiled.written))
        return None

    return damage


def in_fact(change: Callable[[Story, Fact, random.Random], Fact | None]) -> Damage:
    """Change a used fact and fill the story anew, so that text and fact agree."""

    def damage(story: Story, dice: random.Random, _all: Sequence[Story]) -> Story | None:
        for fact in dice.sample(story.facts, len(story.facts)):
            changed = change(story, fact, dice)
            if changed is not None and changed != fact:
                return refilled(story, {**story.brief.facts, fact.id: changed})
        return None

    return damage


# Figures


def _other_digit(match: re.Match[str], dice: random.Random) -> str:
    code = ord(match.group())
    zero = max(z for z in ZEROS.values() if z <= code)
    return chr(zero + (code - zero + dice.randint(1, 9)) % 10)


def _value(_story: Story, fact: Fact, dice: random.Random) -> Fact | None:
    if isinstance(fact.value, Decimal):
        factor = dice.choice((Decimal("0.9"), Decimal("1.1"), Decimal(2)))
        return replace(fact, value=(fact.value * factor).quantize(Decimal(1)))
    if isinstance(fact.value, date):
        return replace(fact, value=fact.value + timedelta(days=dice.choice((-1, 1, 30))))
    return None


def _figure_written(story: Story, text: str, dice: random.Random) -> str | None:
    """A slot is written out as the figure it would show."""
    slots = [m for m in SLOT.finditer(text) if SLOTS[m.group(1)].kind in ("money", "quantity")]
    if not slots:
        return None
    match = dice.choice(slots)
    figure = Locale(story.brief.language).number(Decimal(dice.randint(2, 9_000)))
    return text[: match.start()] + figure + text[match.end() :]


# Units and periods


def unit_words(language: str, unit: str) -> str:
    """How a unit is called: `days`."""
    said = Locale(language).quantity(Decimal(11), unit)
    return re.sub(rf"{DIGIT}+", "", said).strip()


def _unit_told(story: Story, dice: random.Random, every: Sequence[Story]) -> Story | None:
    language = story.brief.language
    words = {unit: unit_words(language, unit) for unit in COUNTED}
    used = {f.unit for f in story.facts} & COUNTED
    present = [u for u in sorted(used) if any(words[u] and words[u] in b.text for b in story.told)]
    if not present:
        return None
    old = words[dice.choice(present)]
    new = dice.choice([w for w in words.values() if w and w != old])
    return in_told(re.escape(old), lambda _m, _d: new)(story, dice, every)


def _unit_fact(_story: Story, fact: Fact, dice: random.Random) -> Fact | None:
    if not isinstance(fact.value, Decimal):
        return None
    others = [u for u in ("case", "point", "percent", "KES", "IDR", "day") if u != fact.unit]
    return replace(fact, unit=dice.choice(others))


def _unit_written(story: Story, text: str, dice: random.Random) -> str | None:
    """A unit of another kind beside a slot: `{pass_score} cases`."""
    language = story.brief.language
    slots = [
        m for m in SLOT.finditer(text)
        if SLOTS[m.group(1)].kind in ("money", "percent", "quantity")
    ]  # fmt: skip
    if not slots:
        return None
    match = dice.choice(slots)
    units = [u for u in ("case", "point", "product", "facing") if u != SLOTS[match.group(1)].unit]
    word, gap = unit_words(language, dice.choice(units)), " "
    if meanings(language).unit_first:
        return f"{text[: match.start()]}{word}{gap}{text[match.start() :]}"
    return f"{text[: match.end()]}{gap}{word}{text[match.end() :]}"


def _period_fact(_story: Story, fact: Fact, dice: random.Random) -> Fact | None:
    others = [p for p in ("", "per month", "per year", "2025-Q4", "per week") if p != fact.period]
    return replace(fact, period=dice.choice(others))


def _rates(language: str) -> dict[str, tuple[str, ...]]:
    return {str(rate): said for rate, said in meanings(language).rates.items()}


def _period_written(story: Story, text: str, dice: random.Random) -> str | None:
    """`a month` becomes `a year`, or is put beside a slot that has no such period."""
    rates = _rates(story.brief.language)
    there = [
        (rate, phrase) for rate, said in rates.items() for phrase in said
        if re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text)
    ]  # fmt: skip
    if there:
        rate, phrase = max(there, key=lambda found: len(found[1]))
        other = dice.choice([r for r in rates if r != rate])
        return text.replace(phrase, rates[other][0], 1)
    slots = [m for m in SLOT.finditer(text) if SLOTS[m.group(1)].kind == "money"]
    if not slots:
        return None
    match = dice.choice(slots)
    span = SLOTS[match.group(1)].span
    own = story.brief.evidence.terms.period.value
    wrong = [r for r in rates if f"per {r}" != span and not (span != "per month" and r == own)]
    return f"{text[: match.end()]} {rates[dice.choice(wrong)][0]}{text[match.end() :]}"


def _period_told(story: Story, dice: random.Random, every: Sequence[Story]) -> Story | None:
    rates = _rates(story.brief.language)
    said = [phrase for phrases in rates.values() for phrase in phrases]
    there = [p for p in said if any(p in b.text for b in story.told)]
    if not there:
        return None
    old = dice.choice(there)
    own = next(r for r, phrases in rates.items() if old in phrases)
    new = rates[dice.choice([r for r in rates if r != own])][0]
    return in_told(re.escape(old), lambda _m, _d: new)(story, dice, every)


# Names


def _any(values: Sequence[str]) -> str:
    return "|".join(re.escape(v) for v in sorted(values, key=len, reverse=True)) or r"(?!)"


def names_of(story: Story, what: str) -> tuple[str, ...]:
    """Tiers, programs or products, as the story's language calls them."""
    shop, language = story.brief.evidence.shop, story.brief.language
    if what == "program":
        return tuple(p.name_in(language) for p in shop.programs)
    if what == "product":
        return tuple(p.name for p in shop.products.values())
    targets = (t for p in shop.programs for t in p.targets)
    return tuple(dict.fromkeys(t.names.get(language, t.name) for t in targets))


def _name_told(what: str) -> Damage:
    def damage(story: Story, dice: random.Random, every: Sequence[Story]) -> Story | None:
        names = names_of(story, what)

        def other(match: re.Match[str], chance: random.Random) -> str:
            return chance.choice([n for n in names if n != match.group()])

        return in_told(_any(names), other)(story, dice, every)

    return damage


def _name_written(what: str) -> Damage:
    """A name stands where its slot stood."""
    slots = {
        "program": ("program_name",),
        "product": ("best_product", "must_sell_missing"),
        "tier": ("next_tier", "tier_now", "aim_name", "range_tier"),
    }[what]

    def change(story: Story, text: str, dice: random.Random) -> str | None:
        there = [m for m in SLOT.finditer(text) if m.group(1) in slots]
        if not there:
            return None
        match = dice.choice(there)
        # `a good {program_name}`: not at a start, where any plain word has a capital.
        name = dice.choice(names_of(story, what))
        return f"{text[: match.start()]}{name}{text[match.end() :]}"

    return in_written(change)


def _name_fact(what: str) -> Damage:
    ids = {
        "program": {"program_name"},
        "product": {"best_product", "must_sell_missing"},
        "tier": {"next_tier", "tier_now", "aim_name", "range_tier"},
    }[what]

    def change(story: Story, fact: Fact, dice: random.Random) -> Fact | None:
        if fact.id not in ids:
            return None
        others = [n for n in names_of(story, what) if n != fact.value]
        return replace(fact, value=dice.choice(others)) if others else None

    return in_fact(change)


# Rows, signs, rules


def _row(story: Story, dice: random.Random, every: Sequence[Story]) -> Story | None:
    """A fact of another shop, with its own source, filled in cleanly."""
    other = dice.choice(every)
    mine = [f for f in story.facts if f.id in other.brief.facts]
    foreign = [other.brief.facts[f.id] for f in mine if other.brief.facts[f.id].source != f.source]
    if not foreign or other.brief.evidence.outlet.code == story.brief.evidence.outlet.code:
        return None
    fact = dice.choice(foreign)
    return refilled(story, {**story.brief.facts, fact.id: fact})


def _row_as_mine(story: Story, dice: random.Random, every: Sequence[Story]) -> Story | None:
    """Another shop's value under this shop's source: the cache that mixed up two keys."""
    other = dice.choice(every)
    ids = [
        f.id for f in story.facts
        if f.id in other.brief.facts and other.brief.facts[f.id].value != f.value
    ]  # fmt: skip
    if not ids or other.brief.evidence.terms.code != story.brief.evidence.terms.code:
        return None
    chosen = dice.choice(ids)
    mixed = replace(story.brief.facts[chosen], value=other.brief.facts[chosen].value)
    return refilled(story, {**story.brief.facts, chosen: mixed})


def _sign_fact(_story: Story, fact: Fact, dice: random.Random) -> Fact | None:
    if not isinstance(fact.value, Decimal) or not fact.value:
        return None
    return replace(fact, value=-fact.value)


def _sign_written(story: Story, text: str, dice: random.Random) -> str | None:
    """`more` for `less`, and the other way round, beside a slot."""
    held = meanings(story.brief.language)
    edge = (r"(?<!\w)", r"(?!\w)") if held.spaced else ("", "")
    for here, there in ((held.less, held.more), (held.more, held.less)):
        match = re.search(rf"{edge[0]}(?:{_any(here)}){edge[1]}", text)
        near = match and SLOT.search(text)
        if match and near:
            return text[: match.start()] + there[0] + text[match.end() :]
    return None


def _negated_told(story: Story, dice: random.Random, _all: Sequence[Story]) -> Story | None:
    number = dice.randrange(len(story.told))
    beat = story.told[number]
    words = beat.text.split(" ")
    words.insert(dice.randrange(len(words)), meanings(story.brief.language).negations[0])
    beats = list(story.told)
    beats[number] = replace(beat, text=" ".join(words))
    return replace(story, told=tuple(beats))


def _negated_written(story: Story, text: str, dice: random.Random) -> str | None:
    """`not` in a sentence with a fact, or taken out of one."""
    held = meanings(story.brief.language)
    sentences = SENTENCES.split(text)
    withfacts = [s for s in sentences if SLOT.search(s)]
    if not withfacts:
        return None
    sentence = dice.choice(withfacts)
    negation = re.search(rf"(?<!\w)(?:{_any(held.negations)})(?!\w)\s?", sentence)
    if negation and dice.random() < 0.5:
        return text.replace(sentence, sentence.replace(negation.group(), "", 1), 1)
    parts = sentence.split(" ")
    parts.insert(max(1, dice.randrange(len(parts))), held.negations[0])
    return text.replace(sentence, " ".join(parts), 1)


def _rule_turned(story: Story, dice: random.Random, _all: Sequence[Story]) -> Story | None:
    """The rules say one thing and the story was told for another."""
    now = story.brief.decision.recommendation
    turned = dice.choice([r for r in Recommendation if r is not now])
    decision = Decision(turned, story.brief.decision.causes)
    situation = replace(story.brief.situation, recommendation=turned.value)
    return replace(story, brief=replace(story.brief, decision=decision, situation=situation))


def _cause_dropped(story: Story, dice: random.Random, _all: Sequence[Story]) -> Story | None:
    """A rule that speaks against joining is left out."""
    causes = story.brief.decision.causes
    if not causes:
        return None
    left = tuple(c for c in causes if c is not dice.choice(causes))
    if len(left) == len(causes):
        return None
    decision = replace(story.brief.decision, causes=left)
    return replace(story, brief=replace(story.brief, decision=decision))


KINDS = (
    Kind("digit", "told", in_told(DIGIT, _other_digit)),
    Kind("digit", "told", in_told(rf"(?<={DIGIT}){DIGIT}", lambda _m, _d: "")),
    Kind("digit", "told", in_told(DIGIT, lambda m, dice: m.group() + str(dice.randint(0, 9)))),
    Kind("digit", "fact", in_fact(_value)),
    Kind("digit", "written", in_written(_figure_written)),
    Kind("unit", "told", _unit_told),
    Kind("unit", "told", in_told(_any(CURRENCIES), lambda m, dice: dice.choice(
        [c for c in CURRENCIES if c != m.group()]))),
    Kind("unit", "told", in_told("[%٪]", lambda _m, _d: " Rp")),
    Kind("unit", "fact", in_fact(_unit_fact)),
    Kind("unit", "written", in_written(_unit_written)),
    Kind("period", "told", _period_told),
    Kind("period", "fact", in_fact(_period_fact)),
    Kind("period", "written", in_written(_period_written)),
    Kind("sign", "told", in_told(rf"(?<!{DIGIT}){DIGIT}", lambda m, _d: "-" + m.group())),
    Kind("sign", "fact", in_fact(_sign_fact)),
    Kind("sign", "written", in_written(_sign_written)),
    *(Kind(what, "told", _name_told(what)) for what in ("tier", "program", "product")),
    *(Kind(what, "written", _name_written(what)) for what in ("tier", "program", "product")),
    *(Kind(what, "fact", _name_fact(what)) for what in ("tier", "program", "product")),
    Kind("row", "fact", _row),
    Kind("row", "fact", _row_as_mine),
    Kind("negation", "told", _negated_told),
    Kind("negation", "written", in_written(_negated_written)),
    Kind("negation", "rule", _rule_turned),
    Kind("negation", "rule", _cause_dropped),
)  # fmt: skip
