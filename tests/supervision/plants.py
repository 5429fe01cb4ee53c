"""Each finding's fault, planted once: by time and acts where they can make it, else by rows through the back door.

`how` says which: `time` nothing but a limit that passes, `acts` acts that are done, `rows` rows that guarded acts would
never write.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from egret.acts.done import By
from egret.acts.personal import index_of
from egret.approvals.models import ApprovalStep
from egret.approvals.stages import StepState
from egret.cases.acts import custody, evidence, filing, inquiry, prosecution, questioning, seizure
from egret.cases.acts.case_area import Restraint
from egret.cases.models import (
    CriminalProperty,
    Decision,
    Evidence,
    EvidenceKind,
    Examination,
    Measure,
    MeasureKind,
    Notice,
    NoticeKind,
    Review,
    Statement,
    StatementKind,
    StayEntry,
    StayKind,
)
from egret.cases.models.questioning import Ground, Outcome, Questioning
from egret.cases.models.records import StatementPlace
from egret.demo import crimes, offences
from egret.demo.district import DETENTION_HOUSE, PROCURATORATE
from egret.demo.hands import on, sign_all
from egret.demo.matters import ASSAULT, BURGLARY
from egret.demo.offences import HOUR, MINUTE, suspect_of, victims_of
from egret.documents.models import Document
from egret.guidance import books
from egret.guidance.acts import guides
from egret.guidance.models import GuideVersion
from egret.intake import acts as intake
from egret.intake.models import Channel, IncidentKind, Person, Role
from egret.intake.persons import PersonFacts
from egret.supervision.look import Look, ask
from tests.building.org import NOON, enrol, later
from tests.supervision.conftest import LATER, THEFT, World, late_clock, lost, planted, spoiled

Plant = Callable[[World], Any]
DAY = timedelta(days=1)
BEFORE = LATER - 5 * DAY


@dataclass(frozen=True)
class Planted:
    """How a finding's fault is planted, and the moments before and after between which it comes true."""

    rule: str
    how: str
    plant: Plant
    calm: datetime
    at: datetime


PLANTS: list[Planted] = []


def plants(rule: str, how: str, at: datetime = LATER, calm: datetime | None = None) -> Callable[[Plant], Plant]:
    """Register what plants a rule's fault; it returns the subject that the finding must be about."""

    def keep(plant: Plant) -> Plant:
        PLANTS.append(Planted(rule, how, plant, calm or at, at))
        return plant

    return keep


def _statement(world: World, case: Any, started: datetime, **values: Any) -> Statement:
    """A lawful record of half an hour, but for what is said otherwise."""
    person = suspect_of(case)
    lawful: dict[str, Any] = {
        "subject_id": case.pk,
        "person": person,
        "kind": StatementKind.INQUIRY if case.case_kind == "admin" else StatementKind.INTERROGATION,
        "place": StatementPlace.CASE_AREA,
        "started": started,
        "ended": started + 30 * MINUTE,
        "officers": [world.city["officer"].pk, world.city.second.pk],
        "recording": "LX-1",
        "rights_told": True,
        "text": "问：说说经过。",
    }
    return planted(Statement(**{**lawful, **values}))


def _decision(case: Any) -> Decision:
    return Decision.objects.get(subject_id=case.pk)


def earlier_decisions(world: World, count: int, days: int) -> None:
    """Decisions of the same kind before that of the closed case, past the acts."""
    model = _decision(world.closed)
    for number in range(count):
        planted(
            Decision(
                subject_id=world.executing.pk,
                person_id=model.person_id,
                kind=model.kind,
                cite=model.cite,
                detention_days=days,
                fine=model.fine,
                facts="同类事实",
                reasons="",
                decided_at=NOON - (number + 1) * DAY,
            )
        )


