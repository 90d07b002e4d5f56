"""Sets of permissions that several departments share: what somebody does who serves guests, reads stays, …"""

#: What everybody does who serves guests: find one, read what he likes, note what one sees.
SERVES_GUESTS = (
    "guests.view_guest",
    "guests.view_preference",
    "guests.add_preference",
    "guests.view_alert",
    "guests.view_note",
    "guests.add_note",
)

#: Reads bookings and stays without changing them.
READS_STAYS = (
    "reservations.view_reservation",
    "reservations.view_reservationline",
    "reservations.view_stay",
)

#: Leaves notes for the next shift, and sees to those that were left.
HANDS_OVER = (
    "departments.view_handovernote",
    "departments.add_handovernote",
    "departments.change_handovernote",
)

#: Hears complaints, and does something for the guest within the department's limits.
HEARS_COMPLAINTS = (
    "feedback.view_complaint",
    "feedback.add_complaint",
    "feedback.add_recovery",
    "feedback.view_guestrequest",
    "feedback.add_guestrequest",
    "feedback.change_guestrequest",
)

#: Reads what guests think of the department, and what is done about it.
READS_OPINIONS = (
    "satisfaction.view_diagnosis",
    "satisfaction.view_improvement",
)

#: Reads it of every department, and sees to it that something is done.
SEES_TO_OPINIONS = (
    *READS_OPINIONS,
    "satisfaction.view_whole_diagnosis",
    "satisfaction.view_guestsatisfaction",
    "satisfaction.add_improvement",
    "satisfaction.change_improvement",
    "words.view_wordsmodel",
)

#: Reads which behaviour segment guests are in, asks questions of trees, and says of sampled guests what they are.
ASKS_TREES = (
    "segments.view_guestattributes",
    "segments.view_attributerun",
    "segments.view_filtersegment",
    "segments.view_filtermove",
    "segments.add_filtersegment",
    "segments.change_filtersegment",
    "segments.view_segmentmembership",
    "segments.view_segmentnight",
    "segments.view_segmentmove",
    "segments.view_trainingsample",
    "segments.add_segmentlabel",
    "segments.view_treeversion",
    "segments.add_treeversion",
    "segments.add_question",
    "segments.view_treatment",
    "segments.add_treatment",
)
#: Draws the samples and decides which tree makes the segments.
DECIDES_ON_SEGMENTS = (
    *ASKS_TREES,
    "segments.add_bandversion",
    "segments.delete_filtersegment",
    "segments.add_trainingsample",
    "segments.delete_question",
    "segments.delete_treatment",
    "segments.add_publication",
)

#: Asks guests how it was: on a tablet, in person; reads what they answered.
ASKS_GUESTS = ("feedback.view_answerset", "feedback.add_answerset", "feedback.change_surveytablet")

#: Reads what is sent to guests and why something was not, and has an invitation sent again.
SEES_TO_MESSAGES = ("feedback.view_surveyinvitation", "feedback.change_surveyinvitation", "own.view_letter")

#: Sees what a guest is to the house, and by what tier he is served.
KNOWS_TIERS = ("loyalty.view_serviceclass", "loyalty.view_membership", "loyalty.view_service")

#: Sees what a guest is entitled to at booking and check-in, and records what he takes.
OFFERS = ("loyalty.view_campaign", "loyalty.view_offertaken", "loyalty.add_offertaken")

#: Writes down services that guests get, and sees to birthdays, festivals and anniversaries.
CARES = ("loyalty.add_servicegiven", "loyalty.view_care", "loyalty.change_care")

#: Leads campaigns and the words of care, and sees what giving comes to.
LEADS_GIVING = (
    "loyalty.change_campaign",
    "loyalty.view_carerule",
    "loyalty.change_carerule",
    "loyalty.view_investmentnight",
)

#: Enrols members and redeems what they have collected; enters points by hand within the limit.
SERVES_MEMBERS = (
    *KNOWS_TIERS,
    "loyalty.enrol_guest",
    "loyalty.add_redemption",
    "loyalty.view_redemption",
    "loyalty.view_notice",
    "loyalty.change_notice",
    "loyalty.view_reward",
    "loyalty.view_manualentry",
    "loyalty.add_manualentry",
    "own.add_ownkey",
    "own.view_ownrequest",
    "own.change_ownrequest",
)

#: Leads the programme: rules, catalogue, decisions in spite of the figures.
LEADS_PROGRAMME = (
    *SERVES_MEMBERS,
    *OFFERS,
    *CARES,
    *LEADS_GIVING,
    "loyalty.change_service",
    "loyalty.view_tierchange",
    "loyalty.review_tierchange",
    "loyalty.lock_tier",
    "loyalty.view_ladderrules",
    "loyalty.add_ladderrules",
    "loyalty.change_reward",
    "loyalty.change_tier",
    "loyalty.change_staffguest",
    "loyalty.view_liability",
)

#: Sees where guests stand in their life-cycle, and who moved.
READS_LIFE_CYCLE = (
    "life_cycle.view_guestlifecycle",
    "life_cycle.view_lifecyclenight",
    "life_cycle.view_lifecyclechange",
)

#: Asks combined queries and keeps them.
ASKS_QUERIES = (
    "guests.view_savedquery",
    "guests.add_savedquery",
)

#: Sets the parameters and weights of what is computed, and starts it.
SETS_FIGURES = (
    "value.view_valueparameters",
    "value.change_valueparameters",
    "satisfaction.view_weighting",
    "satisfaction.change_weighting",
    "common.view_jobrun",
    "common.add_jobrun",
)
