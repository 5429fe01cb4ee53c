"""集体审议: a hard case goes before the committee, which hears it, votes under seal, opens together and decides.

治安管理处罚法 113; 行政处罚法 57; 程序规定 刑事 286. Who sits and how many must agree is the force's choice
(`rulebook/settings/committee.yaml`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask, all_acts
from egret.acts.clocks import LOCAL
from egret.acts.done import Born, By, Done, Start, Stop, Touch
from egret.acts.machine import act
from egret.acts.ports import Paper, Place
from egret.acts.refusals import refuse
from egret.cases.acts.collective import DELIBERATED
from egret.cases.models import CaseFacts, Review
from egret.intake.papers import person_fact, staff_fact
from egret.org import queries as org
from egret.org.models import Staff
from egret.review import chosen
from egret.review.models.committee import LAW, OPEN, AgendaItem, Ballot, Committee, Seat, Vote
from egret.review.queries import committee as queries
from egret.review.queries import items as reviewing

BASIS = (LAW, "行政处罚法#57", "公安机关办理刑事案件程序规定#286")
SIT = "review.cast_vote"
"""The power of who may sit on a committee."""


@act(
    "review.found_committee",
    "设立集体审议委员会",
    "Found a committee",
    subject=Committee,
    creates=True,
    power="review.committee",
    basis=BASIS,
    menu=False,
)
def found_committee(
    place: Place,
    by: By,
    *,
    title: Annotated[str, Ask("名称", "Name")],
    panel: Annotated[
        str,
        Ask(
            "研判组",
            "Panel",
            help=_("设立疑难案件研判组的须选；集体审议委员会不选"),
            choices=queries.panels,
        ),
    ] = "",
) -> Done:
    """A committee for hard cases, or a panel of the centre; its members are seated one by one."""
    if not title.strip():
        raise refuse(_("没有写委员会名称"), _("例如“鹭湖分局案件集体审议委员会”"), code="empty")
    if panel and panel not in dict(queries.panels(place, by)):
        raise refuse(_("没有这种研判组"), _("从所列研判组中选择"), code="choice")
    return Done(subject=Committee(title=title.strip(), panel=panel))


def _fit_to_sit(committee: Any, by: By) -> models.QuerySet[Staff]:
    place = Place(committee.unit, committee.district, committee.city, committee.agency)
    return Staff.objects.filter(pk__in=[one.pk for one in org.holders(SIT, place, by.at)]).order_by("police_number")


@act(
    "review.seat_member",
    "增加委员",
    "Seat a member",
    subject=Committee,
    power="review.committee",
    basis=BASIS,
    asks={"member": Ask("委员", "Member", choices=_fit_to_sit)},
    order=10,
)
def seat_member(
    committee: Committee, by: By, *, member: Staff, chairs: Annotated[bool, Ask("可以主持", "May chair")] = False
) -> Done:
    """Somebody sits on the committee from now."""
    if queries.seats(committee, by.at).filter(member=member).exists():
        raise refuse(_("%(name)s已经是委员") % {"name": member.name}, _("另选一人"), code="twice")
    row = Seat(subject=committee, member=member, chairs=chairs, since=by.at)
    return Done(rows=[row], rel=(member.obj,))


@act(
    "review.unseat_member",
    "委员离任",
    "Unseat a member",
    subject=Committee,
    power="review.committee",
    basis=BASIS,
    asks={"seat": Ask("委员", "Member", choices=lambda committee, by: queries.seats(committee, by.at))},
    order=20,
)
def unseat_member(committee: Committee, by: By, *, seat: Seat) -> Done:
    """Somebody leaves the committee; votes cast before stay."""
    seat.until = by.at
    return Done(rows=[seat])


@act(
    "review.dissolve_committee",
    "撤销委员会",
    "Dissolve the committee",
    subject=Committee,
    power="review.committee",
    basis=BASIS,
    order=90,
)
def dissolve_committee(committee: Committee, by: By, *, reason: Annotated[str, Ask("理由", "Reason")]) -> Done:
    """The committee ends; nothing may be left on its agenda."""
    if AgendaItem.objects.filter(committee=committee.pk, stage__in=OPEN).exists():
        raise refuse(_("还有没有决定的审议事项"), _("先决定或者撤下这些事项"), code="open")
    return Done(to="dissolved", fields={"reason": reason})


def _triggers(case: Any, by: By) -> list[tuple[str, str]]:
    return [(one.key, one.label) for one in chosen.triggers(by.at.astimezone(LOCAL).date())]


def _acts(case: Any, by: By) -> list[tuple[str, str]]:
    """Acts of this case that some situation of the list names."""
    names = {name for one in chosen.triggers(by.at.astimezone(LOCAL).date()) for name in one.acts}
    cards = [entry.card for entry in all_acts() if entry.card.name in names]
    return [(card.name, card.label) for card in cards if isinstance(case, card.subject)]


@act(
    "review.put_on_agenda",
    "提请集体审议",
    "Put before the committee",
    subject=CaseFacts,
    basis=BASIS,
    asks={"committee": Ask("委员会", "Committee", choices=queries.hearing)},
    order=60,
)
def put_on_agenda(
    case: CaseFacts,
    by: By,
    *,
    committee: Committee,
    trigger: Annotated[str, Ask("提交的情形", "Situation", choices=_triggers)],
    act: Annotated[str, Ask("所议执法行为", "Act in question", choices=_acts)],
    question: Annotated[str, Ask("提请审议的问题", "Question", lines=True)],
) -> Done:
    """A hard case goes on the agenda; the act in question waits for the committee."""
    if any(queries.is_open(one) for one in queries.said_on(case, act)):
        raise refuse(_("这个问题已经在议程上"), _("打开审议事项查看进度"), code="twice")
    known = {one.key: one for one in chosen.triggers(by.at.astimezone(LOCAL).date())}
    found = known.get(trigger)
    if committee.panel and found is not None and found.duty:
        sentence = _("法律规定由负责人集体讨论的，不能由研判组代替")
        raise refuse(sentence, _("提请集体审议委员会"), found.article, code="F66")
    item = AgendaItem(
        title=f"集体审议 · {case.title}"[:200],
        matter_id=case.pk,
        committee=committee,
        trigger=trigger,
        act=act,
        decision=reviewing.put_forward(case) if act == "cases.decide_penalty" and not committee.panel else None,
        question=question,
        owner=case.owner,
        sensitivity=case.sensitivity,
    )
    return Done(begets=[Born(item)], why=trigger)


@act(
    "review.convene",
    "召集会议",
    "Convene",
    subject=AgendaItem,
    power="review.committee",
    basis=BASIS,
    asks={
        "chair": Ask("主持人", "Chair", choices=queries.members_now),
        "present": Ask("到会委员", "Members present", choices=queries.members_now),
    },
    checklist=(("到会人数达到规定，有利害关系的回避", "Enough present; whoever has an interest stands aside"),),
    order=10,
)
def convene(
    item: AgendaItem,
    by: By,
    *,
    chair: Staff,
    present: tuple[Staff, ...],
    held_at: Annotated[datetime, Ask("会议时间", "Held at")],
    place: Annotated[str, Ask("会议地点", "Place")],
    absent: Annotated[str, Ask("缺席和回避情况", "Absent and standing aside", lines=True)] = "",
) -> Done:
    """Who sits this time: enough of them, a chair among them, and nobody with a part in the case."""
    keys = list(dict.fromkeys([chair.pk, *(one.pk for one in present)]))
    item.session += 1
    item.chair, item.present, item.held_at, item.place, item.absent_ground = chair, keys, held_at, place, absent
    return Done(to="convened")


@act(
    "review.present",
    "汇报案情",
    "Present the case",
    subject=AgendaItem,
    power="review.committee",
    basis=BASIS,
    order=10,
)
def present(
    item: AgendaItem, by: By, *, report: Annotated[str, Ask("汇报要点", "What was presented", lines=True)]
) -> Done:
    """The case was presented and questions were answered; voting begins."""
    item.report = report
    return Done(to="presented")


@act(
    "review.cast_vote",
    "投票",
    "Cast one's vote",
    subject=AgendaItem,
    basis=BASIS,
    at=("presented",),
    entitled=lambda item, by: by.actor.pk in item.present,
    checklist=(("投出后不能更改，开票前任何人看不到", "Final, and seen by nobody before all are opened"),),
    order=1,
)
def cast_vote(
    item: AgendaItem,
    by: By,
    *,
    vote: Annotated[Vote, Ask("表决", "Vote")],
    reasons: Annotated[str, Ask("理由", "Reasons", lines=True)],
) -> Done:
    """A sealed vote: the journal keeps its commitment, nobody reads it before all are opened together."""
    if not reasons.strip():
        raise refuse(_("没有写理由"), _("同意、不同意和弃权都写明理由"), LAW, "reasons")
    ballot = Ballot(subject=item, session=item.session, member=Staff.objects.get(pk=by.actor.pk), cast_at=by.at)
    ballot.seal(str(vote), reasons)
    return Done(rows=[ballot], fields={"commitment": ballot.commitment})


@act(
    "review.open_votes",
    "开票",
    "Open the votes",
    subject=AgendaItem,
    power="review.committee",
    basis=BASIS,
    order=10,
)
def open_votes(item: AgendaItem, by: By) -> Done:
    """All votes are opened together and counted; each is what its commitment says."""
    rows = list(queries.ballots(item))
    wrong = [row.member.name for row in rows if not row.unseal(by.at)]
    if wrong:
        raise refuse(
            _("%(names)s的票与投出时的承诺值不符") % {"names": "、".join(wrong)},
            _("停止开票，报督察部门核查"),
            code="commitment",
        )
    rule = chosen.committee(by.at.astimezone(LOCAL).date())
    agreed = sum(row.vote == Vote.AGREE for row in rows)
    item.agreed = rule.passes(agreed, len(rows))
    return Done(to="opened", rows=rows, fields={"agreed": f"{agreed}/{len(rows)}"})


@act(
    "review.decide",
    "作出审议决定",
    "Decide",
    subject=AgendaItem,
    power="review.committee",
    basis=BASIS,
    documents=("集体讨论记录?", "集体审议纪要?"),
    starts=("N03",),
    errors=(("会后补记、代签，不同意见不记录", "Written up later, signed for others, dissent left out"),),
    order=10,
)
def decide(item: AgendaItem, by: By, *, conclusion: Annotated[str, Ask("审议决定", "Decision", lines=True)]) -> Done:
    """What the committee decided, with every vote and its reasons; dissent stays. The case follows it from now."""
    assert item.chair is not None and item.held_at is not None
    item.conclusion = conclusion
    said = [
        {"step": str(row.get_vote_display()), "by": row.member.name, "view": f"{row.get_vote_display()}：{row.reasons}"}
        for row in queries.ballots(item)
    ]
    facts: dict[str, Any] = {
        "starts_at": item.held_at.isoformat(),
        "place": item.place,
        "chair": staff_fact([item.chair.pk]),
        "members": staff_fact(item.present),
        "recorder": staff_fact([by.actor.pk]),
        "reason": item.question,
        "opinions": said,
        "decision": conclusion,
    }
    rows, touches = [], []
    kind = "集体审议纪要"
    if item.decision is not None:
        kind = "集体讨论记录"
        facts["party"] = person_fact(item.decision.person)
        rows.append(_deliberated(item, by))
        touches.append(Touch(item.matter.noun()))
    else:
        facts["summary"] = item.report
    return Done(
        to="decided",
        rows=rows,
        papers=[Paper(kind, facts)],
        clocks=[Start("N03", by.at)],
        touches=touches,
        rel=(item.matter.obj,),
    )


def _deliberated(item: AgendaItem, by: By) -> Review:
    """The leaders' deliberation as the case itself knows it: its own guard asks for this row (F66)."""
    assert item.chair is not None
    return Review(
        subject=item.matter,
        kind=DELIBERATED,
        reviewer=item.chair.pk,
        at=by.at,
        passed=bool(item.agreed),
        points={"members": item.present, "agenda": item.number},
        opinion=item.conclusion,
    )


