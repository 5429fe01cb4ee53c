"""行政案件, the way of a public-security offence by acts: from the report to closing, stopping wherever one likes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from egret.acts.done import By, Outcome
from egret.cases.acts import (
    acceptance,
    administrative,
    case_area,
    evidence,
    fast,
    filing,
    hearing,
    inquiry,
    minors,
    penalty,
    people,
    remedies,
    sealing,
    settlement,
)
from egret.cases.models import AdministrativeCase, CriminalCase, Decision, Examination, Measure
from egret.cases.models.records import StatementPlace
from egret.demo.district import COURT, GOVERNMENT, LABORATORY, LOCKUP, Squad
from egret.demo.hands import on, sign_all
from egret.demo.matters import Matter
from egret.documents.models import Way
from egret.documents.service import Handing
from egret.intake import acts as intake
from egret.intake.models import Incident, Person, Role, Sex
from egret.org.models import Sex as StaffSex

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def again(case: AdministrativeCase) -> AdministrativeCase:
    return AdministrativeCase.objects.get(pk=case.pk)


def suspect_of(case: AdministrativeCase | CriminalCase) -> Person:
    return Person.objects.filter(subject_id=case.pk, role=Role.SUSPECT).order_by("pk")[0]


def victims_of(case: AdministrativeCase | CriminalCase) -> list[Person]:
    return list(Person.objects.filter(subject_id=case.pk, role=Role.VICTIM).order_by("pk"))


def guardian_of(case: AdministrativeCase | CriminalCase) -> Person | None:
    return Person.objects.filter(subject_id=case.pk, role=Role.GUARDIAN).order_by("pk").first()


def decision_of(case: AdministrativeCase) -> Decision:
    return Decision.objects.get(subject_id=case.pk)


def reported(squad: Squad, matter: Matter, at: datetime) -> Incident:
    """Registered on the spot, with the victim as the one who reports."""
    outcome = intake.register(
        squad.place,
        squad.by(at),
        channel=matter.channel,
        sort=matter.sort,
        title=matter.title,
        account=matter.account,
        reporter=matter.victim,
        where=matter.place,
        happened_at=at - matter.before,
    )
    return Incident.objects.get(pk=outcome.subject.pk)


def proposed(squad: Squad, matter: Matter, at: datetime) -> tuple[Incident, Outcome]:
    """Acceptance asked for: it waits in the inbox of the station's legal clerk."""
    incident = reported(squad, matter, at)
    outcome = acceptance.accept_administrative(
        incident,
        squad.by(at + 15 * MINUTE),
        cause=matter.cause,
        cause_cite=matter.cite,
        conduct_at=at - matter.before + matter.lasted,
    )
    return incident, outcome


def accepted(squad: Squad, matter: Matter, at: datetime) -> AdministrativeCase:
    """受案: accepted, and nobody is in charge yet."""
    incident, outcome = proposed(squad, matter, at)
    sign_all(outcome, at + 18 * MINUTE)
    return AdministrativeCase.objects.get(report=incident)


def assigned(squad: Squad, matter: Matter, at: datetime) -> AdministrativeCase:
    """调查取证: two officers are in charge, the suspect is known."""
    case = accepted(squad, matter, at)
    inquiry.assign(case, By(squad.head, at + 45 * MINUTE), handlers=squad.two)
    people.add_person(case, squad.by(at + HOUR), person=matter.suspect)
    cared_for(squad, case, matter, at + 62 * MINUTE)
    return again(case)


def cared_for(squad: Squad, case: AdministrativeCase | CriminalCase, matter: Matter, at: datetime) -> None:
    """A minor's guardian is on record, and the age is proved by papers."""
    if matter.guardian is None:
        return
    minor = suspect_of(case)
    people.add_person(case, squad.by(at), person=matter.guardian, of=minor)
    if minor.born is not None:
        by, papers = squad.by(at + 2 * MINUTE), "出生医学证明、常住人口登记表，与监护人陈述一致。"
        minors.prove_age(case, by, person=minor, born=minor.born, papers=papers, officers=squad.two)


