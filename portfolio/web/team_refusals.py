"""What the deeds on teams and their people refuse, in the page's language."""

from portfolio.web import okr_words
from portfolio.web.language import later

SENTENCES = (
    later("A share lies above 0 %% and is at most 100 %%, not %(share)s %%."),
    later("The end %(end)s lies before the start %(start)s."),
    later("%(zone)s is no time zone."),
    later("Write one such as Europe/Zagreb."),
    later("An area needs a name."),
    later("A team needs a name."),
    later("An office needs a name."),
    later("A person needs a name."),
    later("Write a name."),
    later("There is an area %(name)s already."),
    later("There is a team %(name)s already."),
    later("There is an office %(name)s already."),
    later("Choose another name."),
    later("The limit of epics lies between 1 and 100."),
    later("Write 1 to 100."),
    later("A team has at most %(most)s skills."),
    later("Write fewer."),
    later("The note is too long."),
    later("Write at most %(most)s letters."),
    later("No sprint starts on %(day)s."),
    later("Choose a sprint."),
    later("The shares of this person add up to %(whole)s %%."),
    later("Lower this share, or end another one first."),
    later("An absence of more than %(most)s days is no absence."),
    later("Write an earlier day, or the day on which the person left."),
    later("A shift lasts at most %(most)s days."),
    later("Write an earlier day."),
    later("This person is not in the team."),
    later("Choose a member."),
    later("Somebody in the rota is not in the team."),
    later("The share of a weekday lies between 0 %% and 100 %%."),
    later("The cost of a move lies between 0 %% and 100 %% of the capacity."),
    later("Write 0 to 100."),
    later("A rota needs somebody."),
    later("Write 1 beside whoever begins."),
    later("A rota has at most %(most)s turns."),
    later("No quarter's first sprint starts on %(day)s."),
    later("Choose a quarter."),
    later("The team is in this area already."),
    later("Choose another area."),
    later("At most %(most)s changes can be saved together, not %(count)s."),
    later("Line %(line)s: these columns are missing: %(names)s"),
    later("Line %(line)s: the file has more than %(most)s rows."),
    later("The file has no line with column names."),
    later("The holidays of the country %(country)s are not known."),
    later("The holidays of %(place)s are not known."),
    later("Leave it empty for the whole country, or write its ISO code."),
    later("Write the two letters of ISO 3166, such as HR."),
)


def in_words(sentence: str) -> str:
    """Return what was refused in the page's language; an unknown sentence as it is."""
    return okr_words.in_words(sentence, SENTENCES)


def is_known(sentence: str) -> bool:
    """Whether a sentence has its shape here."""
    return okr_words.is_known(sentence, SENTENCES)
