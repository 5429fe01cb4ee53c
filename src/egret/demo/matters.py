"""What a matter is about: invented facts, in the register of police records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from egret.cases.models import EvidenceKind
from egret.intake.models import Channel, IncidentKind, Role
from egret.intake.persons import PersonFacts


@dataclass(frozen=True)
class Matter:
    """One matter with its people and what they said; the ways tell how far it goes."""

    title: str
    account: str
    place: str
    cause: str
    cite: str
    suspect: PersonFacts
    findings: str
    said: str
    """The suspect's answer."""
    victim: PersonFacts | None = None
    told: str = ""
    """The victim's answer."""
    relative: PersonFacts | None = None
    guardian: PersonFacts | None = None
    sort: IncidentKind = IncidentKind.OFFENCE
    channel: Channel = Channel.WALK_IN
    before: timedelta = timedelta(hours=1)
    """How long before the report it happened."""
    lasted: timedelta = timedelta(0)
    """How long the conduct went on; its end chooses the law (治安管理处罚法 25)."""
    evidence: tuple[EvidenceKind, str] = (EvidenceKind.MEDIA, "现场监控视频")
    opinion: str = ""
    """The expert's view; empty: no expert is asked."""
    days: int = 0
    fine: int = 0
    warning: bool = False
    lighter: str = ""
    """Why a text later than the conduct is applied (行政处罚法 37); empty: the text of the conduct."""
    attitude: str = "承认违法事实。"
    plea: str = "不陈述、不申辩。"
    scene: tuple[str, str] = ("门锁有撬压痕迹，抽屉被翻动。", "提取指纹三枚。")
    goods: tuple[str, ...] = ()


ASSAULT = Matter(
    title="便利店门前殴打他人",
    account="因停车与人争执，被对方用拳头击打面部。",
    place="银江路某便利店门前",
    cause="殴打他人",
    cite="治安管理处罚法(2025)#51",
    suspect=PersonFacts("陈某明", role=Role.SUSPECT, born=date(1990, 5, 6), phone="13900000001"),
    victim=PersonFacts("林某华", role=Role.VICTIM, phone="13900000002", born=date(1988, 2, 3)),
    relative=PersonFacts("陈某芳", relation="配偶"),
    said="当天上午因停车和他吵了起来，我打了他一拳。",
    told="他嫌我车停得不好，吵了几句就往我脸上打了一拳。",
    findings="因停车纠纷用拳头击打他人面部一拳，致其轻微伤。",
    opinion="左眼眶挫伤，评定为轻微伤。",
    days=5,
    fine=500,
    attitude="承认违法事实，未赔偿。",
    plea="拘留过重，请求从轻。",
)
BURGLARY = Matter(
    title="滨北路入户盗窃",
    account="昨夜家中被人撬门，丢失现金和首饰。",
    place="滨北路某小区502室",
    cause="盗窃罪",
    cite="刑法#264",
    suspect=PersonFacts("黄某强", role=Role.SUSPECT, born=date(1987, 9, 12)),
    victim=PersonFacts("林某华", role=Role.VICTIM, phone="13900000002", born=date(1988, 2, 3)),
    relative=PersonFacts("黄某兰", relation="姐姐"),
    sort=IncidentKind.CRIME,
    before=timedelta(hours=8),
    said="我夜里撬门进去，拿了抽屉里的钱和首饰。",
    told="早上起来发现门锁坏了，抽屉里的现金和首饰不见了。",
    findings="夜间撬门入户，盗窃现金和首饰。",
    evidence=(EvidenceKind.MEDIA, "小区监控视频"),
    attitude="自愿认罪认罚，无前科。",
)
