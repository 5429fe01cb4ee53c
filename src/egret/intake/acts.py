"""Registering what is reported, and saying what becomes of it (受案立案改革意见; 程序规定 行政 60-61, 刑事 169-176)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done, Lengthen, Start, Stop
from egret.acts.machine import act
from egret.acts.models import Clock, ClockState
from egret.acts.ports import Paper, Place
from egret.acts.queries import of_kind
from egret.acts.refusals import refuse
from egret.intake.models import Channel, Incident, IncidentKind, Person, Role
from egret.intake.papers import person_fact, staff_fact
from egret.intake.persons import PersonFacts, person_row, without_minors
from egret.org.models import Category, Staff

REGISTERING = ("公安机关办理行政案件程序规定#60", "公安机关办理刑事案件程序规定#169")
SCREENING = ("公安机关办理行政案件程序规定#61",)
OPEN = ("received", "registered", "dispute")


def _of_the_unit(incident: Any, _by: By) -> QuerySet[Staff]:
    return Staff.objects.filter(unit=incident.unit, closed=None).order_by("police_number")


def _incident(
    by: By,
    *,
    channel: str,
    sort: str,
    title: str,
    account: str,
    place: str = "",
    reported_at: datetime | None = None,
    happened_at: datetime | None = None,
    outside_number: str = "",
) -> Incident:
    return Incident(
        title=title,
        channel=channel,
        sort=sort,
        account=account,
        place=place,
        reported_at=reported_at or by.at,
        happened_at=happened_at,
        outside_number=outside_number,
        owner=by.actor.pk or None,
        opened=reported_at or by.at,
    )


@act(
    "intake.register",
    "接报案登记",
    "Register a report",
    subject=Incident,
    creates=True,
    basis=REGISTERING,
    documents=("接报案登记表",),
    starts=("G04", "G05"),
    checklist=(
        ("问清何时、何地、何人、何事、何因、何果", "Ask when, where, who, what, why and with what result"),
        ("当场登记，不得以任何理由拒绝", "Register on the spot; no ground allows refusing"),
        ("接受的材料逐件列清单", "List every item of material received"),
    ),
    errors=(
        ("事后补登，登记时间早于系统时间", "Registering later with an earlier time"),
        ("按纠纷或求助登记本应受案的警情", "Entering a crime or offence as a dispute or call for help"),
    ),
)
def register(
    place: Place,
    by: By,
    *,
    channel: Annotated[Channel, Ask("来源", "Channel")],
    sort: Annotated[IncidentKind, Ask("类别", "Kind")],
    title: Annotated[str, Ask("简要标题", "Short title", help=_("不写当事人姓名，例如“滨北路入户盗窃”"))],
    account: Annotated[str, Ask("报案内容", "What was reported", lines=True, personal=True)],
    reporter: Annotated[PersonFacts | None, Ask("报案人", "Reporter", personal=True)] = None,
    where: Annotated[str, Ask("地点", "Place")] = "",
    happened_at: Annotated[datetime | None, Ask("发生时间", "When it happened")] = None,
    reported_at: Annotated[datetime | None, Ask("报案时间", "When it was reported", help=_("缺省为现在"))] = None,
    outside_number: Annotated[str, Ask("外部编号", "Outside number", help=_("例如 110 警单号"))] = "",
) -> Done:
    """Register what was reported, on the spot and whoever is competent; the review terms start now."""
    incident = _incident(
        by,
        channel=channel,
        sort=sort,
        title=title,
        account=account,
        place=where,
        reported_at=reported_at,
        happened_at=happened_at,
        outside_number=outside_number,
    )
    if incident.reported_at > by.at:
        raise refuse(_("报案时间晚于现在"), _("请核对时间"), code="time")
    people = [person_row(reporter, incident)] if reporter else []
    incident.title = without_minors(incident.title, people, by.at)
    return Done(
        to="registered",
        subject=incident,
        rows=people,
        papers=[Paper("接报案登记表", _registration_facts(incident, reporter, by))],
        clocks=_review_terms(sort, by.at),
    )


@act(
    "intake.enter",
    "警情录入",
    "Enter an incident",
    subject=Incident,
    creates=True,
    basis=REGISTERING,
    power="intake.register",
    starts=("G04", "G05"),
    menu=False,
)
def enter(
    place: Place,
    by: By,
    *,
    channel: str,
    sort: str,
    title: str,
    account: str,
    reporter: PersonFacts | None = None,
    where: str = "",
    happened_at: datetime | None = None,
    reported_at: datetime | None = None,
    outside_number: str = "",
) -> Done:
    """Enter an incident that another register already holds (全警情录入); the paper was made there."""
    incident = _incident(
        by,
        channel=channel,
        sort=sort,
        title=title,
        account=account,
        place=where,
        reported_at=reported_at,
        happened_at=happened_at,
        outside_number=outside_number,
    )
    return Done(
        to="registered",
        subject=incident,
        rows=[person_row(reporter, incident)] if reporter else [],
        clocks=_review_terms(sort, by.at),
    )


@act(
    "intake.receive",
    "接收警单",
    "Receive a dispatch",
    subject=Incident,
    creates=True,
    basis=REGISTERING,
    system=True,
    starts=("G01",),
    menu=False,
)
def receive(
    place: Place,
    by: By,
    *,
    sort: str,
    title: str,
    account: str,
    outside_number: str,
    where: str = "",
    reported_at: datetime | None = None,
    handled_at: datetime | None = None,
) -> Done:
    """A dispatch of the 110 centre arrives; it is to be registered within the term after emergency handling."""
    incident = _incident(
        by,
        channel=Channel.EMERGENCY,
        sort=sort,
        title=title,
        account=account,
        place=where,
        reported_at=reported_at,
        outside_number=outside_number,
    )
    incident.handled_at = handled_at
    return Done(to="received", subject=incident, clocks=[Start("G01", handled_at or by.at)])


@act(
    "intake.complete_registration",
    "补全登记",
    "Complete the registration",
    subject=Incident,
    basis=REGISTERING,
    power="intake.register",
    documents=("接报案登记表",),
    starts=("G04", "G05"),
    stops=("G01",),
    order=10,
)
def complete_registration(
    incident: Incident,
    by: By,
    *,
    sort: Annotated[IncidentKind, Ask("类别", "Kind")],
    account: Annotated[str, Ask("报案内容", "What was reported", lines=True, personal=True)],
    reporter: Annotated[PersonFacts | None, Ask("报案人", "Reporter", personal=True)] = None,
    outcome: Annotated[str, Ask("现场处置结果", "Result at the scene", lines=True)] = "",
) -> Done:
    """Complete a dispatched incident after the scene was handled."""
    incident.sort, incident.account, incident.outcome = sort, account, outcome
    incident.owner = incident.owner or by.actor.pk
    return Done(
        to="registered",
        rows=[person_row(reporter, incident)] if reporter else [],
        papers=[Paper("接报案登记表", _registration_facts(incident, reporter, by))],
        clocks=[Stop("G01"), *_review_terms(sort, by.at)],
    )


@act(
    "intake.add_person",
    "登记人员",
    "Add a person",
    subject=Incident,
    basis=REGISTERING,
    power="intake.register",
    at=OPEN,
    order=200,
)
def add_person(
    incident: Incident,
    by: By,
    *,
    person: Annotated[PersonFacts, Ask("人员", "Person", personal=True)],
) -> Done:
    """Enter a person of the incident, with the ID number checked; a minor's name leaves the title (R24)."""
    row = person_row(person, incident)
    incident.title = without_minors(incident.title, [row], by.at)
    return Done(rows=[row])