def _paper(matter: Any, kind: str, at: datetime, **facts: Any) -> Document:
    """A paper past the acts: a copy of one that was issued, of another kind and with these facts."""
    paper = Document.objects.filter(matter_id=matter.pk).order_by("pk").first()
    assert paper is not None
    last = Document.objects.order_by("-pk").values_list("pk", flat=True)[0]
    paper.pk = paper.id = paper.subject_ptr_id = None
    paper._state.adding = True
    paper.number, paper.code, paper.digest = f"补{last}", f"c{last}", f"sha256:{last}"
    paper.seq, paper.series_code = 900_000 + last, "补"
    paper.document_kind, paper.title, paper.opened, paper.content, paper.sealed = kind, kind, at, facts, ""
    paper.stage = "issued"
    return planted(paper)


# 接报受理


@plants("F01", "rows")
def ended_as_help(world: World) -> Any:
    return spoiled(world.report, stage="handled", closed=LATER - DAY)


@plants("F02", "acts")
def registered_two_days_on(world: World) -> Any:
    return intake.register(
        world.city.station.place,
        world.by(LATER - DAY),
        channel=Channel.WALK_IN,
        sort=IncidentKind.OTHER,
        title="遗失物招领",
        account="拾得钱包一个。",
        reported_at=LATER - 3 * DAY,
    ).subject


@plants("F03", "rows")
def receipt_gone(world: World) -> Any:
    reporter = replace(ASSAULT.victim, role=Role.REPORTER)
    case = offences.accepted(world.city.squad, replace(ASSAULT, victim=reporter), later(days=54))
    receipts = Document.objects.filter(matter_id__in=[case.pk, case.report_id], document_kind="受案回执")
    assert receipts.exists()
    assert case.pk not in {key for key, _one in ask("F03", Look(LATER))}
    lost(receipts)
    return case


@plants("F04", "time", calm=later(days=57, hours=1))
def left_in_the_register(world: World) -> Any:
    return world.report


@plants("F05", "acts", calm=later(days=40), at=later(days=58))
def review_left_lying(world: World) -> Any:
    return crimes.under_review(world.city.squad, BURGLARY, later(days=40))


def _grave(world: World, case: Any) -> Any:
    row = Examination(subject_id=case.pk, kind="人体损伤程度", agency="鉴定中心", asked_at=BEFORE)
    row.received_at, row.told_at, row.conclusion = BEFORE, BEFORE, "评定为轻伤一级。"
    planted(row)
    return case


@plants("F06", "rows")
def grave_and_undecided(world: World) -> Any:
    return _grave(world, world.heard)


@plants("F71", "rows")
def grave_and_penalised(world: World) -> Any:
    return _grave(world, world.closed)


@plants("F06", "rows")
def theft_of_a_crimes_sum(world: World) -> Any:
    return spoiled(world.heard, cause="盗窃", amount=Decimal("3000"))


@plants("F71", "rows")
def fraud_of_a_crimes_sum_penalised(world: World) -> Any:
    return spoiled(world.closed, cause="诈骗", amount=Decimal("5000"))


@plants("F09", "rows")
def not_passed_on(world: World) -> Any:
    late_clock(world.report, "G02", BEFORE, BEFORE + DAY)
    return world.report


# 案件办理


@plants("F07", "acts", at=later(days=80), calm=later(days=43))
def nobody_investigates(world: World) -> Any:
    return crimes.investigating(world.city.squad, BURGLARY, later(days=42))


@plants("F08", "rows")
def coerced_before_filing(world: World) -> Any:
    measure = Measure.objects.filter(case_id=world.detained.pk, measure_kind=MeasureKind.DETENTION)[0]
    spoiled(measure, opened=world.detained.opened - DAY)
    return world.detained


@plants("F10", "acts")
def refusal_not_served(world: World) -> Any:
    case = crimes.under_review(world.city.squad, BURGLARY, later(days=28))
    decided = later(days=29)
    sign_all(filing.decline_filing(case, world.by(decided), reason="没有犯罪事实。"), decided + HOUR)
    return case


@plants("F11", "acts")
def handler_is_a_party(world: World) -> Any:
    spoiled(suspect_of(world.heard), name=world.city["officer"].name)
    return world.heard


