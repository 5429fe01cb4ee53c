"""The facts of a document: checked against its kind, and made plain for canonical JSON."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from egret.documents import words
from egret.documents.kinds import Fact, Kind


class FactsWrong(ValueError):
    """A document cannot be filled: names the kind and the fact."""

    def __init__(self, kind: str, fact: str, what: str, label: str = "") -> None:
        super().__init__(f"{kind}：{fact}：{what}")
        self.kind = kind
        self.fact = fact
        self.label = label
        """What the paper calls the fact; empty when it knows no such fact, which is the program's mistake."""


PERSON_KEYS = frozenset({"name", "id_kind", *(key for key, _ in words.PERSON_PARTS)})
ITEM_KEYS = ("name", "quantity", "features", "holder", "note")


def plain(kind: Kind, given: Mapping[str, Any], system: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as canonical JSON can hold them. Raises FactsWrong for a missing, unknown or ill-formed one."""
    for name in given:
        if name not in kind.fact_names:
            raise FactsWrong(kind.name, name, "本文书没有这项事实（unknown fact）")
    filled: dict[str, Any] = {}
    for fact in kind.facts:
        value = system.get(fact.name) if fact.is_system else given.get(fact.name)
        if value is None or value == "" or (isinstance(value, list | tuple | dict) and not value):
            if fact.required:
                raise FactsWrong(kind.name, fact.name, f"缺少“{fact.zh}”（missing fact）", fact.zh)
            continue
        try:
            filled[fact.name] = CHECKS[fact.type](value)
        except (ValueError, TypeError, KeyError, AttributeError, InvalidOperation) as wrong:
            raise FactsWrong(kind.name, fact.name, f"“{fact.zh}”不是{fact.type}：{wrong}", fact.zh) from wrong
    return filled


def canonical(value: Any) -> str:
    """Canonical JSON: keys sorted by code point, no white space, NFC strings."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(value: Any) -> str:
    return "sha256:" + hashlib.sha256(canonical(value).encode()).hexdigest()


def parted(facts: Sequence[Fact], content: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Facts without and with personal data: only the second part is erased when personal data go."""
    personal = {fact.name for fact in facts if fact.personal}
    return (
        {name: value for name, value in content.items() if name not in personal},
        {name: value for name, value in content.items() if name in personal},
    )


def _text(value: Any) -> str:
    if not isinstance(value, str | int | Decimal):
        raise TypeError("要求文字")
    value = str(value)
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c == "\n" or c == "\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def _line(value: Any) -> str:
    text = " ".join(_text(value).split())
    if not text:
        raise ValueError("空白")
    return text


def _prose(value: Any) -> str:
    text = "\n".join(line.strip() for line in _text(value).split("\n") if line.strip())
    if not text:
        raise ValueError("空白")
    return text


def _date(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(words.SHANGHAI).date().isoformat()
    return (value if isinstance(value, date) else date.fromisoformat(value)).isoformat()


def _moment(value: Any) -> str:
    read = value if isinstance(value, datetime) else datetime.fromisoformat(value.replace("Z", "+00:00"))
    if read.tzinfo is None:
        raise ValueError("时间缺少时区")
    return read.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _number(value: Any) -> int:
    if isinstance(value, bool) or int(value) != value:
        raise ValueError("不是整数")
    return int(value)


def _money(value: Any) -> str:
    if isinstance(value, float | bool):
        raise TypeError("金额不得用浮点数")
    amount = Decimal(value)
    if not amount.is_finite() or amount < 0 or amount != amount.quantize(Decimal("0.01")):
        raise ValueError("金额应为非负数，至多两位小数")
    return str(amount.quantize(Decimal("0.01"))).removesuffix(".00")


def _person(value: Any) -> dict[str, str]:
    if isinstance(value, str):
        return {"name": _line(value)}
    unknown = set(value) - PERSON_KEYS
    if unknown:
        raise ValueError(f"人员没有这些项：{'、'.join(sorted(unknown))}")
    person = {k: _date(v) if k == "birth" else _line(v) for k, v in value.items() if v is not None and v != ""}
    if "name" not in person:
        raise ValueError("人员缺少姓名")
    return person


def _member(value: Any) -> dict[str, str]:
    if isinstance(value, str):
        return {"name": _line(value)}
    unknown = set(value) - {"name", "badge"}
    if unknown:
        raise ValueError(f"民警没有这些项：{'、'.join(sorted(unknown))}")
    return {k: _line(v) for k, v in value.items() if v}


def _item(value: Any) -> dict[str, str]:
    unknown = set(value) - set(ITEM_KEYS)
    if unknown:
        raise ValueError(f"物品没有这些项：{'、'.join(sorted(unknown))}")
    item = {k: _line(v) for k, v in value.items() if v is not None and v != ""}
    if "name" not in item:
        raise ValueError("物品缺少名称")
    return item


def _turn(value: Any) -> dict[str, str]:
    """A question and its answer; words told without a question, or a question left unanswered, are a turn too."""
    ask, answer = (value["ask"], value["answer"]) if isinstance(value, Mapping) else value
    if not (ask or answer):
        raise ValueError("问答空白")
    return {"ask": _prose(ask) if ask else "", "answer": _prose(answer) if answer else ""}


def _opinion(value: Any) -> dict[str, str]:
    shown = {k: _prose(value[k]) for k in ("step", "by", "view") if value.get(k)}
    if value.get("at"):
        shown["at"] = _moment(value["at"])
    if "view" not in shown:
        raise ValueError("意见缺少内容")
    return shown


def _visit(value: Any) -> dict[str, Any]:
    """A stay at a stage with the acts done there, each with the numbers of its papers."""
    marks = [
        {"at": _moment(mark["at"]), "act": _line(mark["act"]), "papers": [_line(one) for one in mark.get("papers", ())]}
        for mark in value.get("marks", ())
    ]
    return {"stage": _line(value["stage"]), "since": _moment(value["since"]), "marks": marks}


def _many(check: Callable[[Any], Any]) -> Callable[[Any], list[Any]]:
    def checked(value: Any) -> list[Any]:
        single = isinstance(value, str | Mapping)
        return [check(one) for one in ([value] if single else value)]

    return checked


CHECKS: dict[str, Callable[[Any], Any]] = {
    "line": _line,
    "prose": _prose,
    "date": _date,
    "moment": _moment,
    "number": _number,
    "money": _money,
    "person": _person,
    "people": _many(_person),
    "staff": _many(_member),
    "items": _many(_item),
    "lines": _many(_line),
    "cites": _many(_line),
    "dialogue": _many(_turn),
    "opinions": _many(_opinion),
    "path": _many(_visit),
}


ERASED = "（已删除）"


def erased(fact: Fact) -> Any:
    """What stands in place of a personal fact after its deletion (个人信息保护法 47)."""
    shapes: dict[str, Any] = {
        "person": {"name": ERASED},
        "people": [{"name": ERASED}],
        "items": [{"name": ERASED}],
        "lines": [ERASED],
        "dialogue": [{"ask": ERASED, "answer": ERASED}],
        "opinions": [{"view": ERASED}],
    }
    return shapes.get(fact.type, ERASED)