@act(
    "intake.extend_review",
    "延长受案审查期限",
    "Extend the acceptance review",
    subject=Incident,
    basis=SCREENING,
    power="intake.screen",
    at=("registered",),
    approval="延长受案审查",
    order=205,
)
def extend_review(
    incident: Incident, by: By, *, reason: Annotated[str, Ask("疑难复杂的理由", "Why it is complex", lines=True)]
) -> Done:
    """A doubtful and complex offence gets the longer review term."""
    running = Clock.objects.filter(subject_id=incident.pk, rule="G04", state=ClockState.RUNNING).first()
    if running is None or running.extended or by.at > running.legal_due:
        raise refuse(_("没有可以延长的受案审查期限"), _("期限已延长或者已届满的，立即决定是否受案"), code="F04")
    return Done(clocks=[Lengthen("G04", 0)], fields={"reason": reason})


@act(
    "intake.tell_not_police",
    "告知非职责范围",
    "Not for the police",
    subject=Incident,
    basis=SCREENING,
    power="intake.screen",
    documents=("不予受理告知书?",),
    stops=("G04", "G05"),
    checklist=(("当场说明理由，告知应找的部门", "Give the reason on the spot and name the competent body"),),
    order=50,
)
def tell_not_police(
    incident: Incident,
    by: By,
    *,
    reason: Annotated[str, Ask("理由", "Reason", lines=True)],
    competent_body: Annotated[str, Ask("应找的部门", "Competent body")] = "",
    disputed: Annotated[bool, Ask("报案人有异议", "The reporter objects", help=_("有异议的应当书面告知"))] = False,
) -> Done:
    """Tell the reporter that this is not for the police: orally, and in writing when they object."""
    papers = []
    if disputed:
        facts = {"reporter": _reporter(incident), "reported_at": incident.reported_at.isoformat(), "reason": reason}
        if competent_body:
            facts["to_organ"] = competent_body
        papers.append(Paper("不予受理告知书", facts))
    incident.outcome = reason
    return Done(to="not_police", papers=papers, clocks=_terms_end())


