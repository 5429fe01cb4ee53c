"""刑事案件, the way of a crime by acts: from the report to the judgment and the archive, stopping anywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from egret.acts.done import By, Outcome
from egret.cases import queries
from egret.cases.acts import (
    acceptance,
    case_area,
    custody,
    disposal,
    endings,
    evidence,
    filing,
    keeping,
    merging,
    people,
    prosecution,
    seizure,
    surveillance,
)
from egret.cases.models import CriminalCase, CriminalProperty, Measure, MeasureKind
from egret.demo.district import COURT, DETENTION_HOUSE, PROCURATORATE, Squad
from egret.demo.hands import on, sign_all
from egret.demo.matters import Matter
from egret.demo.offences import HOUR, MINUTE, cared_for, checked, questioned, reported, suspect_of, victims_of
from egret.documents.models import Way
from egret.documents.service import Handing

KEEPER = "杨木"
_FILE_NUMBER = "鹭湖检{what}〔{year}〕{number}号"


def again(case: CriminalCase) -> CriminalCase:
    return CriminalCase.objects.get(pk=case.pk)


def seized_in(case: CriminalCase) -> CriminalProperty:
    """The measure on property taken last in a case."""
    return CriminalProperty.objects.filter(case_id=case.pk).latest("pk")


def number_of(case: CriminalCase, what: str, at: datetime) -> str:
    """How the procuratorate numbers a paper of its own."""
    return _FILE_NUMBER.format(what=what, year=on(at, 0, 12).year, number=case.pk)


def under_review(squad: Squad, matter: Matter, at: datetime) -> CriminalCase:
    """立案审查."""
    incident = reported(squad, matter, at)
    outcome = acceptance.open_filing_review(
        incident, squad.by(at + 30 * MINUTE), cause=matter.cause, cause_cite=matter.cite
    )
    sign_all(outcome, at + 35 * MINUTE)
    return CriminalCase.objects.get(report=incident)


def not_filed(squad: Squad, matter: Matter, at: datetime, reason: str) -> CriminalCase:
    """不予立案, and the complainant has it in writing."""
    case = under_review(squad, matter, at)
    sign_all(filing.decline_filing(case, squad.by(on(at, 1, 15)), reason=reason), on(at, 1, 16))
    filing.serve_no_filing(case, squad.by(on(at, 2, 10)), handing=Handing(Way.DIRECT))
    return again(case)


def filed(squad: Squad, matter: Matter, at: datetime) -> CriminalCase:
    """立案; the investigators are to be named."""
    case = under_review(squad, matter, at)
    outcome = filing.file(
        case, squad.by(at + 2 * HOUR), findings=matter.account, reason="有犯罪事实，需要追究刑事责任。"
    )
    sign_all(outcome, at + 125 * MINUTE)
    return again(case)


def investigating(squad: Squad, matter: Matter, at: datetime) -> CriminalCase:
    """侦查: the scene is kept, the victim heard, a suspect known."""
    case = filed(squad, matter, at)
    filing.assign_investigators(case, By(squad.head, at + 3 * HOUR), handlers=squad.two)
    scene, traces = matter.scene
    if scene:
        prosecution.inspect_scene(
            case,
            squad.by(at + 245 * MINUTE),
            started=at + 195 * MINUTE,
            ended=at + 4 * HOUR,
            place=matter.place,
            scene=scene,
            course=traces,
            recording=f"KC-{case.pk:04d}",
        )
    people.add_person(case, squad.by(at + 250 * MINUTE), person=matter.suspect)
    cared_for(squad, case, matter, at + 251 * MINUTE)
    for victim in victims_of(case):
        questioned(squad, case, victim, at + 255 * MINUTE, matter.told)
    kind, title = matter.evidence
    evidence.add_evidence(
        case, squad.by(at + 300 * MINUTE), kind=kind, title=title, officers=squad.two, source=matter.place
    )
    return again(case)


def suspect_in(squad: Squad, matter: Matter, at: datetime) -> CriminalCase:
    """嫌疑人到案, the next morning."""
    case = investigating(squad, matter, at)
    here = on(at, 1, 9, 30)
    custody.record_suspect_arrival(
        case, squad.by(here), person=suspect_of(case), arrived_at=here, way="抓获", place=squad.rooms
    )
    checked(squad, case, suspect_of(case), here + 3 * MINUTE)
    return again(case)


def bailed(squad: Squad, matter: Matter, at: datetime) -> CriminalCase:
    """嫌疑人到案, at large under a surety."""
    case = suspect_in(squad, matter, at)
    suspect = suspect_of(case)
    questioned(squad, case, suspect, on(at, 1, 9, 45), matter.said)
    outcome = custody.bail(
        case,
        squad.by(on(at, 1, 11)),
        person=suspect,
        reason="可能判处拘役，采取取保候审不致发生社会危险性。",
        to_organ=squad.station.name,
        guarantor=matter.guardian or matter.relative,
    )
    sign_all(outcome, on(at, 1, 11, 20))
    return again(case)


def detained(squad: Squad, matter: Matter, at: datetime) -> CriminalCase:
    """嫌疑人到案, in the detention house; family told, questioned, goods seized and with the keeper."""
    case = suspect_in(squad, matter, at)
    suspect = suspect_of(case)
    outcome = custody.detain(
        case,
        squad.by(on(at, 1, 10)),
        person=suspect,
        findings=matter.findings,
        reason="有重大嫌疑，有毁灭证据的可能。",
        custody_place=DETENTION_HOUSE,
    )
    sign_all(outcome, on(at, 1, 10, 20))
    told = on(at, 1, 11, 30)
    custody.execute_detention(case, squad.by(told), person=suspect, announced_at=told, place=squad.station.name)
    measure = Measure.objects.get(case_id=case.pk, measure_kind=MeasureKind.DETENTION)
    custody.notify_family_of_custody(
        case, squad.by(on(at, 1, 12)), measure=measure, relative=matter.guardian or matter.relative, way="电话"
    )
    questioned(squad, case, suspect, on(at, 1, 13), matter.said)
    if matter.goods:
        goods = seizure.seize(
            case,
            squad.by(on(at, 1, 14)),
            holder=suspect,
            items=matter.goods,
            reason="涉案财物，可以证明犯罪事实",
            recording=f"KY-{case.pk:05d}",
        )
        sign_all(goods, on(at, 1, 14, 20))
        keeping.hand_over_seized(seized_in(case), squad.by(on(at, 1, 16)), keeper=KEEPER, register=f"RK-{case.pk:05d}")
    case_area.check_health(
        case,
        squad.by(on(at, 1, 17, 30)),
        person=suspect,
        checked_at=on(at, 1, 17),
        doctor="鹭岛市第一医院，王医师",
        findings="体表无外伤，无不宜羁押的疾病。",
    )
    custody.deliver_to_house(
        case,
        squad.by(on(at, 1, 18)),
        measure=Measure.objects.get(pk=measure.pk),
        house=DETENTION_HOUSE,
        received_at=on(at, 1, 17, 30),
    )
    return again(case)


def arrest_asked(squad: Squad, matter: Matter, at: datetime) -> tuple[CriminalCase, Outcome]:
    """The request for arrest is put before those who sign it."""
    case = detained(squad, matter, at)
    outcome = custody.request_arrest(
        case,
        squad.by(on(at, 3, 9)),
        persons=(suspect_of(case),),
        to_organ=PROCURATORATE,
        findings=matter.findings,
        reason="可能判处徒刑以上刑罚，有社会危险性。",
        plea=matter.attitude,
    )
    return case, outcome


def arrested(squad: Squad, matter: Matter, at: datetime) -> CriminalCase:
    """嫌疑人到案, arrested on the procuratorate's approval."""
    case, outcome = arrest_asked(squad, matter, at)
    sign_all(outcome, on(at, 3, 10))
    answered, suspect = on(at, 9, 10), suspect_of(case)
    custody.record_arrest_decision(
        case,
        squad.by(answered),
        person=suspect,
        organ=PROCURATORATE,
        answer=custody.ArrestAnswer.APPROVED,
        number=number_of(case, "批捕", answered),
    )
    caught = on(at, 9, 11)
    warrant = custody.execute_arrest(
        case, squad.by(caught), person=suspect, arrested_at=caught, custody_place=DETENTION_HOUSE
    )
    sign_all(warrant, caught + 10 * MINUTE)
    measure = Measure.objects.get(case_id=case.pk, measure_kind=MeasureKind.ARREST)
    relative = matter.guardian or matter.relative
    custody.notify_family_of_custody(
        case, squad.by(on(at, 9, 14)), measure=measure, relative=relative, way="邮寄并电话"
    )
    questioned(squad, case, suspect, on(at, 9, 15), matter.said, place="detention_house")
    custody.return_execution_receipt(case, squad.by(on(at, 10, 9)), person=suspect)
    return again(case)


