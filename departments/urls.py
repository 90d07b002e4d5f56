from django.urls import path

from departments import (
    api_clients,
    arrivals,
    briefing,
    crm_centre,
    finance,
    food_beverage,
    front_desk,
    hand_over,
    management_home,
    quarantine,
    rooms,
)

app_name = "departments"
urlpatterns = [
    path("front-desk/", front_desk.front_desk, name="front_desk"),
    path("rooms/", rooms.rooms, name="rooms"),
    path("rooms/set-up/<int:line>/", rooms.tick, name="set_up_tick"),
    path("arrivals/", arrivals.arrivals, name="arrivals"),
    path("briefing/", briefing.briefing, name="briefing"),
    path("hand-over/", hand_over.hand_over, name="hand_over"),
    path("hand-over/<int:pk>/<slug:step>/", hand_over.hand_over_step, name="hand_over_step"),
    path("food-beverage/", food_beverage.food_beverage, name="food_beverage"),
    path("food-beverage/till/", food_beverage.till, name="till"),
    path("food-beverage/serve/<int:line>/", food_beverage.serve, name="serve"),
    path("crm-centre/", crm_centre.crm_centre, name="crm_centre"),
    path("crm-centre/quarantine/", quarantine.QuarantineList.as_view(), name="quarantine"),
    path("crm-centre/quarantine/<int:pk>/", quarantine.quarantine_item, name="quarantine_item"),
    path("crm-centre/quarantine/<int:pk>/map/", quarantine.map_item, name="quarantine_map"),
    path("crm-centre/quarantine/<int:pk>/replay/", quarantine.replay_item, name="quarantine_replay"),
    path("crm-centre/quarantine/<int:pk>/dismiss/", quarantine.dismiss_item, name="quarantine_dismiss"),
    path("crm-centre/api-clients/", api_clients.api_clients, name="api_clients"),
    path("crm-centre/api-clients/new/", api_clients.create, name="api_client_create"),
    path("crm-centre/api-clients/<int:pk>/", api_clients.edit, name="api_client_edit"),
    path("crm-centre/api-clients/<int:pk>/token/", api_clients.renew, name="api_client_renew"),
    path("crm-centre/api-clients/<int:pk>/revoke/", api_clients.revoke, name="api_client_revoke"),
    path("finance/", finance.finance, name="finance"),
    path("finance/freeze/", finance.freeze, name="finance_freeze"),
    path("management/", management_home.management, name="management"),
]
