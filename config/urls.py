from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from billing.views import booked, cancel, checkout, move, walk_in
from espaces.views import demo_mailbox

handler500 = "espaces.views.failures.failed"

urlpatterns = [
    path("", include("reporting.urls")),
    path("", include("billing.urls")),
    path("", include("reservations.urls")),
    path("", include("espaces.urls")),
    # where an act is confirmed: without namespace, so that pages need not know which app prices it
    path("reserver/<int:pk>/", checkout.checkout, name="checkout"),
    path("reserver/<int:pk>/fait/", booked.booked, name="booked"),
    path("mes-reservations/<int:pk>/annuler/", cancel.cancel, name="cancel"),
    path("mes-reservations/<int:pk>/deplacer/", move.move, name="move"),
    path("accueil/<slug:slug>/arrivee/", walk_in.walk_in, name="walk_in"),
    path("comptes/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]

if settings.DEMO:
    urlpatterns += [
        path("demo/courrier/", demo_mailbox.mailbox, name="demo_mailbox"),
        path("demo/courrier/<str:key>/", demo_mailbox.mail, name="demo_mail"),
        path("demo/courrier/<str:key>/<int:rank>/", demo_mailbox.attachment, name="demo_attachment"),
    ]