@act(
    "intake.record_attendance",
    "登记处警情况",
    "Record attending the call",
    subject=Incident,
    basis=("公安机关办理行政案件程序规定#60", "公安机关办理刑事案件程序规定#169"),
    power="intake.register",
    at=("received", "registered", "dispute"),
    documents=("处警记录",),
    asks={"officers": Ask("处警民警", "Officers", choices=_of_the_unit)},
    checklist=(("现场情况和处置情况写明，录音录像编号填上", "Scene, what was done, and the recording"),),
    order=12,
)
def record_attendance(
    incident: Incident,
    by: By,
    *,
    officers: tuple[Staff, ...],
    arrived_at: Annotated[datetime, Ask("到达现场", "Arrived")],
    scene: Annotated[str, Ask("现场情况", "Scene", lines=True)],
    result: Annotated[str, Ask("处置情况", "What was done", lines=True)],
    left_at: Annotated[datetime | None, Ask("离开现场", "Left")] = None,
    recording: Annotated[str, Ask("录音录像编号", "Recording")] = "",
) -> Done:
    """What the officers who went there found and did; auxiliaries may help, never be the only ones."""
    if not any(officer.category == Category.OFFICER for officer in officers):
        raise refuse(
            _("辅警不能单独处警"), _("由人民警察带领，并填写带队民警"), "公安机关办理行政案件程序规定#52", "R04"
        )
    if arrived_at > by.at or (left_at is not None and not arrived_at <= left_at <= by.at):
        raise refuse(_("到达、离开的时间不对"), _("到达要早于离开，都不能晚于现在"), code="time")
    facts = {
        "arrived_at": arrived_at.isoformat(),
        "left_at": left_at.isoformat() if left_at else None,
        "place": incident.place,
        "officers": staff_fact([officer.pk for officer in officers]),
        "scene": scene,
        "result": result,
        "recorded": f"编号{recording}" if recording else "",
    }
    return Done(papers=[Paper("处警记录", facts)])


@act(
    "intake.close_handled",
    "处置完毕",
    "Handled",
    subject=Incident,
    basis=("人民警察法#21",),
    power="intake.screen",
    order=48,
)
def close_handled(
    incident: Incident, by: By, *, result: Annotated[str, Ask("处置结果", "What was done", lines=True)]
) -> Done:
    """A call for help was answered and nothing is left to do."""
    if incident.sort not in (IncidentKind.HELP, IncidentKind.OTHER):
        raise refuse(
            _("只有求助类和其他警情可以处置完毕直接办结"),
            _("构成违法犯罪的应当受案；是纠纷的办纠纷调处；类别有误的先更正类别"),
            "公安机关办理行政案件程序规定#61",
            "F01",
        )
    incident.outcome = result
    return Done(to="handled")


@act(
    "intake.transfer",
    "移送管辖",
    "Transfer",
    subject=Incident,
    basis=("公安机关办理行政案件程序规定#61", "公安机关办理刑事案件程序规定#175"),
    power="intake.screen",
    approval="移送案件",
    documents=("移送案件通知书",),
    stops=("G02", "G03", "G04", "G05"),
    checklist=(("需要采取紧急措施的先处置后移送", "Where urgent measures are needed, take them first"),),
    order=40,
)
def transfer(
    incident: Incident,
    by: By,
    *,
    to: Annotated[str, Ask("移送至", "Transferred to")],
    reason: Annotated[str, Ask("移送理由", "Reason", lines=True)],
) -> Done:
    """Send the matter to the unit or agency that is competent, and tell the reporter."""
    facts = {"to_organ": to, "cause": incident.title, "reason": reason}
    return Done(
        to="transferred", papers=[Paper("移送案件通知书", facts)], clocks=[*_terms_end(), Stop("G02"), Stop("G03")]
    )


@act(
    "intake.mark_duplicate",
    "认定重复报案",
    "Mark as duplicate",
    subject=Incident,
    basis=SCREENING,
    power="intake.screen",
    stops=("G04", "G05"),
    order=60,
    asks={"earlier": Ask("原警情", "Earlier incident", choices=lambda incident, by: _earlier_incidents(incident))},
)
def mark_duplicate(
    incident: Incident,
    by: By,
    *,
    earlier: Incident,
    reason: Annotated[str, Ask("说明", "Explanation")],
) -> Done:
    """The same matter is registered already; explain it to the reporter. New facts reopen it."""
    if earlier.pk == incident.pk:
        raise refuse(_("不能把警情认定为与自己重复"), _("请选择先登记的那一条警情"), code="duplicate")
    incident.duplicate_of, incident.outcome = earlier, reason
    return Done(to="duplicate", rel=[earlier.obj], clocks=_terms_end())