@plants("F11", "acts")
def signer_is_a_party(world: World) -> Any:
    spoiled(suspect_of(world.detained), name=world.city["bureau_head"].name)
    return world.detained


@plants("F11", "rows")
def went_on_after_stepping_back(world: World) -> Any:
    officer = world.city["officer"].pk
    planted(
        Review(
            subject_id=world.heard.pk, kind="回避", reviewer=officer, at=BEFORE - DAY, passed=True, opinion="系近亲属"
        )
    )
    _statement(world, world.heard, BEFORE, officers=[officer, world.city.second.pk])
    return world.heard


@plants("F12", "rows")
def interrogated_alone(world: World) -> Any:
    _statement(world, world.detained, BEFORE, officers=[world.city["officer"].pk], place=StatementPlace.DETENTION_HOUSE)
    return world.detained


@plants("F13", "rows")
def in_two_cases(world: World) -> Any:
    _statement(world, world.heard, BEFORE)
    _statement(world, world.bailed, BEFORE + 10 * MINUTE)
    return world.bailed


@plants("F14", "rows")
def auxiliary_asked(world: World) -> Any:
    _statement(world, world.heard, BEFORE, officers=[world.city["auxiliary"].pk])
    return world.heard


# 人身自由


def _arrived(world: World, at: datetime) -> Measure:
    """Arrived at the case area, by act; the family told at once."""
    case, suspect = world.heard, suspect_of(world.heard)
    inquiry.record_arrival(
        case, world.by(at), person=suspect, arrived_at=at, way="口头传唤", place=world.city.squad.rooms
    )
    inquiry.notify_family(case, world.by(at), person=suspect, relative=ASSAULT.relative, way="电话")
    return Measure.objects.get(case_id=case.pk, closed=None)


@plants("F15", "acts")
def never_left(world: World) -> Any:
    _arrived(world, BEFORE)
    return world.heard


@plants("F17", "acts", at=BEFORE + 10 * HOUR)
def kept_on_nobodys_word(world: World) -> Any:
    _arrived(world, BEFORE)
    return world.heard


@plants("F18", "acts")
def leaving_forgotten(world: World) -> Any:
    _arrived(world, BEFORE)
    return world.heard


@plants("F16", "acts")
def called_in_again(world: World) -> Any:
    first = _arrived(world, BEFORE)
    inquiry.record_departure(
        world.heard, world.by(BEFORE + 6 * HOUR), measure=first, left_at=BEFORE + 6 * HOUR, why="询问结束"
    )
    _arrived(world, BEFORE + 8 * HOUR)
    return world.heard


@plants("F19", "rows")
def questioned_on(world: World) -> Any:
    late_clock(world.report, "Q01", BEFORE, BEFORE + 12 * HOUR)
    return world.report


def _questioned(world: World, **facts: Any) -> Any:
    """Somebody taken along for questioning by acts, of whom something else turns out to be true."""
    incident = offences.reported(world.city.squad, ASSAULT, BEFORE - HOUR)
    stopped = {
        "person": PersonFacts("赵某", born=(BEFORE - timedelta(days=365 * 30)).date()),
        "ground": Ground.LOOT,
        "course": "携带多部手机，说不清来源。",
        "stopped_at": "银江路口",
        "arrived_at": BEFORE - 10 * MINUTE,
        "officers": world.city.squad.two,
        "bars": (),
    }
    (matter,) = questioning.bring_in_for_questioning(incident, world.by(BEFORE), **stopped).begets
    questioning.end_questioning(
        Questioning.objects.get(pk=matter.pk),
        world.by(BEFORE + HOUR),
        outcome=Outcome.CLEARED,
        ended_at=BEFORE + HOUR,
        note="已排除嫌疑。",
    )
    spoiled(Person.objects.get(subject_id=matter.pk), **facts)
    return matter


@plants("F19", "rows")
def ill_and_questioned(world: World) -> Any:
    return _questioned(world, flags=["mental"])


