"""Who opens which page. Every URL name of the product has one row here; one without fails the tests.

To add a page, write one line in ROWS:

    "app:name": get(HOSTS, slug="venue.slug", pk="member.pk"),

- `get` or `post`: the method by which it is asked (`post` sends an empty form: a page that refuses the form has
  let the person in, so "ok" covers 200, 302 and 422).
- Who: one of the lines of outcomes below, in the order of `world.ROLES`; a line of its own may be written with
  `outcomes("…")`. ok: let in; login: sent to the log-in page; 403: visible but not allowed; 404: not visible.
- Where: each argument of the address as a path in `world.World`; a page that needs another object adds it there.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.access.world import ROLES


@dataclass(frozen=True)
class Row:
    method: str
    expected: dict[str, str]
    where: dict[str, str]


def outcomes(line: str) -> dict[str, str]:
    return dict(zip(ROLES, line.split(), strict=True))


def get(who: dict[str, str], **where: str) -> Row:
    return Row("get", who, where)


def post(who: dict[str, str], **where: str) -> Row:
    return Row("post", who, where)


# fmt: off
#                         anonymous member other  other  host  other    manager coordi- funder
#                                          member host         manager          nator
PUBLIC       = outcomes("ok         ok     ok     ok     ok    ok       ok      ok      ok")
OWN          = outcomes("login      ok     ok     ok     ok    ok       ok      ok      ok")
HOSTS        = outcomes("login      403    403    403    ok    403      ok      ok      403")
MANAGERS     = outcomes("login      403    403    403    403   403      ok      ok      403")
STRUCTURE    = outcomes("login      404    404    404    404   404      ok      ok      404")
COORDINATOR  = outcomes("login      403    403    403    403   403      403     ok      403")
COORDINATORS = outcomes("login      404    404    404    404   404      404     ok      404")
MEMBER_ONLY  = outcomes("login      ok     404    404    404   404      404     404     404")
CONCERNED    = outcomes("login      ok     404    404    ok    404      ok      ok      404")
HOSTS_ALONE  = outcomes("login      404    404    404    ok    404      ok      ok      404")
CONCERNED_MANAGERS = outcomes("login 403   404   404   403   404        ok      ok      404")
READERS      = outcomes("login      404    404    404    404   404      404     ok      ok")
AGREEING     = outcomes("login      404    404    404    404   404      404     ok      403")
NO_SUCH      = outcomes("404        404    404    404   404    404      404     404     404")

PERSON = {"slug": "venue.slug", "pk": "member.pk"}
VENUE = {"slug": "venue.slug"}
CUSTOMER = VENUE | {"pk": "customer.pk"}
RUN = VENUE | {"pk": "billing_run.pk"}
NETWORK = {"slug": "network.slug"}
DRAFTED = {"slug": "draft.slug"}
RESOURCE = VENUE | {"pk": "resource.pk"}
PRICES = VENUE | {"pk": "price_list.pk"}

ROWS = {
    # people and rights
    "espaces:profile": get(OWN),
    "espaces:calendar_address": post(OWN),
    "espaces:close_account": get(OWN),
    "espaces:my_data": get(OWN),
    "espaces:export_my_data": post(OWN),
    "espaces:erase_my_data": get(OWN),
    "espaces:language": post(outcomes("400 " * len(ROLES))),
    "espaces:legal_notice": get(PUBLIC),
    "espaces:privacy": get(PUBLIC),
    "espaces:accessibility": get(PUBLIC),
    "espaces:terms": get(PUBLIC),
    "espaces:terms_version": get(PUBLIC, version="terms.version"),
    "espaces:accept_terms": get(OWN),
    "espaces:invitation": get(PUBLIC, secret="invitation.secret"),
    "espaces:withdraw_invitation": post(STRUCTURE, pk="invitation.pk"),
    "espaces:revoke_role": get(STRUCTURE, pk="role.pk"),
    "espaces:network_settings": get(COORDINATORS, **NETWORK),
    "espaces:change_network": get(COORDINATORS, **NETWORK),
    "espaces:invite_to_network": get(COORDINATORS, **NETWORK),
    "espaces:publish_terms": get(COORDINATORS, **NETWORK),
    "espaces:add_structure": get(COORDINATORS, **NETWORK),
    "espaces:affiliate_structure": get(COORDINATORS, **NETWORK),
    "espaces:end_affiliation": get(COORDINATORS, **NETWORK, pk="affiliation.pk"),
    "espaces:structure": get(STRUCTURE, pk="structure.pk"),
    "espaces:change_structure": get(STRUCTURE, pk="structure.pk"),
    "espaces:invite_to_structure": get(STRUCTURE, pk="structure.pk"),
    "espaces:plans": get(STRUCTURE, pk="structure.pk"),
    "espaces:add_plan": get(STRUCTURE, pk="structure.pk"),
    "espaces:change_plan": get(STRUCTURE, pk="structure.pk", plan_pk="plan.pk"),
    "espaces:archive_plan": post(STRUCTURE, pk="structure.pk", plan_pk="plan.pk"),
    "espaces:audiences": get(STRUCTURE, pk="structure.pk"),
    "espaces:add_audience": get(STRUCTURE, pk="structure.pk"),
    "espaces:change_audience": get(STRUCTURE, pk="structure.pk", audience_pk="audience.pk"),
    "espaces:archive_audience": post(STRUCTURE, pk="structure.pk", audience_pk="audience.pk"),
    "espaces:people": get(HOSTS, **VENUE),
    "espaces:add_person": get(HOSTS, **VENUE),
    "espaces:person": get(HOSTS, **PERSON),
    "espaces:change_person": get(HOSTS, **PERSON),
    "espaces:note_document": get(HOSTS, **PERSON),
    "espaces:end_document": get(HOSTS, **PERSON, document_pk="document.pk"),
    "espaces:lend_key": get(HOSTS, **PERSON),
    "espaces:return_key": post(HOSTS, **PERSON, loan_pk="loan.pk"),
    "espaces:allot_place": get(HOSTS, **PERSON, membership_pk="membership.pk"),
    "espaces:end_allotment": get(HOSTS, **PERSON, allotment_pk="allotment.pk"),
    "espaces:choose_duplicate": get(MANAGERS, **PERSON),
    "espaces:erase_person": get(MANAGERS, **PERSON),
    "espaces:merge_persons": get(MANAGERS, **PERSON, other_pk="twin.pk"),
    # territories
    "espaces:municipality_options": get(PUBLIC),
    # settings of a venue
    "espaces:new_venue": get(STRUCTURE, pk="structure.pk"),
    "espaces:creation_address": get(STRUCTURE, **DRAFTED),
    "espaces:creation_hours": get(STRUCTURE, **DRAFTED),
    "espaces:creation_desks": get(STRUCTURE, **DRAFTED),
    "espaces:creation_publish": get(STRUCTURE, **DRAFTED),
    "espaces:venue_settings": get(HOSTS, **VENUE),
    "espaces:venue_presentation": get(MANAGERS, **VENUE),
    "espaces:venue_address": get(MANAGERS, **VENUE),
    "espaces:venue_welcome": get(MANAGERS, **VENUE),
    "espaces:venue_booking_rules": get(MANAGERS, **VENUE),
    "espaces:venue_cut_off": get(MANAGERS, **VENUE),
    "espaces:venue_cancellation": get(MANAGERS, **VENUE),
    "espaces:venue_publication": get(MANAGERS, **VENUE),
    "espaces:door_poster": get(HOSTS, **VENUE),
    "espaces:renew_check_in_secret": post(MANAGERS, **VENUE),
    "espaces:venue_hours": get(MANAGERS, **VENUE),
    "espaces:venue_holidays": get(MANAGERS, **VENUE),
    "espaces:venue_resources": get(MANAGERS, **VENUE),
    "espaces:add_resource": get(MANAGERS, **VENUE),
    "espaces:resource": get(MANAGERS, **RESOURCE),
    "espaces:move_resource": post(MANAGERS, **RESOURCE),
    "espaces:restore_resource": post(MANAGERS, **VENUE, pk="old_resource.pk"),
    "espaces:remove_new_resource": post(STRUCTURE, **DRAFTED, pk="draft_resource.pk"),
    "espaces:add_places": get(MANAGERS, **RESOURCE),
    "espaces:place": get(MANAGERS, **RESOURCE, place_pk="new_place.pk"),
    "espaces:remove_new_place": post(STRUCTURE, **DRAFTED, pk="draft_resource.pk", place_pk="draft_place.pk"),
    "espaces:venue_photos": get(MANAGERS, **VENUE),
    "espaces:describe_photo": get(MANAGERS, **VENUE, pk="photo.pk"),
    "espaces:show_photo_first": post(MANAGERS, **VENUE, pk="photo.pk"),
    "espaces:remove_photo": post(MANAGERS, **VENUE, pk="photo.pk"),
    "espaces:photo": get(PUBLIC, pk="photo.pk", size="photo_size"),
    # reservations: the public
    "reservations:home": get(PUBLIC),
    "reservations:places_like": get(PUBLIC),
    "reservations:venues": get(PUBLIC),
    "reservations:venue": get(PUBLIC, **VENUE),
    "checkout": get(PUBLIC, pk="resource.pk"),
    "reservations:calendar_feed": get(PUBLIC, secret="member.calendar_secret"),
    # reservations: a coworker
    "booked": get(OWN, pk="resource.pk"),
    "reservations:my_reservations": get(OWN),
    "reservations:past_reservations": get(OWN),
    "reservations:reservation": get(CONCERNED, pk="reservation.pk"),
    "reservations:reservation_ics": get(CONCERNED, pk="reservation.pk"),
    "reservations:record_presence": post(MEMBER_ONLY, pk="reservation.pk"),
    "reservations:check_in": get(OWN, secret="venue.check_in_secret"),
    "billing:price": get(CONCERNED, pk="reservation.pk"),
    "cancel": get(CONCERNED, pk="reservation.pk"),
    "move": get(CONCERNED, pk="reservation.pk"),
    # reservations: a host
    "reservations:today": get(HOSTS, **VENUE),
    "reservations:visitor_options": get(HOSTS, **VENUE),
    "reservations:door_list": get(HOSTS, **VENUE),
    "reservations:week": get(HOSTS, **VENUE),
    "reservations:host_booking": get(HOSTS, **VENUE),
    "reservations:host_reservation": get(HOSTS, **VENUE, pk="reservation.pk"),
    "reservations:host_check_in": post(HOSTS, **VENUE, pk="reservation.pk"),
    "reservations:host_move": get(HOSTS, **VENUE, pk="reservation.pk"),
    "reservations:add_presence": get(HOSTS, **VENUE, pk="reservation.pk"),
    "reservations:host_check_out": post(HOSTS, **VENUE, pk="presence.pk"),
    "reservations:correct_presence": get(HOSTS, **VENUE, pk="presence.pk"),
    "reservations:strike_out": get(HOSTS, **VENUE, pk="presence.pk"),
    "reservations:undo_correction": post(HOSTS, **VENUE, pk="correction.pk"),
    "reservations:no_shows": get(HOSTS, **VENUE),
    "reservations:person_history": get(HOSTS, **PERSON),
    "reservations:closures": get(HOSTS, **VENUE),
    "reservations:add_closure": get(HOSTS, **VENUE),
    "reservations:lift_closure": post(HOSTS, **VENUE, pk="closure.pk"),
    "reservations:change_hours": get(MANAGERS, **VENUE),
    "reservations:end_place": get(MANAGERS, **VENUE, pk="place.pk"),
    "reservations:archive_resource": get(MANAGERS, **RESOURCE),
    "walk_in": get(HOSTS, **VENUE),
    # prices of a venue
    "billing:creation_prices": get(STRUCTURE, **DRAFTED),
    "billing:prices": get(HOSTS, **VENUE),
    "billing:price_list": get(HOSTS, **PRICES),
    "billing:use_price_list": get(MANAGERS, **VENUE),
    "billing:edition_settings": get(MANAGERS, **PRICES),
    "billing:publish_prices": get(MANAGERS, **PRICES),
    "billing:discard_prices": post(MANAGERS, **PRICES),
    "billing:add_tariff": get(MANAGERS, **PRICES),
    "billing:change_tariff": get(MANAGERS, **PRICES, tariff_pk="tariff.pk"),
    "billing:remove_tariff": post(MANAGERS, **PRICES, tariff_pk="tariff.pk"),
    "billing:set_cap": get(MANAGERS, **PRICES),
    "billing:remove_cap": post(MANAGERS, **PRICES, cap_pk="cap.pk"),
    "billing:copy_prices": get(MANAGERS, **PRICES),
    "billing:share_prices": get(COORDINATOR, **PRICES),
    # VAT and other sales of a structure
    "billing:tax": get(STRUCTURE, pk="structure.pk"),
    "billing:articles": get(STRUCTURE, pk="structure.pk"),
    "billing:add_article": get(STRUCTURE, pk="structure.pk"),
    "billing:change_article": get(STRUCTURE, pk="structure.pk", article_pk="article.pk"),
    "billing:archive_article": post(STRUCTURE, pk="structure.pk", article_pk="article.pk"),
    # memberships
    "billing:my_memberships": get(OWN),
    "billing:agree": get(OWN, plan_pk="online_plan.pk"),
    "billing:my_membership": get(MEMBER_ONLY, pk="membership.pk"),
    "billing:my_change_membership": get(MEMBER_ONLY, pk="membership.pk"),
    "billing:my_pause_membership": get(MEMBER_ONLY, pk="membership.pk"),
    "billing:my_resume_membership": post(MEMBER_ONLY, pk="membership.pk", pause_pk="pause.pk"),
    "billing:my_leave_membership": get(MEMBER_ONLY, pk="membership.pk"),
    "billing:my_stay_member": post(MEMBER_ONLY, pk="membership.pk"),
    "billing:my_team": get(MEMBER_ONLY, pk="membership.pk"),
    "billing:my_leave_team": post(MEMBER_ONLY, pk="membership.pk", person_pk="member.pk"),
    "billing:members": get(HOSTS, **VENUE),
    "billing:members_file": get(HOSTS, **VENUE),
    "billing:membership": get(HOSTS, **VENUE, pk="membership.pk"),
    "billing:change_membership": get(HOSTS, **VENUE, pk="membership.pk"),
    "billing:pause_membership": get(HOSTS, **VENUE, pk="membership.pk"),
    "billing:resume_membership": post(HOSTS, **VENUE, pk="membership.pk", pause_pk="pause.pk"),
    "billing:leave_membership": get(HOSTS, **VENUE, pk="membership.pk"),
    "billing:stay_member": post(HOSTS, **VENUE, pk="membership.pk"),
    "billing:team": get(HOSTS, **VENUE, pk="membership.pk"),
    "billing:leave_team": post(HOSTS, **VENUE, pk="membership.pk", person_pk="member.pk"),
    "billing:subscribe_person": get(HOSTS, **PERSON),
    "billing:add_organisation": get(HOSTS, **PERSON),
    # what is owed
    "billing:my_charges": get(OWN),
    "billing:owed": get(HOSTS, **VENUE),
    "billing:owed_by": get(HOSTS, **VENUE, pk="sale.customer_id"),
    "billing:owed_file": get(HOSTS, **VENUE, file_format="csv_format"),
    "billing:strike_out_sale": get(HOSTS, **VENUE, pk="sale.pk"),
    "billing:sell_article": get(HOSTS, **PERSON),
    "billing:plan_price": get(MANAGERS, **VENUE, pk="plan.pk"),
    "reservations:member_import": get(MANAGERS, **VENUE),
    # units and packs
    "reservations:my_units": get(OWN),
    "reservations:my_units_csv": get(OWN),
    "reservations:team_units": get(MEMBER_ONLY, pk="team.pk"),
    "reservations:team_units_csv": get(MEMBER_ONLY, pk="team.pk"),
    "reservations:person_units": get(HOSTS, **PERSON),
    "reservations:give_units": get(MANAGERS, **PERSON),
    "reservations:use_otherwise": get(HOSTS, **PERSON),
    "reservations:end_grant": get(MANAGERS, **PERSON, grant_pk="grant.pk"),
    "reservations:correct_grant": get(MANAGERS, **PERSON, grant_pk="grant.pk"),
    "billing:packs": get(OWN),
    "billing:buy_pack": get(OWN, pk="pack.pk"),
    "billing:pack_bought": get(MEMBER_ONLY, pk="pack_sale.pk"),
    "billing:host_packs": get(HOSTS, **PERSON),
    "billing:sell_pack": get(HOSTS, **PERSON, pack_pk="pack.pk"),
    "billing:refund_pack": get(MANAGERS, **PERSON, sale_pk="pack_sale.pk"),
    "billing:unit_settings": get(MANAGERS, **VENUE),
    "billing:add_unit": get(MANAGERS, **VENUE),
    "billing:change_unit": get(MANAGERS, **VENUE, unit_pk="unit.pk"),
    "billing:archive_unit": post(MANAGERS, **VENUE, unit_pk="unit.pk"),
    "billing:set_unit_rate": get(MANAGERS, **VENUE, unit_pk="unit.pk"),
    "billing:remove_unit_rate": post(MANAGERS, **VENUE, rate_pk="unit_rate.pk"),
    "billing:add_pack": get(MANAGERS, **VENUE),
    "billing:change_pack": get(MANAGERS, **VENUE, pack_pk="pack.pk"),
    "billing:archive_pack": post(MANAGERS, **VENUE, pack_pk="pack.pk"),
    # money counted by people, and how a structure bills
    "billing:money": get(HOSTS, **VENUE),
    "billing:money_customers": get(HOSTS, **VENUE),
    "billing:money_customers_file": get(HOSTS, **VENUE, file_format="csv_format"),
    "billing:customer_money": get(HOSTS, **CUSTOMER),
    "billing:record_payment": get(HOSTS, **CUSTOMER),
    "billing:use_balance": post(HOSTS, **CUSTOMER),
    "billing:refund_balance": get(MANAGERS, **CUSTOMER),
    "billing:customer_billing": get(HOSTS, **CUSTOMER),
    "billing:payments": get(HOSTS, **VENUE),
    "billing:payments_file": get(HOSTS, **VENUE, file_format="csv_format"),
    "billing:payment": get(HOSTS, **VENUE, pk="payment.pk"),
    "billing:undo_payment": post(HOSTS, **VENUE, pk="payment.pk"),
    "billing:strike_out_payment": get(HOSTS, **VENUE, pk="payment.pk"),
    "billing:return_payment": get(HOSTS, **VENUE, pk="payment.pk"),
    "billing:deposit_slips": get(HOSTS, **VENUE),
    "billing:make_slip": get(HOSTS, **VENUE, means="cheque"),
    "billing:deposit_slip": get(HOSTS, **VENUE, pk="slip.pk"),
    "billing:bank": get(MANAGERS, **VENUE),
    "billing:bank_handled": get(MANAGERS, **VENUE),
    "billing:import_statement": get(MANAGERS, **VENUE),
    "billing:bank_line": get(MANAGERS, **VENUE, pk="bank_line.pk"),
    "billing:confirm_line": post(MANAGERS, **VENUE, pk="bank_line.pk"),
    "billing:return_line": post(MANAGERS, **VENUE, pk="bank_line.pk"),
    "billing:set_aside_line": get(MANAGERS, **VENUE, pk="bank_line.pk"),
    "billing:take_up_line": post(MANAGERS, **VENUE, pk="bank_line.pk"),
    "billing:structure_account": get(STRUCTURE, pk="structure.pk"),
    "billing:start_series": get(STRUCTURE, pk="structure.pk", kind="series_kind", year="year"),
    "billing:accounting": get(STRUCTURE, pk="structure.pk"),
    "billing:fec_file": get(STRUCTURE, pk="structure.pk"),
    "billing:journal_file": get(
        STRUCTURE, pk="structure.pk", journal="bank_journal", file_format="csv_format"
    ),
    "billing:ledger_accounts": get(STRUCTURE, pk="structure.pk"),
    "billing:revenue": get(STRUCTURE, pk="structure.pk"),
    "billing:revenue_file": get(STRUCTURE, pk="structure.pk", file_format="csv_format"),
    "billing:ereports": get(STRUCTURE, pk="structure.pk"),
    "billing:ereport": get(STRUCTURE, pk="structure.pk", kind="declared.kind", day="declared.starts_on"),
    "billing:ereport_file": get(
        STRUCTURE, pk="structure.pk", kind="declared.kind", day="declared.starts_on", file_format="csv_format"
    ),
    "billing:public_invoices": get(STRUCTURE, pk="structure.pk"),
    "billing:public_invoices_archive": get(STRUCTURE, pk="structure.pk"),
    "billing:take_back_deposit": get(
        STRUCTURE, pk="structure.pk", deposit_pk="invoice.portal_deposit.pk"
    ),
    "billing:my_invoices": get(OWN),
    "billing:my_invoice": get(MEMBER_ONLY, pk="invoice.pk"),
    "billing:invoice_file": get(CONCERNED, pk="invoice.pk"),
    "billing:invoice_data": get(CONCERNED_MANAGERS, pk="invoice.pk"),
    "billing:invoices": get(HOSTS, **VENUE),
    "billing:invoices_file": get(HOSTS, **VENUE, file_format="csv_format"),
    "billing:invoice": get(HOSTS, **VENUE, pk="invoice.pk"),
    "billing:mail_invoice": post(HOSTS, **VENUE, pk="invoice.pk"),
    "billing:credit_invoice": get(MANAGERS, **VENUE, pk="invoice.pk"),
    "billing:give_deposit_back": get(MANAGERS, **VENUE, pk="deposit_line.invoice_id", line_pk="deposit_line.pk"),
    "billing:invoice_now": get(HOSTS, **CUSTOMER),
    "billing:billing_runs": get(MANAGERS, **VENUE),
    "billing:billing_run": get(MANAGERS, **RUN),
    "billing:confirm_billing_run": post(MANAGERS, **RUN),
    "billing:refresh_billing_run": post(MANAGERS, **RUN),
    "billing:drop_billing_run": post(MANAGERS, **RUN),
    "billing:retry_billing_run": post(MANAGERS, **RUN),
    "billing:exclude_from_billing_run": post(MANAGERS, **RUN, customer_pk="customer.pk"),
    "billing:accept_in_billing_run": post(MANAGERS, **RUN, draft_pk="draft_invoice.pk"),
    "billing:my_billing": get(OWN),
    "billing:my_billing_details": get(MEMBER_ONLY, pk="customer.pk"),
    # following what is owed, the end of a month, the books
    "billing:reminders": get(MANAGERS, **VENUE),
    "billing:adopt_reminders": post(MANAGERS, **VENUE),
    "billing:add_reminder": get(MANAGERS, **VENUE),
    "billing:change_reminder": get(MANAGERS, **VENUE, pk="reminder_step.pk"),
    "billing:remove_reminder": post(MANAGERS, **VENUE, pk="reminder_step.pk"),
    "billing:customer_reminders": get(HOSTS, **CUSTOMER),
    "billing:set_reminders": post(HOSTS, **CUSTOMER),
    "billing:statement": get(HOSTS, **CUSTOMER),
    "billing:statement_file": get(HOSTS, **CUSTOMER, file_format="csv_format"),
    "billing:my_statements": get(OWN),
    "billing:my_statement": get(MEMBER_ONLY, structure_pk="structure.pk", pk="customer.pk"),
    "billing:my_statement_file": get(
        MEMBER_ONLY, structure_pk="structure.pk", pk="customer.pk", file_format="csv_format"
    ),
    "billing:arrears": get(HOSTS, **VENUE),
    "billing:arrears_file": get(HOSTS, **VENUE, file_format="csv_format"),
    "billing:months": get(HOSTS, **VENUE),
    "billing:month_close": get(HOSTS, **VENUE, month="month"),
    "billing:close_month": get(MANAGERS, **VENUE, month="month"),
    "billing:books": get(STRUCTURE, pk="structure.pk"),
    "billing:check_books": post(STRUCTURE, pk="structure.pk"),
    "billing:export_seal": post(STRUCTURE, pk="structure.pk"),
    "billing:restart_books": get(STRUCTURE, pk="structure.pk"),
    "billing:book_archive": get(STRUCTURE, pk="structure.pk", archive_pk="archive.pk"),
    "billing:make_archive": post(STRUCTURE, pk="structure.pk", starts_on="archive.starts_on"),
    # what is paid online
    "billing:stripe_webhook": post(outcomes("400 " * len(ROLES))),
    "billing:paying": get(MEMBER_ONLY, token="online_payment.token"),
    "billing:go_and_pay": post(MEMBER_ONLY, token="online_payment.token"),
    "billing:give_up_paying": post(MEMBER_ONLY, token="online_payment.token"),
    "billing:pay_reservation": get(MEMBER_ONLY, pk="reservation.pk"),
    "billing:pay_invoice": get(MEMBER_ONLY, pk="invoice.pk"),
    "billing:saved_methods": get(OWN),
    "billing:withdraw_method": post(MEMBER_ONLY, pk="saved_method.pk"),
    "billing:online_payments": get(STRUCTURE, pk="structure.pk"),
    "billing:continue_onboarding": post(STRUCTURE, pk="structure.pk"),
    "billing:give_back_online": get(STRUCTURE, pk="structure.pk", payment_pk="payment.pk"),
    # what figures mean
    "reporting:definitions": get(PUBLIC),
    "reporting:definition": get(PUBLIC, code="definition_code"),
    # open data, and what robots read
    "reporting:open_data": get(PUBLIC),
    "reporting:open_data_file": get(PUBLIC, name="open_file"),
    "reporting:sitemap": get(PUBLIC),
    "reporting:robots": get(PUBLIC),
    # what coworkers are asked
    "reporting:my_answers": get(OWN),
    "reporting:questions_later": post(OWN),
    "reporting:withdraw_my_answers": post(OWN),
    "reporting:paper_form": get(HOSTS, **VENUE),
    "reporting:paper_answers": get(HOSTS, **PERSON),
    # figures of venues and networks, and what hosts record for reports
    "reporting:host_figures": get(HOSTS, **VENUE),
    "reporting:host_figures_file": get(HOSTS, **VENUE, file_format="csv_format"),
    "reporting:sessions": get(HOSTS, **VENUE),
    "reporting:record_session": get(HOSTS, **VENUE),
    "reporting:change_session": get(HOSTS, **VENUE, pk="session.pk"),
    "reporting:strike_out_session": get(HOSTS, **VENUE, pk="session.pk"),
    "reporting:sessions_file": get(HOSTS, **VENUE, file_format="csv_format"),
    "reporting:attendance_sheet": get(HOSTS, **VENUE),
    "reporting:strike_out_sheet": get(HOSTS, **VENUE, pk="sheet.pk"),
    "reporting:attendance_scan": get(HOSTS_ALONE, pk="sheet.pk"),
    "reporting:census": get(HOSTS, **VENUE, year="year"),
    "reporting:census_file": get(HOSTS, **VENUE, year="year", file_format="csv_format"),
    "reporting:network_figures": get(COORDINATORS, **NETWORK),
    "reporting:network_figures_file": get(COORDINATORS, **NETWORK, file_format="csv_format"),
    "reporting:my_figures": get(OWN),
    "reporting:my_figures_file": get(OWN, file_format="csv_format"),
    # programmes and reports
    "reporting:funder_home": get(OWN),
    "reporting:programmes": get(COORDINATORS, **NETWORK),
    "reporting:add_programme": get(COORDINATORS, **NETWORK),
    "reporting:programme": get(READERS, pk="programme.pk"),
    "reporting:change_programme": get(AGREEING, pk="programme.pk"),
    "reporting:widen_territory": get(AGREEING, pk="programme.pk"),
    "reporting:narrow_territory": post(AGREEING, pk="programme.pk", code="town_code"),
    "reporting:follow_indicator": get(AGREEING, pk="programme.pk"),
    "reporting:change_indicator": get(AGREEING, pk="programme.pk", indicator_pk="indicator.pk"),
    "reporting:drop_indicator": post(AGREEING, pk="programme.pk", indicator_pk="indicator.pk"),
    "reporting:add_reader": get(AGREEING, pk="programme.pk"),
    "reporting:end_reading": post(AGREEING, pk="programme.pk", reader_pk="reader.pk"),
    "reporting:start_report": get(AGREEING, pk="programme.pk"),
    "reporting:report": get(READERS, pk="frozen.pk"),
    "reporting:compute_report": post(COORDINATORS, pk="draft_report.pk"),
    "reporting:comment_report": get(COORDINATORS, pk="draft_report.pk"),
    "reporting:declare": get(COORDINATORS, pk="draft_report.pk", indicator_pk="indicator.pk"),
    "reporting:review_report": post(COORDINATORS, pk="draft_report.pk"),
    "reporting:back_to_draft": post(COORDINATORS, pk="draft_report.pk"),
    "reporting:freeze_report": post(COORDINATORS, pk="draft_report.pk"),
    "reporting:drop_report": post(COORDINATORS, pk="draft_report.pk"),
    "reporting:correct_report": get(AGREEING, pk="frozen.pk"),
    "reporting:recompute_report": post(AGREEING, pk="frozen.pk"),
    "reporting:report_schema": get(READERS, pk="frozen.pk"),
    "reporting:report_file": get(READERS, pk="frozen.pk", file_format="csv_format"),
    "reporting:evidence": get(AGREEING, pk="frozen.pk"),
    "reporting:report_evidence": get(AGREEING, pk="frozen.pk", code="definition_code"),
    # the demo only: its mails are anybody's to read
    "demo_mailbox": get(PUBLIC),
    "demo_mail": get(NO_SUCH, key="demo_key"),
    "demo_attachment": get(NO_SUCH, key="demo_key", rank="demo_rank"),
}
# fmt: on
