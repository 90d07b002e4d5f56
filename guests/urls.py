"""Pages of the guest file. Guests are named by number only: addresses are logged and sent to colleagues."""

from django.urls import include, path, register_converter

from guests.views import changes, edit, imports, merging, notepad, page, parts, privacy, retention, timeline
from guests.views.list import GuestList

app_name = "guests"


class GuestNumber:
    """G and at least eight digits."""

    regex = r"G\d{8,}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(GuestNumber, "guest")

urlpatterns = [
    path("", GuestList.as_view(), name="list"),
    path("query/", include("guests.query_urls")),
    path("new/", edit.create_guest, name="create"),
    path("known/", edit.duplicates, name="known"),
    path("pick/", edit.pick, name="pick"),
    path("notepad/", notepad.find, name="notepad_find"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/<uuid:pk>/", imports.import_detail, name="import"),
    path("imports/<uuid:pk>/columns/", imports.import_columns, name="import_columns"),
    path("imports/<uuid:pk>/start/", imports.import_start, name="import_start"),
    path("imports/<uuid:pk>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<uuid:pk>/failed/", imports.import_failed, name="import_failed"),
    path("alerts/<int:pk>/close/", parts.end_alert, name="close_alert"),
    path("documents/<int:pk>/reveal/", parts.reveal, name="reveal_document"),
    path("documents/<int:pk>/remove/", parts.remove_document, name="remove_document"),
    path("duplicates/", merging.DuplicateList.as_view(), name="duplicates"),
    path("duplicates/search/", merging.look_for_duplicates, name="look_for_duplicates"),
    path("duplicates/<int:pk>/different/", merging.different, name="different"),
    path("merges/<int:pk>/", merging.merge_page, name="merge"),
    path("merges/<int:pk>/undo/", merging.undo, name="undo_merge"),
    path("readings/", retention.ReadingList.as_view(), name="readings"),
    path("retention/", retention.retention, name="retention"),
    path("retention/new/", retention.new_rule, name="new_rule"),
    path("retention/<int:pk>/", retention.edit_rule, name="edit_rule"),
    path("retention/<int:pk>/remove/", retention.drop_rule, name="drop_rule"),
    path("<guest:number>/", page.guest_page, name="guest"),
    path("<guest:number>/panels/<str:key>/", page.guest_panel, name="panel"),
    path("<guest:number>/timeline/", timeline.timeline_page, name="timeline"),
    path("<guest:number>/changes/", changes.changes_page, name="changes"),
    path("<guest:number>/restore/<int:pk>/<str:field>/", changes.restore, name="restore"),
    path("<guest:number>/privacy/", privacy.privacy_page, name="privacy"),
    path("<guest:number>/privacy/withdraw/", privacy.withdraw, name="withdraw"),
    path("<guest:number>/privacy/copy/", privacy.take_copy, name="take_copy"),
    path("<guest:number>/privacy/erase/", privacy.erase, name="erase"),
    path("<guest:number>/merge/", merging.choose_other, name="merge_choose"),
    path("<guest:number>/merge/<guest:other>/", merging.merge_with, name="merge_with"),
    path("<guest:number>/edit/", edit.edit_guest, name="edit"),
    path("<guest:number>/notepad/", notepad.notepad, name="notepad"),
    path("<guest:number>/preferences/<int:pk>/remove/", notepad.remove, name="remove_preference"),
    path("<guest:number>/wishes/<int:pk>/promote/", notepad.promote, name="promote_wish"),
    path("<guest:number>/alerts/new/", parts.new_alert, name="new_alert"),
    path("<guest:number>/blacklist/", parts.new_blacklisting, name="blacklist"),
    path("<guest:number>/notes/", parts.new_note, name="new_note"),
    path("<guest:number>/notes/<int:pk>/remove/", parts.drop_note, name="remove_note"),
    path("<guest:number>/consents/", parts.new_consent, name="new_consent"),
    path("<guest:number>/contacts/", parts.new_contact, name="new_contact"),
    path(
        "<guest:number>/contacts/phone/<int:pk>/",
        parts.change_contact,
        {"kind": "phone"},
        name="change_phone",
    ),
    path(
        "<guest:number>/contacts/email/<int:pk>/",
        parts.change_contact,
        {"kind": "email"},
        name="change_email",
    ),
    path("<guest:number>/documents/", parts.new_document, name="new_document"),
    path("<guest:number>/relationships/", parts.new_relationship, name="new_relationship"),
    path(
        "<guest:number>/relationships/<int:pk>/remove/", parts.remove_relationship, name="remove_relationship"
    ),
]