@plants("F19", "rows")
def questioned_while_a_case_was_open(world: World) -> Any:
    known = index_of("350211199001011234")
    spoiled(suspect_of(world.detained), id_index=known)
    return _questioned(world, id_index=known)


def _announced(world: World, at: datetime) -> Any:
    """A suspect taken into detention by acts, and then nothing."""
    case = crimes.suspect_in(world.city.squad, BURGLARY, at)
    suspect, told = suspect_of(case), on(at, 1, 11, 30)
    outcome = custody.detain(
        case,
        world.by(on(at, 1, 10)),
        person=suspect,
        findings=BURGLARY.findings,
        reason="有重大嫌疑。",
        custody_place=DETENTION_HOUSE,
    )
    sign_all(outcome, on(at, 1, 10, 20))
    custody.execute_detention(case, world.by(told), person=suspect, announced_at=told, place="派出所")
    return crimes.again(case)


for _rule in ("F20", "F21", "F22", "F23"):
    plants(_rule, "acts")(lambda world: _announced(world, later(days=50)))


def _extended(world: World, reason: str) -> Any:
    case = _announced(world, later(days=50))
    measure = Measure.objects.get(case_id=case.pk, measure_kind=MeasureKind.DETENTION)
    asked = on(later(days=50), 2, 9)
    outcome = custody.extend_detention(
        case, world.by(asked), measure=measure, term=custody.DetentionTerm.ROAMING, reason=reason
    )
    sign_all(outcome, asked + HOUR)
    return case


@plants("F24", "acts")
def no_roaming(world: World) -> Any:
    return _extended(world, "案情复杂。")


@plants("F25", "time", calm=later(days=44))
def not_released(world: World) -> Any:
    return world.executing


@plants("F26", "rows")
def extension_at_the_last_moment(world: World) -> Any:
    suspect = suspect_of(world.sent)
    late_clock(world.sent, "C21", BEFORE - 60 * DAY, LATER + DAY, suspect.key)
    paper = _paper(world.sent, "延长侦查羁押期限意见书", LATER - HOUR)
    spoiled(paper, about=suspect.key)
    return world.sent


@plants("F27", "time", at=later(days=35 + 400))
def bail_goes_on(world: World) -> Any:
    return world.bailed


PLANTS[-1] = Planted("F27", "time", bail_goes_on, later(days=50), later(days=35 + 400))


@plants("F28", "time", calm=later(days=50), at=later(days=35 + 90))
def nothing_done_on_bail(world: World) -> Any:
    return world.bailed


# 涉案财物


@plants("F29", "rows")
def surety_and_deposit(world: World) -> Any:
    measure = Measure.objects.get(case_id=world.bailed.pk, measure_kind=MeasureKind.BAIL)
    spoiled(measure, facts={"deposit": 5000, "guarantor": True})
    return world.bailed


@plants("F46", "rows")
def list_gone(world: World) -> Any:
    lost(Document.objects.filter(matter_id=world.detained.pk, document_kind="扣押清单"))
    return world.detained


@plants("F47", "rows")
def seized_too_early(world: World) -> Any:
    row = Evidence.objects.filter(subject_id=world.detained.pk, seized=True)[0]
    spoiled(row, taken_at=world.detained.opened)
    return world.detained


@plants("F48", "acts")
def goods_kept_back(world: World) -> Any:
    case = _announced(world, later(days=50))
    goods = seizure.seize(
        case,
        world.by(on(later(days=50), 1, 14)),
        holder=suspect_of(case),
        items=THEFT.goods,
        reason="可以证明犯罪事实",
        recording="KY-1",
    )
    sign_all(goods, on(later(days=50), 1, 14, 20))
    return CriminalProperty.objects.get(case_id=case.pk)