def questioned(
    squad: Squad, case: AdministrativeCase | CriminalCase, person: Person, at: datetime, answer: str, place: str = ""
) -> None:
    """Rights told, then a statement of half an hour, recorded, a guardian beside a minor."""
    people.tell_rights(case, squad.by(at), person=person)
    evidence.record_statement(
        case,
        squad.by(at + 35 * MINUTE),
        person=person,
        officers=squad.two,
        place=StatementPlace(place or "case_area"),
        started=at + MINUTE,
        ended=at + 31 * MINUTE,
        text=f"问：请把经过说一下。\n答：{answer}\n问：以上所说是否属实？\n答：属实。",
        recording=f"LY-{case.pk:04d}-{person.pk:04d}",
        recording_from=at,
        recording_until=at + 32 * MINUTE,
        adult=guardian_of(case) if person.role == Role.SUSPECT else None,
    )


def checked(squad: Squad, case: AdministrativeCase | CriminalCase, person: Person, at: datetime) -> None:
    """Searched before the rooms, by a woman officer of the squad; where it has none, a woman by a doctor."""
    women = [one for one in squad.two if one.sex == StaffSex.FEMALE]
    case_area.check_person(
        case,
        squad.by(at),
        person=person,
        checker=(*women, squad.officer)[0],
        doctor=person.sex == Sex.FEMALE and not women,
        checked_at=at,
        items="手机一部\n钥匙一串",
        note="体表无外伤",
    )


def heard(squad: Squad, matter: Matter, at: datetime) -> AdministrativeCase:
    """The suspect was summoned, came, was questioned and left; so was the victim; something else proves it."""
    case = assigned(squad, matter, at)
    suspect = suspect_of(case)
    summons = inquiry.summon(
        case,
        squad.by(at + 70 * MINUTE),
        person=suspect,
        reason=f"查明{matter.cause}的事实",
        arrive_by=at + 3 * HOUR,
        place=squad.rooms,
    )
    sign_all(summons, at + 75 * MINUTE)
    here = at + 150 * MINUTE
    inquiry.record_arrival(case, squad.by(here), person=suspect, arrived_at=here, way="持证传唤", place=squad.rooms)
    checked(squad, case, suspect, here + 2 * MINUTE)
    inquiry.notify_family(
        case, squad.by(here + 5 * MINUTE), person=suspect, relative=matter.guardian or matter.relative, way="电话"
    )
    questioned(squad, case, suspect, here + 10 * MINUTE, matter.said)
    measure = Measure.objects.get(case_id=case.pk, closed=None)
    left = at + 230 * MINUTE
    inquiry.record_departure(case, squad.by(left), measure=measure, left_at=left, why="询问结束离开")
    for victim in victims_of(case):
        questioned(squad, case, victim, left + 2 * MINUTE, matter.told)
    kind, title = matter.evidence
    evidence.add_evidence(
        case, squad.by(at + 280 * MINUTE), kind=kind, title=title, officers=squad.two, source=matter.place
    )
    return again(case)


def examined(squad: Squad, matter: Matter, at: datetime, *, tell: bool = True) -> AdministrativeCase:
    """With the expert's opinion where one is asked, told to both sides."""
    case = heard(squad, matter, at)
    if not matter.opinion:
        return case
    victim = victims_of(case)[0]
    asked = evidence.commission_examination(
        case, squad.by(at + 285 * MINUTE), kind="人体损伤程度", agency=LABORATORY, person=victim
    )
    sign_all(asked, at + 290 * MINUTE)
    examination = Examination.objects.get(subject_id=case.pk)
    evidence.receive_examination(case, squad.by(on(at, 1, 10)), examination=examination, conclusion=matter.opinion)
    if tell:
        both = (suspect_of(case), victim)
        evidence.tell_examination(case, squad.by(on(at, 1, 10, 40)), examination=examination, persons=both)
    return again(case)


def submitted(squad: Squad, matter: Matter, at: datetime) -> AdministrativeCase:
    """审核: a penalty is put forward, the legal office is to look at it."""
    case = examined(squad, matter, at)
    penalty.submit_for_review(
        case,
        squad.by(on(at, 2, 9, 30)),
        person=suspect_of(case),
        findings=matter.findings,
        cite=matter.cite,
        detention_days=matter.days,
        fine=Decimal(matter.fine),
        warning=matter.warning,
        attitude=matter.attitude,
        lighter=matter.lighter,
    )
    return again(case)


