from django.urls import include, path

from reservations.views import (
    calendar,
    changes,
    check_in,
    closures,
    corrections,
    home,
    host_booking,
    host_reservation,
    host_units,
    member_import,
    my_reservations,
    today,
    units,
    venue,
    venues,
    visitors,
    week,
)

app_name = "reservations"

units_of_a_person = [
    path("", host_units.person_units, name="person_units"),
    path("donner/", host_units.give, name="give_units"),
    path("autre-usage/", host_units.use_otherwise, name="use_otherwise"),
    path("<int:grant_pk>/terminer/", host_units.end_grant, name="end_grant"),
    path("<int:grant_pk>/corriger/", host_units.correct, name="correct_grant"),
]

of_a_hosted_venue = [
    path("", today.today, name="today"),
    path("noms/", visitors.visitor_options, name="visitor_options"),
    path("feuille/", today.door_list, name="door_list"),
    path("semaine/", week.week, name="week"),
    path("reserver/", host_booking.host_booking, name="host_booking"),
    path("reservations/<int:pk>/", host_reservation.host_reservation, name="host_reservation"),
    path("reservations/<int:pk>/arrivee/", today.host_check_in, name="host_check_in"),
    path("reservations/<int:pk>/deplacer/", host_booking.host_move, name="host_move"),
    path("reservations/<int:pk>/presence/", corrections.add_presence, name="add_presence"),
    path("presences/<int:pk>/depart/", today.host_check_out, name="host_check_out"),
    path("presences/<int:pk>/corriger/", corrections.correct_presence, name="correct_presence"),
    path("presences/<int:pk>/rayer/", corrections.strike_out, name="strike_out"),
    path("corrections/<int:pk>/annuler/", corrections.undo_correction, name="undo_correction"),
    path("absences/", corrections.no_shows, name="no_shows"),
    path("personnes/<int:pk>/reservations/", host_reservation.person_history, name="person_history"),
    path("fermetures/", closures.closures, name="closures"),
    path("fermetures/ajouter/", closures.add_closure, name="add_closure"),
    path("fermetures/<int:pk>/lever/", closures.lift_closure, name="lift_closure"),
    path("reglages/reprise/", member_import.member_import, name="member_import"),
    path("reglages/horaires/changer/", changes.change_hours, name="change_hours"),
    path("reglages/postes/<int:pk>/retirer/", changes.end_place, name="end_place"),
    path("reglages/ressources/<int:pk>/archiver/", changes.archive_resource, name="archive_resource"),
]

urlpatterns = [
    # public
    path("", home.home, name="home"),
    path("lieux/", home.places_like, name="places_like"),
    path("espaces/", venues.venues, name="venues"),
    path("espaces/<slug:slug>/", venue.venue, name="venue"),
    # a host's
    path("accueil/<slug:slug>/", include(of_a_hosted_venue)),
    path("accueil/<slug:slug>/personnes/<int:pk>/unites/", include(units_of_a_person)),
    # a coworker's own
    path("mes-reservations/", my_reservations.my_reservations, name="my_reservations"),
    path("mes-reservations/passees/", my_reservations.past_reservations, name="past_reservations"),
    path("mes-reservations/<int:pk>/", my_reservations.reservation, name="reservation"),
    path("mes-reservations/<int:pk>/agenda.ics", calendar.reservation_ics, name="reservation_ics"),
    path("mes-reservations/<int:pk>/presence/", check_in.record_presence, name="record_presence"),
    path("mes-unites/", units.my_units, name="my_units"),
    path("mes-unites/lignes.csv", units.my_units_csv, name="my_units_csv"),
    path("mes-unites/equipes/<int:pk>/", units.team_units, name="team_units"),
    path("mes-unites/equipes/<int:pk>/lignes.csv", units.team_units_csv, name="team_units_csv"),
    path("arrivee/<slug:secret>/", check_in.check_in, name="check_in"),
    path("agenda/<slug:secret>.ics", calendar.calendar_feed, name="calendar_feed"),
]