@plants("F50", "rows")
def lent_and_not_back(world: World) -> Any:
    measure = CriminalProperty.objects.filter(case_id=world.detained.pk).first()
    assert measure is not None
    (item, *_more) = measure.property_items.all()
    spoiled(item, out_to="王伟", out_at=BEFORE - DAY, out_until=BEFORE)
    return measure


@plants("F51", "rows")
def seizure_runs_on(world: World) -> Any:
    late_clock(world.heard, "P05", BEFORE - 30 * DAY, BEFORE)
    return world.heard


@plants("F52", "rows")
def unrelated_goods_kept(world: World) -> Any:
    late_clock(world.detained, "C39", BEFORE - 3 * DAY, BEFORE)
    return world.detained


@plants("F53", "rows")
def sent_without_list(world: World) -> Any:
    lost(Document.objects.filter(matter_id=world.sent.pk, document_kind="随案移送清单"))
    return world.sent


# 询问讯问


@plants("F30", "rows")
def camera_off(world: World) -> Any:
    _statement(world, world.heard, BEFORE, recording="")
    return world.heard


@plants("F33", "rows")
def questioned_outside(world: World) -> Any:
    _statement(world, world.detained, later(days=16), place=StatementPlace.SCENE)
    return world.detained


@plants("F34", "rows")
def two_records_at_once(world: World) -> Any:
    _statement(world, world.heard, BEFORE)
    _statement(world, world.heard, BEFORE + 10 * MINUTE, officers=[world.city["duty_officer"].pk] * 2)
    return world.heard


@plants("F35", "rows")
def a_child_alone(world: World) -> Any:
    spoiled(suspect_of(world.heard), born=(LATER - timedelta(days=365 * 15)).date())
    return world.heard


@plants("F36", "rows")
def deaf_without_signs(world: World) -> Any:
    spoiled(suspect_of(world.heard), flags=["deaf"])
    return world.heard


@plants("F37", "rows")
def rights_kept_back(world: World) -> Any:
    _statement(world, world.heard, BEFORE, rights_told=False)
    return world.heard


@plants("F39", "rows")
def unsigned(world: World) -> Any:
    _statement(world, world.heard, BEFORE, signed=False)
    return world.heard


# 证据


@plants("F44", "rows")
def searched_without_warrant(world: World) -> Any:
    _paper(world.detained, "搜查笔录", BEFORE, place="住处")
    return world.detained


@plants("F45", "rows")
def nobody_attests(world: World) -> Any:
    _paper(world.detained, "现场勘验笔录", BEFORE, place="现场")
    return world.detained


@plants("F55", "acts")
def opinion_kept_back(world: World) -> Any:
    return offences.examined(world.city.squad, ASSAULT, later(days=36), tell=False)


@plants("F56", "acts")
def asked_for_an_expert(world: World) -> Any:
    case, victim = world.heard, victims_of(world.heard)[0]
    assert not Examination.objects.filter(subject_id=case.pk).exists()
    evidence.record_statement(
        case,
        world.by(BEFORE + HOUR),
        person=victim,
        officers=world.city.squad.two,
        place=StatementPlace.CASE_AREA,
        started=BEFORE,
        ended=BEFORE + 20 * MINUTE,
        text="问：伤情怎样？\n答：胳膊抬不起来，我要求鉴定伤情。",
        recording="LX-9",
    )
    return case


@plants("F57", "rows")
def three_in_the_line(world: World) -> Any:
    _paper(world.detained, "辨认笔录", BEFORE, subject_matter="嫌疑人（共3个对象）")
    return world.detained


@plants("F57", "rows")
def six_persons_in_the_line(world: World) -> Any:
    """Enough things, too few persons."""
    _paper(world.detained, "辨认笔录", BEFORE, subject_matter="嫌疑人（真人列队，共6个对象）")
    return world.detained


@plants("F58", "acts")
def chats_without_digest(world: World) -> Any:
    evidence.add_evidence(
        world.heard,
        world.by(BEFORE),
        kind=EvidenceKind.MEDIA,
        title="手机数据提取",
        officers=world.city.squad.two,
    )
    return world.heard


