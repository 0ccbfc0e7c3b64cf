"""What the drafts and deeds of sources refuse, in the page's language."""

from portfolio.web import okr_words
from portfolio.web.language import later

SENTENCES = (
    *okr_words.SENTENCES,
    later("Choose a metric."),
    later("Choose from 1 to %(most)s weeks."),
    later("Choose from 1 to %(most)s days, or leave it empty."),
    later("Name a column of the file."),
    later("The day and the value stand in two columns."),
    later("Choose a saved filter."),
    later("This filter asks what a plan thinks; nothing to measure by."),
    later(
        "A delivery metric that becomes a target is easily reached at the cost of the other "
        "factor: choose a guardrail."
    ),
    later("Choose a guardrail of the other factor."),
    later("A key result cannot guard itself."),
    later("Choose a key result of the same quarter."),
    later("There is no such key result."),
    later("There is no such service."),
    later("There is no such team."),
    later("There is no such area."),
    later("Write the limit that the guardrail must keep: a number."),
    later("The reason is longer than 500 characters."),
    later("A milestone is measured by its steps: it has no other source."),
    later("This key result is not measured by files."),
    later("The quarter of this key result is closed."),
    later("The file is larger than 20 MB. Leave out the old rows."),
    later("Give the filter a name."),
    later("The name is longer than 120 characters."),
    later("Filter the backlog first: this would keep all of it."),
)


def in_words(sentence: str) -> str:
    """Return what was refused in the page's language; an unknown sentence as it is."""
    return okr_words.in_words(sentence, SENTENCES)
