"""调取、通缉、悬赏、边控、侦查实验、解剖、技术侦查: what an investigation asks of others, each on its own paper.

刑事诉讼法 131-155; 程序规定 刑事 62, 218-281, 行政 28.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.clocks import LOCAL, running_on
from egret.acts.done import By, Done, Lengthen, Start, Stop
from egret.acts.machine import act
from egret.acts.models import Clock, ClockState
from egret.acts.ports import Paper, ports
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.people import OPEN
from egret.cases.models import CaseFacts, CriminalCase
from egret.documents.models import Document
from egret.intake.models import Person
from egret.intake.papers import person_fact, staff_fact
from egret.intake.persons import without_minors
from egret.org.models import Staff

RULES = "公安机关办理刑事案件程序规定"
SEEKING = ("investigating", "suspect_in")


@act(
    "cases.call_for_evidence",
    "调取证据",
    "Call for evidence",
    subject=CaseFacts,
    basis=(f"{RULES}#62", "公安机关办理行政案件程序规定#28"),
    at=OPEN,
    documents=("调取证据通知书",),
    approval="调取证据通知书",
    checklist=(("写明调取的证据和提供时限", "Name the evidence and the day"),),
    errors=(("对方拒绝盖章签名的没有注明", "A refusal to sign is not noted"),),
    order=142,
)
def call_for_evidence(
    case: CaseFacts,
    by: By,
    *,
    holder: Annotated[str, Ask("被调取单位或者个人", "From whom")],
    wanted: Annotated[tuple[str, ...], Ask("调取的证据", "Evidence", help=_("每行一项"))],
    until: Annotated[date, Ask("提供时限", "By")],
) -> Done:
    """Whoever holds evidence is asked for it in writing, with what and by when."""
    if until < by.at.astimezone(LOCAL).date():
        raise refuse(_("提供时限已经过去"), _("请填写以后的日期"), code="time")
    facts = {
        "to_organ": holder,
        "documents": list(wanted),
        "ends": until.isoformat(),
        "officers": staff_fact(queries.team(case)),
    }
    return Done(papers=[Paper("调取证据通知书", facts)])


@act(
    "cases.publish_wanted_order",
    "发布通缉令",
    "Publish a wanted order",
    subject=CriminalCase,
    basis=("刑事诉讼法#155", f"{RULES}#274", f"{RULES}#275"),
    at=SEEKING,
    documents=("通缉令",),
    approval="通缉",
    asks={"person": Ask("被通缉人", "Person wanted", choices=queries.suspects)},
    checklist=(("写明身份、体貌特征，附近期照片", "Identity, looks, and a recent photograph"),),
    order=170,
)
def publish_wanted_order(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    looks: Annotated[str, Ask("体貌特征", "Looks", lines=True, personal=True)],
    range_of: Annotated[str, Ask("发送范围", "Where it is sent")],
    contact: Annotated[str, Ask("联系方式", "Contact")],
    beyond_area: Annotated[bool, Ask("超出自己管辖的地区", "Beyond the own area")] = False,
) -> Done:
    """Who should be arrested and has fled is wanted; beyond the own area a higher organ publishes.

    The case is told without the names of the children in it (未成年人保护法 103).
    """
    if queries.running_measures(case, person=person).exists():
        raise refuse(_("%s已经在案，不在逃") % person.name, _("请核对人员；脱逃的先登记脱逃"), f"{RULES}#274", "caught")
    facts = {
        "suspect": person_fact(person),
        "charge": case.cause,
        "summary": without_minors(case.summary, queries.everyone(case).exclude(pk=person.pk), by.at),
        "features": looks,
        "range_of": range_of,
        "contact": contact,
    }
    return Done(papers=[Paper("通缉令", facts, person.key)])


@act(
    "cases.offer_reward",
    "发布悬赏通告",
    "Offer a reward",
    subject=CriminalCase,
    basis=(f"{RULES}#279", f"{RULES}#280"),
    at=SEEKING,
    documents=("悬赏通告",),
    approval="通缉",
    order=172,
)
def offer_reward(
    case: CriminalCase,
    by: By,
    *,
    sought: Annotated[str, Ask("悬赏对象的基本情况", "Who or what is sought", lines=True)],
    told: Annotated[str, Ask("对外公布的简要案情", "The case as it is made public", lines=True)],
    reward: Annotated[Decimal, Ask("赏金（元）", "Reward, yuan")],
    contact: Annotated[str, Ask("联系方式", "Contact")],
) -> Done:
    """A reward for clues, its sum named; who gives them is kept secret."""
    if reward <= 0:
        raise refuse(_("悬赏通告要写明赏金的具体数额"), _("请填写赏金"), f"{RULES}#279", "reward")
    facts = {"features": sought, "summary": told, "amount": str(reward), "contact": contact}
    return Done(papers=[Paper("悬赏通告", facts)])


@act(
    "cases.ask_border_control",
    "呈请边控",
    "Ask for border control",
    subject=CriminalCase,
    basis=(f"{RULES}#278",),
    at=SEEKING,
    documents=("边控对象通知书",),
    approval="边控",
    asks={"person": Ask("边控对象", "Person", choices=queries.suspects)},
    checklist=(("限制人身自由的附有关法律文书", "Papers of custody are attached where liberty is to be restricted"),),
    order=174,
)
def ask_border_control(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    reason: Annotated[str, Ask("边控理由", "Reason", lines=True)],
    demand: Annotated[str, Ask("发现后的处理要求", "What to do when found", lines=True)],
    until: Annotated[date, Ask("边控截止", "Until")],
    contact: Annotated[str, Ask("联系方式", "Contact")],
) -> Done:
    """The person is stopped at the ports; handed over first where it is urgent, with the paper within the term."""
    if until <= by.at.astimezone(LOCAL).date():
        raise refuse(_("边控截止日期要在今天之后"), _("请核对日期"), code="time")
    facts = {
        "suspect": person_fact(person),
        "charge": case.cause,
        "reason": reason,
        "demand": demand,
        "ends": until.isoformat(),
        "contact": contact,
    }
    return Done(papers=[Paper("边控对象通知书", facts, person.key)])


SENT = {"wanted": "通缉令", "reward": "悬赏通告", "border": "边控对象通知书"}


def standing_orders(case: Any, _by: By | None = None) -> models.QuerySet[Document]:
    """Orders that look for somebody and were not withdrawn."""
    found = Document.objects.filter(matter_id=case.pk, document_kind__in=SENT.values())
    return found.exclude(stage="voided").order_by("opened", "pk")


@act(
    "cases.withdraw_search",
    "撤销通缉、边控、悬赏",
    "Withdraw a search",
    subject=CriminalCase,
    power="cases.publish_wanted_order",
    basis=(f"{RULES}#281",),
    at=(*SEEKING, "concluded", "sent", "returned", "charged"),
    asks={"order_paper": Ask("原通缉令、通知或者通告", "Order", choices=standing_orders)},
    order=176,
)
def withdraw_search(
    case: CriminalCase,
    by: By,
    *,
    order_paper: Document,
    reason: Annotated[str, Ask("撤销理由", "Reason", help=_("例如已经抓获、投案"))],
) -> Done:
    """Once the person is found nobody is looked for any more; the order is withdrawn in its whole range."""
    return Done(fields={"order": order_paper.number, "reason": reason}, rel=[order_paper.obj])


@act(
    "cases.ask_experiment",
    "呈请侦查实验",
    "Ask for an experiment",
    subject=CriminalCase,
    basis=("刑事诉讼法#135", f"{RULES}#221"),
    at=SEEKING,
    documents=("呈请侦查实验报告书",),
    approval="侦查实验",
    errors=(("有危险、侮辱人格或者有伤风化的行为", "Dangerous, degrading or indecent conduct"),),
    order=144,
)
def ask_experiment(
    case: CriminalCase,
    by: By,
    *,
    purpose: Annotated[str, Ask("实验目的和必要性", "What it is to show", lines=True)],
    method: Annotated[str, Ask("实验方法和安全措施", "How, and how it is kept safe", lines=True)],
) -> Done:
    """Try out whether a thing can have happened so, with the leader's approval."""
    facts = {
        "charge": case.cause,
        "reason": purpose,
        "extra": method,
        "officers": staff_fact(queries.team(case)),
    }
    return Done(papers=[Paper("呈请侦查实验报告书", facts)])


