"""接报案时的询问: who reports is heard at once and in writing, before anybody knows what case it will be.

程序规定 刑事 169, 174, 行政 52, 60, 73; 治安管理处罚法 108. A suspect is heard in a case only.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.models import Subject
from egret.acts.ports import Paper
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.evidence import KIND_OF_EVIDENCE, dialogue
from egret.cases.models import CaseFacts, Evidence, Statement, StatementKind
from egret.cases.models.records import StatementPlace
from egret.intake.models import Incident, Person, Role
from egret.intake.papers import person_fact, staff_fact
from egret.org.models import Staff

TITLES = {StatementKind.VICTIM: "被害人（被侵害人）陈述", StatementKind.WITNESS: "证人证言"}
PLACES = {
    StatementPlace.CASE_AREA: "办案区",
    StatementPlace.SCENE: "现场",
    StatementPlace.HOME: "住处或单位",
    StatementPlace.REMOTE: "远程视频",
}


def places(_incident: Any, _by: By | None = None) -> list[tuple[str, Any]]:
    return [(str(one), StatementPlace(one).label) for one in PLACES]


def who_reports(incident: Any, _by: By | None = None) -> Any:
    """Reporters, victims and witnesses of a report."""
    return queries.people(incident, Role.REPORTER, Role.VICTIM, Role.WITNESS)


@act(
    "cases.record_first_inquiry",
    "接报案询问笔录",
    "Record what the reporter says",
    subject=Incident,
    power="intake.register",
    basis=("公安机关办理刑事案件程序规定#169", "公安机关办理行政案件程序规定#60"),
    at=("registered",),
    documents=("询问笔录",),
    asks={
        "person": Ask("被询问人", "Person heard", choices=who_reports),
        "officers": Ask("询问人", "Officers", choices=queries.colleagues),
        "adult": Ask("到场的监护人", "Guardian there", choices=queries.adults_for),
    },
    checklist=(("问明情况，核对后逐页签名", "Ask what happened; read over and signed page by page"),),
    order=25,
)
def record_first_inquiry(
    incident: Incident,
    by: By,
    *,
    person: Person,
    officers: tuple[Staff, ...],
    place: Annotated[str, Ask("地点", "Place", choices=places)],
    started: Annotated[datetime, Ask("开始时间", "Started")],
    ended: Annotated[datetime, Ask("结束时间", "Ended")],
    text: Annotated[str, Ask("问答内容", "Questions and answers", help=_("每行以“问：”或“答：”开头"), lines=True)],
    rights_told: Annotated[bool, Ask("询问前已告知权利义务", "Rights and duties told first")] = False,
    recording: Annotated[str, Ask("同步录音录像编号", "Recording", help=_("一名民警询问的必填"))] = "",
    adult: Person | None = None,
    pages: Annotated[int, Ask("页数", "Pages")] = 1,
    refusal_note: Annotated[str, Ask("拒绝签名的说明", "Note on refusal to sign")] = "",
) -> Done:
    """The words of who reports, taken down on the report; they go into the case that is opened on it."""
    if not started < ended <= by.at:
        raise refuse(_("笔录的起止时间不对：开始要早于结束，结束不能晚于现在"), _("请核对时间"), code="time")
    keys = [officer.pk for officer in officers]
    statement = Statement(
        subject=incident,
        person=person,
        kind=StatementKind.VICTIM if person.role == Role.VICTIM else StatementKind.WITNESS,
        place=place,
        started=started,
        ended=ended,
        officers=keys,
        recording=recording,
        rights_told=rights_told,
        adult=adult,
        pages=pages or 1,
        signed=not refusal_note,
        refusal_note=refusal_note,
        text=text,
    )
    facts: dict[str, Any] = {
        "party": person_fact(person),
        "session": queries.statements_of(incident, person).count() + 1,
        "starts_at": started.isoformat(),
        "ends_at": ended.isoformat(),
        "place": PLACES[StatementPlace(place)],
        "officers": staff_fact(keys),
        "recorder": staff_fact(keys[-1:]),
        "answers": dialogue(text),
    }
    if adult:
        facts["guardian"] = person_fact(adult)
    if recording:
        facts["recorded"] = recording
    return Done(rows=[statement], papers=[Paper("询问笔录", facts, about=person.key)])


def heard_before(incident: Subject, case: CaseFacts) -> list[Evidence]:
    """What people said when they reported, as evidence of the case opened on the report."""
    return [
        Evidence(
            subject=case,
            kind=KIND_OF_EVIDENCE[StatementKind(one.kind)],
            title=f"{one.person.name}{TITLES[StatementKind(one.kind)]}（接报案时）",
            source=incident.number,
            taken_at=one.ended,
            taken_by=one.officers,
            statement=one,
        )
        for one in Statement.objects.filter(subject_id=incident.pk).select_related("person").order_by("pk")
    ]
