"""The people, places and hours of 鹭岛市: invented, drawn by chance from a seed. Nobody here has a full name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from egret.demo.matters import Matter
from egret.intake.models import Role, Sex
from egret.intake.persons import PersonFacts

SURNAMES = "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛范彭郎鲁韦昌马苗凤花方"
GIVEN = "明华军伟芳敏静丽强磊洋勇艳杰娟涛超霞平刚桂英玉兰萍红鹏辉玲斌凯帆宁婷波慧"
ROADS = (
    "银江路", "湖滨南路", "湖滨北路", "禾祥西路", "文园路", "厦禾路", "溪岸路", "美湖路", "开元路", "碧山路",
    "莲花北路", "中山路", "嘉禾路", "龙山路", "育秀路", "凤屿路", "金榜路", "梧村路", "滨北路", "文屏路", "莲岳路",
    "后埭溪路", "体育路", "故宫路", "斗西路", "公园东路", "同安路", "曾厝路", "环岛路", "前埔路",
)  # fmt: skip
SPOTS = ("某小区", "某超市", "某便利店", "某餐馆", "某公寓", "公交站", "地铁口", "某菜市场", "某酒店", "某写字楼",
         "某网吧", "某工地", "某停车场", "某学校门口", "某医院门诊部", "某公园")  # fmt: skip
HOURS = (3, 2, 2, 1, 1, 1, 2, 4, 6, 7, 7, 6, 6, 5, 6, 6, 6, 7, 8, 9, 10, 10, 8, 5)
"""How often the telephone rings at each hour of the day: quiet before dawn, busy in the evening."""


def name(chance: Random) -> str:
    return f"{chance.choice(SURNAMES)}某{chance.choice(GIVEN)}"


def place(chance: Random) -> str:
    return chance.choice(ROADS) + chance.choice(SPOTS)


def hour(chance: Random) -> int:
    return chance.choices(range(24), HOURS)[0]


def somebody(chance: Random, role: Role, *, years: tuple[int, int] = (1955, 2006)) -> PersonFacts:
    """An adult with an invented name, birth date and telephone."""
    return PersonFacts(
        name(chance),
        role=role,
        sex=chance.choice((Sex.MALE, Sex.FEMALE)),
        born=date(chance.randrange(*years), chance.randrange(1, 13), chance.randrange(1, 28)),
        phone=f"139{chance.randrange(10**8):08d}",
    )


def varied(matter: Matter, chance: Random) -> Matter:
    """The same kind of matter among other people, elsewhere. A minor stays a minor, with a guardian of the name."""
    where, family = place(chance), chance.choice(SURNAMES)
    is_minor = matter.guardian is not None
    suspect = replace(matter.suspect, name=f"小{family}（化名）" if is_minor else f"{family}某{chance.choice(GIVEN)}")
    victim = matter.victim
    if victim is not None and victim.born is not None:
        victim = replace(victim, name=name(chance), phone=f"139{chance.randrange(10**8):08d}")
    return replace(
        matter,
        title=f"{where[:3].rstrip('路')}{matter.title}",
        place=where,
        suspect=suspect,
        victim=victim,
        guardian=replace(matter.guardian, name=f"{family}某") if matter.guardian else None,
        relative=replace(matter.relative, name=f"{family}某{chance.choice(GIVEN)}") if matter.relative else None,
    )
