from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("reservations.urls")),
    path("", include("espaces.urls")),
    path("comptes/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
