"""Forms of an item: its fields, its place in the order, its links."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portfolio.domain.backlog import KINDS_OF_WORK, PRIORITIES, Category, Level
from portfolio.screens.item import ItemForm as Offered
from portfolio.web.forms.numbers import NumberField
from portfolio.web.language import gettext as _
from portfolio.web.language import later

INHERITED = ""
LEVEL_WORDS = {
    Level.INITIATIVE: later("Initiative"),
    Level.EPIC: later("Epic"),
    Level.STORY: later("Story"),
    Level.SUBTASK: later("Sub-task"),
}
CATEGORY_WORDS = {
    Category.TODO: later("To do"),
    Category.DOING: later("Doing"),
    Category.DONE: later("Done"),
    Category.DROPPED: later("Dropped"),
}
WORK_WORDS = {
    "feature": later("Feature"),
    "debt": later("Technical debt"),
    "compliance": later("Compliance"),
    "incident": later("Incident"),
}


class EditItemForm(FlaskForm):
    """Every field of an item that a person sets."""

    title = StringField(later("Title"), [InputRequired(later("Write a title.")), Length(max=500)])
    type = StringField(
        later("Type"), [Length(max=80)], description=later("As the tracker calls it: Story, Bug.")
    )
    parent_key = StringField(
        later("Hangs under"),
        [Length(max=80)],
        description=later("The key of its epic; of the initiative for an epic."),
    )
    team_id = SelectField(later("Team"), default="")
    area_id = SelectField(later("Area"), default=INHERITED)
    category = SelectField(later("Status category"))
    status = StringField(
        later("Status"), [Length(max=120)], description=later("The team's own word for it.")
    )
    resolution = StringField(later("Resolution"), [Length(max=120)])
    points = NumberField(later("Points"), [Optional()])
    priority = SelectField(later("Priority"), default="")
    kind_of_work = SelectField(later("Kind of work"), default="")
    is_optional = BooleanField(later("The epic is finished without it"))
    earliest_on = DateField(later("Not before"), [Optional()])
    latest_on = DateField(later("Not after"), [Optional()])
    due_on = DateField(later("Due"), [Optional()])
    skills = SelectMultipleField(
        later("Skills it needs"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    version = IntegerField(later("Version"), [Optional()])

    def offer(self, offered: Offered) -> None:
        """Fill the lists to choose from."""
        item = offered.item
        self.team_id.choices = _choices(
            ("", _("No team")), *((str(one.id), one.name) for one in offered.teams)
        )
        self.area_id.choices = _choices(
            (INHERITED, _("As what it hangs under, else its team")),
            *((str(one.id), one.name) for one in offered.areas),
        )
        self.category.choices = _choices(*((c.value, str(w)) for c, w in CATEGORY_WORDS.items()))
        words = {one: _(one) for one in PRIORITIES}
        if item and item.priority and item.priority not in words:
            words[item.priority] = item.priority
        self.priority.choices = _choices(("", _("None")), *words.items())
        kinds = {one: str(WORK_WORDS[one]) for one in KINDS_OF_WORK}
        if item and item.kind_of_work and item.kind_of_work not in kinds:
            kinds[item.kind_of_work] = item.kind_of_work
        self.kind_of_work.choices = _choices(("", _("None")), *kinds.items())
        self.skills.choices = _choices(*((one.slug, one.name) for one in offered.skills))

    def values(self) -> dict[str, Any]:
        """Return what was entered, as fields of an item."""
        return {
            "title": (self.title.data or "").strip(),
            "type": (self.type.data or "").strip(),
            "parent_key": (self.parent_key.data or "").strip() or None,
            "team_id": _number(self.team_id.data),
            "area_id": _number(self.area_id.data),
            "category": Category(self.category.data),
            "status": (self.status.data or "").strip(),
            "resolution": (self.resolution.data or "").strip() or None,
            "points": self.points.data,
            "priority": self.priority.data or None,
            "kind_of_work": self.kind_of_work.data or None,
            "is_optional": bool(self.is_optional.data),
            "earliest_on": self.earliest_on.data,
            "latest_on": self.latest_on.data,
            "due_on": self.due_on.data,
            "skills": tuple(self.skills.data or ()),
        }


class NewItemForm(EditItemForm):
    """A new item: its level, and a key if one is wanted."""

    level = SelectField(later("Level"))
    key = StringField(
        later("Key"),
        [Length(max=80)],
        description=later("Leave it empty to have one made."),
    )

    def offer(self, offered: Offered) -> None:
        """Fill the lists to choose from."""
        super().offer(offered)
        self.level.choices = _choices(*((one.value, str(w)) for one, w in LEVEL_WORDS.items()))


class MoveForm(FlaskForm):
    """Where in the order an item goes."""

    place = IntegerField(later("Place"), [Optional()])
    before = StringField(later("Before"), [Length(max=80)])
    after = StringField(later("After"), [Length(max=80)])
    moves = IntegerField(later("Moves so far"), [Optional()])
    beside_moves = IntegerField(later("Moves so far of the other"), [Optional()])

    def wish(self) -> dict[str, Any]:
        """Return the place that was asked for."""
        return {
            "before": (self.before.data or "").strip() or None,
            "after": (self.after.data or "").strip() or None,
            "place": self.place.data,
        }


class LinkForm(FlaskForm):
    """Another item, and how it hangs together with this one."""

    kind = SelectField(
        later("This item"),
        choices=[
            SelectChoice("Blocks-out", later("must be ready before")),
            SelectChoice("Blocks-in", later("waits for")),
            SelectChoice("Relates-out", later("has to do with")),
        ],
    )
    other = StringField(
        later("The other item's key"), [InputRequired(later("Write the key.")), Length(max=80)]
    )
    lag = IntegerField(later("Sprints between"), [Optional()])


def from_item(offered: Offered) -> dict[str, Any]:
    """Return an item's fields as the form shows them."""
    item = offered.item
    if item is None:
        return {}
    shown = {
        name: getattr(item, name)
        for name in (
            *("title", "type", "status", "resolution", "points", "is_optional"),
            *("earliest_on", "latest_on", "due_on", "version"),
        )
    }
    inherits = not item.area_overridden and (offered.above or item.team_id is not None)
    return {
        **shown,
        "skills": list(item.skills),
        "category": item.category.value,
        "priority": item.priority or "",
        "kind_of_work": item.kind_of_work or "",
        "parent_key": offered.parent_key,
        "team_id": str(item.team_id or ""),
        "area_id": INHERITED if inherits else str(item.area_id or ""),
    }


def _choices(*pairs: tuple[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


def _number(text: str | None) -> int | None:
    return int(text) if text else None
