from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.models import HandedInFile, JobRun
from feedback.choices import Scale


class ImportMapping(models.Model):
    """How the columns of one kind of file are read; kept by name for the next file of that kind.

    `columns` are {column of the file: what it holds}, where what it holds is "indicator:<key>", "date", "comment",
    "external_id", "room" or "confirmation"; a column that is not named is left alone. `words` are {text in the
    file: points}, for files that write words instead of points; `not_used` the texts that mean "not used".

    Where a file asks several questions about one thing, a column holds "subject", others "mark", and `subjects` are
    {text in the file: key of the indicator}: the mean of the marks is the answer.
    """

    name = models.CharField(_("name"), max_length=60, unique=True)
    scale = models.CharField(_("scale"), max_length=8, choices=Scale)
    columns = models.JSONField(_("columns"), default=dict)
    words = models.JSONField(_("words for points"), default=dict, blank=True)
    not_used = models.JSONField(_("texts that mean not used"), default=list, blank=True)
    subjects = models.JSONField(_("what texts are about"), default=dict, blank=True)
    date_format = models.CharField(_("form of dates"), max_length=20, default="%Y-%m-%d")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("mapping of a survey file")
        verbose_name_plural = _("mappings of survey files")
        ordering = ["name"]

    def __str__(self):
        return self.name


class AnswerImport(HandedInFile):
    """A file of answers: mapped, looked through, imported, perhaps taken back. `columns` are the file's headings.

    `day` is given for files whose rows do not name one.
    """

    FOLDER = "answers"

    columns = models.JSONField(default=list)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    day = models.DateField(_("day of all answers"), null=True, blank=True)
    mapping = models.ForeignKey(ImportMapping, models.SET_NULL, null=True, blank=True, related_name="imports")
    check_run = models.OneToOneField(JobRun, models.SET_NULL, null=True, related_name="checked_answers")
    import_run = models.OneToOneField(JobRun, models.SET_NULL, null=True, related_name="answer_import")
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta(HandedInFile.Meta):
        verbose_name = _("import of answers")
        verbose_name_plural = _("imports of answers")
        permissions = [("import_answers", "May import answers of surveys from files")]

    def get_absolute_url(self) -> str:
        return reverse("feedback:import", args=[self.pk])
