from django.urls import include, path

from loyalty.views import guest, notices, overview, programme, redemptions, rules

app_name = "loyalty"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("members/", overview.MemberList.as_view(), name="members"),
    path("changes/", overview.ChangeList.as_view(), name="changes"),
    path("changes/<int:pk>/<slug:deed>/", overview.decide, name="decide"),
    path("liability/", overview.liability, name="liability"),
    path("rules/<slug:ladder>/", rules.rules, name="rules"),
    path("programme/", programme.programme, name="programme"),
    path("programme/rewards/new/", programme.reward, name="new_reward"),
    path("programme/rewards/<int:pk>/", programme.reward, name="reward"),
    path("programme/tiers/<int:pk>/", programme.tier, name="tier"),
    path("programme/earning/new/", programme.earning_rule, name="new_earning_rule"),
    path("programme/earning/<int:pk>/", programme.earning_rule, name="earning_rule"),
    path("programme/rates/<int:pk>/", programme.rate, name="rate"),
    path("entries/", programme.entries, name="entries"),
    path("entries/<int:pk>/<slug:deed>/", programme.decide_entry, name="decide_entry"),
    path("staff/", programme.staff, name="staff"),
    path("notices/", notices.NoticeList.as_view(), name="notices"),
    path("notices/<int:pk>/told/", notices.told, name="told"),
    path("redemptions/", redemptions.RedemptionList.as_view(), name="redemptions"),
    path("redemptions/<int:pk>/take-back/", guest.cancel, name="cancel"),
    path("", include("loyalty.giving_urls")),
    path("guests/<slug:number>/", guest.guest, name="guest"),
    path("guests/<slug:number>/<slug:deed>/", guest.act, name="act"),
]