@act(
    "cases.record_experiment",
    "侦查实验",
    "Record an experiment",
    subject=CriminalCase,
    power="cases.ask_experiment",
    basis=("刑事诉讼法#135", f"{RULES}#221"),
    at=SEEKING,
    documents=("侦查实验笔录",),
    asks={"officers": Ask("侦查人员", "Officers", help=_("不少于二人"), choices=queries.colleagues)},
    checklist=(
        ("全程录音录像", "Recorded from beginning to end"),
        ("参加实验的人签名", "Signed by those who took part"),
    ),
    order=145,
)
def record_experiment(
    case: CriminalCase,
    by: By,
    *,
    officers: tuple[Staff, ...],
    started: Annotated[datetime, Ask("开始时间", "Started")],
    ended: Annotated[datetime, Ask("结束时间", "Ended")],
    place: Annotated[str, Ask("地点", "Place")],
    course: Annotated[str, Ask("实验过程", "Course", lines=True)],
    result: Annotated[str, Ask("实验结果", "Result", lines=True)],
    recording: Annotated[str, Ask("录音录像编号", "Recording")],
    taking_part: Annotated[tuple[str, ...], Ask("参加实验的人", "Who took part", help=_("每行一人"))] = (),
) -> Done:
    """What was tried, how, and what came of it; recorded whole."""
    if not Document.objects.filter(matter_id=case.pk, document_kind="呈请侦查实验报告书").exists():
        raise refuse(_("侦查实验没有经过批准"), _("先呈请侦查实验，批准后再做"), f"{RULES}#221", "approval")
    if not started < ended <= by.at:
        raise refuse(_("实验的起止时间不对：开始要早于结束，结束不能晚于现在"), _("请核对时间"), code="time")
    if not recording.strip():
        raise refuse(_("侦查实验应当全程录音录像"), _("填写录音录像编号；没有录的重新实验"), f"{RULES}#221", "R09")
    facts: dict[str, Any] = {
        "starts_at": started.isoformat(),
        "ends_at": ended.isoformat(),
        "place": place,
        "officers": staff_fact([officer.pk for officer in officers]),
        "record_of": course,
        "result": result,
        "recorded": f"全程同步录音录像，编号{recording}",
        "witnesses": list(taking_part),
    }
    return Done(papers=[Paper("侦查实验笔录", facts)])


