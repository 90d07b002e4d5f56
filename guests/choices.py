"""The fixed lists of the guest file; the keys are stored, the labels are shown in the reader's language."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Gender(TextChoices):
    MALE = "male", _("male")
    FEMALE = "female", _("female")


class Calendar(TextChoices):
    SOLAR = "solar", _("solar")
    LUNAR = "lunar", _("lunar")


class Industry(TextChoices):
    MANAGER = "manager", _("manager")
    GOVERNMENT = "government", _("government")
    RESEARCHER = "researcher", _("researcher")
    CLERK = "clerk", _("clerk")
    TEACHER = "teacher", _("teacher")
    WORKER = "worker", _("worker")
    FARMER = "farmer", _("farmer")
    RETIRED = "retired", _("retired")
    UNEMPLOYED = "unemployed", _("unemployed")
    STUDENT = "student", _("student")
    OTHER = "other", _("other")


class Education(TextChoices):
    JUNIOR_HIGH = "junior_high", _("junior high or less")
    HIGH_SCHOOL = "high_school", _("high school")
    TECHNICAL = "technical", _("technical secondary")
    JUNIOR_COLLEGE = "junior_college", _("junior college")
    BACHELOR = "bachelor", _("bachelor")
    MASTER = "master", _("master")
    DOCTOR = "doctor", _("doctor")


class IncomeBand(IntegerChoices):
    """Monthly income in CNY; the value is the band's rank, lowest first."""

    UNDER_1500 = 1, _("under 1,500")
    UNDER_3000 = 2, _("1,500 – 2,999")
    UNDER_6000 = 3, _("3,000 – 5,999")
    UNDER_10000 = 4, _("6,000 – 9,999")
    FROM_10000 = 5, _("10,000 or more")


class Credit(IntegerChoices):
    POOR = 1, _("poor")
    FAIR = 2, _("fair")
    GOOD = 3, _("good")
    EXCELLENT = 4, _("excellent")


class DocumentType(TextChoices):
    IDENTITY_CARD = "identity_card", _("identity card")
    PASSPORT = "passport", _("passport")
    PERMIT = "permit", _("travel permit")
    DRIVING_LICENCE = "driving_licence", _("driving licence")
    OTHER = "other", _("other document")


class PreferenceCategory(TextChoices):
    ROOM = "room", _("room")
    BED = "bed", _("bed and pillow")
    SET_UP = "set_up", _("set-up and amenities")
    FOOD = "food", _("food")
    DRINK = "drink", _("drink")
    DIET = "diet", _("diet and allergy")
    SEAT = "seat", _("favourite seat")
    SERVICE = "service", _("service")
    LEISURE = "leisure", _("leisure")
    OTHER = "other", _("other")


class Basis(TextChoices):
    """How we know: he said so, or we saw it."""

    STATED = "stated", _("stated")
    OBSERVED = "observed", _("observed")


class AlertKind(TextChoices):
    ALERT = "alert", _("alert")
    BLACKLIST = "blacklist", _("blacklist")


class Place(TextChoices):
    """Where an alert speaks up."""

    BOOKING = "booking", _("at booking")
    CHECK_IN = "check_in", _("at check-in")
    IN_HOUSE = "in_house", _("in the house")
    CHECK_OUT = "check_out", _("at check-out")


class AccountKind(TextChoices):
    COMPANY = "company", _("company")
    GOVERNMENT = "government", _("government office")
    AGENCY = "agency", _("travel agency")


class Department(TextChoices):
    FRONT_DESK = "front_desk", _("Front desk")
    ROOMS = "rooms", _("Rooms")
    FOOD_BEVERAGE = "food_beverage", _("Food, beverage and entertainment")
    GUEST_SERVICE = "guest_service", _("Guest service")
    SALES = "sales", _("Sales")
    MARKETING = "marketing", _("Marketing")
    FINANCE = "finance", _("Finance")
    MANAGEMENT = "management", _("Management")
    CRM_CENTRE = "crm_centre", _("CRM centre")


class ConsentPurpose(TextChoices):
    SERVICE = "service", _("messages about his stay")
    MARKETING = "marketing", _("offers and news")
    PROFILING = "profiling", _("personal service from his history")
    SURVEY = "survey", _("surveys")
    PROGRAMME = "programme", _("membership: points and statements")


class ContactChannel(TextChoices):
    EMAIL = "email", _("e-mail")
    SMS = "sms", _("text message")
    PHONE = "phone", _("phone")
    LETTER = "letter", _("letter")
    ANY = "any", _("any channel")


class RelationshipKind(TextChoices):
    COMPANION = "companion", _("travels with")
    SPOUSE = "spouse", _("spouse")
    PARENT = "parent", _("parent")
    CHILD = "child", _("child")
    COLLEAGUE = "colleague", _("colleague")
    ASSISTANT = "assistant", _("assistant")


#: Languages a guest may be written to in; the two of the house first.
LANGUAGES_SPOKEN = [
    ("zh-hans", _("Chinese")),
    ("en", _("English")),
    ("de", _("German")),
    ("fr", _("French")),
    ("ja", _("Japanese")),
    ("ko", _("Korean")),
    ("ru", _("Russian")),
    ("es", _("Spanish")),
    ("th", _("Thai")),
]


class ReadingKind(TextChoices):
    """How somebody came to know a guest's file."""

    PAGE = "page", _("page")
    API = "api", _("interface")
    EXPORT = "export", _("copy of all data")
    LIST = "list", _("list taken away")


class ErasureBasis(TextChoices):
    """Why a guest was erased."""

    REQUEST = "request", _("he asked for it")
    WITHDRAWN = "withdrawn", _("he withdrew his consent")
    TERM = "term", _("the term for keeping is over")
    UNLAWFUL = "unlawful", _("it should never have been kept")


class RetentionEffect(TextChoices):
    END = "end", _("goes when the term is over")
    HOLD = "hold", _("must be kept until the term is over")


class ImportMode(TextChoices):
    """What a file may do with guests who have a file already."""

    CREATE = "create", _("leave them as they are")
    FILL = "fill", _("fill what is empty")
    UPDATE = "update", _("replace what no person has confirmed")


class ImportDates(TextChoices):
    """How a file writes dates: the value is a key of guests.imports.values.DATE_FORMATS."""

    ISO = "iso", _("2026-03-31 (year, month, day)")
    CHINESE = "chinese", _("2026年3月31日")
    DAY_FIRST = "day_first", _("31.03.2026 or 31/03/2026 (day first)")
    MONTH_FIRST = "month_first", _("03/31/2026 (month first)")
    DIGITS = "digits", _("20260331")
