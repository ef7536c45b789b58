from __future__ import annotations

from django.urls import URLPattern, path

from reporting.views import (
    attendance,
    census,
    definitions,
    evidence,
    host_figures,
    my_figures,
    network_figures,
    open_data,
    programme_parts,
    programmes,
    questions,
    report_files,
    report_stages,
    reports,
    sessions,
    sitemap,
)

app_name = "reporting"

urlpatterns: list[URLPattern] = [
    # what figures mean
    path("chiffres/", definitions.definitions, name="definitions"),
    path("chiffres/<slug:code>/", definitions.definition, name="definition"),
    # programmes and reports
    path("financeur/", reports.funder_home, name="funder_home"),
    path("reseaux/<slug:slug>/programmes/", programmes.programmes, name="programmes"),
    path("reseaux/<slug:slug>/programmes/nouveau/", programmes.add_programme, name="add_programme"),
    path("programmes/<int:pk>/", programmes.programme, name="programme"),
    path("programmes/<int:pk>/modifier/", programmes.change_programme, name="change_programme"),
    path("programmes/<int:pk>/territoire/", programmes.widen_territory, name="widen_territory"),
    path(
        "programmes/<int:pk>/territoire/<str:code>/retirer/",
        programmes.narrow_territory,
        name="narrow_territory",
    ),
    path(
        "programmes/<int:pk>/indicateurs/nouveau/", programme_parts.follow_indicator, name="follow_indicator"
    ),
    path(
        "programmes/<int:pk>/indicateurs/<int:indicator_pk>/",
        programme_parts.change_indicator,
        name="change_indicator",
    ),
    path(
        "programmes/<int:pk>/indicateurs/<int:indicator_pk>/retirer/",
        programme_parts.drop_indicator,
        name="drop_indicator",
    ),
    path("programmes/<int:pk>/lecteurs/nouveau/", programme_parts.add_reader, name="add_reader"),
    path(
        "programmes/<int:pk>/lecteurs/<int:reader_pk>/fin/", programme_parts.end_reading, name="end_reading"
    ),
    path("programmes/<int:pk>/rapports/nouveau/", report_stages.start_report, name="start_report"),
    path("rapports/<int:pk>/", reports.report, name="report"),
    path("rapports/<int:pk>/calculer/", report_stages.compute_report, name="compute_report"),
    path("rapports/<int:pk>/commentaire/", report_stages.comment_report, name="comment_report"),
    path("rapports/<int:pk>/declarer/<int:indicator_pk>/", report_stages.declare, name="declare"),
    path("rapports/<int:pk>/relire/", report_stages.review_report, name="review_report"),
    path("rapports/<int:pk>/brouillon/", report_stages.back_to_draft, name="back_to_draft"),
    path("rapports/<int:pk>/figer/", report_stages.freeze_report, name="freeze_report"),
    path("rapports/<int:pk>/abandonner/", report_stages.drop_report, name="drop_report"),
    path("rapports/<int:pk>/corriger/", report_stages.correct_report, name="correct_report"),
    path("rapports/<int:pk>/recalculer/", evidence.recompute_report, name="recompute_report"),
    path("rapports/<int:pk>/schema.json", report_files.report_schema, name="report_schema"),
    path("rapports/<int:pk>/rapport.<str:file_format>", report_files.report_file, name="report_file"),
    path("rapports/<int:pk>/preuves/", evidence.evidence, name="evidence"),
    path("rapports/<int:pk>/preuves/<str:code>/", evidence.report_evidence, name="report_evidence"),
    # open data, and what robots read
    path("data/", open_data.open_data, name="open_data"),
    path("data/<str:name>", open_data.open_data_file, name="open_data_file"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("robots.txt", sitemap.robots, name="robots"),
    # what coworkers are asked
    path("profil/questions/", questions.my_answers, name="my_answers"),
    path("profil/questions/plus-tard/", questions.questions_later, name="questions_later"),
    path("profil/questions/retirer/", questions.withdraw_my_answers, name="withdraw_my_answers"),
    path("accueil/<slug:slug>/questionnaire/", questions.paper_form, name="paper_form"),
    path("accueil/<slug:slug>/personnes/<int:pk>/questions/", questions.paper_answers, name="paper_answers"),
    # figures of a venue, and what its hosts record for reports
    path("accueil/<slug:slug>/statistiques/", host_figures.host_figures, name="host_figures"),
    path(
        "accueil/<slug:slug>/statistiques/fichier.<str:file_format>",
        host_figures.host_figures_file,
        name="host_figures_file",
    ),
    path("accueil/<slug:slug>/ateliers/", sessions.sessions, name="sessions"),
    path("accueil/<slug:slug>/ateliers/nouveau/", sessions.record_session, name="record_session"),
    path("accueil/<slug:slug>/ateliers/<int:pk>/", sessions.change_session, name="change_session"),
    path(
        "accueil/<slug:slug>/ateliers/<int:pk>/rayer/", sessions.strike_out_session, name="strike_out_session"
    ),
    path(
        "accueil/<slug:slug>/ateliers/fichier.<str:file_format>",
        sessions.sessions_file,
        name="sessions_file",
    ),
    path("accueil/<slug:slug>/emargement/", attendance.attendance_sheet, name="attendance_sheet"),
    path(
        "accueil/<slug:slug>/emargement/<int:pk>/rayer/", attendance.strike_out_sheet, name="strike_out_sheet"
    ),
    path("accueil/<slug:slug>/recensement/<int:year>/", census.census, name="census"),
    path(
        "accueil/<slug:slug>/recensement/<int:year>/fichier.<str:file_format>",
        census.census_file,
        name="census_file",
    ),
    path("reseaux/<slug:slug>/chiffres/", network_figures.figures, name="network_figures"),
    path(
        "reseaux/<slug:slug>/chiffres/fichier.<str:file_format>",
        network_figures.figures_file,
        name="network_figures_file",
    ),
    path("mes-chiffres/", my_figures.my_figures, name="my_figures"),
    path("mes-chiffres/fichier.<str:file_format>", my_figures.my_figures_file, name="my_figures_file"),
    path("emargement/<int:pk>/", attendance.attendance_scan, name="attendance_scan"),
]
