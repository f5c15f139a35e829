"""The scorecard: passed or not, a table with the sentence behind each score, a chart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from assistant.charts import Bar, bars
from assistant.domain import Picture
from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from knowledge.pack.schema.playbook import Criterion
from tools.roleplay.judging import Card, Mark
from tools.roleplay.studio import Practice, percent

LONGEST_QUOTE = 160


@dataclass
class Scorecard:
    """One scored practice on its way into words."""

    practice: Practice
    card: Card
    language: str
    quotes: list[str] = field(default_factory=list)
    """What the rep had said, as it is shown back to him."""

    def text(self) -> str:
        """All of it in words."""
        _ = translate(self.language)
        if not self.practice.transcript.of_rep:
            return _("The practice is over. Nothing was said, so nothing is scored.")
        head = (_("What is judged"), _("Points"), _("What you said"))
        lines = [
            f"**{self._verdict()}**",
            *self._broken(), "",
            f"| {' | '.join(head)} |", "|---|---|---|",
            *(self._row(mark) for mark in self.card.marks), "",
            *self._keep_start_stop(),
        ]  # fmt: skip
        return "\n".join(lines)

    def pictures(self) -> tuple[Picture, ...]:
        """The points of each criterion as bars; none where nothing is scored."""
        if not self.practice.transcript.of_rep:
            return ()
        _ = translate(self.language)
        rows = [
            Bar(self._names[m.key], m.of, m.points, self._points(m))
            for m in self.card.marks
            if m.judged
        ]
        return (bars(_("Your score"), rows, self.language),)

    @property
    def _names(self) -> dict[str, str]:
        return names_of(self.practice.scenario.rubric.criteria, self.language)

    def _number(self, value: int) -> str:
        return Locale(self.language).number(Decimal(value))

    def _verdict(self) -> str:
        _ = translate(self.language)
        verdict = _("Passed") if self.card.passed else _("Not passed")
        head = _("{verdict}: {points} of 100 points, {needed} are needed.")
        needed = self.practice.scenario.rubric.pass_points
        return (
            head.replace("{verdict}", verdict)
            .replace("{points}", self._number(percent(self.card)))
            .replace("{needed}", self._number(needed))
        )

    def _broken(self) -> Iterator[str]:
        _ = translate(self.language)
        told = _("A rule was broken, so no points help: “{quote}”")
        for mark in self.card.marks:
            if mark.broken:
                yield ""
                yield told.replace("{quote}", self._quoted(mark.quote))

    def _row(self, mark: Mark) -> str:
        _ = translate(self.language)
        points = self._points(mark) if mark.judged else _("for the trainer")
        kept = _("in all you said") if mark.points else "–"
        quote = f"“{self._quoted(mark.quote)}”" if mark.quote else kept
        return f"| {self._names.get(mark.key, mark.key)} | {points} | {quote} |"

    def _points(self, mark: Mark) -> str:
        return f"{self._number(mark.points)}\u00a0/\u00a0{self._number(mark.of)}"

    def _quoted(self, text: str) -> str:
        """In one cell of a table, and nothing of it read as layout."""
        flat = " ".join(text.split())
        for mark, harmless in (("|", "/"), ("`", "'"), ("<", "‹"), (">", "›"), ("*", "∗"),
                               ("[", "("), ("]", ")"), ("_", " ")):  # fmt: skip
            flat = flat.replace(mark, harmless)
        short = flat if len(flat) <= LONGEST_QUOTE else flat[: LONGEST_QUOTE - 1] + "…"
        self.quotes.append(short)
        return short

    def _keep_start_stop(self) -> list[str]:
        """Three lines, and what to practise next."""
        _ = translate(self.language)
        ordered = sorted((m for m in self.card.marks if m.judged), key=_share)
        if not ordered:
            return []
        best, worst = max(ordered, key=lambda m: (bool(m.quote), _share(m))), ordered[0]
        broken = next((m for m in self.card.marks if m.broken), None)
        stop = f"“{self._quoted(broken.quote)}”" if broken else _("nothing; no rule was broken")
        start = _("the same with a harder shopkeeper")
        if _share(worst) < 1:
            start = self._names[worst.key]
        keep = _("coming back to practise")
        if best.points and best.quote:
            keep = self._names[best.key]
        keep_head, start_head, stop_head = _("Keep"), _("Start"), _("Stop")
        return [
            f"- **{keep_head}**: {keep}",
            f"- **{start_head}**: {start}",
            f"- **{stop_head}**: {stop}",
            "",
            _("Practise next: {what}").replace("{what}", start),
        ]


def _share(mark: Mark) -> Decimal:
    return Decimal(mark.points) / mark.of


def names_of(criteria: Sequence[Criterion], language: str) -> dict[str, str]:
    """Criterion → its name in the reader's language, else in English."""
    base = language.split("-", maxsplit=1)[0]
    return {c.key: _name(c.name, base) or c.key for c in criteria}


def _name(names: Mapping[str, str], base: str) -> str:
    return names.get(base) or names.get("en", "")
