"""The handbook's page on findings, printed from `rulebook/findings`."""

from __future__ import annotations

from egret.supervision.rulebook import Rule, all_rules, groups

MADE = "<!-- Made by `./egret reference`; do not edit. -->"
WEIGHT = {"A": "严重 grave", "B": "较重 serious", "C": "一般 ordinary", "D": "瑕疵 flaw"}


def as_markdown() -> str:
    """docs/reference/findings.md; a test keeps it current."""
    rules = all_rules().values()
    waiting = [rule for rule in rules if rule.waits_for]
    lines = [
        MADE,
        "",
        "# 监督问题 Findings",
        "",
        f"{len(all_rules())} findings; the patrol detects {len(all_rules()) - len(waiting)}, the others wait for",
        "records that are not kept yet. Severity and condition are proposals until a bureau approves its own. ○ marks",
        "a condition or threshold that is this project's, not the law's.",
    ]
    for group in groups():
        lines += ["", f"## {group.title} {group.title_en}", ""]
        lines += ["| id | finding | severity | found when | article | reads |", "|---|---|---|---|---|---|"]
        lines += [_row(rule) for rule in group.rules]
    lines += ["", "## 待有记录后检出 Waiting for records", "", "| waits for | findings |", "|---|---|"]
    for room in sorted({rule.waits_for for rule in waiting}):
        told = "、".join(f"{rule.id} {rule.title}" for rule in waiting if rule.waits_for == room)
        lines.append(f"| `{room}` | {told} |")
    return "\n".join(lines) + "\n"


def _row(rule: Rule) -> str:
    numbers = [
        f"{name} = {value.value} {value.unit} ○" for name, line in rule.thresholds.items() for _day, value in line
    ]
    when = [f"{rule.condition}<br>{rule.condition_en}{' ○' if rule.proposal else ''}"]
    when += [f"limits: {', '.join(rule.clocks)}"] if rule.clocks else []
    when += [f"words: {'、'.join(rule.words)} ○"] if rule.words else []
    reads = ", ".join(f"`{label}`" for label in rule.reads) or f"waits for `{rule.waits_for}`"
    cites = "、".join(rule.cited.cites)
    cells = [
        rule.id,
        f"{rule.title}<br>{rule.title_en}",
        WEIGHT[rule.severity],
        "<br>".join([*when, *numbers]),
        cites,
        reads,
    ]
    return f"| {' | '.join(cells)} |"
