from django.urls import include, path

from billing.views import price_lines, price_lists, price_sharing, structures

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

urlpatterns = [
    # prices of a venue
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
]
