"""Headlines and findings about capacity, in the page's language."""

from portfolio.domain.team_capacity import SENTENCES, Notice, Source, SprintCapacity
from portfolio.domain.teams import Team
from portfolio.screens.team import TeamScreen
from portfolio.screens.teams import TeamsScreen
from portfolio.web.formats import day_text, number, percent, points
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext

# Said here once more, so that the catalogue of translations finds them.
_NOTICES = (
    _("{team} has fewer than three finished sprints: its capacity uses the rate of its area."),
    _("{team} has fewer than three finished sprints: its capacity uses the rate of all teams."),
    _(
        "Most of what {team} delivered had no points: its capacity is items times the product's "
        "median points an item."
    ),
    _("{team} has no history to learn a capacity from: its capacity is 0."),
    _(
        "{team} delivered nothing in the median of what its rate is learned from: "
        "its capacity is 0."
    ),
    _("Nobody is in {team} for part of the cycle: its capacity there is 0."),
    _(
        "{team} moves to another area: in the two sprints after, switching takes a part of its "
        "capacity."
    ),
)


def notice(one: Notice, team: Team) -> str:
    """Return what a reader of the team's capacity must know."""
    return _(SENTENCES[one]).format(team=team.name)


def teams_headline(screen: TeamsScreen) -> str:
    """Return what all teams can take against what is open."""
    count = len(screen.rows)
    if not count:
        return _("There are no teams yet")
    if screen.cycle is None:
        return ngettext(
            "%(num)d team, and no quarter yet", "%(num)d teams, and no quarter yet", count
        )
    return ngettext(
        "%(num)d team can take %(points)s points this quarter; %(open)s are open",
        "%(num)d teams can take %(points)s points this quarter; %(open)s are open",
        count,
        points=points(screen.points),
        open=points(screen.demand.points),
    )


def teams_proof(screen: TeamsScreen) -> str:
    """Return the line under the headline of all teams."""
    said = [
        ngettext("%(num)d person on record.", "%(num)d people on record.", screen.people)
        if screen.people
        else _("No people on record: capacity is learned from what was delivered.")
    ]
    if screen.planned:
        said.append(_("The plan in force gives %(points)s points.", points=points(screen.planned)))
    if screen.demand.estimated:
        said.append(
            _(
                "%(count)s of %(all)s open items have no points and are sized by their "
                "reference class.",
                count=number(screen.demand.estimated),
                all=number(screen.demand.items),
            )
        )
    return " ".join(said)


def team_headline(screen: TeamScreen) -> str:
    """Return what the team can take, and what an absence that is not saved yet changes."""
    name = screen.team.name
    if screen.shown is None:
        return _("%(team)s has no quarter to plan yet", team=name)
    told = points(screen.shown.points)
    change = screen.effect.points if screen.effect else 0.0
    if abs(change) < 0.05:
        return _("%(team)s can take %(points)s points this quarter", team=name, points=told)
    if change < 0:
        return _(
            "%(team)s can take %(points)s points this quarter, %(change)s fewer than before your "
            "change",
            team=name,
            points=told,
            change=number(-change, 1),
        )
    return _(
        "%(team)s can take %(points)s points this quarter, %(change)s more than before your change",
        team=name,
        points=told,
        change=number(change, 1),
    )


def team_proof(screen: TeamScreen) -> str:
    """Return the line under the headline of a team: its people and its rate."""
    return f"{_people(screen)} {_rate(screen)}".strip()


def bars_title(screen: TeamScreen) -> str:
    """Return the finding of the capacity bars."""
    sprints = screen.shown.sprints if screen.shown else ()
    worked = [one for one in sprints if one.days > 0]
    if not worked:
        return _("Every sprint counts the same, without people on record")
    thinnest = min(worked, key=_kept)
    if thinnest.days - thinnest.available < 0.05:
        return _("No sprint loses a day to holidays, absence or on-call")
    return _(
        "%(sprint)s keeps the least: %(focused)s of %(days)s days are focused",
        sprint=thinnest.sprint.name,
        focused=number(thinnest.focused, 1),
        days=number(thinnest.days, 1),
    )


def _kept(one: SprintCapacity) -> float:
    return one.focused / one.days


def _people(screen: TeamScreen) -> str:
    if not screen.people:
        return _("No people on record.")
    who = ngettext("%(num)d person", "%(num)d people", screen.people)
    where = ngettext("%(num)d office", "%(num)d offices", screen.offices)
    full_time = number(screen.full_time, 1)
    if not screen.offices:
        return _("%(who)s, %(full_time)s full-time.", who=who, full_time=full_time)
    return _(
        "%(who)s in %(where)s, %(full_time)s full-time.",
        who=who,
        where=where,
        full_time=full_time,
    )


def _rate(screen: TeamScreen) -> str:
    shown = screen.shown
    if shown is None or shown.rate is None or shown.source is Source.NOTHING:
        return ""
    count = len(shown.learned)
    if shown.source is Source.HISTORY:
        return ngettext(
            "%(points)s points a fortnight, from the last fortnight before %(day)s.",
            "%(points)s points a fortnight, the median of the last %(num)d before %(day)s.",
            count,
            points=number(shown.rate.points, 1),
            day=day_text(shown.learned[-1].span.ends_on),
        )
    rate = number(shown.rate.points, 2)
    if shown.source is Source.AREA:
        return _("%(rate)s points a focused day, the rate of its area.", rate=rate)
    if shown.source is Source.PRODUCT:
        return _("%(rate)s points a focused day, the rate of all teams.", rate=rate)
    return ngettext(
        "%(rate)s points a focused day in its last finished sprint.",
        "%(rate)s points a focused day, the median of its last %(num)d finished sprints.",
        count,
        rate=rate,
    )


def load_words(load: float | None) -> str:
    """Return open work as a share of capacity, in words."""
    if load is None:
        return _("no capacity")
    return _("%(load)s of capacity is open", load=percent(load))
