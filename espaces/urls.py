from django.urls import include, path

from espaces.views import (
    audiences,
    documents,
    hours,
    invitations,
    language,
    legal,
    memberships,
    merging,
    networks,
    people,
    personal_data,
    photos,
    plans,
    profile,
    resources,
    roles,
    structures,
    territories,
    venue_creation,
    venue_settings,
)

app_name = "espaces"

of_a_person = [
    path("", people.person, name="person"),
    path("modifier/", people.change_person, name="change_person"),
    path("documents/", documents.note_document, name="note_document"),
    path("documents/<int:document_pk>/fin/", documents.end_document, name="end_document"),
    path("cles/", documents.lend_key, name="lend_key"),
    path("cles/<int:loan_pk>/rendre/", documents.return_key, name="return_key"),
    path("abonnements/<int:membership_pk>/poste/", memberships.allot_place, name="allot_place"),
    path("attributions/<int:allotment_pk>/fin/", memberships.end_allotment, name="end_allotment"),
    path("effacer/", personal_data.erase_person, name="erase_person"),
    path("fusionner/", merging.choose_duplicate, name="choose_duplicate"),
    path("fusionner/<int:other_pk>/", merging.merge_persons, name="merge_persons"),
]

of_a_structure = [
    path("", structures.structure, name="structure"),
    path("modifier/", structures.change_structure, name="change_structure"),
    path("inviter/", structures.invite_to_structure, name="invite_to_structure"),
    path("formules/", plans.plans, name="plans"),
    path("formules/ajouter/", plans.add_plan, name="add_plan"),
    path("formules/<int:plan_pk>/", plans.change_plan, name="change_plan"),
    path("formules/<int:plan_pk>/archiver/", plans.archive, name="archive_plan"),
    path("publics/", audiences.audiences, name="audiences"),
    path("publics/ajouter/", audiences.add_audience, name="add_audience"),
    path("publics/<int:audience_pk>/", audiences.change_audience, name="change_audience"),
    path("publics/<int:audience_pk>/archiver/", audiences.archive_audience, name="archive_audience"),
]

of_a_network = [
    path("", networks.network_settings, name="network_settings"),
    path("modifier/", networks.change_network, name="change_network"),
    path("inviter/", networks.invite_to_network, name="invite_to_network"),
    path("conditions/", networks.publish_terms, name="publish_terms"),
    path("structures/ajouter/", structures.add_structure, name="add_structure"),
    path("structures/rattacher/", structures.affiliate_structure, name="affiliate_structure"),
    path("affiliations/<int:pk>/fin/", structures.end_affiliation, name="end_affiliation"),
]

steps_of_a_new_venue = [
    path("adresse/", venue_creation.creation_address, name="creation_address"),
    path("horaires/", venue_creation.creation_hours, name="creation_hours"),
    path("postes/", venue_creation.creation_desks, name="creation_desks"),
    path("publication/", venue_creation.creation_publish, name="creation_publish"),
]

settings_of_a_venue = [
    path("", venue_settings.venue_settings, name="venue_settings"),
    path("presentation/", venue_settings.presentation, name="venue_presentation"),
    path("adresse/", venue_settings.address, name="venue_address"),
    path("accueil/", venue_settings.welcome, name="venue_welcome"),
    path("regles/", venue_settings.booking_rules, name="venue_booking_rules"),
    path("fin-de-journee/", venue_settings.cut_off, name="venue_cut_off"),
    path("annulation/", venue_settings.cancellation, name="venue_cancellation"),
    path("publication/", venue_settings.publication, name="venue_publication"),
    path("affiche/", venue_settings.door_poster, name="door_poster"),
    path("affiche/renouveler/", venue_settings.renew_check_in_secret, name="renew_check_in_secret"),
    path("horaires/", hours.hours, name="venue_hours"),
    path("jours-feries/", hours.holidays, name="venue_holidays"),
    path("ressources/", resources.resources, name="venue_resources"),
    path("ressources/ajouter/", resources.add_resource, name="add_resource"),
    path("ressources/<int:pk>/", resources.change_resource, name="resource"),
    path("ressources/<int:pk>/ordre/", resources.move_resource, name="move_resource"),
    path("ressources/<int:pk>/retablir/", resources.restore_resource, name="restore_resource"),
    path("ressources/<int:pk>/retirer/", resources.remove_new_resource, name="remove_new_resource"),
    path("ressources/<int:pk>/postes/", resources.add_places, name="add_places"),
    path("ressources/<int:pk>/postes/<int:place_pk>/", resources.change_place, name="place"),
    path(
        "ressources/<int:pk>/postes/<int:place_pk>/retirer/",
        resources.remove_new_place,
        name="remove_new_place",
    ),
    path("photos/", photos.photos, name="venue_photos"),
    path("photos/<int:pk>/", photos.describe_photo, name="describe_photo"),
    path("photos/<int:pk>/en-tete/", photos.show_photo_first, name="show_photo_first"),
    path("photos/<int:pk>/retirer/", photos.remove_photo, name="remove_photo"),
]

urlpatterns = [
    # people and rights
    path("profil/", profile.profile, name="profile"),
    path("profil/agenda/", profile.calendar_address, name="calendar_address"),
    path("profil/fermer/", profile.close_account, name="close_account"),
    path("profil/mes-donnees/", personal_data.my_data, name="my_data"),
    path("profil/mes-donnees/archive/", personal_data.export_my_data, name="export_my_data"),
    path("profil/mes-donnees/effacer/", personal_data.erase_my_data, name="erase_my_data"),
    path("langue/", language.choose_language, name="language"),
    path("mentions-legales/", legal.legal_notice, name="legal_notice"),
    path("confidentialite/", legal.privacy, name="privacy"),
    path("accessibilite/", legal.accessibility, name="accessibility"),
    path("conditions/", legal.terms, name="terms"),
    path("conditions/accepter/", legal.accept_terms, name="accept_terms"),
    path("conditions/<int:version>/", legal.terms, name="terms_version"),
    path("invitation/<slug:secret>/", invitations.invitation, name="invitation"),
    path("invitations/<int:pk>/retirer/", invitations.withdraw, name="withdraw_invitation"),
    path("roles/<int:pk>/retirer/", roles.revoke, name="revoke_role"),
    path("reseaux/<slug:slug>/", include(of_a_network)),
    path("structures/<int:pk>/", include(of_a_structure)),
    path("accueil/<slug:slug>/personnes/", people.people, name="people"),
    path("accueil/<slug:slug>/personnes/ajouter/", people.add_person, name="add_person"),
    path("accueil/<slug:slug>/personnes/<int:pk>/", include(of_a_person)),
    # territories
    path("communes/", territories.municipality_options, name="municipality_options"),
    # venue settings
    path("structures/<int:pk>/nouvel-espace/", venue_creation.new_venue, name="new_venue"),
    path("accueil/<slug:slug>/creation/", include(steps_of_a_new_venue)),
    path("accueil/<slug:slug>/reglages/", include(settings_of_a_venue)),
    path("photos/<int:pk>/<str:size>.webp", photos.photo_file, name="photo"),
]
