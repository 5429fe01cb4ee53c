"""docs/reference/penalties.md: the penalty tables as a jurist reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import translation

from egret.guidance import tables
from egret.guidance.tables import Factor, Threshold, ViolationTier
from egret.guidance.words import penalty_of, penalty_of_violation

SOURCES = {
    "text": "法条 read in the statute",
    "page": "网页所见，启用前核对 seen on a page, confirm before use",
    "memory": "待核对 from memory, confirm before use",
    "proposal": "本系统拟 our own proposal",
}


def _charge_lines() -> Iterator[str]:
    for name, tiers in tables.charges().items():
        told = "；".join(
            f"{tier.tag}{'（单位责任人员）' if tier.for_unit else ''}：{penalty_of(tier)}" for tier in tiers
        )
        cites = "、".join(dict.fromkeys(cite for tier in tiers for cite in (tier.cite, *tier.also)))
        yield f"| {name} | {cites} | {told} | {max(tier.since for tier in tiers)} | {tiers[0].source} |"


def _violation_lines(held: Sequence[Sequence[ViolationTier]]) -> Iterator[str]:
    for tiers in held:
        told = "；".join(f"{tier.tag}：{penalty_of_violation(tier)}" for tier in tiers)
        cites = "、".join(dict.fromkeys(tier.cite for tier in tiers))
        formerly = "、".join(dict.fromkeys(tier.formerly for tier in tiers if tier.formerly))
        yield f"| {tiers[0].violation} | {cites} | {told} | {formerly or '—'} | {tiers[0].name_source} |"


def _threshold_line(one: Threshold) -> str:
    amount = f"{one.low}" if one.low == one.high else f"{one.low}–{one.high}"
    told = "；".join(part for part in (one.condition, one.note) if part)
    where = one.region or "全国"
    return (
        f"| {one.charge} | {one.tier} {one.tag} | {where} | {one.metric} {amount} {one.unit} | {told or '—'} | "
        f"{one.since} | {one.cite} | {one.source} |"
    )


def _factor_line(one: Factor) -> str:
    sign = "+" if one.increases else "−"
    bounds = f"{sign}{one.bounds[0]}–{one.bounds[1]} %" if one.bounds else "省级细则 provincial rules"
    return f"| {one.name} | {one.name_en} | {one.layer} | {bounds} | {one.effect} | {one.cite} | {one.source} |"


def as_markdown() -> str:
    """The whole page, its penalties in the law's own language."""
    with translation.override("zh-hans"):
        return _page()


def _page() -> str:
    violations = tables.violations()
    lines = [
        "<!-- Made by `./egret reference`; do not edit. -->",
        "",
        "# 量罚表 / Penalty tables",
        "",
        "From `rulebook/penalties/`. Months and days are bounds of the law, never a prediction. `egret law lint`",
        "proves each number in its article once the statutes are imported. “Since” is the day from which the",
        "article's present text holds, which we derive from the amendment that named it last; for earlier conduct",
        "a person must look.",
        "",
        *(f"- `{key}`: {told}" for key, told in SOURCES.items()),
        "",
        f"## 罪名 / Charges ({len(tables.charges())})",
        "",
        "| 罪名 | 条文 articles | 幅度 tiers | since | source |",
        "|---|---|---|---|---|",
        *_charge_lines(),
    ]
    for text, held in violations.items():
        lines += [
            "",
            f"## 治安违法行为（{text}年文本） / Violations, text of {text} ({len(held)})",
            "",
            "| 违法行为 | 条文 articles | 幅度 tiers | 旧条 formerly | name |",
            "|---|---|---|---|---|",
            *_violation_lines(list(held.values())),
        ]
    lines += [
        "",
        "## 数额 / Amounts",
        "",
        "| 罪名 | 幅度 tier | 地区 region | 数额 from | 条件 condition | since | 依据 | source |",
        "|---|---|---|---|---|---|---|---|",
        *map(_threshold_line, tables.thresholds()),
        "",
        "## 量刑情节 / Circumstances of sentencing",
        "",
        "| 情节 | circumstance | layer | bounds | effect | 条文 | source |",
        "|---|---|---|---|---|---|---|",
        *map(_factor_line, tables.factors().values()),
        "",
        "## 量刑起点 / Starting points (months)",
        "",
        "| 罪名 | tier | span | guideline | source |",
        "|---|---|---|---|---|",
        *(f"| {s.charge} | {s.tier} | {s.low}–{s.high} | {s.guideline} | {s.source} |" for s in tables.starts()),
    ]
    return "\n".join(lines) + "\n"
