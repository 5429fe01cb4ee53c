"""Import of incidents by page: upload, see what was read, start, watch, fetch what was wrong."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from egret.acts.cards import act_named
from egret.acts.done import By
from egret.acts.ports import ports
from egret.acts.queries import visible_to
from egret.acts.refusals import Refusal, Refused
from egret.intake import importing
from egret.intake.models import ImportBatch
from egret.org.models import Staff
from egret.org.signed_in import officer, staff_only

SHOWN = 50


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    staff, now = officer(request), timezone.now()
    refused: Refused | None = _may(staff)
    file = request.FILES.get("file")
    if request.method == "POST" and refused is None:
        try:
            if file is None or file.size is None:
                raise importing.Unreadable(_("请选择一个文件"))
            checked = importing.check(file.name or "", file.read(), now)
            batch = importing.upload(checked, staff.place, By(staff, now, key=request.POST.get("key", "")[:64]))
            return redirect("desk:import", batch.pk)
        except importing.Unreadable as error:
            refused = Refused([Refusal(str(error))])
        except Refused as error:
            refused = error
    earlier = visible_to(staff, now, ImportBatch).order_by("-opened", "-pk")[:10]
    columns = [(importing.heading(key), key in importing.REQUIRED) for key in importing.COLUMNS]
    context = {"refused": refused, "columns": columns, "earlier": earlier, "key": get_random_string(32)}
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/import.html", {**context, "place": "incidents", "at": now}, status=status)


@staff_only
@never_cache
@require_GET
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    rows = [(line, [values.get(key, "") for key in importing.COLUMNS]) for line, values in importing.preview(batch)]
    context = {
        **_standing(batch),
        "rows": rows if batch.stage == "uploaded" else [],
        "heads": [importing.heading(key) for key in importing.COLUMNS],
        "faults": batch.faults.order_by("line", "pk")[:SHOWN],
        "place": "incidents",
    }
    return render(request, "desk/import_batch.html", context)


@staff_only
@never_cache
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that asks again by itself while the import runs."""
    return render(request, "desk/import_progress.html", _standing(_batch(request, pk)))


@staff_only
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Start what was uploaded, or stop what runs."""
    batch, by = _batch(request, pk), By(officer(request), timezone.now())
    try:
        if "stop" in request.POST:
            importing.stop(batch, by, _("由办理人停止"))
        else:
            importing.start(batch, by)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("desk:import", pk)


@staff_only
@require_GET
def faults(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Every fault as CSV that spreadsheets open in Chinese."""
    batch = _batch(request, pk)
    writer: Any = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff" + str(writer.writerow([_("行"), _("列"), _("问题"), _("怎样改")]))
        for one in batch.faults.order_by("line", "pk").iterator(chunk_size=1000):
            yield str(writer.writerow([one.line, *map(_harmless, (one.column, one.sentence, one.remedy))]))

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{batch.number}-faults.csv"'
    return answer


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _harmless(text: str) -> str:
    """A cell a spreadsheet would take for a formula is told to be text."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def _may(staff: Staff) -> Refused | None:
    power = act_named("intake.start_import").card.power
    refusal = ports.powers.refusal(staff, power, staff.place, timezone.now())
    return Refused([refusal]) if refusal else None


def _batch(request: HttpRequest, pk: int) -> ImportBatch:
    found = visible_to(officer(request), timezone.now(), ImportBatch).filter(pk=pk).first()
    if found is None:
        raise Http404(_("没有这次导入，或者它不在您的职权范围之内"))
    return found


def _standing(batch: ImportBatch) -> dict[str, Any]:
    """Figures of an import as its page shows them."""
    end = getattr(batch, "progress", None)
    tried = end.made + end.known + end.failed if end else 0
    good = batch.rows - batch.bad
    return {
        "batch": batch,
        "good": good,
        "end": end,
        "tried": tried,
        "is_running": batch.stage == "running",
        "bad": batch.bad + (end.failed if end else 0),
    }
