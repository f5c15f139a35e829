"""Cases: opened once and by a tap alone, with the facts of that moment; support works the queue."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from assistant.bootstrap import Services, build
from assistant.domain import Reply, ReplyStatus, Role, ToolCall, Turn, User
from assistant.errors import NotFoundError, RefusedError
from assistant.loading import load_pack
from assistant.ports import ToolContext
from knowledge.records.case_file import CaseFile, NewCase
from tests.conftest import SAMPLE, load_sample
from tools.cases.open_case import OpenCase, OpenCaseArguments
from tools.cases.wording import ATTACHED, fact_label, facts_in

pytestmark = pytest.mark.slow
LATE = "dia bilang imbalannya belum pernah sampai"
NOT_THERE = "Does Growth Club give a discount on school uniforms?"
LANGUAGES = ("en", "id", "ms", "vi", "th", "fil", "sw", "ar", "fr", "hi")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Services:
    return build(load_sample(tmp_path_factory.mktemp("cases")))


def rows(company: Services) -> list[tuple[str, ...]]:
    with sqlite3.connect(company.settings.home / "records.db") as opened:
        return opened.execute("select id, outlet, kind, subject from cases order by id").fetchall()


def say(company: Services, who: User, message: str, thread: str, shop: str | None = None) -> Reply:
    return company.respond(Turn(message, who, thread, shop, "en"))


def tap(company: Services, who: User, reply: Reply, name: str) -> Reply:
    action = next(a for a in reply.actions if a.name == name)
    return company.respond(Turn(action.label, who, reply.thread, None, "en", action.call))


def with_role(company: Services, role: Role) -> User:
    return next(user for user in company.records.users() if user.role is role)


def test_an_objection_for_support_opens_one_case_when_a_person_taps(company: Services) -> None:
    rep, before = company.user("rep01"), rows(company)
    told = say(company, rep, LATE, "late", "ID-0001")
    assert [action.label for action in told.actions] == ["Open a case"]
    assert rows(company) == before
    first, second = (tap(company, rep, told, "open_case") for _ in range(2))
    ((number, outlet, kind, subject),) = set(rows(company)) - set(before)
    assert (outlet, kind, subject) == ("ID-0001", "reward_dispute", LATE)
    assert number in first.text
    assert second.text == first.text
    assert first.status is ReplyStatus.DONE


def test_its_facts_are_those_of_the_records_at_that_moment(company: Services) -> None:
    rep = company.user("rep01")
    tap(company, rep, say(company, rep, LATE, "facts", "ID-0001"), "open_case")
    (case, *_) = [c for c in company.records.cases(rep, "ID-0001") if c.opened_by == rep.id]
    held = {fact.id: fact.value for fact in facts_in(case)}
    bought = company.records.purchases(rep, "ID-0001")
    with sqlite3.connect(company.settings.home / "records.db") as opened:
        ((scaled,),) = opened.execute(
            "select sum(amount) from ledger where outlet = 'ID-0001' and program = 'growth-club' "
            "and kind = 'payout' and paid_on is not null"
        ).fetchall()
    assert held["last_order_on"] == bought.last_order_on
    assert Decimal(str(held["paid_out"])) == Decimal(scaled) / 10_000
    assert held["tier_now"] == "Silver"


def test_ten_taps_at_once_make_one_case(company: Services) -> None:
    rep = company.user("rep01")
    told = say(company, rep, "he says the delivery is always late", "at-once", "ID-0014")
    before = len(rows(company))
    with ThreadPoolExecutor(10) as pool:
        tapped = [pool.submit(tap, company, rep, told, "open_case") for _ in range(10)]
        numbers = {one.result().data["case"] for one in tapped}
    assert len(numbers) == 1
    assert len(rows(company)) == before + 1


def test_no_model_and_no_words_open_a_case(company: Services) -> None:
    rep, before = company.user("rep01"), rows(company)
    assert "open_case" not in company.tools
    assert "close_case" not in company.tools
    asked = OpenCaseArguments(said="late", objection="rewards-late", outlet="ID-0001")
    context = ToolContext(rep, "en", company.today, "open a case")
    with pytest.raises(RefusedError):
        OpenCase(company.records).run(asked, context)
    say(company, rep, "open a case for Toko Makmur now", "words", "ID-0001")
    assert rows(company) == before


@pytest.mark.parametrize(
    "arguments",
    [
        {"said": "late", "objection": "rewards-late", "outlet": "KE-0001"},
        {"said": "late", "objection": "rewards-late", "outlet": "ID-9999"},
        {"said": "late", "objection": "nothing-such", "outlet": "ID-0001"},
        {"said": "late", "objection": "rewards-late"},
    ],
)
def test_a_foreign_shop_or_an_unknown_objection_opens_nothing(
    company: Services, arguments: dict[str, str]
) -> None:
    rep, before = company.user("rep01"), rows(company)
    call = ToolCall("open_case", arguments)
    reply = company.respond(Turn("x", rep, "foreign", None, "en", call))
    assert reply.status is ReplyStatus.REFUSED
    assert rows(company) == before


def test_a_question_that_the_papers_do_not_answer_can_be_handed_on(company: Services) -> None:
    rep, support = company.user("rep01"), with_role(company, Role.SUPPORT)
    told = say(company, rep, NOT_THERE, "uniforms")
    assert told.status is ReplyStatus.NOT_IN_PAPERS
    opened = tap(company, rep, told, "open_case")
    number = opened.data["case"]
    seen = {
        who.id: {queued.case.id for queued in company.records.case_file.queue(who)}
        for who in (rep, support, company.user("rep02"))
    }
    assert number in seen[rep.id]
    assert number in seen[support.id]
    assert number not in seen["rep02"]


def test_support_lists_the_queue_and_closes_what_was_opened_here(company: Services) -> None:
    rep, support = company.user("rep01"), with_role(company, Role.SUPPORT)
    number = tap(company, rep, say(company, rep, LATE, "queue", "ID-0020"), "open_case").data[
        "case"
    ]
    listed = say(company, support, "which cases are open?", "support")
    assert [call.name for call in listed.tools] == ["case_queue"]
    queue = company.records.case_file.queue(support)
    assert f"Open cases: {len(queue)}" in listed.text
    while number not in listed.text:
        listed = tap(company, support, listed, "case_queue")
    button = next(a for a in listed.actions if a.payload.get("case") == number)
    closed = company.respond(Turn("done", support, "support", None, "en", button.call))
    assert closed.status is ReplyStatus.DONE
    assert number not in {q.case.id for q in company.records.case_file.queue(support)}
    assert number not in {c.id for c in company.records.cases(rep, "ID-0020")}


def test_what_was_closed_can_be_opened_again_as_another_case(company: Services) -> None:
    rep, support = company.user("rep01"), with_role(company, Role.SUPPORT)
    told = say(company, rep, LATE, "again", "ID-0021")
    first = tap(company, rep, told, "open_case").data["case"]
    company.records.case_file.close(support, first)
    second = tap(company, rep, told, "open_case").data["case"]
    assert second != first
    assert {c.id for c in company.records.cases(rep, "ID-0021")} == {second}
    (kept,) = [c for c in company.records.cases(rep, "ID-0021") if c.id == second]
    assert kept.program in {p.code for p in company.records.programs()}


def test_a_case_of_the_companys_own_data_is_not_closed_here(company: Services) -> None:
    support = with_role(company, Role.SUPPORT)
    theirs = next(
        queued.case.id
        for queued in company.records.case_file.queue(support)
        if queued.case.opened_by is None
    )
    with pytest.raises(RefusedError):
        company.records.case_file.close(support, theirs)


def test_a_rep_neither_lists_nor_closes(company: Services) -> None:
    rep = company.user("rep01")
    number = tap(company, rep, say(company, rep, LATE, "rep", "ID-0021"), "open_case").data["case"]
    for name, arguments in (("close_case", {"case": number}), ("case_queue", {})):
        call = ToolCall(name, arguments)
        assert company.respond(Turn("x", rep, "rep", None, "en", call)).status is not (
            ReplyStatus.DONE
        )
    assert number in {c.id for c in company.records.cases(rep, "ID-0021")}
    with pytest.raises(NotFoundError):
        company.records.case_file.close(company.user("rep02"), number)


def test_loading_the_company_again_keeps_what_was_opened_here(company: Services) -> None:
    mine = [row for row in rows(company) if row[0].startswith("app-")]
    assert mine
    load_pack(SAMPLE, company.settings, lambda *_: None, check=False, if_empty=False)
    assert [row for row in rows(company) if row[0].startswith("app-")] == mine


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_in_every_language(company: Services, language: str) -> None:
    rep = company.user("rep01")
    call = ToolCall(
        "open_case", {"said": LATE, "objection": "rewards-late", "outlet": "ID-0001"}
    )  # fmt: skip
    reply = company.respond(Turn("x", rep, f"in-{language}", None, language, call))
    assert reply.status is ReplyStatus.DONE, reply.text
    labels = {fact_label(name, language) for name in ATTACHED}
    assert len(labels) == len(ATTACHED)
    assert sum(label in reply.text for label in labels) >= 5
    if language != "en":
        assert "Support" not in reply.text or language == "fil"


def test_hostile_words_stay_words(company: Services) -> None:
    file = CaseFile(company.engine, lambda: company.today)
    rep = company.user("rep01")
    said = "'; drop table cases; -- \0 " + "x" * 600
    case = file.open(rep, "hostile", NewCase("question", said))
    assert len(case.subject) <= 500
    assert "\0" not in case.subject
    assert json.loads(case.facts or "") == []
    assert rows(company)


@pytest.mark.parametrize("message", [
    "he says his reward never came", "the shopkeeper complains he was never paid",
    "dia bilang imbalannya belum pernah sampai", "anasema zawadi yake haijafika",
    "يقول إن مكافأته لم تصل", "chủ tiệm nói thưởng chưa bao giờ tới",
    "เขาบอกว่าของรางวัลไม่เคยมา", "le patron dit que sa prime n'est jamais arrivée",
])  # fmt: skip
def test_a_complaint_that_is_passed_on_is_no_question_after_points(
    company: Services, message: str
) -> None:
    turn = Turn(message, company.user("rep01"), f"passed-on-{message}", "ID-0001")
    assert [call.name for call in company.respond(turn).tools] == ["objection"]


@pytest.mark.parametrize(("message", "tool"), [
    ("she says she wants to join Growth Club", "sign_up"),
    ("dia bilang mau ikut", "sign_up"),
    ("the owner said yes, sign him up", "sign_up"),
    ("he says his points are gone, how many has he?", "points_balance"),
])  # fmt: skip
def test_what_is_passed_on_need_be_no_complaint(company: Services, message: str, tool: str) -> None:
    turn = Turn(message, company.user("rep01"), f"passed-on-{message}", "ID-0001")
    assert [call.name for call in company.respond(turn).tools] == [tool]