@act(
    "review.finish_agenda",
    "审议决定已落实",
    "Carried out",
    subject=AgendaItem,
    power="review.committee",
    basis=BASIS,
    stops=("N03",),
    order=10,
)
def finish_agenda(
    item: AgendaItem, by: By, *, carried_out: Annotated[str, Ask("落实情况", "What was done", lines=True)]
) -> Done:
    """The decision was carried out; what became of it stands beside it."""
    item.carried_out = carried_out
    return Done(to="done", clocks=[Stop("N03")])


@act(
    "review.adjourn",
    "休会",
    "Adjourn",
    subject=AgendaItem,
    power="review.committee",
    basis=BASIS,
    order=80,
)
def adjourn(item: AgendaItem, by: By, *, reason: Annotated[str, Ask("理由", "Reason")]) -> Done:
    """The session ends without a decision; votes cast in it stay sealed and do not count."""
    item.present = []
    return Done(to="listed", fields={"reason": reason})


@act(
    "review.take_off_agenda",
    "撤下议程",
    "Take off the agenda",
    subject=AgendaItem,
    power="review.committee",
    basis=BASIS,
    order=85,
)
def take_off_agenda(item: AgendaItem, by: By, *, reason: Annotated[str, Ask("理由", "Reason")]) -> Done:
    """The question is settled otherwise; where the law makes deliberation a duty the act stays shut."""
    return Done(to="withdrawn", fields={"reason": reason})
