"""Incidents from a CSV or XLSX file: read, checked row by row, then entered in chunks by a job.

What is wrong with one row never stops the others. Rows wait encrypted in a file below the home; a chunk and the
progress past it commit together, so an import that died goes on at its next chunk and enters nothing twice.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import secrets
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from egret.acts.done import By
from egret.acts.machine import place_of
from egret.acts.personal import decrypt, encrypt
from egret.acts.ports import Place
from egret.acts.refusals import Refused
from egret.intake import import_acts
from egret.intake.acts import enter
from egret.intake.models import LOCAL, Channel, IdKind, ImportBatch, ImportFault, ImportProgress, Incident, IncidentKind
from egret.intake.persons import PersonFacts, id_fault
from egret.jobs.registry import Work, handler
from egret.org.models import Staff
from egret.org.system import SystemActor

ROWS_AT_MOST, BYTES_AT_MOST = 100_000, 200 * 1024 * 1024
CHUNK = 500
IMPORTER = SystemActor("s:import")

COLUMNS: dict[str, str] = {
    "channel": "来源",
    "sort": "类别",
    "title": "简要标题",
    "account": "报案内容",
    "where": "地点",
    "reported_at": "报案时间",
    "happened_at": "发生时间",
    "outside_number": "外部编号",
    "reporter": "报案人",
    "phone": "报案人电话",
    "id_number": "报案人身份证号",
}
REQUIRED = ("channel", "sort", "title", "account")
LENGTHS = {"title": 200, "account": 20_000, "where": 200, "outside_number": 64, "reporter": 80, "phone": 40}
MOMENTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")


CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def heading(key: str) -> str:
    """A column as the page names it: Chinese, or in English the key, which files may use too."""
    return key if (get_language() or "").startswith("en") else COLUMNS[key]


class Unreadable(ValueError):
    """Nothing of the file can be taken; the sentence says where it breaks and what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row."""

    line: int
    column: str
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A file as it was read: good rows by line, faults of the others."""

    name: str
    digest: str
    encoding: str
    good: Sequence[tuple[int, dict[str, str]]]
    faults: Sequence[Fault]
    count: int

    @property
    def bad(self) -> int:
        return self.count - len(self.good)


def check(name: str, content: bytes, at: datetime) -> Checked:
    """Read a file and check every row. Raises Unreadable when its columns or the file itself are broken."""
    if len(content) > BYTES_AT_MOST:
        raise Unreadable(_("文件超过 200 MB，请分成几个文件"))
    is_book = name.lower().endswith(".xlsx") or content[:4] == b"PK\x03\x04"
    encoding, table = ("xlsx", _sheet(content)) if is_book else _csv(content)
    first = next(table, None)
    if first is None:
        raise Unreadable(_("文件里没有内容"))
    places = _places(first[1])
    good: list[tuple[int, dict[str, str]]] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, str], int] = {}
    count = 0
    for line, cells in table:
        if not any(cells):
            continue
        count += 1
        if count > ROWS_AT_MOST:
            raise Unreadable(_("一次最多导入 %(count)s 行，请分成几个文件") % {"count": ROWS_AT_MOST})
        values, found = _row(line, cells, places, len(first[1]), at)
        if not found:
            found = list(_twice(line, values, seen))
        if found:
            faults += found
        else:
            good.append((line, values))
    if not count:
        raise Unreadable(_("文件只有表头，没有警情"))
    return Checked(name, "sha256:" + hashlib.sha256(content).hexdigest(), encoding, good, faults, count)


def _places(head: Sequence[str]) -> dict[str, int]:
    found = {}
    for key, title in COLUMNS.items():
        where = [i for i, cell in enumerate(head) if cell in (title, key)]
        if len(where) > 1:
            raise Unreadable(_("“%(column)s”一列出现了两次，请删去一列") % {"column": heading(key)})
        if where:
            found[key] = where[0]
    missing = [heading(key) for key in REQUIRED if key not in found]
    if missing:
        words = {"columns": "、".join(missing), "all": "、".join(heading(key) for key in COLUMNS)}
        raise Unreadable(_("第 1 行应为表头，缺少：%(columns)s。可用的列：%(all)s") % words)
    return found


