"""The files of issued documents: as stored, to those who may see them, and never a changed one."""

from __future__ import annotations

import logging

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from billing.einvoice import read_structured
from billing.errors import FileChanged
from billing.models import Invoice
from billing.queries.invoice_files import content_of
from billing.queries.invoices import invoices_visible_to
from billing.services.documents import make_document
from espaces.queries.access import structures_managed_by, today

logger = logging.getLogger(__name__)


@require_safe
def invoice_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF; drawn now when no worker has come to it yet."""
    invoice = _visible(request, pk)
    document = make_document(invoice)
    etag = quote_etag(document.sha256)
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        return known
    try:
        content = content_of(document)
    except FileChanged:
        return _damaged(request, invoice)
    return _download(content, "application/pdf", f"{invoice.reference}.pdf", etag)


@require_safe
def invoice_data(request: HttpRequest, pk: int) -> HttpResponse:
    """The structured invoice that the PDF carries, for the managers of the structure that issued it."""
    invoice = _visible(request, pk)
    if not structures_managed_by(request.user).filter(pk=invoice.structure_id).exists():
        raise PermissionDenied(_("Only the managers of the structure open this file."))
    document = make_document(invoice)
    try:
        content = read_structured(content_of(document))
    except FileChanged:
        return _damaged(request, invoice)
    return _download(content, "application/xml", f"{invoice.reference}.xml")


def _visible(request: HttpRequest, pk: int) -> Invoice:
    return get_object_or_404(invoices_visible_to(request.user, today()), pk=pk)


def _damaged(request: HttpRequest, invoice: Invoice) -> HttpResponse:
    logger.error("the stored file of invoice %s is not the one that was stored", invoice.pk)
    return render(request, "billing/invoices/damaged.html", {"invoice": invoice}, status=500)


def _download(content: bytes, content_type: str, name: str, etag: str = "") -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    if etag:
        response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response
