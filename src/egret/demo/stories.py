"""The last month of the demo district: about forty incidents and some twenty cases, told by acts up to a given moment.

Every case stands where its story stops; the same seed and the same `now` tell the same month.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from egret.acts.done import By
from egret.cases.models import AdministrativeCase
from egret.demo import crimes, facts, offences
from egret.demo.district import Demo, Squad
from egret.demo.hands import LOCAL, on, sign_all
from egret.demo.matters import ASSAULT, BURGLARY, Matter
from egret.intake import acts as intake
from egret.intake.models import Channel, Incident, IncidentKind, Role
from egret.intake.persons import PersonFacts
from egret.org.system import SystemActor

DISPATCH = SystemActor("s:dispatch")
"""The 110 centre, whose dispatches arrive by themselves."""
PAID = "违法行为人当面赔礼道歉，一次性赔偿医疗费等八百元。"
SENTENCE = "犯盗窃罪，判处有期徒刑一年二个月，并处罚金人民币三千元。"
OUTLINE = "一、补充赃物价格认定；二、查证有无同伙；三、补充现场指认笔录。"


@dataclass(frozen=True)
class Story:
    """A matter, how long ago it was reported, and the way it went."""

    days: float
    matter: Matter
    way: Callable[[Squad, Matter, datetime], object]
    squad: int = 0
    hour: int | None = 9
    """Hour of the report in the city; none: as many days and hours ago as `days` says, to the minute."""


def mediated(squad: Squad, matter: Matter, at: datetime) -> AdministrativeCase:
    return offences.reconciled(squad, matter, at, PAID)


def to_be_paid(squad: Squad, matter: Matter, at: datetime) -> AdministrativeCase:
    return offences.agreed(squad, matter, at, PAID)


def opinion_not_told(squad: Squad, matter: Matter, at: datetime) -> AdministrativeCase:
    """The expert's opinion came and nobody told the parties: its term runs out."""
    return offences.examined(squad, matter, at, tell=False)


def leader_to_sign(squad: Squad, matter: Matter, at: datetime) -> AdministrativeCase:
    """A penalty waits for its last signature."""
    case, outcome = offences.decision_asked(squad, matter, at)
    sign_all(outcome, on(at, 3, 11), leave=1)
    return case


def head_to_accept(squad: Squad, matter: Matter, at: datetime) -> Incident:
    """Acceptance waits for the head of the station."""
    incident, outcome = offences.proposed(squad, matter, at)
    sign_all(outcome, at + timedelta(minutes=18), leave=1)
    return incident


def arrest_to_sign(squad: Squad, matter: Matter, at: datetime) -> object:
    """The request for arrest waits for the bureau head while the days of detention run."""
    case, outcome = crimes.arrest_asked(squad, matter, at)
    sign_all(outcome, on(at, 3, 9, 30), leave=1)
    return case


def opinion_to_sign(squad: Squad, matter: Matter, at: datetime) -> object:
    """Concluded out of bail; the opinion to prosecute waits for the legal office."""
    case = crimes.conclude(squad, crimes.bailed(squad, matter, at), matter, on(at, 7, 9))
    sign_all(crimes.send_asked(squad, case, matter, on(at, 8, 9)), on(at, 8, 10), leave=2)
    return case


def back_for_supplement(squad: Squad, matter: Matter, at: datetime) -> object:
    return crimes.returned(squad, matter, at, OUTLINE)


def civil_dispute(squad: Squad, matter: Matter, at: datetime) -> object:
    return crimes.not_filed(squad, matter, at, "经审查属合伙经营中的民事纠纷，没有犯罪事实。")


def sentenced(squad: Squad, matter: Matter, at: datetime) -> object:
    return crimes.judged(squad, matter, at, SENTENCE)


def sentence_served(squad: Squad, matter: Matter, at: datetime) -> object:
    return crimes.executed(squad, matter, at, SENTENCE)


def put_away(squad: Squad, matter: Matter, at: datetime) -> object:
    return crimes.archived(squad, matter, at, SENTENCE)