def concluded(squad: Squad, matter: Matter, at: datetime) -> CriminalCase:
    """侦查终结; the legal office holds the door."""
    return conclude(squad, arrested(squad, matter, at), matter, on(at, 13, 9))


def conclude(squad: Squad, case: CriminalCase, matter: Matter, at: datetime) -> CriminalCase:
    outcome = prosecution.conclude(
        case,
        squad.by(at),
        findings=matter.findings,
        result="强制措施和涉案财物情况见卷。",
        proposal="移送审查起诉。",
    )
    sign_all(outcome, at + HOUR)
    return again(case)


def send_asked(squad: Squad, case: CriminalCase, matter: Matter, at: datetime) -> Outcome:
    """The opinion to prosecute is put before those who sign it."""
    return prosecution.send_for_prosecution(
        case, squad.by(at), to_organ=PROCURATORATE, findings=matter.findings, attitude=matter.attitude
    )


def sent(squad: Squad, matter: Matter, at: datetime) -> CriminalCase:
    """移送审查起诉: with the procuratorate."""
    case = concluded(squad, matter, at)
    sign_all(send_asked(squad, case, matter, on(at, 14, 9)), on(at, 14, 10))
    return again(case)


def returned(squad: Squad, matter: Matter, at: datetime, outline: str) -> CriminalCase:
    """退回补充侦查."""
    case, day = sent(squad, matter, at), on(at, 21, 15)
    prosecution.record_return(
        case, squad.by(day), organ=PROCURATORATE, number=number_of(case, "退补", day), outline=outline
    )
    return again(case)


