"""What a form holds that was not saved: a draft laid over it, a part as it would be saved, the choices of a conflict.

Reads the form and what is stored; checks nothing and writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.forms.utils import to_current_timezone
from django.http import QueryDict

from articles import body, saving
from articles.models import CreditRole, Draft
from articles.models.article import TEXT_FIELDS
from newsroom.converters import row_id, row_ids

if TYPE_CHECKING:
    from articles.forms import ArticleForm

_LISTS = ("regions", "tags", "wires")


def lay_over(form: ArticleForm, draft: Draft) -> None:
    """Show a draft in place of what is stored, behind the version that it began with."""
    form.initial.update(_values(form, draft.part, posted(draft.data)))
    form.initial[f"version_{draft.part}"] = draft.base_version


def posted(data: Mapping[str, Any]) -> QueryDict:
    """A draft's data as a browser would post it."""
    given = QueryDict(mutable=True)
    for name, values in data.items():
        given.setlist(name, values if isinstance(values, list) else [values])
    return given


def _values(form: ArticleForm, part: str, data: Any) -> dict[str, Any]:
    """What was posted of a part, by field; bodies are cleaned here as everywhere."""
    values = {name: form.fields[name].widget.value_from_datadict(data, {}, name) for name in form.own_fields(part)}
    return {name: body.clean(value or "") if name.startswith("body_") else value for name, value in values.items()}


def differs(form: ArticleForm, draft: Draft) -> bool:
    """Whether a draft says another thing than what is stored."""
    values = _values(form, draft.part, posted(draft.data))
    return any(form.plain(name, value) != form.opened(name) for name, value in values.items())


def as_snapshot(form: ArticleForm, part: str, data: Any) -> dict[str, Any]:
    """What was posted of a part, as `saving.snapshot` would keep it."""
    values = _values(form, part, data)
    if part != saving.SHARED:
        return {field: str(form.plain(f"{field}_{part}", values[f"{field}_{part}"])) for field in TEXT_FIELDS}
    return {
        "kind": str(values["kind"] or ""),
        "section": row_id(values["section"]),
        "hero": row_id(values["hero"]),
        "from_desk": bool(values["from_desk"]),
        "embargo_until": _moment(form, values["embargo_until"]),
        **{name: sorted(row_ids(values[name])) for name in _LISTS},
        "credits": [[role, pk] for role in CreditRole.values for pk in row_ids(values[f"credit_{role}"])],
        "related": row_ids(values["related_reads"]),
    }


def _moment(form: ArticleForm, given: Any) -> str | None:
    try:
        moment = form.fields["embargo_until"].clean(given)
    except ValidationError:
        return None
    return moment.astimezone(UTC).isoformat() if moment else None


def with_theirs(form: ArticleForm) -> Any:
    """The form's data with what somebody else saved wherever the editor chose that (`take_<part>_<field>`)."""
    theirs = [key for key, value in form.data.items() if key.startswith("take_") and value == "theirs"]
    if not theirs:
        return form.data
    data: QueryDict = form.data.copy()  # type: ignore[attr-defined]
    for part, _joint, field in (key.removeprefix("take_").partition("_") for key in theirs):
        if f"keep_{part}" in data and part in saving.PARTS:
            _post_stored(form, data, part, field)
    return data


def _post_stored(form: ArticleForm, data: QueryDict, part: str, field: str) -> None:
    stored = saving.snapshot(form.instance.pk, part)
    if field not in stored:
        return
    value = stored[field]
    if part != saving.SHARED:
        data[f"{field}_{part}"] = value
    elif field == "credits":
        for role in CreditRole.values:
            data.setlist(f"credit_{role}", [str(pk) for kept, pk in value if kept == role])
    elif field == "embargo_until":
        moment = to_current_timezone(datetime.fromisoformat(value)) if value else None
        data["embargo_until_day"] = moment.date().isoformat() if moment else ""
        data["embargo_until_hour"] = f"{moment:%H:%M}" if moment else ""
    elif field == "from_desk":
        data.setlist("from_desk", ["on"] if value else [])
    else:
        rows = value if isinstance(value, list) else [value] if value else []
        data.setlist("related_reads" if field == "related" else field, [str(pk) for pk in rows])