def noticed(squad: Squad, matter: Matter, at: datetime, *, hearing_wanted: bool = False) -> AdministrativeCase:
    """处罚前告知: reviewed, told what is intended, the plea heard and checked; a hearing asked for, where wanted."""
    case = submitted(squad, matter, at)
    decision = decision_of(case)
    penalty.legal_review(
        case,
        By(squad.reviewer, on(at, 2, 15)),
        decision=decision,
        points=tuple(penalty.ReviewPoint.values),
        passed=True,
        opinion="事实清楚，证据确实充分，同意。",
    )
    place, guardian = squad.station.name, guardian_of(case)
    penalty.give_notice(
        case,
        squad.by(on(at, 3, 9)),
        decision=decision,
        place=place,
        plea=matter.plea,
        hearing_wanted=hearing_wanted,
        guardian=guardian,
    )
    penalty.check_plea(
        case,
        squad.by(on(at, 3, 10)),
        notice=penalty.pleas(case).get(),
        findings="情节与证据一致。",
        opinion="所提理由不成立，不予采纳。" if matter.plea[0] != "不" else "当事人未提出新的事实和理由。",
    )
    return again(case)


def decision_asked(squad: Squad, matter: Matter, at: datetime) -> tuple[AdministrativeCase, Outcome]:
    """The decision is put before those who sign it."""
    case = noticed(squad, matter, at)
    outcome = penalty.decide_penalty(
        case,
        squad.by(on(at, 3, 10, 30)),
        decision=decision_of(case),
        review_organ=GOVERNMENT,
        court=COURT,
        custody_place=LOCKUP if matter.days else "",
    )
    return case, outcome


def decided(squad: Squad, matter: Matter, at: datetime) -> AdministrativeCase:
    """已决定: signed through; to be served now."""
    case, outcome = decision_asked(squad, matter, at)
    sign_all(outcome, on(at, 3, 11))
    return again(case)


def served(squad: Squad, matter: Matter, at: datetime) -> AdministrativeCase:
    """已送达, to the person and to the victim."""
    case = decided(squad, matter, at)
    decision = decision_of(case)
    penalty.serve_decision(case, squad.by(on(at, 4, 9)), decision=decision, handing=Handing(Way.DIRECT))
    for victim in victims_of(case):
        penalty.send_copy(
            case, squad.by(on(at, 4, 9, 20)), victim=victim, decision=decision, handing=Handing(Way.DIRECT)
        )
    return again(case)


def executing(squad: Squad, matter: Matter, at: datetime) -> AdministrativeCase:
    """执行中: in the lock-up, or the fine to be paid."""
    case = served(squad, matter, at)
    held = on(at, 4, 10, 30)
    penalty.begin_execution(
        case,
        squad.by(held),
        decision=decision_of(case),
        custody_place=LOCKUP if matter.days else "",
        received_at=held if matter.days else None,
        relative=matter.relative if matter.days else None,
    )
    return again(case)


def closed(squad: Squad, matter: Matter, at: datetime) -> AdministrativeCase:
    """已结案: released, paid, reported closed."""
    case = executing(squad, matter, at)
    free = on(at, 4 + matter.days, 10, 30) if matter.days else on(at, 5, 10, 30)
    penalty.complete_execution(
        case,
        squad.by(free),
        decision=decision_of(case),
        ticket=f"闽财{case.pk:06d}" if matter.fine else "",
        released_at=free if matter.days else None,
    )
    outcome = penalty.close(case, squad.by(free + HOUR), result="处罚已经执行完毕。", reason="执行完毕")
    sign_all(outcome, free + 70 * MINUTE)
    return again(case)


def mediating(squad: Squad, matter: Matter, at: datetime) -> AdministrativeCase:
    """治安调解: both sides are willing."""
    case = heard(squad, matter, at)
    settlement.mediate(case, squad.by(on(at, 1, 9, 30)), dispute=matter.account, minor=True, consent=True)
    return again(case)


def agreed(squad: Squad, matter: Matter, at: datetime, terms: str) -> AdministrativeCase:
    """达成协议待履行."""
    case = mediating(squad, matter, at)
    settlement.record_agreement(
        case,
        squad.by(on(at, 1, 11)),
        party=suspect_of(case),
        victim=victims_of(case)[0],
        findings=matter.findings,
        agreement=terms,
        performance="自协议签订之日起三日内一次付清。",
    )
    return again(case)


