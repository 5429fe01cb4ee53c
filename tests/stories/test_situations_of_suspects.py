"""Suspects as a station meets them: at night, with child, without a name, freed, and breaking what freedom asks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from egret.demo.district import DETENTION_HOUSE, PROCURATORATE
from tests.stories import ways
from tests.stories.hands import MINUTE, Desk
from tests.stories.ways import CASE_AREA, SAID, STATION

pytestmark = [pytest.mark.browser, pytest.mark.slow]
THEFT = ("盗窃罪", "刑法#264")
AFFRAY = ("聚众斗殴罪", "刑法#292")
FOUND = "夜间撬门入户，盗窃现金。"


def crime(desk: Desk, title: str, cause: tuple[str, str], *accused: str) -> ways.File:
    """A report that is filed as a criminal case, its suspects known by name."""
    file = ways.reported(desk, title=title, account=f"报警称：{title}。")
    file.accused = accused
    ways.filing_review(file, *cause)
    ways.filed(file, f"{title}，有犯罪事实。")
    return file


def brought_in(file: ways.File, name: str, **person: object) -> None:
    file.do("cases.add_person", person={"name": name, "role": "suspect", "born": "1985-06-01", **person})
    file.desk.time.passes(minutes=10)
    came = file.desk.time.at
    file.do("cases.record_suspect_arrival", person=name, arrived_at=came, way="抓获", place=CASE_AREA)


def test_minor_suspect_at_night_waits_for_an_adult(desk: Desk, axe: Callable[..., None]) -> None:
    file = crime(desk, "深夜砸车窗盗窃", THEFT, "许某")
    desk.time.comes(0, 23, 10)
    brought_in(file, "许某", sex="m", born="2009-01-15")
    ways.checked(file, "许某")
    file.do("cases.tell_rights", person="许某")
    asked = {
        "person": "许某",
        "officers": file.two,
        "place": "case_area",
        "started": desk.time.at + MINUTE,
        "ended": desk.time.at + 25 * MINUTE,
        "text": SAID,
        "recording": "LY-0001",
    }
    desk.time.passes(minutes=30)
    no = desk.refused(file.case, "cases.record_statement", **asked)
    assert "许某是未成年人" in no and "通知法定代理人到场" in no
    axe(desk.page)
    worker = {"name": "周某", "role": "guardian", "relation": "社区社会工作者", "phone": "13900000008"}
    file.do("cases.add_person", person=worker, of="许某")
    began = desk.time.at + MINUTE
    desk.time.passes(minutes=30)
    file.do(
        "cases.record_statement",
        **{
            **asked,
            "started": began,
            "ended": began + 25 * MINUTE,
            "adult": "周某",
            "guardian_absent": "父亲在外地，正在赶来",
        },
    )
    desk.time.passes(hours=2)
    father = {"name": "许某山", "role": "guardian", "relation": "父亲", "phone": "13900000009"}
    file.do("cases.add_person", person=father, of="许某")
    need = {"person": "许某", "ground": "minor", "found_at": desk.time.at}
    file.do("cases.note_need_of_counsel", **need)
    file.do("cases.notify_legal_aid", person="许某", to_organ="鹭岛市法律援助中心", reason="未成年人没有委托辩护人")
    file.asked("cases.bail", person="许某", reason="未成年人，有监护条件。", to_organ=STATION, guarantor=father)
    text = desk.open(file.case).page.locator("main").inner_text()
    assert "法律援助通知书" in text and "取保候审决定书" in text and "周某" in text


def test_pregnant_woman_is_not_left_in_custody(desk: Desk) -> None:
    file = crime(desk, "超市盗窃奶粉", THEFT, "孟某兰")
    brought_in(file, "孟某兰", sex="f", flags=["pregnant"])
    ways.checked(file, "孟某兰")
    file.evidence("超市监控视频")
    file.questioned("孟某兰")
    desk.begin(file.case, "cases.detain")
    file.asked(
        "cases.detain", person="孟某兰", findings="多次盗窃。", reason="身份待查。", custody_place=DETENTION_HOUSE
    )
    desk.open(file.case)
    desk.time.passes(minutes=20)
    file.do("cases.execute_detention", person="孟某兰", announced_at=desk.time.at, place=STATION)
    family = {"name": "孟某家属", "role": "reporter", "relation": "配偶"}
    file.do("cases.notify_family_of_custody", measure="孟某兰", relative=family, way="电话")
    desk.time.passes(hours=1)
    file.do(
        "cases.check_health",
        person="孟某兰",
        checked_at=desk.time.at,
        doctor="鹭岛市妇幼保健院",
        findings="怀孕二十周，不宜羁押。",
    )
    file.questioned("孟某兰")
    file.asked(
        "cases.bail", person="孟某兰", reason="怀孕妇女，取保候审不致发生社会危险性。", to_organ=STATION, deposit=2000
    )
    text = desk.open(file.case).page.locator("main").inner_text()
    assert "取保候审" in text
    assert "cases.deliver_to_house" not in desk.menu(file.case), "nobody is in custody any more"


def test_suspect_without_a_name_is_held_until_known(desk: Desk) -> None:
    file = crime(desk, "滨北路入户盗窃", THEFT, "无名氏")
    brought_in(file, "无名氏", flags=["unknown_identity"])
    ways.checked(file, "无名氏")
    file.evidence("现场指纹")
    file.questioned("无名氏")
    ways.detained(file, FOUND)
    ways.arrested(file, FOUND)
    file.asked("cases.hold_term_for_identity", measure="无名氏", reason="拒不讲真实姓名、住址，身份不明。")
    held = desk.open(file.case).page.locator("main").inner_text()
    assert "身份" in held
    desk.time.comes(9, 10)
    file.do("cases.establish_identity", measure="无名氏", known_at=desk.time.at, how="指纹比对确认为韦某")
    assert desk.stage(file.case) == "嫌疑人到案"
    assert "侦查羁押" in desk.page.locator("main").inner_text()


def test_two_affrays_are_one_case(desk: Desk) -> None:
    first = crime(desk, "夜市两伙人斗殴", AFFRAY, "高某")
    second = crime(desk, "台球室持械斗殴", AFFRAY, "马某")
    second.do("cases.add_person", person={"name": "马某", "role": "suspect", "born": "1993-06-01"})
    desk.begin(second.case, "cases.merge")
    number = desk.page.locator("main [name=main] option").all_inner_texts()
    main = next(one for one in number if "夜市" in one)
    second.asked("cases.merge", main=main, reason="两起斗殴系同一起纠纷引发，犯罪嫌疑人交叉。")
    assert desk.stage(second.case) == "已并案"
    people = desk.open(first.case).page.locator("main").inner_text()
    assert "马某" in people, "who was suspected in the other case is suspected here"


def test_a_refused_arrest_is_contested_while_the_suspect_is_free(desk: Desk) -> None:
    file = crime(desk, "地铁扒窃", THEFT, "唐某")
    ways.arrived(file)
    ways.detained(file, "多次扒窃。")
    desk.time.comes(2, 9)
    file.asked(
        "cases.request_arrest",
        persons=["唐某"],
        to_organ=PROCURATORATE,
        findings="多次扒窃。",
        reason="可能判处徒刑以上刑罚，有社会危险性。",
    )
    desk.time.comes(6, 10)
    file.do(
        "cases.record_arrest_decision",
        person="唐某",
        organ=PROCURATORATE,
        answer="refused",
        number="鹭湖检不捕〔2026〕1号",
        reason="无社会危险性",
    )
    why = desk.refused(
        file.case, "cases.contest_non_arrest", person="唐某", to_organ=PROCURATORATE, reason="有再犯危险"
    )
    assert "释放" in why or "变更" in why
    desk.time.passes(minutes=20)
    file.do("cases.release", measure="唐某", released_at=desk.time.at, reason="检察院不批准逮捕")
    file.asked("cases.contest_non_arrest", person="唐某", to_organ=PROCURATORATE, reason="多次作案，有再犯危险。")
    desk.time.comes(7, 10)
    answer = {"person": "唐某", "number": "鹭湖检复决〔2026〕1号"}
    file.do("cases.record_non_arrest_answer", organ=PROCURATORATE, final=False, outcome="kept", **answer)
    higher = "鹭岛市人民检察院"
    file.asked("cases.review_non_arrest", person="唐某", to_organ=higher, reason="复议理由不成立。")
    desk.time.comes(15, 10)
    answer["number"] = "鹭检复核〔2026〕1号"
    file.do("cases.record_non_arrest_answer", organ=higher, final=True, outcome="kept", **answer)
    text = desk.open(file.case).page.locator("main").inner_text()
    for paper in ("释放证明书", "要求复议意见书", "提请复核意见书"):
        assert paper in text, paper


def test_bail_is_broken_and_the_deposit_forfeited(desk: Desk) -> None:
    file = crime(desk, "电动车盗窃", THEFT, "石某")
    ways.arrived(file)
    ways.bailed(file)
    desk.time.comes(20, 10)
    file.do(
        "cases.record_breach", measure="石某", broken_at=desk.time.at - 600 * MINUTE, breach="未经批准离开所居住的市"
    )
    given = {"measure": "石某", "findings": "未经批准擅自外出三日。", "bank": "鹭岛银行"}
    file.asked("cases.forfeit_deposit", amount=3000, **given)
    file.do("cases.announce_forfeiture", measure="石某", announced_at=desk.time.at, signed="本人签名捺印")
    text = desk.open(file.case).page.locator("main").inner_text()
    assert "没收保证金决定书" in text
    file.asked(
        "cases.detain", person="石某", findings="多次盗窃。", reason="违反取保候审规定。", custody_place=DETENTION_HOUSE
    )
    file.do("cases.execute_detention", person="石某", announced_at=desk.time.at, place=STATION)
    assert "刑事拘留" in desk.open(file.case).page.locator("main").inner_text()


def test_foreign_suspect_is_understood_and_their_consulate_told(desk: Desk) -> None:
    file = crime(desk, "酒店大堂盗窃手提包", THEFT, "SMITH JOHN")
    name = "SMITH JOHN"
    brought_in(file, name, nationality="英国", flags=["foreigner", "no_chinese"])
    ways.checked(file, name)
    file.evidence("大堂监控视频")
    file.do("cases.tell_rights", person=name)
    began = desk.time.at + MINUTE
    desk.time.passes(minutes=40)
    asked = {
        "person": name,
        "officers": file.two,
        "place": "case_area",
        "started": began,
        "ended": began + 30 * MINUTE,
        "text": SAID,
        "recording": "LY-0101",
    }
    no = desk.refused(file.case, "cases.record_statement", **asked)
    assert "翻译" in no
    file.do(
        "cases.add_person",
        person={"name": "叶某", "role": "interpreter", "id_kind": "cn", "id_number": "11010519491231002X"},
    )
    file.do("cases.record_statement", **asked, interpreter="叶某")
    file.asked(
        "cases.detain", person=name, findings="盗窃手提包。", reason="有重大嫌疑。", custody_place=DETENTION_HOUSE
    )
    desk.time.passes(minutes=20)
    file.do("cases.execute_detention", person=name, announced_at=desk.time.at, place=STATION)
    why = desk.refused(
        file.case, "cases.record_consular_step", person=name, step="no_notice", consulate="英国驻广州总领事馆"
    )
    assert "书面" in why
    file.do("cases.record_consular_step", person=name, step="told", consulate="英国驻广州总领事馆")
    file.do("cases.report_foreigner", person=name, organ="鹭岛市公安局", content="英国籍犯罪嫌疑人被刑事拘留。")
    text = desk.open(file.case).page.locator("main").inner_text()
    assert "SMITH JOHN" in text and "领事" in text