CASES: tuple[Story, ...] = (
    # 行政案件, from the end of the way to its beginning
    Story(29, ASSAULT, offences.closed),
    Story(27, facts.STAIRS, mediated, squad=1),
    Story(20, facts.WINDOW, offences.executing, squad=2, hour=15),
    Story(17, facts.GAMBLING, offences.served, squad=1, hour=20),
    Story(13, facts.BIKE, offences.decided, squad=2),
    Story(12, facts.SHOPLIFTER, offences.noticed, hour=16),
    Story(11, facts.BAR_FIGHT, leader_to_sign, squad=1, hour=22),
    Story(9, replace(facts.BAR_FIGHT, title="球场冲突打人", place="体育中心篮球场", channel=Channel.WALK_IN),
          opinion_not_told, squad=2, hour=17),
    Story(7, replace(facts.DOG, before=timedelta(days=330), lasted=timedelta(days=329)), offences.submitted),
    Story(6, facts.PICKPOCKET, offences.heard, squad=1, hour=8),
    Story(5, facts.SQUARE, to_be_paid, squad=2, hour=19),
    Story(4, facts.PARKING, offences.mediating, hour=18),
    Story(1.2, replace(facts.BIKE, title="快递站包裹被盗", account="快递站包裹被人冒领，价值三百元。",
                       place="凤屿路某快递站", findings="冒领他人包裹三件。"), offences.accepted, squad=1, hour=None),
    Story(0.4, replace(facts.WINDOW, title="停放的轿车被人划伤", account="停在小区的轿车左侧车门被人用硬物划伤。",
                       place="育秀中路某小区"), head_to_accept, hour=None),
    # 刑事案件
    Story(44, facts.JEWELS, put_away, squad=1),
    Story(28, facts.TWO_FLATS, back_for_supplement),
    Story(19, facts.DRUNK_DRIVER, crimes.sent_at_large, squad=2, hour=23),
    Story(14, facts.CAR_THEFT, opinion_to_sign, squad=1, hour=7),
    Story(16, facts.PRIVATE_DEBT, civil_dispute),
    Story(4, facts.SHOP_BURGLARY, arrest_to_sign, squad=1, hour=8),
    Story(2, BURGLARY, crimes.investigating, squad=2, hour=7),
    Story(1.4, facts.FRAUD, crimes.filed, hour=None),
    Story(0.5, replace(facts.FRAUD, title="冒充领导借款被骗", account="微信上“领导”称急用钱，转账一万元后发现被骗。"),
          crimes.under_review, squad=1, hour=None),
)  # fmt: skip


OLD_TEXT = "治安管理处罚法(2012)"
NEW_YEAR = datetime(2025, 12, 30, 9, 10, tzinfo=LOCAL)
"""Reported two days before the new text of the public security law came into force."""
STRADDLING: tuple[Story, ...] = (
    Story(0, replace(ASSAULT, title="元旦前夕便利店打人", cite=f"{OLD_TEXT}#43", fine=200), offences.closed),
    Story(0, replace(facts.BIKE, title="元旦前夕电动自行车被盗", days=0, fine=800,
                     lighter="新法对同一行为可以单处罚款，旧法须处拘留。"), offences.closed, squad=1),
)  # fmt: skip
"""Conduct and filing under the old text, review and decision under the new one; the second rests on the lighter new."""


def tell_turn_of_the_law(squads: tuple[Squad, ...], now: datetime) -> None:
    """Cases that lie on both sides of 2026-01-01, once their whole way lies behind."""
    if now < NEW_YEAR + timedelta(days=20):
        return
    for story in STRADDLING:
        story.way(squads[story.squad], story.matter, NEW_YEAR)


def settled(way: str, result: str) -> Callable[[Squad, Incident, datetime], None]:
    def tell(squad: Squad, incident: Incident, at: datetime) -> None:
        intake.take_to_mediation(incident, squad.by(at + timedelta(minutes=25)), way=way)
        intake.settle_dispute(incident, squad.by(at + timedelta(hours=3)), result=result)

    return tell


