"""Every component on one page, for tests only: the urlconf of `test_gallery` and of the browser tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from egret.ui import frame, rail
from egret.ui.paging import Page
from egret.ui.pieces import Check, Dial, Event, Step, Tab
from egret.ui.widgets import DayInput, MomentInput

AT = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Extension(forms.Form):
    ground = forms.ChoiceField(
        label="理由",
        choices=[("", "请选择"), ("1", "流窜作案"), ("2", "多次作案"), ("3", "结伙作案")],
        help_text="三种情形之一，方可延长至三十日。",
    )
    until = forms.DateTimeField(label="延长至", widget=MomentInput())
    on = forms.DateField(label="呈请日期", widget=DayInput(), required=False)
    amount = forms.DecimalField(label="涉案金额（元）", required=False, help_text="以价格认定结论为准。")
    way = forms.ChoiceField(
        label="送达方式", choices=[("a", "直接送达"), ("b", "留置送达"), ("c", "电子送达")], widget=forms.RadioSelect
    )
    people = forms.MultipleChoiceField(
        label="涉及人员",
        choices=[("1", "王某某"), ("2", "李某某")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    facts = forms.CharField(label="案情摘要", widget=forms.Textarea(attrs={"rows": 4}))
    proof = forms.FileField(label="附件", required=False)
    sure = forms.BooleanField(label="已告知嫌疑人权利义务")


class Narrow(forms.Form):
    stage = forms.ChoiceField(label="阶段", choices=[("", "全部"), ("a", "侦查")], required=False)
    since = forms.DateField(label="自", widget=DayInput(), required=False)


def refusal(sentence: str, remedy: str = "", article: str = "") -> SimpleNamespace:
    return SimpleNamespace(sentence=sentence, remedy=remedy, article=article)


def item(
    label: str, *basis: str, blocks: tuple[SimpleNamespace, ...] = (), caution: str = "", approval: str = ""
) -> SimpleNamespace:
    card = SimpleNamespace(label=label, basis=basis, approval=approval)
    cautions = [refusal(caution)] if caution else []
    return SimpleNamespace(card=card, allowed=not blocks, blocks=blocks, cautions=cautions)


def dial(
    title: str, started: float, ends: float, guard: float | None = None, article: str = "", note: str = ""
) -> Dial:
    legal = AT + ends * HOUR
    return Dial(title, AT + started * HOUR, legal if guard is None else AT + guard * HOUR, legal, article, note)


def row(title: str, hours: float, tone: str, todo: str, article: str, number: str) -> SimpleNamespace:
    return SimpleNamespace(title=title, due=AT + hours * HOUR, tone=tone, todo=todo, article=article, number=number)


def values() -> dict[str, object]:
    missing = (refusal("还缺价格认定结论、辨认笔录。", "补齐后送法制部门统一审核、统一出口。", "刑事诉讼法#88"),)
    return {
        "at": AT,
        "place": "cases",
        "steps": [
            Step("接报", "done", "11-19 01:12"),
            Step("立案", "done", "11-20"),
            Step("侦查", "now", "拘留第 2 日"),
            Step("提请逮捕", "", "最迟 11-24"),
            Step("侦查终结"),
            Step("移送起诉"),
        ],
        "places": [
            Tab("案情", "#a", True),
            Tab("人员", "#b", count=3),
            Tab("证据", "#c", count=9),
            Tab("文书", "#d", count=12),
        ],
        "menu": [
            item(
                "讯问嫌疑人",
                "刑事诉讼法#118",
                "公安机关办理刑事案件程序规定#202",
                caution="须两名民警，本案应当全程同步录音录像。",
            ),
            item("呈请延长拘留期限", "刑事诉讼法#91", approval="县级以上公安机关负责人"),
            item("聘请价格认定", "价格认定规定#4"),
            item("提请批准逮捕", "刑事诉讼法#87", blocks=missing),
            item(
                "发还被害人",
                blocks=(refusal("权属未查明，不能先行发还。", "先登记、拍照、估价，再呈请发还。", "程序规定#234"),),
            ),
        ],
        "rows": [
            row("王某某入户盗窃案", -0.66, "bad", "通知家属", "刑事诉讼法#85", "立字 00123"),
            row("禾祥西路殴打他人案", -0.08, "bad", "离开办案区或呈请延长", "治安管理处罚法#97", "受字 00981"),
            row("邻里噪声纠纷", 2.16, "warn", "回告报警人，移交公证+调解", "程序规定#61", "警情 110-2291"),
            row("手机 3 部、手推车 1 辆", 19.08, "warn", "送涉案财物中心入库", "财物规定#11", "物 EG-7Q2K"),
            row("林某某赌博案", 49, "", "送达处罚决定书副本", "治安管理处罚法#116", "受字 00934"),
            row("陈某执法记录仪 B-0172", 80, "", "说明 11-21 02:10 中断 6 分钟", "视音频规定#9", "监督问题"),
        ],
        "paged": Page((), "b", "a"),
        "checks": [
            Check("现场勘验笔录、现场图、照片", True, "11-19 03:40，见证人林某"),
            Check("被害人陈述 2 份，权属凭证", True, "发票、手机串号一致"),
            Check("价格认定结论", False, "聘请后 7 日内出具", ["价格认定规定#4"]),
            Check("辨认笔录", False),
            Check("前科材料", None, "等待派出所回函"),
        ],
        "events": [
            Event(AT - 2 * HOUR, "讯问嫌疑人", "第 2 次，笔录与录像时间相符", "陈某、李某", "ok"),
            Event(
                AT - 36 * HOUR,
                "刑事拘留",
                "看过的文本已留摘要",
                "张某批准",
                "",
                "#x",
                ["刑事诉讼法#82"],
                "拘字〔2026〕00088号",
            ),
            Event(AT - 72 * HOUR, "退回补正", "立案报告书缺被害人权属证明", "法制员黄某", "bad"),
            Event(AT - 100 * HOUR, "接报", "110 指令 2026111900123", "", "plain"),
        ],
        "refused": [
            refusal("办案期限已届满，不能再呈请延长。", "请作出决定，或转为刑事案件。", "治安管理处罚法#118"),
            *missing,
        ],
        "dials": [
            dial("通知家属", -24.66, -0.66, None, "刑事诉讼法#85", "写明无法通知的理由，或立即通知"),
            dial("提请批准逮捕", -44, 28, 22, "刑事诉讼法#91", "不因周末顺延"),
            dial("扣押财物入库", -5, 19.08, None, "财物规定#11"),
            dial("侦查羁押期限", -30, 1410, None, "刑事诉讼法#156"),
            Dial(
                "鉴定", AT - 30 * HOUR, AT + 40 * HOUR, AT + 40 * HOUR, "程序规定#257", "鉴定期间不计入", state="held"
            ),
        ],
        "form": Extension({"way": "x", "facts": ""}),
        "narrow": Narrow(),
    }


TEMPLATE = Path(__file__).with_name("gallery.html")


def gallery(request: HttpRequest) -> HttpResponse:
    messages.success(request, "笔录已保存，进入执法日志第 48,201 项。")
    return HttpResponse(engines["django"].from_string(TEMPLATE.read_text("utf-8")).render(values(), request))


def public(request: HttpRequest) -> HttpResponse:
    text = (
        '{% extends "ui/bare.html" %}{% block title %}查验文书{% endblock %}'
        '{% block content %}{% card %}<form class="in form" method="get">{% fields form %}'
        '<button class="btn go wide" type="submit">查验</button></form>{% endcard %}{% endblock %}'
    )
    return HttpResponse(engines["django"].from_string(text).render({"form": Narrow()}, request))


def found(request: HttpRequest) -> HttpResponse:
    return HttpResponse('<a href="#one"><b>王某某入户盗窃案</b><span></span><span class="no">立字 00123</span></a>')


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("for the page of faults")


def dress() -> None:
    """Fill the frame as the rooms would."""
    frame.set_who(
        lambda request: frame.Who(
            "陈某", "办案民警", "湖滨派出所", [frame.MenuLink("登录安全", "gallery", "key-round")], "gallery"
        )
    )
    frame.set_search("found", "found")
    for entry in (
        rail.Entry(
            "worklist", "待办", "To do", "gallery", "inbox", "today", lambda r: 12, thumb=True, hot=True, order=1
        ),
        rail.Entry(
            "intake", "警情", "Incidents", "gallery", "phone-incoming", "today", lambda r: 3, thumb=True, order=2
        ),
        rail.Entry("cases", "案件", "Cases", "gallery", "folder-open", "today", thumb=True, order=3),
        rail.Entry(
            "approvals", "审批", "Approvals", "gallery", "stamp", "today", lambda r: 5, thumb=True, hot=True, order=4
        ),
        rail.Entry("exhibits", "涉案财物", "Exhibits", "gallery", "package", "work", lambda r: 2),
        rail.Entry("footage", "执法记录", "Footage", "gallery", "video", "work"),
        rail.Entry("law", "办案百度", "Law search", "gallery", "book-open", "law"),
        rail.Entry("guidance", "类案指导", "Similar cases", "gallery", "scale", "law"),
    ):
        rail.register(entry)


urlpatterns = [
    path("", include("egret.ui.urls")),
    path("", gallery, name="home"),
    path("gallery/", gallery, name="gallery"),
    path("public/", public, name="public"),
    path("found/", found, name="found"),
    path("account/", include("egret.org.account_urls")),
    path("broken/", broken, name="broken"),
]
