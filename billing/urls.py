from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from billing.views import (
    accounting,
    arrears,
    bank,
    billing_runs,
    books,
    creation_prices,
    credit_notes,
    deposit_slips,
    ereports,
    host_packs,
    invoice_files,
    invoice_now,
    invoices,
    members,
    membership_acts,
    money,
    month_close,
    my_charges,
    my_invoices,
    my_memberships,
    onboarding,
    owed,
    packs,
    packs_on_sale,
    paying,
    payments,
    plan_prices,
    price,
    price_lines,
    price_lists,
    price_sharing,
    public_invoices,
    reminders,
    saved_methods,
    security_deposits,
    statements,
    stripe_webhook,
    structure_account,
    structures,
    teams,
    unit_settings,
)

app_name = "billing"

of_a_price_list = [
    path("", price_lists.price_list, name="price_list"),
    path("regles/", price_lists.edition_settings, name="edition_settings"),
    path("publier/", price_lists.publish, name="publish_prices"),
    path("abandonner/", price_lists.discard, name="discard_prices"),
    path("prix/ajouter/", price_lines.add_tariff, name="add_tariff"),
    path("prix/<int:tariff_pk>/", price_lines.change_tariff, name="change_tariff"),
    path("prix/<int:tariff_pk>/retirer/", price_lines.remove_tariff, name="remove_tariff"),
    path("plafond/", price_lines.set_cap, name="set_cap"),
    path("plafond/<int:cap_pk>/retirer/", price_lines.remove_cap, name="remove_cap"),
    path("copier/", price_sharing.copy_to_venue, name="copy_prices"),
    path("partager/", price_sharing.share, name="share_prices"),
]

packs_of_a_person = [
    path("", host_packs.host_packs, name="host_packs"),
    path("<int:pack_pk>/vendre/", host_packs.sell, name="sell_pack"),
    path("achetes/<int:sale_pk>/rembourser/", host_packs.refund, name="refund_pack"),
]

units_of_a_structure = [
    path("", unit_settings.unit_settings, name="unit_settings"),
    path("ajouter/", unit_settings.add_unit, name="add_unit"),
    path("<int:unit_pk>/", unit_settings.change_unit, name="change_unit"),
    path("<int:unit_pk>/archiver/", unit_settings.archive, name="archive_unit"),
    path("<int:unit_pk>/sejours/", unit_settings.set_rate, name="set_unit_rate"),
    path("sejours/<int:rate_pk>/retirer/", unit_settings.remove_rate, name="remove_unit_rate"),
    path("carnets/ajouter/", packs_on_sale.add_pack, name="add_pack"),
    path("carnets/<int:pack_pk>/", packs_on_sale.change_pack, name="change_pack"),
    path("carnets/<int:pack_pk>/archiver/", packs_on_sale.archive_pack, name="archive_pack"),
]

acts_on_a_membership: list[tuple[str, Callable[..., HttpResponse], str]] = [
    ("", my_memberships.membership, "membership"),
    ("changer/", membership_acts.change, "change_membership"),
    ("pause/", membership_acts.pause, "pause_membership"),
    ("pause/<int:pause_pk>/retirer/", membership_acts.resume, "resume_membership"),
    ("quitter/", membership_acts.leave, "leave_membership"),
    ("rester/", membership_acts.stay, "stay_member"),
    ("equipe/", teams.team, "team"),
    ("equipe/<int:person_pk>/retirer/", teams.leave_team, "leave_team"),
]

of_a_customer = [
    path("", money.customer_money, name="customer_money"),
    path("encaisser/", payments.record_payment, name="record_payment"),
    path("imputer/", money.use_balance, name="use_balance"),
    path("rembourser/", money.refund_balance, name="refund_balance"),
    path("coordonnees/", money.customer_billing, name="customer_billing"),
]

of_a_payment = [
    path("", payments.payment, name="payment"),
    path("annuler/", payments.undo_payment, name="undo_payment"),
    path("rayer/", payments.strike_out_payment, name="strike_out_payment"),
    path("rejet/", payments.return_payment, name="return_payment"),
]