def charged(squad: Squad, matter: Matter, at: datetime) -> CriminalCase:
    """提起公诉."""
    case, day = sent(squad, matter, at), on(at, 22, 10)
    prosecution.record_charge(case, squad.by(day), organ=PROCURATORATE, number=number_of(case, "刑诉", day))
    return again(case)


def judged(squad: Squad, matter: Matter, at: datetime, sentence: str) -> CriminalCase:
    """已判决."""
    case, day = charged(squad, matter, at), on(at, 39, 16)
    number = f"（{day.year}）鹭0298刑初{case.pk}号"
    prosecution.record_judgment(case, squad.by(day), organ=COURT, number=number, content=sentence)
    return again(case)


def executed(squad: Squad, matter: Matter, at: datetime, sentence: str) -> CriminalCase:
    """判决已执行; the goods are still to be disposed of."""
    case = judged(squad, matter, at, sentence)
    prosecution.record_execution(case, squad.by(on(at, 41, 9)), note="罪犯已交付执行，罚金已缴纳。")
    return again(case)


def archived(squad: Squad, matter: Matter, at: datetime, sentence: str) -> CriminalCase:
    """已归档."""
    case = executed(squad, matter, at, sentence)
    for measure in queries.running_property(case):
        disposal.dispose_by_judgment(
            measure,
            squad.by(on(at, 41, 10)),
            items=tuple(queries.held_items(measure)),
            ruling=disposal.Ruling.VICTIM,
            number=f"（{on(at, 39, 16).year}）鹭0298刑初{case.pk}号",
            receipt="被害人签收，执行回单已送法院",
        )
    prosecution.archive_criminal(case, squad.by(on(at, 41, 16) + timedelta(minutes=20)), shelf=f"XS-{case.pk:05d}")
    return again(case)


def dropped(squad: Squad, matter: Matter, at: datetime) -> CriminalCase:
    """撤销案件, and those concerned were told."""
    case = bailed(squad, matter, at)
    outcome = prosecution.dismiss(case, squad.by(on(at, 3, 9)), reason="经侦查，没有犯罪事实。")
    sign_all(outcome, on(at, 3, 10))
    prosecution.tell_dismissal(case, squad.by(on(at, 3, 16)), whom="当面告知嫌疑人和报案人。")
    return again(case)