def reconciled(squad: Squad, matter: Matter, at: datetime, terms: str) -> AdministrativeCase:
    """已结案, by an agreement that was kept."""
    case = agreed(squad, matter, at, terms)
    paid = on(at, 3, 15)
    settlement.confirm_performance(
        case, squad.by(paid + HOUR), performed_at=paid, note="赔偿款已当面付清，双方再无争议。"
    )
    return again(case)


def archived(squad: Squad, matter: Matter, at: datetime) -> AdministrativeCase:
    """已归档, sealed, with its map bound in."""
    case = closed(squad, matter, at)
    sealing.seal_record(
        case, squad.by(on(at, 5 + matter.days, 14)), ground=sealing.SealGround.OFFENCE, keepers=(squad.head,)
    )
    by = squad.by(on(at, 5 + matter.days, 15))
    remedies.archive(case, by, volume=f"XZ-{case.pk:05d}", pages=36, kept_for="长期", place="案件管理室")
    return again(case)


def ended(squad: Squad, matter: Matter, at: datetime) -> AdministrativeCase:
    """终止调查: no offence after all."""
    case = heard(squad, matter, at)
    outcome = administrative.terminate(case, squad.by(on(at, 1, 10)), reason="经调查没有违法事实。")
    sign_all(outcome, on(at, 1, 11))
    return again(case)


def passed_on(squad: Squad, matter: Matter, at: datetime) -> AdministrativeCase:
    """已移送: another organ is competent."""
    case = assigned(squad, matter, at)
    by = squad.by(on(at, 1, 10))
    outcome = administrative.transfer(case, by, to="鹭岛市公安局轨道交通分局", reason="违法行为地在轨道交通站内。")
    sign_all(outcome, on(at, 1, 11))
    return again(case)


def on_fast_track(squad: Squad, matter: Matter, at: datetime) -> AdministrativeCase:
    """快速办理: the fault is admitted, the short way agreed to in writing, within the hours of the arrival."""
    case = heard(squad, matter, at)
    by, person = squad.by(at + 290 * MINUTE), suspect_of(case)
    fast.take_fast_track(case, by, person=person, findings=matter.findings, admitted=True, consent=True)
    return again(case)


def in_hearing(squad: Squad, matter: Matter, at: datetime) -> AdministrativeCase:
    """听证: asked for when the penalty was told, admitted by the legal office, its day told to all."""
    case = noticed(squad, matter, at, hearing_wanted=True)
    chair = By(squad.reviewer, on(at, 3, 15))
    request, recorder = hearing.requests(case).get(), hearing.office(case, chair)[0]
    hearing.open_hearing(case, chair, request=request, recorder=recorder)
    hearing.notify_hearing(
        again(case),
        By(squad.reviewer, on(at, 3, 16)),
        starts_at=on(at, 23, 9, 30),
        place="鹭湖分局听证室",
        delay_ground="保证提前通知日数，并避开节假日。",
    )
    return again(case)


def contested(squad: Squad, matter: Matter, at: datetime) -> AdministrativeCase:
    """复议中: the penalty is executed, and the person asks the government to look at it again."""
    case = closed(squad, matter, at)
    day = on(at, 8 + matter.days, 10)
    remedies.record_contest(
        case,
        squad.by(day),
        person=suspect_of(case),
        way=remedies.Contest.RECONSIDERATION,
        organ=GOVERNMENT,
        number=f"鹭湖府复受〔{day.year}〕{case.pk}号",
        claims="认为处罚过重，请求变更。",
    )
    return again(case)


def turned_criminal(squad: Squad, matter: Matter, at: datetime) -> AdministrativeCase:
    """已转刑事: the expert finds a light injury instead of a slight one; the crime is filed the next day."""
    case = examined(squad, replace(matter, opinion="面部单侧眶壁骨折，评定为轻伤二级。"), at)
    outcome = administrative.turn_criminal(
        case,
        squad.by(on(at, 1, 11, 30)),
        charge="故意伤害罪",
        charge_cite="刑法#234",
        reason="伤情鉴定为轻伤二级，涉嫌故意伤害罪。",
    )
    sign_all(outcome, on(at, 1, 14))
    crime = CriminalCase.objects.get(report=case.report)
    reason = "有犯罪事实，需要追究刑事责任。"
    sign_all(filing.file(crime, squad.by(on(at, 2, 9)), findings=matter.findings, reason=reason), on(at, 2, 9, 30))
    return again(case)