of_a_bank_line = [
    path("", bank.bank_line, name="bank_line"),
    path("confirmer/", bank.confirm_line, name="confirm_line"),
    path("rejet/", bank.return_line, name="return_line"),
    path("ecarter/", bank.set_aside, name="set_aside_line"),
    path("reprendre/", bank.take_up_line, name="take_up_line"),
]

money_pages: list[URLPattern | URLResolver] = [
    path("", money.money, name="money"),
    path("clients/", money.money_customers, name="money_customers"),
    path("clients.<str:file_format>", money.money_customers_file, name="money_customers_file"),
    path("clients/<int:pk>/", include(of_a_customer)),
    path("encaissements/", payments.payments, name="payments"),
    path("encaissements.<str:file_format>", payments.payments_file, name="payments_file"),
    path("encaissements/<int:pk>/", include(of_a_payment)),
    path("remises/", deposit_slips.deposit_slips, name="deposit_slips"),
    path("remises/preparer/<str:means>/", deposit_slips.make_slip, name="make_slip"),
    path("remises/<int:pk>/", deposit_slips.deposit_slip, name="deposit_slip"),
    path("banque/", bank.bank, name="bank"),
    path("banque/traitees/", bank.bank_handled, name="bank_handled"),
    path("banque/importer/", bank.import_statement, name="import_statement"),
    path("banque/lignes/<int:pk>/", include(of_a_bank_line)),
]

of_a_billing_run = [
    path("", billing_runs.billing_run, name="billing_run"),
    path("confirmer/", billing_runs.confirm, name="confirm_billing_run"),
    path("recalculer/", billing_runs.refresh, name="refresh_billing_run"),
    path("abandonner/", billing_runs.drop, name="drop_billing_run"),
    path("reessayer/", billing_runs.retry, name="retry_billing_run"),
    path("clients/<int:customer_pk>/", billing_runs.exclude, name="exclude_from_billing_run"),
    path("brouillons/<int:draft_pk>/", billing_runs.accept, name="accept_in_billing_run"),
]

accounting_pages = [
    path("", accounting.accounting, name="accounting"),
    path("ecritures.txt", accounting.fec_file, name="fec_file"),
    path("journal-<str:journal>.<str:file_format>", accounting.journal_file, name="journal_file"),
    path("comptes/", accounting.ledger_accounts, name="ledger_accounts"),
    path("recettes/", accounting.revenue, name="revenue"),
    path("recettes.<str:file_format>", accounting.revenue_file, name="revenue_file"),
    path("declarations/", ereports.ereports, name="ereports"),
    path("declarations/<str:kind>/<str:day>/", ereports.ereport, name="ereport"),
    path("declarations/<str:kind>/<str:day>.<str:file_format>", ereports.ereport_file, name="ereport_file"),
    path("chorus-pro/", public_invoices.public_invoices, name="public_invoices"),
    path("chorus-pro/factures.zip", public_invoices.public_invoices_archive, name="public_invoices_archive"),
    path("chorus-pro/<int:deposit_pk>/", public_invoices.take_back_deposit, name="take_back_deposit"),
]

of_a_month = [
    path("", month_close.month_page, name="month_close"),
    path("fermer/", month_close.close_month, name="close_month"),
]

books_of_a_structure = [
    path("", books.books, name="books"),
    path("verifier/", books.check_books, name="check_books"),
    path("sceau/", books.export_seal, name="export_seal"),
    path("reprise/", books.restart, name="restart_books"),
    path("archives/<int:archive_pk>/", books.archive, name="book_archive"),
    path("archives/<str:starts_on>/faire/", books.make_archive, name="make_archive"),
]

