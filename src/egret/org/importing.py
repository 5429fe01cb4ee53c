"""Units and people from a file: read, checked row by row, shown; after a confirmation one act for each row, or none."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from egret.acts.done import By
from egret.acts.refusals import Refusal, Refused
from egret.org.acts import organs, people
from egret.org.models import Agency, Category, Sex, Staff, Unit, UnitLevel
from egret.org.posts import post_kinds

ROWS_AT_MOST = 5000

UNIT_COLUMNS = {
    "parent": "上级单位代码",
    "code": "单位代码",
    "name": "单位名称",
    "name_en": "英文名称",
    "short": "文书简称",
    "level": "级别",
}
STAFF_COLUMNS = {
    "unit": "单位代码",
    "police_number": "警号",
    "name": "姓名",
    "name_en": "拼音",
    "category": "人员类别",
    "sex": "性别",
    "post": "岗位",
}
OPTIONAL = {"name_en", "post"}


def heading(key: str, title: str) -> str:
    """A column's name as the page shows it: the Chinese title, or in English the key, which files may use too."""
    return key if (get_language() or "").startswith("en") else title


class Unreadable(ValueError):
    """The file cannot be read at all; the sentence says why."""


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row as it would be carried out, and what stands against it."""

    line: int
    values: Mapping[str, str]
    errors: tuple[str, ...]


def read(name: str, content: bytes, sort: str) -> list[dict[str, str]]:
    """Rows of a CSV or XLSX file by our column keys; `line` is the row's number in the file.

    Raises Unreadable.
    """
    table = _sheet(content) if name.lower().endswith(".xlsx") else _csv(content)
    columns = UNIT_COLUMNS if sort == "units" else STAFF_COLUMNS
    head = [str(cell or "").strip() for cell in next(iter(table), [])]
    places = {}
    for key, title in columns.items():
        found = next((i for i, cell in enumerate(head) if cell in (title, key)), None)
        if found is None and key not in OPTIONAL:
            raise Unreadable(_("文件缺少“%(column)s”一列") % {"column": heading(key, title)})
        if found is not None:
            places[key] = found
    rows = []
    for line, cells in enumerate(table[1:], start=2):
        values = {key: _text(cells[i]) if i < len(cells) else "" for key, i in places.items()}
        if any(values.values()):
            rows.append({"line": str(line), **dict.fromkeys(columns, ""), **values})
    if not rows:
        raise Unreadable(_("文件里没有内容"))
    if len(rows) > ROWS_AT_MOST:
        raise Unreadable(_("一次最多导入 %(count)s 行，请分批导入") % {"count": ROWS_AT_MOST})
    return rows


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell if cell is not None else "").strip()


def _csv(content: bytes) -> list[list[Any]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return [list(row) for row in csv.reader(io.StringIO(content.decode(encoding)))]
        except (UnicodeDecodeError, csv.Error):
            continue
    raise Unreadable(_("文件编码无法识别，请另存为 UTF-8 或者 XLSX"))


def _sheet(content: bytes) -> list[list[Any]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise Unreadable(_("这不是可以读取的 XLSX 文件")) from error
    sheet = book.worksheets[0]
    return [list(row) for _number, row in zip(range(ROWS_AT_MOST + 2), sheet.iter_rows(values_only=True), strict=False)]


def checked(sort: str, rows: Sequence[Mapping[str, str]]) -> list[CheckedRow]:
    """Every row with its errors, named for people; asks the tables once for all rows."""
    return _checked_units(rows) if sort == "units" else _checked_staff(rows)


def _missing(row: Mapping[str, str], columns: Mapping[str, str]) -> list[str]:
    return [
        _("“%(column)s”没有填写") % {"column": heading(key, title)}
        for key, title in columns.items()
        if key not in OPTIONAL and not row[key]
    ]


def _twice(seen: set[str], value: str, existing: Iterable[str], what: str) -> list[str]:
    found = []
    if value in existing:
        found.append(_("%(what)s %(value)s 已经存在") % {"what": what, "value": value})
    if value in seen:
        found.append(_("%(what)s %(value)s 在文件里重复") % {"what": what, "value": value})
    seen.add(value)
    return found


def _checked_units(rows: Sequence[Mapping[str, str]]) -> list[CheckedRow]:
    codes = {row["code"] for row in rows} | {row["parent"] for row in rows}
    existing = set(Unit.objects.filter(code__in=codes).values_list("code", flat=True))
    parents = existing | set(Agency.objects.filter(code__in=codes).values_list("code", flat=True))
    seen: set[str] = set()
    found = []
    for row in rows:
        errors = _missing(row, UNIT_COLUMNS)
        if row["parent"] and row["parent"] not in parents | seen:
            errors.append(_("上级单位 %(code)s 不存在，或者在文件里排在后面") % {"code": row["parent"]})
        if row["level"] and _choice(UnitLevel, row["level"]) is None:
            errors.append(_wrong_choice(UnitLevel, UNIT_COLUMNS["level"], row["level"]))
        if row["code"]:
            errors += _twice(seen, row["code"], existing, UNIT_COLUMNS["code"])
        found.append(CheckedRow(int(row["line"]), row, tuple(errors)))
    return found


def _checked_staff(rows: Sequence[Mapping[str, str]]) -> list[CheckedRow]:
    units = set(
        Unit.objects.filter(code__in={row["unit"] for row in rows}, stage="active").values_list("code", flat=True)
    )
    numbers = set(
        Staff.objects.filter(police_number__in={row["police_number"] for row in rows}).values_list(
            "police_number", flat=True
        )
    )
    seen: set[str] = set()
    found = []
    for row in rows:
        errors = _missing(row, STAFF_COLUMNS)
        if row["unit"] and row["unit"] not in units:
            errors.append(_("单位 %(code)s 不存在或者已经撤销") % {"code": row["unit"]})
        for key, choices in (("category", Category), ("sex", Sex)):
            if row[key] and _choice(choices, row[key]) is None:
                errors.append(_wrong_choice(choices, STAFF_COLUMNS[key], row[key]))
        if row["post"] and _post(row["post"]) is None:
            errors.append(_("没有名为“%(post)s”的岗位") % {"post": row["post"]})
        if row["police_number"]:
            errors += _twice(seen, row["police_number"], numbers, STAFF_COLUMNS["police_number"])
        found.append(CheckedRow(int(row["line"]), row, tuple(errors)))
    return found


def _choice(choices: Any, text: str) -> Any:
    return next((one for one in choices if text in (one.value, str(one.label))), None)


def _wrong_choice(choices: Any, column: str, text: str) -> str:
    allowed = "、".join(str(one.label) for one in choices)
    return _("“%(column)s”应为 %(allowed)s，不能是“%(text)s”") % {"column": column, "allowed": allowed, "text": text}


def _post(text: str) -> str | None:
    return next((kind.key for kind in post_kinds() if text in (kind.key, kind.title, kind.title_en)), None)


class RowRefused(Exception):
    """Carrying out stopped at this row; nothing of the file was written."""

    def __init__(self, line: int, refused: Refused) -> None:
        super().__init__(f"{line}: {refused}")
        self.line, self.refused = line, refused


def carry_out(sort: str, rows: Sequence[Mapping[str, str]], by: By) -> int:
    """One act for each row, all or nothing. Raises RowRefused with the row that was in the way."""
    for found in checked(sort, rows):
        if found.errors:
            raise RowRefused(found.line, Refused([Refusal(sentence) for sentence in found.errors]))
    step: Callable[[Mapping[str, str], By], None] = _found if sort == "units" else _enrol
    with transaction.atomic():
        for row in rows:
            try:
                step(row, by)
            except Refused as refused:
                raise RowRefused(int(row["line"]), refused) from refused
    return len(rows)


def _found(row: Mapping[str, str], by: By) -> None:
    parent = Unit.objects.filter(code=row["parent"]).first()
    place = parent.place if parent is not None else Agency.objects.get(code=row["parent"]).place
    organs.found_unit(
        place,
        by,
        level=_choice(UnitLevel, row["level"]),
        code=row["code"],
        name=row["name"],
        short=row["short"],
        name_en=row["name_en"],
    )


def _enrol(row: Mapping[str, str], by: By) -> None:
    unit = Unit.objects.get(code=row["unit"])
    outcome = people.enrol_staff(
        unit.place,
        by,
        police_number=row["police_number"],
        name=row["name"],
        name_en=row["name_en"],
        category=_choice(Category, row["category"]),
        sex=_choice(Sex, row["sex"]),
    )
    post = _post(row["post"]) if row["post"] else None
    if post and isinstance(outcome.subject, Staff):
        people.appoint(outcome.subject, by, post=post, unit=unit, ground=_("批量导入"))