def _csv(content: bytes) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    encoding, text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)

    def rows() -> Iterator[tuple[int, list[str]]]:
        line = 1
        while True:
            begin = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                words = {"line": begin, "error": str(error)}
                raise Unreadable(
                    _("文件从第 %(line)s 行起读不下去（%(error)s）：多半是引号没有成对，或者文件不完整；请重新导出")
                    % words
                ) from error
            line = begin
            yield line, [cell.strip() for cell in cells]

    return encoding, rows()


def _decoded(content: bytes) -> tuple[str, str]:
    try:
        return "UTF-8", content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start >= len(content) - 3 and error.start > 3:
            line = content.count(b"\n") + 1
            raise Unreadable(_("文件在第 %(line)s 行中断，不完整；请重新导出") % {"line": line}) from error
    try:
        return "GB18030", content.decode("gb18030")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(_("第 %(line)s 行的文字编码无法识别，请另存为 UTF-8 或者 XLSX") % {"line": line}) from error


def _sheet(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            yield line, [_cell(cell) for cell in cells]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, OSError, EOFError) as error:
        raise Unreadable(_("XLSX 文件不完整或者已损坏，请在表格软件里打开后重新保存")) from error


def _cell(cell: Any) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def _row(
    line: int, cells: Sequence[str], places: Mapping[str, int], width: int, at: datetime
) -> tuple[dict[str, str], list[Fault]]:
    if len(cells) > width and any(cells[width:]):
        told = _("这一行有 %(has)s 列，表头只有 %(width)s 列") % {"has": len(cells), "width": width}
        return {}, [Fault(line, "", told, _("文字里有逗号的，整格加英文双引号"))]
    values = {key: cells[i] if i < len(cells) else "" for key, i in places.items()}
    return values, list(_faults(line, values, at))


def _faults(line: int, values: dict[str, str], at: datetime) -> Iterator[Fault]:
    for key, text in values.items():
        if CONTROL.search(text):
            yield Fault(line, heading(key), _("含有不可见的控制字符"), _("删去后重新导入"))
        if len(text) > LENGTHS.get(key, 10_000):
            yield Fault(line, heading(key), _("文字太长"), _("最多 %(most)s 字") % {"most": LENGTHS.get(key, 10_000)})
    for key in REQUIRED:
        if not values[key]:
            yield Fault(line, heading(key), _("没有填写"), _("补填后重新导入这一行"))
    for key, choices in (("channel", Channel), ("sort", IncidentKind)):
        if values[key]:
            chosen = _choice(choices, values[key])
            if chosen is None:
                allowed = "、".join(str(one.label) for one in choices)
                told = _("“%(text)s”不在可选的范围内") % {"text": values[key][:20]}
                yield Fault(line, heading(key), told, _("应为：%(allowed)s") % {"allowed": allowed})
            else:
                values[key] = chosen
    for key in ("reported_at", "happened_at"):
        if values.get(key):
            moment = _moment(values[key])
            if moment is None:
                yield Fault(line, heading(key), _("时间无法识别"), _("写成 2026-03-02 08:30"))
            elif moment > at:
                yield Fault(line, heading(key), _("时间晚于现在"), _("请核对时间"))
            else:
                values[key] = moment.isoformat()
    fault = id_fault(_reporter(values)) if values.get("id_number") else ""
    if fault:
        yield Fault(line, heading("id_number"), fault, _("核对证件；查不清的留空"))
    if (values.get("phone") or values.get("id_number")) and not values.get("reporter"):
        yield Fault(line, heading("reporter"), _("有报案人的电话或者证件号，没有姓名"), _("补填姓名"))


@lru_cache(maxsize=500)
def _choice(choices: type[Channel] | type[IncidentKind], text: str) -> str | None:
    """The value a cell means: itself, its label in Chinese, or its name."""
    with translation.override("zh-hans"):
        found = next((one for one in choices if text in (one.value, str(one.label), one.name)), None)
    return None if found is None else str(found.value)


