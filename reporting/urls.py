from __future__ import annotations

from django.urls import URLPattern, path

from reporting.views import open_data, sitemap

app_name = "reporting"

urlpatterns: list[URLPattern] = [
    # open data, and what robots read
    path("data/", open_data.open_data, name="open_data"),
    path("data/<str:name>", open_data.open_data_file, name="open_data_file"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("robots.txt", sitemap.robots, name="robots"),
]