@plants("F59", "acts")
def doubted_and_sent_again(world: World) -> Any:
    prosecution.record_return(world.sent, world.by(BEFORE), organ=PROCURATORATE, number="退1", outline="核实取证合法性")
    case = crimes.again(world.sent)
    sign_all(prosecution.resend(case, world.by(BEFORE + DAY), result="已核实。"), BEFORE + DAY + HOUR)
    return case


# 行政处罚


@plants("F60", "time", calm=later(days=57), at=later(days=110))
def case_left_lying(world: World) -> Any:
    return world.fresh


@plants("F61", "rows")
def extended_too_late(world: World) -> Any:
    late_clock(world.fresh, "A10", BEFORE - 40 * DAY, BEFORE - 10 * DAY, ended=BEFORE)
    late_clock(world.fresh, "A11", BEFORE - 40 * DAY, LATER + 20 * DAY)
    return world.fresh


@plants("F62", "rows")
def fast_track_too_slow(world: World) -> Any:
    late_clock(world.fresh, "A07", BEFORE, BEFORE + 48 * HOUR, suspect_of(world.fresh).key)
    return world.fresh


@plants("F63", "rows")
def too_much_on_the_spot(world: World) -> Any:
    spoiled(_decision(world.closed), kind="当场处罚", fine=Decimal(900), detention_days=0)
    return world.closed


@plants("F64", "rows")
def never_told(world: World) -> Any:
    lost(Notice.objects.filter(subject_id=world.closed.pk, kind=NoticeKind.PENALTY))
    return world.closed


@plants("F65", "rows")
def no_hearing_offered(world: World) -> Any:
    spoiled(_decision(world.closed), fine=Decimal(5000))
    return world.closed


@plants("F66", "rows")
def review_gone(world: World) -> Any:
    lost(Review.objects.filter(subject_id=world.closed.pk))
    return world.closed


@plants("F67", "rows")
def signed_own_proposal(world: World) -> Any:
    step = ApprovalStep.objects.filter(approval__target_id=world.closed.pk, state=StepState.SIGNED)[0]
    spoiled(step, signed_by=step.approval.proposer)
    return world.closed


@plants("F67", "rows")
def signed_without_the_post(world: World) -> Any:
    steps = ApprovalStep.objects.filter(approval__target_id=world.closed.pk, state=StepState.SIGNED, level="L4")
    spoiled(steps[0], signed_by=world.city["legal_clerk"])
    return world.closed


@plants("F68", "rows")
def beyond_its_article(world: World) -> Any:
    spoiled(_decision(world.closed), detention_days=20, reasons="酌情")
    return world.closed


@plants("F68", "rows")
def far_from_its_kind(world: World) -> Any:
    earlier_decisions(world, 10, days=5)
    spoiled(_decision(world.closed), detention_days=14, reasons="", cite="治安管理处罚法(2025)#51")
    return world.closed


@plants("F69", "rows")
def pregnant_and_detained(world: World) -> Any:
    spoiled(suspect_of(world.executing), flags=["pregnant"])
    return world.executing


@plants("F70", "acts", calm=later(days=36))
def decision_kept_back(world: World) -> Any:
    return offences.decided(world.city.squad, ASSAULT, later(days=35))


@plants("F72", "acts")
def mediation_without_end(world: World) -> Any:
    return offences.mediating(world.city.squad, ASSAULT, later(days=35))


@plants("F73", "rows")
def cash_kept(world: World) -> Any:
    late_clock(world.closed, "A24", BEFORE, BEFORE + 2 * DAY)
    return world.closed


# 其余


@plants("F75", "rows")
def clips_not_uploaded(world: World) -> Any:
    late_clock(world.report, "V01", BEFORE, BEFORE + DAY)
    return world.report


@plants("F78", "rows")
def lawyer_kept_waiting(world: World) -> Any:
    late_clock(world.detained, "C53", BEFORE, BEFORE + 2 * DAY, suspect_of(world.detained).key)
    return world.detained


