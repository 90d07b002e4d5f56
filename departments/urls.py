from django.urls import path

from departments import api_clients, crm_centre, rooms

app_name = "departments"
urlpatterns = [
    path("rooms/", rooms.rooms, name="rooms"),
    path("rooms/set-up/<int:line>/", rooms.tick, name="set_up_tick"),
    path("crm-centre/", crm_centre.crm_centre, name="crm_centre"),
    path("crm-centre/night/", crm_centre.start_night, name="start_night"),
    path("crm-centre/api-clients/", api_clients.api_clients, name="api_clients"),
    path("crm-centre/api-clients/new/", api_clients.create, name="api_client_create"),
    path("crm-centre/api-clients/<int:pk>/", api_clients.edit, name="api_client_edit"),
    path("crm-centre/api-clients/<int:pk>/token/", api_clients.renew, name="api_client_renew"),
    path("crm-centre/api-clients/<int:pk>/revoke/", api_clients.revoke, name="api_client_revoke"),
]