def sent_at_large(squad: Squad, matter: Matter, at: datetime) -> CriminalCase:
    """移送审查起诉, the suspect on bail."""
    case = conclude(squad, bailed(squad, matter, at), matter, on(at, 7, 9))
    sign_all(send_asked(squad, case, matter, on(at, 8, 9)), on(at, 8, 10))
    return again(case)


def not_prosecuted(squad: Squad, matter: Matter, at: datetime) -> CriminalCase:
    """不起诉: too slight to be punished, the procuratorate finds; the bail is lifted at once."""
    case, day = sent_at_large(squad, matter, at), on(at, 20, 10)
    number, reason = number_of(case, "刑不诉", day), "犯罪情节轻微，已经退赔，依法不需要判处刑罚。"
    prosecution.record_non_prosecution(case, squad.by(day), organ=PROCURATORATE, number=number, reason=reason)
    bail = queries.running_measures(case, MeasureKind.BAIL).get()
    lifted = surveillance.lift_bail(again(case), squad.by(on(at, 20, 11)), measure=bail, reason="检察院决定不起诉。")
    sign_all(lifted, on(at, 20, 14))
    return again(case)


def proceeds_claimed(squad: Squad, matter: Matter, at: datetime) -> CriminalCase:
    """没收违法所得程序: the suspect died, the proceeds remain."""
    case = investigating(squad, matter, at)
    outcome = endings.propose_confiscation(
        case,
        squad.by(on(at, 3, 9)),
        person=suspect_of(case),
        to_organ=PROCURATORATE,
        findings=f"{matter.findings}犯罪嫌疑人已经因病死亡，有死亡医学证明在卷。",
        proceeds="涉案银行账户余额二万一千元。",
    )
    sign_all(outcome, on(at, 3, 10))
    return again(case)


def treatment_asked(squad: Squad, matter: Matter, at: datetime) -> CriminalCase:
    """强制医疗程序: dangerous, and not answerable, the experts say."""
    case = detained(squad, matter, at)
    person, received = suspect_of(case), on(at, 3, 9)
    endings.record_no_responsibility(
        case,
        squad.by(on(at, 3, 9, 30)),
        person=person,
        received_at=received,
        conclusion="患精神分裂症，作案时无刑事责任能力。",
    )
    outcome = endings.propose_treatment(
        again(case),
        squad.by(on(at, 3, 11)),
        person=person,
        to_organ=PROCURATORATE,
        findings=matter.findings,
        danger="症状未缓解，拒绝服药，有继续危害社会可能。",
    )
    sign_all(outcome, on(at, 3, 14))
    return again(case)


def merged(squad: Squad, matter: Matter, at: datetime) -> CriminalCase:
    """已并案: the second matter of the same hand goes into the first."""
    main = investigating(squad, matter, at)
    second = replace(matter, title=f"{matter.title}（另一起）", account=f"{matter.account}与前一起手法相同。")
    case = investigating(squad, second, on(at, 1, 9))
    outcome = merging.merge(
        case, squad.by(on(at, 2, 9)), main=again(main), reason="同一犯罪嫌疑人在同一地段连续作案，由同一机关并案侦查。"
    )
    sign_all(outcome, on(at, 2, 10))
    return again(case)


def passed_on(squad: Squad, matter: Matter, at: datetime) -> CriminalCase:
    """已移送管辖, and the reporter knows where the case is now."""
    case = investigating(squad, matter, at)
    reason = "主要犯罪地在其辖区，由其并案侦查更为适宜。"
    by, organ = squad.by(on(at, 1, 10)), "鹭岛市公安局海湾分局"
    sign_all(endings.transfer_jurisdiction(case, by, to_organ=organ, reason=reason), on(at, 1, 11))
    endings.tell_transfer(again(case), squad.by(on(at, 1, 15)), whom="电话告知报案人并记录在卷。")
    return again(case)


def turned_administrative(squad: Squad, matter: Matter, at: datetime) -> CriminalCase:
    """转行政处理: the sum is too small for a crime; an administrative case of the same people is open."""
    case = investigating(squad, matter, at)
    outcome = endings.turn_administrative(
        case,
        squad.by(on(at, 2, 9)),
        cause="盗窃",
        cause_cite="治安管理处罚法(2025)#58",
        reason="经价格认定，被盗财物价值未达到数额较大标准，尚不构成犯罪。",
    )
    sign_all(outcome, on(at, 2, 10))
    return again(case)