@plants("F79", "acts")
def returned_and_nothing_new(world: World) -> Any:
    return doubted_and_sent_again(world)


@plants("F80", "acts")
def one_suspect_forgotten(world: World) -> Any:
    first = suspect_of(world.sent)
    planted(Person(subject_id=world.sent.pk, role="suspect", name="漏某", nationality=first.nationality))
    return world.sent


@plants("F81", "rows")
def dismissed_and_still_on_bail(world: World) -> Any:
    return spoiled(world.bailed, stage="dismissed", closed=BEFORE)


@plants("F82", "acts")
def procuratorate_unanswered(world: World) -> Any:
    late_clock(world.detained, "G14", BEFORE - 7 * DAY, BEFORE)
    return world.detained


@plants("F83", "rows")
def answer_overdue(world: World) -> Any:
    late_clock(world.closed, "L03", BEFORE - 10 * DAY, BEFORE)
    return world.closed


@plants("F85", "rows")
def foreigner_not_reported(world: World) -> Any:
    late_clock(world.detained, "C58", BEFORE, BEFORE + 2 * DAY)
    return world.detained


@plants("F85", "rows")
def sensitive_not_reported(world: World) -> Any:
    late_clock(world.heard, "N02", BEFORE, BEFORE + 2 * DAY)
    return world.heard


@plants("F89", "acts")
def list_incomplete(world: World) -> Any:
    office, first = world.city.legal_office, world.city["legal_reviewer"]
    second = enrol(office, "520298", "唐律", "legal_reviewer")
    content = books.book("EB01").content.as_plain()
    drafted = guides.draft_guide(first.place, By(first, LATER), guide="EB01", content=content, reason="照原样核定")
    version = GuideVersion.objects.get(pk=drafted.subject.pk)
    guides.propose_guide(version, By(first, LATER), valid_from=By(first, LATER).day)
    version.refresh_from_db()
    guides.approve_guide(version, By(second, LATER), digest=version.digest)
    return world.sent


@plants("F88", "rows")
def paper_without_number(world: World) -> Any:
    paper = Document.objects.filter(matter_id=world.closed.pk)[0]
    spoiled(paper, number="", seal={})
    return world.closed


# 办案区


@plants("F31", "rows")
def recorded_in_part(world: World) -> Any:
    _statement(world, world.heard, BEFORE, recording_from=BEFORE, recording_until=BEFORE + 10 * MINUTE)
    return world.heard


@plants("F32", "rows")
def recorded_at_another_time(world: World) -> Any:
    later_on = {"recording_from": BEFORE + 10 * MINUTE, "recording_until": BEFORE + 45 * MINUTE}
    _statement(world, world.heard, BEFORE, **later_on)
    return world.heard


@plants("F38", "acts", at=BEFORE + 7 * HOUR)
def nothing_to_eat(world: World) -> Any:
    _arrived(world, BEFORE)
    return world.heard


def _stay(world: World, kind: StayKind, **values: Any) -> StayEntry:
    lawful = {"officers": [world.city["officer"].pk], "started": BEFORE, "ended": BEFORE}
    row = StayEntry(subject_id=world.heard.pk, person=suspect_of(world.heard), kind=kind, **{**lawful, **values})
    return planted(row)


@plants("F40", "rows")
def searched_by_a_man(world: World) -> Any:
    spoiled(suspect_of(world.heard), sex="f")
    _stay(world, StayKind.SAFETY_CHECK, officers=[world.city.second.pk])
    return world.heard


@plants("F41", "rows")
def into_the_room_unchecked(world: World) -> Any:
    lost(StayEntry.objects.filter(subject_id=world.heard.pk, kind=StayKind.SAFETY_CHECK))
    return world.heard


@plants("F43", "rows")
def cuffed_while_drunk(world: World) -> Any:
    _stay(world, StayKind.RESTRAINT, ground=str(Restraint.CUFFS.label), ended=BEFORE + HOUR)
    return world.heard