@act(
    "cases.order_autopsy",
    "决定解剖尸体",
    "Order a post-mortem",
    subject=CriminalCase,
    basis=("刑事诉讼法#131", f"{RULES}#218"),
    at=("filing_review", *SEEKING),
    documents=("解剖尸体通知书",),
    approval="解剖尸体",
    checklist=(("通知死者家属到场并签名；拒绝的注明", "The family is called and signs; a refusal is noted"),),
    order=146,
)
def order_autopsy(
    case: CriminalCase,
    by: By,
    *,
    deceased: Annotated[str, Ask("死者", "Deceased", personal=True)],
    relative: Annotated[str, Ask("死者家属", "Relative", help=_("身份不明、无法通知的写明"), personal=True)],
    reason: Annotated[str, Ask("解剖理由", "Reason", lines=True)],
    starts_at: Annotated[datetime, Ask("解剖时间", "When")],
    place: Annotated[str, Ask("解剖地点", "Where")],
) -> Done:
    """The cause of a death is not known: the body is opened, and the family is called to be there."""
    facts = {
        "relative": relative,
        "deceased": deceased,
        "reason": reason,
        "starts_at": starts_at.isoformat(),
        "place": place,
    }
    return Done(papers=[Paper("解剖尸体通知书", facts)])


class Technical(models.TextChoices):
    """技术侦查措施的种类 (程序规定 264)."""

    RECORDS = "records", _("记录监控")
    MOVEMENTS = "movements", _("行踪监控")
    COMMUNICATION = "communication", _("通信监控")
    PLACE = "place", _("场所监控")