@lru_cache(maxsize=5000)
def _moment(text: str) -> datetime | None:
    plain = text.replace("T", " ").strip()
    for form in MOMENTS:
        try:
            return datetime.strptime(plain, form).replace(tzinfo=LOCAL)
        except ValueError:
            continue
    return None


def _twice(line: int, values: Mapping[str, str], seen: dict[tuple[str, str], int]) -> Iterator[Fault]:
    key = (values["channel"], outside(values))
    if key in seen:
        told = _("与第 %(line)s 行重复") % {"line": seen[key]}
        yield Fault(line, heading("outside_number"), told, _("同一警情只导入一次，不必处理"))
    seen.setdefault(key, line)


def outside(values: Mapping[str, str]) -> str:
    """The number by which a row is known again: its own, else a digest of all it says."""
    if values.get("outside_number"):
        return values["outside_number"]
    told = json.dumps([values.get(key, "") for key in COLUMNS], ensure_ascii=False)
    return "#" + hashlib.sha256(told.encode()).hexdigest()[:24]


def _reporter(values: Mapping[str, str]) -> PersonFacts:
    number = values.get("id_number", "")
    return PersonFacts(
        values.get("reporter", ""),
        id_kind=IdKind.RESIDENT if number else IdKind.NONE,
        id_number=number,
        phone=values.get("phone", ""),
    )


def _arguments(values: Mapping[str, str]) -> dict[str, Any]:
    moments = {key: datetime.fromisoformat(values[key]) for key in ("reported_at", "happened_at") if values.get(key)}
    return {
        "channel": values["channel"],
        "sort": values["sort"],
        "title": values["title"],
        "account": values["account"],
        "where": values.get("where", ""),
        "outside_number": outside(values),
        "reporter": _reporter(values) if values.get("reporter") else None,
        **moments,
    }


def _path(store: str) -> Path:
    return Path(settings.HOME) / "imports" / f"{store}.rows"


def _keep(rows: Sequence[tuple[int, dict[str, str]]]) -> str:
    """Write the rows, encrypted, a chunk a line; returns the name of the file."""
    store = secrets.token_hex(16)
    path = _path(store)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("x", encoding="ascii") as file:
        path.chmod(0o600)
        for begin in range(0, len(rows), CHUNK):
            file.write(encrypt(json.dumps(rows[begin : begin + CHUNK], ensure_ascii=False)) + "\n")
    return store


def _chunks(store: str, begin: int = 0) -> Iterator[list[tuple[int, dict[str, str]]]]:
    with _path(store).open(encoding="ascii") as file:
        for number, text in enumerate(file):
            if number >= begin:
                yield [(line, values) for line, values in json.loads(decrypt(text.strip()))]


def preview(batch: ImportBatch, count: int = 10) -> list[tuple[int, dict[str, str]]]:
    """The first good rows, while the file waits."""
    return next(_chunks(batch.store), [])[:count] if _path(batch.store).exists() else []


def upload(checked: Checked, place: Place, by: By) -> ImportBatch:
    """Put a checked file on record with its faults; nothing is entered yet. Raises Refused."""
    store = _keep(checked.good)
    try:
        with transaction.atomic():
            outcome = import_acts.upload_import(
                place,
                by,
                name=checked.name or "-",
                digest=checked.digest,
                encoding=checked.encoding,
                rows=checked.count,
                bad=checked.bad,
                store=store,
            )
            batch = ImportBatch.objects.get(pk=outcome.subject.pk)
            if outcome.repeated:
                _path(store).unlink(missing_ok=True)
            else:
                _note(batch, checked.faults)
    except BaseException:
        _path(store).unlink(missing_ok=True)
        raise
    return batch


def _note(batch: ImportBatch, faults: Iterable[Fault]) -> None:
    rows = [
        ImportFault(batch=batch, line=one.line, column=one.column, sentence=one.sentence[:300], remedy=one.remedy[:300])
        for one in faults
    ]
    ImportFault.objects.bulk_create(rows, batch_size=150)


