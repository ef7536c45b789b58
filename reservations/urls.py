from django.urls import path

from reservations.views import calendar, check_in, my_reservations

app_name = "reservations"

urlpatterns = [
    # a coworker's own
    path("mes-reservations/", my_reservations.my_reservations, name="my_reservations"),
    path("mes-reservations/passees/", my_reservations.past_reservations, name="past_reservations"),
    path("mes-reservations/<int:pk>/", my_reservations.reservation, name="reservation"),
    path("mes-reservations/<int:pk>/agenda.ics", calendar.reservation_ics, name="reservation_ics"),
    path("mes-reservations/<int:pk>/presence/", check_in.record_presence, name="record_presence"),
    path("arrivee/<str:secret>/", check_in.check_in, name="check_in"),
    path("agenda/<str:secret>.ics", calendar.calendar_feed, name="calendar_feed"),
]