def technical_orders(case: Any, _by: By | None = None) -> models.QuerySet[Document]:
    """Orders whose months still run."""
    running = [one.about for one in running_on(case, "C46")]
    found = Document.objects.filter(matter_id=case.pk, document_kind="采取技术侦查措施决定书", about__in=running)
    return found.exclude(stage="voided").order_by("opened", "pk")


@act(
    "cases.order_technical_measure",
    "采取技术侦查措施",
    "Order technical investigation",
    subject=CriminalCase,
    basis=("刑事诉讼法#150", "刑事诉讼法#151", f"{RULES}#265", f"{RULES}#266"),
    at=SEEKING,
    documents=("呈请采取技术侦查措施报告书", "采取技术侦查措施决定书"),
    starts=("C46",),
    approval="技术侦查",
    asks={"person": Ask("适用对象", "Person", choices=queries.suspects)},
    errors=(("超出批准的种类、对象和期限执行", "Beyond the kind, the person or the term approved"),),
    order=178,
)
def order_technical_measure(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    kind: Annotated[Technical, Ask("措施种类", "Kind")],
    reason: Annotated[str, Ask("理由", "Reason", lines=True)],
) -> Done:
    """A grave crime that cannot be cleared up otherwise: one kind, one person, for the months of the law."""
    if Clock.objects.filter(subject_id=case.pk, rule="C46", about=person.key, state=ClockState.RUNNING).exists():
        raise refuse(_("对此人的技术侦查措施还在有效期内"), _("需要延长的办理延长"), f"{RULES}#266", "twice")
    common = {
        "suspect": person_fact(person),
        "charge": case.cause,
        "measure_kind": str(Technical(kind).label),
    }
    ends = ports.rules.due("C46", by.at).legal
    order = {**common, "starts": _day(by.at), "ends": _day(ends)}
    report = {**common, "reason": reason, "officers": staff_fact(queries.team(case))}
    return Done(
        papers=[
            Paper("呈请采取技术侦查措施报告书", report, person.key),
            Paper("采取技术侦查措施决定书", order, person.key),
        ],
        clocks=[Start("C46", by.at, person.key)],
    )


@act(
    "cases.extend_technical_measure",
    "延长技术侦查期限",
    "Extend technical investigation",
    subject=CriminalCase,
    power="cases.order_technical_measure",
    basis=("刑事诉讼法#151", f"{RULES}#266"),
    at=SEEKING,
    stops=("C46",),
    approval="技术侦查",
    asks={"order_paper": Ask("技术侦查决定", "Order", choices=technical_orders)},
    order=179,
)
def extend_technical_measure(
    case: CriminalCase,
    by: By,
    *,
    order_paper: Document,
    reason: Annotated[str, Ask("延长理由", "Reason", help=_("复杂、疑难案件"), lines=True)],
) -> Done:
    """A complex case keeps the measure for a further term, as often as it is approved."""
    return Done(clocks=[Lengthen("C46", 0, order_paper.about)], fields={"order": order_paper.number, "reason": reason})


@act(
    "cases.end_technical_measure",
    "解除技术侦查措施",
    "End technical investigation",
    subject=CriminalCase,
    power="cases.order_technical_measure",
    basis=("刑事诉讼法#151", f"{RULES}#266"),
    at=(*SEEKING, "concluded", "sent", "returned"),
    stops=("C46",),
    asks={"order_paper": Ask("技术侦查决定", "Order", choices=technical_orders)},
    order=181,
)
def end_technical_measure(
    case: CriminalCase, by: By, *, order_paper: Document, reason: Annotated[str, Ask("解除理由", "Reason")]
) -> Done:
    """What is no longer needed, or whose term is over, ends at once."""
    return Done(clocks=[Stop("C46", order_paper.about)], fields={"order": order_paper.number, "reason": reason})


def _day(at: datetime) -> str:
    return at.astimezone(LOCAL).date().isoformat()
