"""受案与立案审查: a report becomes a case, under one roof and with a receipt (受案立案改革意见; 程序规定)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import Born, By, Done, Start, Stop
from egret.acts.machine import act
from egret.acts.models import Journalled
from egret.acts.ports import Paper
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.first_inquiry import heard_before
from egret.cases.models import AdministrativeCase, CaseFacts, CriminalCase
from egret.intake.models import Channel, Incident, IncidentKind, Person, Role
from egret.intake.papers import person_fact, staff_fact
from egret.intake.persons import copy_of, without_minors
from egret.org.models import Staff

CHECKLIST = (
    ("报案人身份已核对，材料已列清单", "Reporter's identity checked, material listed"),
    ("属于本单位管辖，没有重复报案", "Own jurisdiction, not a duplicate"),
    ("受案回执当场交报案人", "Receipt handed to the reporter on the spot"),
)


@act(
    "cases.accept_administrative",
    "行政受案（立案）",
    "Accept as an administrative case",
    subject=Incident,
    power="cases.accept",
    basis=("公安机关办理行政案件程序规定#61", "治安管理处罚法(2025)#90"),
    documents=("受案登记表", "受案回执?"),
    starts=("A10",),
    stops=("G04", "G05"),
    approval="受案登记",
    checklist=CHECKLIST,
    errors=(("应当受案的以“先调查”为由不受案", "Holding back acceptance “to look into it first”"),),
    order=20,
)
def accept_administrative(
    incident: Incident,
    by: By,
    *,
    cause: Annotated[str, Ask("案由", "Nature of the case", help=_("例如殴打他人、盗窃"))],
    cause_cite: Annotated[str, Ask("案由依据", "Article", help=_("例如 治安管理处罚法(2025)#51"))] = "",
    conduct_at: Annotated[datetime | None, Ask("行为时间", "Time of the conduct", help=_("决定适用哪一版法律"))] = None,
) -> Done:
    """Accept a public-security offence as a case; the term of the case runs from now."""
    case = AdministrativeCase(**_facts_of(incident, by, cause, cause_cite, conduct_at), filed_at=by.at)
    return Done(
        to="accepted_admin",
        begets=[Born(case, _people_of(incident, case), _papers(incident, by, cause), [Start("A10", by.at)])],
        clocks=[Stop("G04"), Stop("G05")],
    )


@act(
    "cases.open_filing_review",
    "刑事立案审查",
    "Open the criminal filing review",
    subject=Incident,
    power="cases.accept",
    basis=("公安机关办理刑事案件程序规定#171", "公安机关办理刑事案件程序规定#174"),
    documents=("受案登记表", "受案回执?"),
    starts=("G05",),
    stops=("G04", "G05"),
    approval="受案登记",
    checklist=CHECKLIST,
    errors=(("立案前采取强制措施、查封扣押冻结", "Coercion, seizure or freezing before filing"),),
    order=25,
)
def open_filing_review(
    incident: Incident,
    by: By,
    *,
    cause: Annotated[str, Ask("涉嫌罪名", "Suspected crime", help=_("例如盗窃罪"))],
    cause_cite: Annotated[str, Ask("罪名依据", "Article", help=_("例如 刑法#264"))] = "",
    conduct_at: Annotated[datetime | None, Ask("行为时间", "Time of the conduct", help=_("决定适用哪一版法律"))] = None,
) -> Done:
    """Take a report that may be a crime under review; the term counts from the registration, not from now."""
    case = CriminalCase(**_facts_of(incident, by, cause, cause_cite, conduct_at))
    registered = incident.opened
    return Done(
        to="filing_review",
        begets=[Born(case, _people_of(incident, case), _papers(incident, by, cause), [Start("G05", registered)])],
        clocks=[Stop("G04"), Stop("G05")],
    )


@act(
    "cases.change_handlers",
    "变更办案民警",
    "Change the handlers",
    subject=CaseFacts,
    power="cases.assign",
    basis=("公安机关办理行政案件程序规定#52",),
    asks={"handlers": Ask("办案民警", "Handlers", choices=queries.colleagues)},
    order=900,
)
def change_handlers(
    case: CaseFacts,
    by: By,
    *,
    handlers: tuple[Staff, ...],
    reason: Annotated[str, Ask("理由", "Reason")],
) -> Done:
    """Put other officers in charge; two at least, and police officers."""
    name_handlers(case, handlers)
    return Done(fields={"reason": reason})


def name_handlers(case: CaseFacts, handlers: tuple[Staff, ...]) -> None:
    """The first officer named owns the case. Refused unless two officers with police status are named."""
    if sum(1 for officer in handlers if officer.category == "officer") < 2:
        raise refuse(
            _("办案民警不得少于二人，辅警不计入"),
            _("再选一名民警"),
            "公安机关办理行政案件程序规定#52",
            "R02",
        )
    officers = [officer for officer in handlers if officer.category == "officer"]
    case.owner = officers[0].pk
    case.handlers = [officer.pk for officer in (*officers, *(h for h in handlers if h not in officers))]


def _facts_of(incident: Incident, by: By, cause: str, cause_cite: str, conduct_at: datetime | None) -> dict[str, Any]:
    when = conduct_at or incident.happened_at or incident.reported_at
    if when > by.at:
        raise refuse(_("行为时间晚于现在"), _("请核对时间"), code="time")
    return {
        "report": incident,
        "title": without_minors(incident.title, Person.objects.filter(subject_id=incident.pk), by.at),
        "cause": cause,
        "cause_cite": cause_cite,
        "conduct_at": when,
        "place": incident.place,
        "summary": incident.account,
        "owner": by.actor.pk,
        "handlers": [by.actor.pk],
        "unit": incident.unit,
        "district": incident.district,
        "city": incident.city,
        "agency": incident.agency,
    }


def _people_of(incident: Incident, case: CaseFacts) -> list[Journalled]:
    """The people of the report in the case, and what they said before there was one, as evidence of it."""
    people = [copy_of(person, case) for person in Person.objects.filter(subject_id=incident.pk).order_by("pk")]
    return [*people, *heard_before(incident, case)]


def _papers(incident: Incident, by: By, cause: str) -> list[Paper]:
    reporter = Person.objects.filter(subject_id=incident.pk, role=Role.REPORTER).order_by("pk").first()
    officers = staff_fact([by.actor.pk])
    facts: dict[str, Any] = {
        "source": str(Channel(incident.channel).label),
        "cause": cause,
        "reported_at": incident.reported_at.isoformat(),
        "summary": incident.account,
        "handling": str(_("属于本单位管辖，建议受理：%(kind)s") % {"kind": IncidentKind(incident.sort).label}),
        "officers": officers,
    }
    if incident.happened_at:
        facts["happened_at"] = incident.happened_at.isoformat()
    if incident.place:
        facts["happened_place"] = incident.place
    papers = [Paper("受案登记表", facts)]
    if reporter is not None:
        facts["reporter"] = person_fact(reporter)
        told = {
            "reporter": facts["reporter"],
            "reported_at": facts["reported_at"],
            "cause": cause,
            "officers": officers,
        }
        papers.append(Paper("受案回执", told, about=f"person:{reporter.pk}"))
    return papers