def start(batch: ImportBatch, by: By) -> None:
    """Let the rows be entered from now on. Raises Refused."""
    good = batch.rows - batch.bad
    import_acts.start_import(batch, by, chunks=-(-good // CHUNK))


def stop(batch: ImportBatch, by: By, reason: str) -> None:
    """Enter no further row. Raises Refused."""
    import_acts.stop_import(batch, by, reason=reason)
    _path(batch.store).unlink(missing_ok=True)


@handler(import_acts.JOB)
def job(work: Work) -> None:
    """Enter what is left of a batch; called again after a crash it goes on where the last chunk ended."""
    carry_out(int(work.payload["batch"]), work.at, work.renew)


def carry_out(key: int, at: datetime, renew: Callable[[], None] = lambda: None) -> ImportBatch:
    """Enter the rows of a running batch, a chunk a transaction."""
    batch = ImportBatch.objects.get(pk=key)
    starter = Staff.objects.get(pk=batch.owner or 0)
    if batch.stage == "running":
        begin = ImportProgress.objects.get(batch=batch).next_chunk
        for number, rows in enumerate(_chunks(batch.store, begin), begin):
            renew()
            try:
                if not _one_chunk(batch, By(starter, at), number, rows):
                    break
            except Refused as refused:
                # Not a row but the person is in the way: the powers ended while it ran.
                stop(batch, By(IMPORTER, at), str(refused)[:200])
                break
    batch = ImportBatch.objects.get(pk=key)
    if batch.stage == "running" and batch.progress.next_chunk >= batch.progress.chunks:
        import_acts.finish_import(batch, By(IMPORTER, at))
    batch = ImportBatch.objects.get(pk=key)
    if batch.stage != "running":
        _path(batch.store).unlink(missing_ok=True)
    return batch


def _one_chunk(batch: ImportBatch, by: By, number: int, rows: Sequence[tuple[int, dict[str, str]]]) -> bool:
    """Enter a chunk with the progress past it; False when the import was stopped or another worker did the chunk."""
    with transaction.atomic():
        progress = ImportProgress.objects.select_for_update().get(batch=batch)
        stage = ImportBatch.objects.values_list("stage", flat=True).get(pk=batch.pk)
        if stage != "running" or progress.next_chunk != number:
            return False
        fresh = _fresh(rows)
        faults = _enter(place_of(batch), by, fresh)
        _note(batch, faults)
        progress.known += len(rows) - len(fresh)
        progress.failed += len(faults)
        progress.made += len(fresh) - len(faults)
        progress.next_chunk, progress.changed = number + 1, by.at
        progress.save()
    return True


def _fresh(rows: Sequence[tuple[int, dict[str, str]]]) -> list[tuple[int, dict[str, str]]]:
    """Rows nobody entered before, by channel and outside number."""
    numbers = [outside(values) for _line, values in rows]
    held = set(Incident.objects.filter(outside_number__in=numbers).values_list("channel", "outside_number"))
    return [row for row, number in zip(rows, numbers, strict=True) if (row[1]["channel"], number) not in held]


def _enter(place: Place, by: By, rows: Sequence[tuple[int, dict[str, str]]]) -> list[Fault]:
    """All rows at once; when one is refused, each by itself, so that only it is left out."""
    try:
        with transaction.atomic():
            enter.many(place, by, [_arguments(values) for _line, values in rows])
        return []
    except Refused as refused:
        if any(one.code == "power" for one in refused.refusals):
            raise
    except IntegrityError:
        pass
    faults = []
    for line, values in rows:
        try:
            with transaction.atomic():
                enter.many(place, by, [_arguments(values)])
        except Refused as refused:
            first = refused.refusals[0]
            faults.append(Fault(line, "", str(first.sentence), str(first.remedy)))
        except IntegrityError:
            faults.append(Fault(line, heading("outside_number"), _("已有同一编号的警情"), _("不必处理")))
    return faults
