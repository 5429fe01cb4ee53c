"""Incidents that need no case, in the variety of a station's month: what is said, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from egret.demo import crowd
from egret.demo.district import Squad
from egret.intake import acts as intake
from egret.intake.models import Channel, Incident, IncidentKind, Role

_K = IncidentKind
End = Callable[[Squad, Incident, datetime, "Sort"], None]


@dataclass(frozen=True)
class Sort:
    """A kind of call: `{where}` and `{thing}` are filled in by chance."""

    share: int
    kind: IncidentKind
    title: str
    account: str
    things: tuple[str, ...]
    end: End
    told: tuple[str, str] = ("", "")
    """Reason and competent body, or way and result."""


def elsewhere(squad: Squad, incident: Incident, at: datetime, sort: Sort) -> None:
    """Not for the police: told so, and where to go."""
    reason, body = sort.told
    by = squad.by(at + timedelta(minutes=15))
    intake.tell_not_police(incident, by, reason=reason, competent_body=body, disputed=False)


def helped(squad: Squad, incident: Incident, at: datetime, sort: Sort) -> None:
    """A call for help was answered at the place, and nothing is left to do."""
    intake.close_handled(incident, squad.by(at + timedelta(minutes=50)), result=f"{sort.told[0]}。")


def settled(squad: Squad, incident: Incident, at: datetime, sort: Sort) -> None:
    way, result = sort.told
    intake.take_to_mediation(incident, squad.by(at + timedelta(minutes=25)), way=way)
    intake.settle_dispute(incident, squad.by(at + timedelta(hours=2)), result=result)


def repeated(squad: Squad, incident: Incident, at: datetime, sort: Sort) -> None:
    """The same thing reported again; the first call of a unit has nothing before it and goes elsewhere."""
    earlier = Incident.objects.filter(unit=incident.unit, opened__lt=incident.opened).order_by("-opened", "-pk").first()
    if earlier is None:
        return elsewhere(squad, incident, at, sort)
    intake.mark_duplicate(incident, squad.by(at + timedelta(minutes=10)), earlier=earlier, reason="同一事件再次来电。")
    return None


SORTS: tuple[Sort, ...] = (
    Sort(9, _K.DISPUTE, "{where}{thing}噪声扰民", "{where}有人{thing}，声音很大，影响休息。",
         ("深夜唱歌", "装修施工", "跳广场舞", "聚会喧哗", "养狗吠叫"), settled,
         ("当场调解", "当场劝止，对方答应停止。")),
    Sort(7, _K.DISPUTE, "{where}{thing}纠纷", "因{thing}与对方发生争执，请求处理。",
         ("停车占位", "楼上漏水", "租房押金", "宠物伤人赔偿", "楼道堆物", "合伙账目"), settled,
         ("人民调解", "双方各让一步，达成口头协议。")),
    Sort(4, _K.DISPUTE, "{where}家庭{thing}", "家人因{thing}争吵，请求劝解。",
         ("琐事", "赡养费", "子女教育", "彩礼"), settled, ("当场调解", "劝解后双方情绪平稳。")),
    Sort(7, _K.HELP, "{where}拾得{thing}", "在{where}拾得{thing}，交到派出所。",
         ("钱包", "手机", "身份证", "双肩包", "钥匙串", "购物卡"), elsewhere, ("已登记并联系失主领回", "失物招领处")),
    Sort(7, _K.HELP, "{where}遗失{thing}", "在{where}附近遗失{thing}，前来登记。",
         ("身份证", "手机", "银行卡", "护照", "电动车钥匙"), elsewhere, ("已登记遗失并告知补办办法", "发证机关")),
    Sort(4, _K.HELP, "{where}{thing}走失求助", "{thing}外出未归，请求帮助寻找。",
         ("老人", "儿童", "患病家人"), helped, ("已找到并送回家", "")),
    Sort(5, _K.HELP, "{where}{thing}求助", "{thing}，请求出警帮助。",
         ("反锁门外", "电梯困人", "有人醉倒路边", "老人摔倒"), helped, ("已到场协助并通知有关单位", "")),
    Sort(9, _K.TRAFFIC, "{where}{thing}", "{where}发生{thing}，无人受伤，车辆占道。",
         ("两车剐蹭", "追尾事故", "电动车逆行碰撞", "违停堵路", "车辆抛锚"), elsewhere,
         ("属道路交通管理，已转交警到场处理", "鹭岛市公安局交通警察支队")),
    Sort(5, _K.OTHER, "{where}{thing}", "反映{where}{thing}。",
         ("占道经营", "井盖缺失", "路灯不亮", "流浪犬出没", "乱贴广告"), elsewhere,
         ("已转城市管理部门处置", "鹭湖区城市管理局")),
    Sort(4, _K.OTHER, "{thing}投诉", "因{thing}与商家协商不成。",
         ("网购退货", "健身卡退费", "培训费退费", "手机维修"), elsewhere, ("属消费争议", "鹭湖区市场监督管理局")),
    Sort(3, _K.OTHER, "{where}拖欠{thing}", "称{where}拖欠{thing}。",
         ("工资", "货款", "工程款"), elsewhere, ("属民事或者劳动争议", "鹭湖区劳动保障监察大队")),
    Sort(6, _K.OFFENCE, "{where}{thing}再次来电", "又来电称{where}{thing}，警员已在途中。",
         ("有人争吵", "有人推搡", "摊贩打架", "醉酒闹事"), repeated, ("先前来电已由警员到场处置", "白鹭洲派出所")),
    Sort(5, _K.OTHER, "疑似{thing}骚扰电话", "接到{thing}的电话，没有转账，前来反映。",
         ("冒充客服", "冒充公检法", "刷单兼职", "虚假贷款"), elsewhere,
         ("没有损失，已登记线索并作防骗提示", "反诈骗中心")),
)  # fmt: skip


def ring(squad: Squad, at: datetime, chance: Random) -> Incident:
    """One call, from the telephone to its outcome."""
    sort = chance.choices(SORTS, [one.share for one in SORTS])[0]
    where, thing = crowd.place(chance), chance.choice(sort.things)
    outcome = intake.register(
        squad.place,
        squad.by(at),
        channel=chance.choices((Channel.EMERGENCY, Channel.WALK_IN, Channel.ONLINE, Channel.PATROL), (6, 3, 1, 1))[0],
        sort=sort.kind,
        title=sort.title.format(where=where, thing=thing),
        account=sort.account.format(where=where, thing=thing),
        reporter=crowd.somebody(chance, Role.REPORTER),
        where=where,
        happened_at=at - timedelta(minutes=chance.randrange(5, 90)),
    )
    incident = Incident.objects.get(pk=outcome.subject.pk)
    sort.end(squad, incident, at, sort)
    return incident
