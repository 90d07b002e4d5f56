"""Addresses of services, offers and care; part of `loyalty.urls`."""

from django.urls import path

from loyalty.views import campaigns, care, matrix, offers

urlpatterns = [
    path("services/", matrix.matrix, name="matrix"),
    path("services/new/", matrix.service, name="new_service"),
    path("services/<int:pk>/", matrix.service, name="service"),
    path("services/given/<int:pk>/take-back/", matrix.withdraw, name="withdraw"),
    path("serve/<slug:number>/", matrix.serve, name="serve"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/new/", campaigns.campaign, name="new_campaign"),
    path("campaigns/<int:pk>/", campaigns.campaign, name="campaign"),
    path("coupons/new/", campaigns.coupon, name="new_coupon"),
    path("coupons/<int:pk>/", campaigns.coupon, name="coupon"),
    path("combinations/forbid/", campaigns.forbid, name="forbid"),
    path("combinations/<int:pk>/allow/", campaigns.allow, name="allow"),
    path("offers/booking/<slug:confirmation>/", offers.booking, name="booking_offers"),
    path("offers/<int:pk>/take-back/", offers.take_back, name="take_offer_back"),
    path("offers/<slug:number>/", offers.offers, name="offers"),
    path("invested/", matrix.investment, name="investment"),
    path("invested/<slug:number>/", matrix.invested, name="invested"),
    path("care/", care.calendar, name="care"),
    path("care/rules/", care.rules, name="care_rules"),
    path("care/rules/<slug:occasion>/", care.rule, name="care_rule"),
    path("care/rules/<slug:occasion>/try/<slug:language>/", care.try_out, name="try_care"),
    path("care/<int:pk>/<slug:deed>/", care.settle, name="settle_care"),
]