@act(
    "intake.reopen_duplicate",
    "出现新情况重新登记",
    "Reopen on new facts",
    subject=Incident,
    basis=SCREENING,
    power="intake.screen",
    starts=("G04", "G05"),
    order=65,
)
def reopen_duplicate(
    incident: Incident, by: By, *, facts: Annotated[str, Ask("新情况", "New facts", lines=True)]
) -> Done:
    """New facts came up: the report stands on its own again and the review terms start anew."""
    incident.duplicate_of = None
    incident.outcome = facts
    return Done(to="registered", clocks=_review_terms(incident.sort, by.at))


@act(
    "intake.take_to_mediation",
    "纠纷调处",
    "Take to mediation",
    subject=Incident,
    basis=("人民调解法#17",),
    power="intake.screen",
    stops=("G04", "G05"),
    order=45,
)
def take_to_mediation(
    incident: Incident, by: By, *, way: Annotated[str, Ask("调处方式", "How", help=_("例如人民调解、公证+调解"))]
) -> Done:
    """A dispute without an offence goes to mediation."""
    if incident.sort in (IncidentKind.CRIME, IncidentKind.OFFENCE):
        raise refuse(
            _("登记为刑事类、治安类的警情不能作纠纷处理"),
            _("构成违法犯罪的应当受案；类别登记有误的先更正类别并说明理由"),
            "公安机关办理行政案件程序规定#61",
            "F01",
        )
    incident.outcome = way
    return Done(to="dispute", clocks=_terms_end())


@act(
    "intake.settle_dispute",
    "纠纷已化解",
    "Dispute settled",
    subject=Incident,
    basis=("人民调解法#31",),
    power="intake.screen",
    order=30,
)
def settle_dispute(
    incident: Incident, by: By, *, result: Annotated[str, Ask("协议要点", "What was agreed", lines=True)]
) -> Done:
    """The parties agreed."""
    incident.outcome = result
    return Done(to="settled")


@act(
    "intake.give_up_mediation",
    "调处不成",
    "Mediation failed",
    subject=Incident,
    basis=("人民调解法#26",),
    power="intake.screen",
    starts=("G04", "G05"),
    order=35,
)
def give_up_mediation(
    incident: Incident,
    by: By,
    *,
    sort: Annotated[IncidentKind, Ask("重新认定类别", "Kind now")],
    reason: Annotated[str, Ask("原因", "Reason")],
) -> Done:
    """No agreement: the incident is screened again."""
    incident.sort, incident.outcome = sort, reason
    return Done(to="registered", clocks=_review_terms(sort, by.at))


@act(
    "intake.correct_kind",
    "更正类别",
    "Correct the kind",
    subject=Incident,
    basis=REGISTERING,
    power="intake.screen",
    at=("registered",),
    starts=("G04", "G05"),
    stops=("G04", "G05"),
    order=210,
)
def correct_kind(
    incident: Incident,
    by: By,
    *,
    sort: Annotated[IncidentKind, Ask("类别", "Kind")],
    reason: Annotated[str, Ask("理由", "Reason")],
) -> Done:
    """The kind was entered wrongly; the terms of the right kind run from the registration all the same."""
    registered = incident.opened
    incident.sort = sort
    return Done(clocks=[*_terms_end(), *_review_terms(sort, registered)], fields={"reason": reason})


def _review_terms(sort: str, at: datetime) -> list[Start]:
    """Which review term runs: criminal filing review for crimes, acceptance review for offences."""
    rules: dict[str, str] = {IncidentKind.CRIME: "G05", IncidentKind.OFFENCE: "G04", IncidentKind.TRAFFIC: "G04"}
    return [Start(rules[sort], at)] if sort in rules else []


def _terms_end() -> list[Any]:
    return [Stop("G04"), Stop("G05")]


def _registration_facts(incident: Incident, reporter: PersonFacts | None, by: By) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "how": str(Channel(incident.channel).label),
        "reported_at": incident.reported_at.isoformat(),
        "summary": incident.account,
        "officers": staff_fact([by.actor.pk]),
    }
    if reporter:
        facts["reporter"] = person_fact(reporter)
    if incident.happened_at:
        facts["happened_at"] = incident.happened_at.isoformat()
    if incident.place:
        facts["happened_place"] = incident.place
    if incident.outcome:
        facts["extra"] = incident.outcome
    return facts


def _reporter(incident: Incident) -> dict[str, Any]:
    found = Person.objects.filter(subject_id=incident.pk, role=Role.REPORTER).order_by("pk").first()
    return person_fact(found) if found else {"name": str(_("报案人"))}


def _earlier_incidents(incident: Any) -> Any:
    same_unit = of_kind(Incident).filter(unit=incident.unit).exclude(pk=incident.pk)
    return same_unit.filter(opened__lte=incident.opened).order_by("-opened", "-id")[:50]
