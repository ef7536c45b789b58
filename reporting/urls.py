from __future__ import annotations

from django.urls import URLPattern, path

from reporting.views import definitions, open_data, questions, sitemap

app_name = "reporting"

urlpatterns: list[URLPattern] = [
    # what figures mean
    path("chiffres/", definitions.definitions, name="definitions"),
    path("chiffres/<slug:code>/", definitions.definition, name="definition"),
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
]