def in_mediation(squad: Squad, incident: Incident, at: datetime) -> None:
    intake.take_to_mediation(incident, squad.by(at + timedelta(minutes=40)), way="公证+调解")


def not_police(reason: str, body: str, *, disputed: bool = False) -> Callable[[Squad, Incident, datetime], None]:
    def tell(squad: Squad, incident: Incident, at: datetime) -> None:
        by = squad.by(at + timedelta(minutes=15))
        intake.tell_not_police(incident, by, reason=reason, competent_body=body, disputed=disputed)

    return tell


def transferred(squad: Squad, incident: Incident, at: datetime) -> None:
    outcome = intake.transfer(
        incident, squad.by(at + timedelta(hours=1)), to="鹭岛市公安局交通警察支队", reason="属交通警察部门管辖。"
    )
    sign_all(outcome, at + timedelta(minutes=70))


def duplicate(squad: Squad, incident: Incident, at: datetime) -> None:
    earlier = Incident.objects.filter(unit=incident.unit, opened__lt=incident.opened).order_by("-opened", "-pk")[0]
    intake.mark_duplicate(incident, squad.by(at + timedelta(minutes=30)), earlier=earlier, reason="同一事件再次来电。")


def untouched(squad: Squad, incident: Incident, at: datetime) -> None:
    """Registered, and what becomes of it is to be decided."""


@dataclass(frozen=True)
class Call:
    """An incident that needs no case."""

    days: float
    title: str
    account: str
    place: str
    sort: IncidentKind
    channel: Channel
    what: Callable[[Squad, Incident, datetime], None] = untouched
    squad: int = 0


_K, _C = IncidentKind, Channel
CALLS: tuple[Call, ...] = (
    Call(28.1, "楼上漏水纠纷", "楼上卫生间漏水，双方为维修费争吵。", "育秀东路某小区", _K.DISPUTE, _C.WALK_IN,
         settled("人民调解", "楼上住户十日内修好并承担天花板粉刷费用。")),
    Call(26.3, "拖欠工资求助", "称装修队欠薪四千元。", "禾祥西路某工地", _K.OTHER, _C.EMERGENCY,
         not_police("属劳动争议", "鹭湖区劳动保障监察大队"), 1),
    Call(25.4, "邻里噪声纠纷", "隔壁装修噪声大，双方争吵。", "文园路某小区", _K.DISPUTE, _C.EMERGENCY,
         settled("当场调解", "装修时间改为上午九时以后。"), 1),
    Call(24.2, "拾得钱包上交", "在公交站拾得钱包一个，内有证件。", "火车站公交站", _K.HELP, _C.WALK_IN,
         not_police("已联系失主当面领回", "失物招领处")),
    Call(22.5, "网购商品质量争议", "网购手机有划痕，商家拒绝退款。", "网络", _K.OTHER, _C.ONLINE,
         not_police("属消费争议", "鹭湖区市场监督管理局", disputed=True)),
    Call(21.1, "两车剐蹭", "两辆小车转弯时剐蹭，无人受伤。", "厦禾路路口", _K.TRAFFIC, _C.EMERGENCY, transferred, 1),
    Call(19.4, "租房押金纠纷", "退租时房东不退押金。", "溪岸路某公寓", _K.DISPUTE, _C.WALK_IN,
         settled("公证+调解", "房东退还押金二千元，协议已公证。")),
    Call(18.3, "老人走失求助", "八旬老人早上出门未归，穿灰色外套。", "梧村某小区", _K.HELP, _C.EMERGENCY,
         not_police("已于两小时后找到并送回家", "鹭湖区民政局"), 2),
    Call(15.2, "店铺转让纠纷", "转让费支付时间有争议。", "开元路某店铺", _K.DISPUTE, _C.WALK_IN,
         settled("人民调解", "分两期付清转让费。"), 1),
    Call(12.3, "家门忘带钥匙", "请求协助开锁。", "美湖路某小区", _K.HELP, _C.EMERGENCY,
         not_police("已告知联系备案开锁企业", "备案开锁企业")),
    Call(10.6, "流浪犬出没", "小区内有流浪犬，担心伤人。", "滨海路某小区", _K.OTHER, _C.ONLINE,
         not_police("已转城市管理部门处置", "鹭湖区城市管理局"), 1),
    Call(8.9, "球场打架重复报警", "又来电称篮球场有人打架。", "体育中心篮球场", _K.OFFENCE, _C.EMERGENCY, duplicate, 2),
    Call(6.4, "兄弟赡养费争执", "三兄弟为母亲护理费争吵。", "碧山路某小区", _K.DISPUTE, _C.WALK_IN, in_mediation),
    Call(5.3, "物业费纠纷", "业主与物业因停车费争执。", "莲花北路某小区", _K.DISPUTE, _C.EMERGENCY, in_mediation, 1),
    Call(3.2, "遗失身份证登记", "外出途中遗失身份证。", "中山路一带", _K.HELP, _C.WALK_IN, untouched),
    Call(1.1, "外卖电动车被推倒", "外卖车被人推倒，餐食损坏。", "嘉禾路路边", _K.OFFENCE, _C.WALK_IN, untouched, 1),
    Call(0.8, "商场内手机被盗", "在商场试衣时放在一旁的手机不见了。", "世贸商场二楼", _K.OFFENCE, _C.WALK_IN),
    Call(0.3, "地铁口有人散发小广告", "多人在地铁口散发小广告。", "地铁口", _K.OTHER, _C.ONLINE, untouched, 1),
    Call(0.15, "夜宵摊口角", "两名顾客发生口角，已分开。", "八市路口", _K.DISPUTE, _C.PATROL),
)  # fmt: skip
DISPATCHES: tuple[tuple[float, str, str, str, IncidentKind, int], ...] = (
    (0.1, "小区门口有人争吵", "保安与送货人员争吵，请求出警。", "龙山路某小区", _K.DISPUTE, 0),
    (0.05, "路口有人受伤倒地", "一人骑车摔倒受伤，已叫救护车。", "湖东路路口", _K.HELP, 1),
)