urlpatterns = [
    # prices of a venue
    path("accueil/<slug:slug>/creation/prix/", creation_prices.creation_prices, name="creation_prices"),
    path("accueil/<slug:slug>/reglages/tarifs/", price_lists.prices, name="prices"),
    path("accueil/<slug:slug>/reglages/tarifs/liste/", price_sharing.use_list, name="use_price_list"),
    path("accueil/<slug:slug>/reglages/tarifs/<int:pk>/", include(of_a_price_list)),
    # VAT and other sales of a structure
    path("structures/<int:pk>/tva/", structures.tax, name="tax"),
    path("structures/<int:pk>/articles/", structures.articles, name="articles"),
    path("structures/<int:pk>/articles/ajouter/", structures.add_article, name="add_article"),
    path("structures/<int:pk>/articles/<int:article_pk>/", structures.change_article, name="change_article"),
    path(
        "structures/<int:pk>/articles/<int:article_pk>/archiver/",
        structures.archive_article,
        name="archive_article",
    ),
    # units and packs
    path("mes-unites/carnets/", packs.packs, name="packs"),
    path("mes-unites/carnets/<int:pk>/", packs.buy_pack, name="buy_pack"),
    path("mes-unites/carnets/achetes/<int:pk>/", packs.pack_bought, name="pack_bought"),
    path("accueil/<slug:slug>/personnes/<int:pk>/carnets/", include(packs_of_a_person)),
    path("accueil/<slug:slug>/reglages/unites/", include(units_of_a_structure)),
    # memberships: the same acts for who holds one and for hosts
    path("mes-abonnements/", my_memberships.my_memberships, name="my_memberships"),
    path("mes-abonnements/formules/<int:plan_pk>/", my_memberships.agree, name="agree"),
    *(
        path(f"mes-abonnements/<int:pk>/{place}", view, name=f"my_{name}")
        for place, view, name in acts_on_a_membership
    ),
    path("accueil/<slug:slug>/abonnements/", members.members, name="members"),
    path("accueil/<slug:slug>/abonnements.csv", members.members_file, name="members_file"),
    *(
        path(f"accueil/<slug:slug>/abonnements/<int:pk>/{place}", view, name=name)
        for place, view, name in acts_on_a_membership
    ),
    path(
        "accueil/<slug:slug>/personnes/<int:pk>/abonnements/",
        members.subscribe_person,
        name="subscribe_person",
    ),
    path(
        "accueil/<slug:slug>/personnes/<int:pk>/organisation/",
        members.add_organisation,
        name="add_organisation",
    ),
    path("accueil/<slug:slug>/reglages/formules/<int:pk>/prix/", plan_prices.plan_price, name="plan_price"),
    # what a reservation costs, and why
    path("mes-reservations/<int:pk>/prix/", price.price, name="price"),
    # what is owed and not yet invoiced
    path("mes-montants/", my_charges.my_charges, name="my_charges"),
    path("accueil/<slug:slug>/montants/", owed.owed, name="owed"),
    path("accueil/<slug:slug>/montants/<int:pk>/", owed.owed_by, name="owed_by"),
    path("accueil/<slug:slug>/montants/fichier.<str:file_format>", owed.owed_file, name="owed_file"),
    path("accueil/<slug:slug>/montants/ventes/<int:pk>/rayer/", owed.strike_out, name="strike_out_sale"),
    path("accueil/<slug:slug>/personnes/<int:pk>/vendre/", owed.sell, name="sell_article"),
    # money counted by people, and how a structure bills
    path("accueil/<slug:slug>/argent/", include(money_pages)),
    path("structures/<int:pk>/facturation/", structure_account.structure_account, name="structure_account"),
    path(
        "structures/<int:pk>/facturation/numeros/<str:kind>/<int:year>/",
        structure_account.start_series,
        name="start_series",
    ),
    path("mes-coordonnees/", money.my_billing, name="my_billing"),
    path("mes-coordonnees/<int:pk>/", money.my_billing_details, name="my_billing_details"),
    # what is paid online
    path("paiements/evenements/", stripe_webhook.stripe_webhook, name="stripe_webhook"),
    path("paiements/<uuid:token>/", paying.paying, name="paying"),
    path("paiements/<uuid:token>/payer/", paying.go_and_pay, name="go_and_pay"),
    path("paiements/<uuid:token>/abandonner/", paying.give_up, name="give_up_paying"),
    path("mes-reservations/<int:pk>/payer/", paying.pay_reservation, name="pay_reservation"),
    path("mes-factures/<int:pk>/payer/", paying.pay_invoice, name="pay_invoice"),
    path("mes-moyens-de-paiement/", saved_methods.saved_methods, name="saved_methods"),
    path("mes-moyens-de-paiement/<int:pk>/retirer/", saved_methods.withdraw, name="withdraw_method"),
    path("structures/<int:pk>/paiement-en-ligne/", onboarding.online_payments, name="online_payments"),
    path(
        "structures/<int:pk>/paiement-en-ligne/continuer/",
        onboarding.continue_onboarding,
        name="continue_onboarding",
    ),
    path(
        "structures/<int:pk>/paiement-en-ligne/<int:payment_pk>/rembourser/",
        onboarding.give_back,
        name="give_back_online",
    ),
    # invoices and credit notes
    path("mes-factures/", my_invoices.my_invoices, name="my_invoices"),
    path("mes-factures/<int:pk>/", my_invoices.my_invoice, name="my_invoice"),
    path("factures/<int:pk>.pdf", invoice_files.invoice_file, name="invoice_file"),
    path("factures/<int:pk>.xml", invoice_files.invoice_data, name="invoice_data"),
    path("accueil/<slug:slug>/factures/", invoices.invoices, name="invoices"),
    path(
        "accueil/<slug:slug>/factures/fichier.<str:file_format>",
        invoices.invoices_as_file,
        name="invoices_file",
    ),
    path("accueil/<slug:slug>/factures/<int:pk>/", invoices.invoice, name="invoice"),
    path("accueil/<slug:slug>/factures/<int:pk>/envoyer/", invoices.mail, name="mail_invoice"),
    path("accueil/<slug:slug>/factures/<int:pk>/avoir/", credit_notes.credit, name="credit_invoice"),
    path(
        "accueil/<slug:slug>/factures/<int:pk>/depots/<int:line_pk>/rendre/",
        security_deposits.give_back,
        name="give_deposit_back",
    ),
    path("accueil/<slug:slug>/montants/<int:pk>/facturer/", invoice_now.invoice_now, name="invoice_now"),
    # billing runs
    path("accueil/<slug:slug>/facturation/", billing_runs.billing_runs, name="billing_runs"),
    path("accueil/<slug:slug>/facturation/<int:pk>/", include(of_a_billing_run)),
    # entries, VAT, declarations and public invoices of a structure
    path("structures/<int:pk>/comptabilite/", include(accounting_pages)),
    # following what is owed, the end of a month, the books
    path("accueil/<slug:slug>/rappels/", reminders.reminders, name="reminders"),
    path("accueil/<slug:slug>/rappels/proposes/", reminders.adopt_reminders, name="adopt_reminders"),
    path("accueil/<slug:slug>/rappels/ajouter/", reminders.add_reminder, name="add_reminder"),
    path("accueil/<slug:slug>/rappels/<int:pk>/", reminders.change_reminder, name="change_reminder"),
    path("accueil/<slug:slug>/rappels/<int:pk>/retirer/", reminders.remove_reminder, name="remove_reminder"),
    path(
        "accueil/<slug:slug>/argent/clients/<int:pk>/rappels/",
        reminders.customer_reminders,
        name="customer_reminders",
    ),
    path(
        "accueil/<slug:slug>/argent/clients/<int:pk>/rappels/regler/",
        reminders.set_reminders,
        name="set_reminders",
    ),
    path("accueil/<slug:slug>/argent/clients/<int:pk>/releve/", statements.statement, name="statement"),
    path(
        "accueil/<slug:slug>/argent/clients/<int:pk>/releve.<str:file_format>",
        statements.statement_file,
        name="statement_file",
    ),
    path("mes-releves/", statements.my_statements, name="my_statements"),
    path("mes-releves/<int:structure_pk>/<int:pk>/", statements.my_statement, name="my_statement"),
    path(
        "mes-releves/<int:structure_pk>/<int:pk>.<str:file_format>",
        statements.my_statement_file,
        name="my_statement_file",
    ),
    path("accueil/<slug:slug>/retards/", arrears.arrears, name="arrears"),
    path("accueil/<slug:slug>/retards.<str:file_format>", arrears.arrears_file, name="arrears_file"),
    path("accueil/<slug:slug>/mois/", month_close.months, name="months"),
    path("accueil/<slug:slug>/mois/<str:month>/", include(of_a_month)),
    path("structures/<int:pk>/livres/", include(books_of_a_structure)),
]
