"""The matters of the demo: what is said to have happened in 鹭岛市. All invented; people have no full names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from egret.cases.models import EvidenceKind
from egret.demo.matters import ASSAULT, BURGLARY, Matter
from egret.intake.models import Channel, IncidentKind, Role, Sex
from egret.intake.persons import PersonFacts

MEDIA, WITNESS, PHYSICAL = EvidenceKind.MEDIA, EvidenceKind.WITNESS, EvidenceKind.MATERIAL


def suspect(name: str, born: date, sex: Sex = Sex.MALE) -> PersonFacts:
    return PersonFacts(name, role=Role.SUSPECT, born=born, sex=sex, address="鹭岛市鹭湖区滨北路某小区")


def victim(name: str, born: date, sex: Sex = Sex.MALE) -> PersonFacts:
    return PersonFacts(name, role=Role.VICTIM, born=born, sex=sex, phone="13900000000")


def relative(name: str, relation: str) -> PersonFacts:
    return PersonFacts(name, relation=relation, phone="13900000009")


BAR_FIGHT = replace(
    ASSAULT,
    title="烧烤店酒后打人",
    account="在烧烤店吃夜宵时，邻桌男子酒后用啤酒瓶击打其手臂。",
    place="湖滨南路某烧烤店",
    channel=Channel.EMERGENCY,
    suspect=suspect("吴某军", date(1993, 7, 19)),
    victim=victim("郭某", date(1995, 11, 2)),
    relative=relative("吴某云", "父亲"),
    said="喝多了，觉得他瞪我，就拿酒瓶打了他胳膊一下。",
    told="我没有惹他，他走过来就用酒瓶打我。",
    findings="酒后无故持啤酒瓶击打他人左臂一下，致其轻微伤。",
    opinion="左前臂软组织挫伤，评定为轻微伤。",
    days=7,
)
STAIRS = replace(
    ASSAULT,
    title="楼道堆物引发打架",
    account="因楼道堆放杂物与楼上住户争吵，被其推倒受伤。",
    place="育秀里某号楼",
    suspect=suspect("蔡某英", date(1975, 3, 8), Sex.FEMALE),
    victim=victim("许某珍", date(1969, 12, 24), Sex.FEMALE),
    relative=relative("蔡某勇", "儿子"),
    said="她把我的纸箱扔了，我气不过推了她一把。",
    told="她堆的东西挡路，我说了几句，她就把我推倒了。",
    findings="因邻里纠纷推搡他人致其倒地，情节较轻。",
    opinion="",
)
PARKING = replace(
    STAIRS,
    title="小区车位纠纷互相推搡",
    account="因占用车位与同小区业主争吵，被其推搡并扯坏外套。",
    place="金榜路某小区地下车库",
    suspect=suspect("庄某", date(1982, 6, 30)),
    victim=victim("潘某辉", date(1979, 1, 15)),
    relative=relative("庄某丽", "配偶"),
    said="他占了我的车位还骂人，我就推了他。",
    told="我临时停一下，他上来就推我，把我衣服扯坏了。",
    findings="因车位纠纷推搡他人、扯坏外套，情节较轻。",
)
SQUARE = replace(
    STAIRS,
    title="广场舞音响争执打人",
    account="在广场跳舞时因音响声音与他人争执，被其打了一巴掌。",
    place="白鹭洲公园西门",
    suspect=suspect("杜某", date(1966, 9, 9)),
    victim=victim("贾某芬", date(1963, 4, 4), Sex.FEMALE),
    relative=relative("杜某霞", "女儿"),
    said="音响太吵，她不肯调小，我打了她一下，愿意赔礼道歉。",
    told="他让我把声音调小，我没理他，他就打了我一巴掌。",
    findings="因琐事打他人一巴掌，情节较轻。",
)
PICKPOCKET = Matter(
    title="公交车上扒窃手机未遂",
    account="乘公交车时发现一男子把手伸进其挎包，被当场抓住，手机没有丢失。",
    place="某路公交车上",
    cause="盗窃",
    cite="治安管理处罚法(2025)#58",
    suspect=suspect("毛某", date(1986, 2, 17)),
    victim=victim("韩某雪", date(2001, 8, 6), Sex.FEMALE),
    relative=relative("毛某兵", "哥哥"),
    said="我看她包没拉上，想拿手机，刚伸手就被抓住了。",
    told="我感觉包动了一下，低头看见他的手在我包里。",
    findings="在公交车上盗窃他人手机，被当场抓获，未得手。",
    evidence=(MEDIA, "公交车车载视频"),
    days=6,
)
SHOPLIFTER = Matter(
    title="超市盗窃零食饮料",
    account="超市发现一名学生模样的男孩多次拿走零食饮料未付款，价值一百余元。",
    place="湖明路某超市",
    cause="盗窃",
    cite="治安管理处罚法(2025)#58",
    suspect=suspect("小林（化名）", date(2011, 3, 21)),
    victim=PersonFacts("某超市", role=Role.VICTIM),
    guardian=PersonFacts("林某", role=Role.GUARDIAN, relation="父亲", born=date(1983, 10, 1), phone="13900000008"),
    said="我没有零花钱了，就拿了几次吃的，我知道错了。",
    told="盘点时发现少货，看监控是同一个男孩拿的。",
    findings="先后三次在超市盗窃零食饮料，价值一百二十元，已由监护人赔偿。",
    evidence=(MEDIA, "超市监控视频"),
    warning=True,
    fine=200,
    attitude="未成年人，初次违法，监护人已赔偿并取得谅解。",
)
BIKE = Matter(
    title="电动自行车被盗",
    account="停在楼下的电动自行车被盗，价值八百元。",
    place="后埭溪路某小区",
    cause="盗窃",
    cite="治安管理处罚法(2025)#58",
    suspect=suspect("孔某", date(1998, 12, 5)),
    victim=victim("曾某", date(1990, 6, 18)),
    relative=relative("孔某花", "母亲"),
    said="我看车没上锁，就骑走卖了。",
    told="早上下楼车就不见了。",
    findings="盗窃未上锁的电动自行车一辆，价值八百元，已追回。",
    before=timedelta(hours=9),
    days=8,
)
GAMBLING = Matter(
    title="棋牌室聚众赌博",
    account="群众举报某棋牌室内有人打麻将赌博，赌资较大。",
    place="文屏路某棋牌室",
    cause="为赌博提供条件",
    cite="治安管理处罚法(2025)#82",
    channel=Channel.PATROL,
    suspect=suspect("姚某", date(1972, 5, 27)),
    relative=relative("姚某芳", "配偶"),
    said="我开的棋牌室，每桌抽一点水，大家打得不算小。",
    findings="在其经营的棋牌室为他人赌博提供条件并抽头获利。",
    evidence=(PHYSICAL, "现场查获的麻将机、赌资"),
    days=5,
    fine=1000,
)
WINDOW = Matter(
    title="砸坏他人车窗",
    account="停在路边的小车右前车窗被人用石块砸碎。",
    place="莲岳路路边车位",
    cause="故意损毁财物",
    cite="治安管理处罚法(2025)#59",
    suspect=suspect("尤某", date(1989, 8, 8)),
    victim=victim("彭某", date(1987, 5, 5)),
    relative=relative("尤某珠", "配偶"),
    said="他的车挡住店门，我一时生气砸了玻璃。",
    told="我停了半个小时，回来玻璃就碎了。",
    findings="因停车占道心生不满，用石块砸碎他人车窗，损失六百元，已赔偿。",
    fine=500,
    attitude="承认违法事实，已赔偿损失。",
)
DOG = Matter(
    title="饲养犬只长期干扰邻居",
    account="楼下住户养犬不加管束，自去年起夜间长期吠叫，多次劝说无效。",
    place="凤屿路某小区",
    cause="饲养动物干扰他人正常生活",
    cite="治安管理处罚法(2025)#89",
    channel=Channel.ONLINE,
    suspect=suspect("汤某", date(1958, 11, 11)),
    victim=victim("陆某", date(1984, 2, 29)),
    relative=relative("汤某敏", "女儿"),
    said="狗是我养的，晚上是会叫，我没有太在意。",
    told="从去年底一直叫到现在，孩子睡不好，物业劝过多次。",
    findings="自二〇二五年十二月至今饲养犬只不加管束，夜间长时间吠叫，经劝说不改。",
    evidence=(WITNESS, "物业和邻居证言"),
    warning=True,
    attitude="行为持续跨越二〇二六年一月一日，于新法施行后终了，适用新法。",
)
"""Conduct from before the new law of 2026 until after it."""

SHOP_BURGLARY = replace(
    BURGLARY,
    title="手机店夜间被盗",
    account="早上开店发现卷帘门被撬，柜台内九部手机被盗，价值约三万元。",
    place="湖滨中路某手机店",
    suspect=suspect("龚某", date(1992, 4, 14)),
    victim=victim("叶某", date(1985, 9, 1)),
    relative=relative("龚某梅", "妹妹"),
    said="我半夜撬开卷帘门，拿了柜台里的手机，还没来得及卖。",
    told="早上来开门发现门被撬了，柜台里的手机都没了。",
    findings="夜间撬门进入手机店，盗窃手机九部，价值约三万元。",
    scene=("卷帘门锁扣被撬断，柜台玻璃破碎。", "提取足迹二枚、指纹四枚。"),
    goods=("手机，9部，未拆封", "撬棍，1根，长约60厘米"),
)
TWO_FLATS = replace(
    BURGLARY,
    title="同一小区两户连续被盗",
    account="上午回家发现防盗窗被剪开，丢失金项链一条、现金两千元；同楼另一户也被盗。",
    place="屿后里某小区",
    suspect=suspect("向某", date(1980, 12, 12)),
    victim=victim("卢某", date(1974, 7, 7), Sex.FEMALE),
    relative=relative("向某英", "配偶"),
    said="我从阳台爬进去的，两家都是我干的。",
    told="回家看到防盗窗被剪开，项链和钱没了。",
    findings="先后进入两户居民家中盗窃金项链和现金，价值约一万六千元。",
    scene=("阳台防盗窗被剪开约四十厘米见方。", "提取指纹二枚、剪切痕迹一处。"),
    goods=("金项链，1条，约12克",),
)
JEWELS = replace(
    BURGLARY,
    title="白天入户盗窃首饰",
    account="中午外出一小时，家中门被技术开锁，丢失戒指、手表。",
    place="仙阁里某小区",
    before=timedelta(hours=3),
    suspect=suspect("柯某", date(1990, 1, 30)),
    victim=victim("范某", date(1988, 8, 18), Sex.FEMALE),
    relative=relative("柯某娟", "姐姐"),
    said="我用工具开的锁，拿了戒指和手表。",
    told="出去买菜回来，门开着，首饰盒空了。",
    findings="技术开锁入户盗窃戒指、手表，价值约八千元。",
    scene=("门锁无明显撬痕，锁芯有划痕。", "提取指纹一枚、锁芯一个。"),
    goods=("手表，1块，表带有划痕",),
)
CAR_THEFT = replace(
    BURGLARY,
    title="连续拉车门盗窃车内财物",
    account="早上发现车门未锁，车内香烟、现金被盗；同路段另有多车被翻动。",
    place="吕岭路沿线车位",
    suspect=suspect("聂某", date(2000, 3, 16)),
    victim=victim("侯某", date(1981, 5, 25)),
    relative=relative("聂某香", "母亲"),
    said="我一路拉车门，没锁的就进去拿东西。",
    told="车里两条烟和一千多块钱没了。",
    findings="夜间沿街拉车门盗窃多辆车内财物，价值约四千元。",
    scene=("多辆小车车内被翻动，无撬压痕迹。", "提取指纹三枚。"),
)
DRUNK_DRIVER = Matter(
    title="夜间查获涉嫌醉酒驾驶",
    account="设卡检查时，一小车驾驶人呼气检测超过醉酒标准。",
    place="仙岳路某路段",
    cause="危险驾驶罪",
    cite="刑法#133-1",
    sort=IncidentKind.CRIME,
    channel=Channel.PATROL,
    before=timedelta(minutes=10),
    suspect=suspect("闫某", date(1984, 6, 6)),
    relative=relative("闫某静", "配偶"),
    said="晚上喝了白酒，想着路近就自己开车了。",
    findings="醉酒后在道路上驾驶机动车，血液酒精含量超过醉酒标准。",
    evidence=(EvidenceKind.EXPERT, "血液酒精含量检验报告"),
    attitude="自愿认罪认罚，无前科。",
    scene=("", ""),
)
FRAUD = Matter(
    title="冒充客服退款被骗",
    account="接到自称网购客服的电话，按提示操作后银行卡被转走两万四千元。",
    place="电话、网络",
    cause="诈骗罪",
    cite="",
    sort=IncidentKind.CRIME,
    before=timedelta(hours=2),
    suspect=suspect("未查明", date(1990, 1, 1)),
    victim=victim("江某", date(1996, 10, 10), Sex.FEMALE),
    findings="被害人遭电信网络诈骗，资金去向正在查证。",
    said="",
    told="对方说退款要开通一个功能，我照着点，钱就没了。",
    scene=("", ""),
    evidence=(MEDIA, "通话记录、转账记录截图"),
)
PRIVATE_DEBT = replace(
    FRAUD,
    title="控告合伙人诈骗",
    account="称合伙人拿走投资款三万元后不再联系，要求按诈骗立案。",
    place="某餐饮店",
    victim=victim("乔某", date(1978, 4, 23)),
)
GAMBLING_DEN = replace(
    GAMBLING,
    title="棋牌室长期聚众赌博",
    account="群众举报某棋牌室长期有多人打麻将赌博，人数多、抽头大。",
    said="我开了半年，四张桌子，每桌每天抽三百元。",
    findings="半年内在其经营的棋牌室为多人赌博提供条件并抽头获利，人数众多，情节严重。",
    days=12,
    fine=5000,
    plea="罚款过重，要求听证。",
)
"""A fine that opens a hearing (治安管理处罚法 117)."""
CABLE = replace(
    BURGLARY,
    title="工地电缆被盗",
    account="早上发现工地堆放的电缆少了一卷。",
    place="后埔路某工地",
    suspect=suspect("游某", date(1983, 11, 3)),
    victim=victim("阮某", date(1977, 2, 8)),
    relative=relative("游某珍", "配偶"),
    said="我路过看见没人，就拖走了一卷电缆。",
    told="昨天收工时还在，早上点数少了一卷。",
    findings="趁夜从工地盗窃电缆一卷。",
    scene=("堆料处有拖拽痕迹。", "提取足迹一枚。"),
)
STABBING = replace(
    BURGLARY,
    title="持刀伤人",
    account="在路边被一陌生男子持刀刺伤手臂，该男子已被群众控制。",
    place="前埔中路路边",
    cause="故意伤害罪",
    cite="刑法#234",
    channel=Channel.EMERGENCY,
    before=timedelta(minutes=40),
    suspect=suspect("霍某", date(1991, 10, 19)),
    victim=victim("温某", date(1989, 3, 11)),
    relative=relative("霍某芹", "母亲"),
    said="有声音叫我动手。",
    told="我不认识他，他走过来就拿刀刺我。",
    findings="无故持刀刺伤路人左臂，致其轻伤二级。",
    scene=("路面有血迹，旁有水果刀一把。", "提取血迹二处、刀一把。"),
    evidence=(MEDIA, "路口监控视频"),
    goods=("水果刀，1把，刃长约12厘米",),
    attitude="作案时精神状态异常，家属称有精神病史。",
)
FRAUD_KNOWN = replace(
    FRAUD,
    title="冒充客服诈骗，嫌疑人已死亡",
    cite="刑法#266",
    suspect=suspect("车某", date(1968, 1, 22)),
    findings="冒充网购客服骗取被害人二万四千元。",
    evidence=(MEDIA, "银行流水、通话记录"),
)