SURNAMES = "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"


def tell_cases(demo: Demo, now: datetime, chance: Random) -> None:
    """Each case from its report to where it stands now."""
    for story in CASES:
        jitter = timedelta(minutes=chance.randrange(1, 40))
        at = now - timedelta(days=story.days)
        if story.hour is not None:
            at = on(at, 0, story.hour) + jitter
        story.way(demo.squads[story.squad], story.matter, at)


def tell_calls(demo: Demo, now: datetime, chance: Random) -> None:
    """Incidents that need no case, each told by somebody with an invented name."""
    for call in CALLS:
        at = now - timedelta(days=call.days) - timedelta(minutes=chance.randrange(1, 40))
        squad = demo.squads[call.squad]
        reporter = PersonFacts(
            f"{chance.choice(SURNAMES)}某",
            role=Role.REPORTER,
            phone=f"139{chance.randrange(10**8):08d}",
            born=date(chance.randrange(1955, 2004), chance.randrange(1, 13), chance.randrange(1, 28)),
        )
        outcome = intake.register(
            squad.place,
            squad.by(at),
            channel=call.channel,
            sort=call.sort,
            title=call.title,
            account=call.account,
            reporter=reporter,
            where=call.place,
            happened_at=at - timedelta(minutes=20),
        )
        call.what(squad, Incident.objects.get(pk=outcome.subject.pk), at)
    for number, (days, title, account, place, sort, squad_no) in enumerate(DISPATCHES, 1):
        at = now - timedelta(days=days)
        arguments: dict[str, Any] = {"sort": sort, "title": title, "account": account, "where": place}
        squad = demo.squads[squad_no]
        intake.receive(
            squad.place,
            By(replace(DISPATCH, unit_code=squad.station.code), at),
            outside_number=f"110-{on(at, 0, 12):%Y%m%d}-{number:04d}",
            reported_at=at - timedelta(minutes=8),
            **arguments,
        )


def tell(demo: Demo, now: datetime, seed: int = 1) -> None:
    """The whole month."""
    chance = Random(seed)
    tell_cases(demo, now, chance)
    tell_calls(demo, now, chance)
