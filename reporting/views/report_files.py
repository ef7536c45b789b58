"""A frozen report as files: to read (PDF), to work with (ODS, CSV), to connect (JSON). Only what its page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from tablib import Databook, Dataset

from espaces.rules.spreadsheets import harmless
from reporting.models import Report, ReportEvidence
from reporting.queries.evidence.files import content_of_file
from reporting.queries.protected import hidden_in, shown_figures
from reporting.queries.reports import period_of
from reporting.queries.versions import shown_content
from reporting.rules.figures import Figures
from reporting.rules.open_data.table_files import Description, csv_file, table_schema
from reporting.rules.report_content import Content, Said, in_order
from reporting.rules.report_rows import COLUMNS, as_data, rows_of
from reporting.views.access import visible_report

PRIMARY_KEY = ("table", "row", "indicator")
SHEET_NAME = 31


def frozen(request: HttpRequest, pk: int) -> tuple[Report, Figures]:
    report = visible_report(request, pk)
    shown = shown_figures(report)
    if not report.is_frozen or shown is None:
        raise PermissionDenied(_("The files of a report are made when it is frozen."))
    return report, shown


def report_file(request: HttpRequest, pk: int, file_format: str) -> HttpResponse:
    if file_format not in FORMATS:
        raise Http404
    report, shown = frozen(request, pk)
    response = FORMATS[file_format](report, shown)
    if file_format != "pdf":
        response["Content-Disposition"] = f'attachment; filename="{_name(report)}.{file_format}"'
    return response


def report_schema(request: HttpRequest, pk: int) -> HttpResponse:
    """What the columns of the CSV file mean. Without a licence: a report is its funder's, not everybody's."""
    report, _shown = frozen(request, pk)
    network = report.programme.network
    about = Description(
        name=_name(report),
        title=f"{report.terms['programme']} · {period_of(report).in_words}",
        description=_("The figures of a frozen report, one a row."),
        publisher=network.name,
        contact=network.contact_email,
        homepage=request.build_absolute_uri(reverse("reporting:report", args=[pk])),
        path=request.build_absolute_uri(reverse("reporting:report_file", args=[pk, "csv"])),
        updated_on=report.frozen_at.date() if report.frozen_at else None,
    )
    schema = table_schema(COLUMNS, about, primary_key=PRIMARY_KEY)
    del schema["licenses"]
    return JsonResponse(schema, json_dumps_params={"ensure_ascii": False, "indent": 2})


def _name(report: Report) -> str:
    version = f"-v{report.version}" if report.version > 1 else ""
    return f"rapport-{report.pk}-{period_of(report).code.replace('/', '-')}{version}"


def _pdf(report: Report, _figures: Figures) -> HttpResponse:
    """The document that was drawn when it was frozen, byte for byte."""
    document = report.evidence.get(fact=ReportEvidence.DOCUMENT)
    response = HttpResponse(content_of_file(document), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{_name(report)}.pdf"'
    return response


def _csv(report: Report, shown: Figures) -> HttpResponse:
    text = csv_file(COLUMNS, rows_of(shown, hidden_in(report), report.terms))
    return HttpResponse(text, content_type="text/csv; charset=utf-8")


def _json(report: Report, shown: Figures) -> HttpResponse:
    """The figures that are shown, with their definitions, and the terms of the programme as they were."""
    kept = {name: value for name, value in report.terms.items() if name not in {"names", "scope"}}
    data = {
        "report": report.pk,
        "version": report.version,
        "first": report.first,
        "after": report.after,
        "frozen_at": report.frozen_at,
        "sha256": report.sha256,
        "code_version": report.code_version,
        "reason": report.reason,
        "comment": report.comment,
        "terms": kept,
        "definitions": _definitions(shown),
        "figures": as_data(shown, hidden_in(report), report.terms),
    }
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


def _definitions(shown: Figures) -> list[dict[str, Any]]:
    return [
        {
            "code": one.code,
            "version": one.version,
            "name": str(one.name),
            "unit": str(one.unit.name),
            "sentence": str(one.sentence),
            "formula": str(one.formula),
            "source": str(one.source),
            "additive": one.additive,
        }
        for one in in_order(shown.definitions)
    ]


def _ods(report: Report, shown: Figures) -> HttpResponse:
    """A sheet for each table of the page, one with every figure, one with the definitions."""
    content = shown_content(report)
    assert content, "a frozen report has figures"
    book = Databook([*_sheets(content), _all_figures(report, shown), _definition_sheet(shown)])
    return HttpResponse(book.export("ods"), content_type="application/vnd.oasis.opendocument.spreadsheet")


def _sheets(content: Content) -> Iterable[Dataset]:
    columns = [_("code"), _("indicator"), _("before"), _("reached"), _("target"), _("on what it rests")]
    rows = [
        [
            row.code,
            row.name,
            row.baseline,
            row.text if row.value is None else row.value,
            row.target,
            row.rests_on,
        ]
        for row in content.followed
    ]
    yield _sheet(_("Targets"), columns, rows)
    whole = [[str(one.definition.name), _number(one)] for one in (*content.headlines, *content.others)]
    yield _sheet(_("Together"), [_("indicator"), _("value")], whole)
    for sheet in content.sheets:
        headers = [str(sheet.heading), *(str(column.name) for column in sheet.columns)]
        lines = [[line.label, *(_number(said) for said in line.cells)] for line in sheet.lines]
        yield _sheet(str(sheet.title), headers, lines)


def _all_figures(report: Report, shown: Figures) -> Dataset:
    rows = rows_of(shown, hidden_in(report), report.terms)
    headers = [column.name for column in COLUMNS]
    return _sheet(_("All figures"), headers, ([column.value(row) for column in COLUMNS] for row in rows))


def _definition_sheet(shown: Figures) -> Dataset:
    headers = [_("code"), _("version"), _("name"), _("unit"), _("definition"), _("formula"), _("source")]
    keys = ("code", "version", "name", "unit", "sentence", "formula", "source")
    rows = ([one[key] for key in keys] for one in _definitions(shown))
    return _sheet(_("Definitions"), headers, rows)


def _sheet(title: str, headers: list[str], rows: Iterable[list[Any]]) -> Dataset:
    """Words never begin a formula."""
    sheet = Dataset(headers=headers, title=title[:SHEET_NAME])
    for row in rows:
        sheet.append(
            [harmless(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in row]
        )
    return sheet


def _number(said: Said) -> Any:
    return said.text if said.value is None else said.value


FORMATS: dict[str, Callable[[Report, Figures], HttpResponse]] = {
    "pdf": _pdf,
    "ods": _ods,
    "csv": _csv,
    "json": _json,
}
