"""Lists of addresses that somebody brings along, with the proof that they agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom import clock
from newsroom.languages import LANGUAGE_CHOICES, LANGUAGES


class ImportState(models.TextChoices):
    """Where a list that is taken over stands."""

    CHECKED = "checked", _("Looked through")
    RUNNING = "running", _("Being taken over")
    DONE = "done", _("Taken over")
    DROPPED = "dropped", _("Dropped")


class Import(models.Model):
    """A list of addresses that somebody brought, with the proof that they agreed; `content` is gone when it is done.

    Rows before `next_row` are taken over: whoever goes on begins there. `counts` says how many rows are what
    (`importing.Verdict`), `problems` which lines are not taken over: the first of them, as
    `importing.Problem` has it.
    """

    name = models.CharField(_("file"), max_length=200)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the file and of what was said about it
    content = models.TextField(blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES)
    collected_by = models.CharField(_("who collected them"), max_length=200, blank=True)
    given_at = models.DateTimeField(_("when they agreed"), null=True, blank=True)
    text_shown = models.TextField(_("the words they agreed to"), blank=True)
    state = models.CharField(_("state"), max_length=7, choices=ImportState, default=ImportState.CHECKED)
    rows_total = models.PositiveIntegerField(_("rows"), default=0)
    next_row = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(_("taken over"), default=0)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    created_at = models.DateTimeField(_("brought"), default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Import]] = models.Manager()

    if TYPE_CHECKING:
        created_by_id: int | None

    class Meta:
        verbose_name = _("list taken over")
        verbose_name_plural = _("lists taken over")
        ordering = ("-created_at", "-pk")
        permissions = (("export_subscriber", _("Can take over and hand out lists of addresses")),)
        constraints = (
            models.CheckConstraint(name="import_language_known", condition=models.Q(language__in=LANGUAGES)),
            models.CheckConstraint(name="import_state_known", condition=models.Q(state__in=ImportState.values)),
            models.CheckConstraint(
                name="import_forgets_when_it_ends",
                condition=models.Q(state__in=(ImportState.CHECKED, ImportState.RUNNING)) | models.Q(content=""),
            ),
        )

    def __str__(self) -> str:
        return self.name
