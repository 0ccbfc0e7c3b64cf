"""The sentences of an import in the page's language.

Parsers and actions speak English, with values in their sentences. Here stands each sentence once,
with names for its values: it is found by its shape, translated, and given its values back.
"""

import re
from functools import cache

from portfolio.web.language import gettext as _
from portfolio.web.language import later

_NUMBER = r"[\d,]+"
_NUMBERS = frozenset({"line", "count", "found", "wanted", "limit", "ratio"})
# Parts that are sentences themselves.
_NESTED = frozenset({"sentence", "remark"})

SENTENCES = (
    later("Line %(line)s: %(sentence)s"),
    later("Sprints, line %(line)s: %(sentence)s"),
    later("%(remark)s (%(count)s row, the first on line %(line)s)."),
    later("%(remark)s (%(count)s rows, the first on line %(line)s)."),
    # the file as a whole
    later("The file is empty."),
    later("This is no CSV file but %(kind)s."),
    later("This looks like an export of %(tracker)s, which cannot be read. Export the work from "
          "Jira, Linear, Azure DevOps, GitHub Projects or Shortcut, or bring it into Jira's "
          "columns."),
    later("this is no Jira export: there is no column %(missing)s. Its columns begin with "
          "%(shown)s."),
    later("the columns %(missing)s are missing; the file has %(shown)s."),
    later("The file has no line with column names."),
    later("the file has %(count)s columns, more than the %(most)s that can be read. Export fewer "
          "fields."),
    later("The file holds more than %(limit)s MB. Export it in parts."),
    later("The file unpacks to more than %(ratio)s times its size, which no export does. Unpack it "
          "yourself and look into it."),
    later("The compressed file ends too early, so it was cut off. Fetch it again."),
    later("The compressed file is damaged. Fetch it again."),
    later("this is no text in the encoding that the file claims."),
    later("this is not text in UTF-8. Save the file as 'CSV UTF-8' and import it again."),
    later("there is a NUL character, so this is no text or was damaged. Export it again."),
    later("this does not look like text."),
    later("this line is longer than %(limit)s MB."),
    later("the file ends in the middle of this row (%(found)s of %(wanted)s cells), so it was cut "
          "off. Export it again."),
    later("a quote that opens in this row is never closed, so the file was cut off or damaged."),
    later("a cell of this row is larger than %(limit)s MB, or a quote that opens in it is never "
          "closed."),
    later('a quoted cell of this row goes on after its closing quote; write " inside it as "".'),
    later("%(month)s can only have the month first, but %(day)s on line %(line)s only the day. "
          "Bring the dates of the file into one form."),
    later("A release history needs both files: deployments.csv and changes.csv."),
    later("Name the service whose releases these are."),
    # rows
    later("The row has %(found)s cells under %(wanted)s columns, so its values may be shifted."),
    later("The row has more or fewer cells than there are columns."),
    later("The row has no issue key."),
    later("%(text)s is no issue key such as ABC-12."),
    later("%(text)s is no number of a work item."),
    later("%(text)s is no number of a story."),
    later("%(text)s is no address of an issue; a draft has none."),
    later("%(key)s was already on line %(line)s; the first of the two was taken."),
    later("%(field)s is %(text)s, which is no date; the values of the row may be shifted."),
    later("%(field)s is %(text)s, which is no date."),
    later("%(field)s is %(text)s, which is no number."),
    later("%(field)s is %(text)s, whose month is named in a language that is not known."),
    later("%(text)s is no date."),
    later("Story points is %(text)s; it must be from 0 to %(most)s."),
    later("The sprint does not have %(count)s cells; put a name with commas into quotes, or remove "
          "them."),
    later("The sprint has no id or no name."),
    later("The sprint ends before it starts."),
    later("The id of a sprint or board is longer than %(count)s characters."),
    later("The name is longer than %(count)s characters."),
    later("insertions and deletions must be numbers of lines."),
    later("This id was already on line %(line)s."),
    later("The row has no name in its first column."),
    later("The release has no deployed_at."),
    later("%(text)s is no commit (7 to 64 hexadecimal digits)."),
    later("The same key result of the same day or revision was already on line %(line)s."),
    later("The row has no epic or no key_result."),
    later("The row has no %(field)s."),
    later("kind is %(text)s; it must be one of %(kinds)s."),
    later("weight must be above 0."),
    later("pct is %(text)s; it must be from 0 to 100."),
    later("%(text)s is no quarter; write it like 2027Q1."),
    later("%(field)s is %(text)s; write it from 0 to 1, or with a %% sign."),
    later("amount must be a number from 0 on: what the finished epic moves."),
    later("%(epic)s and this key result were already on line %(line)s."),
    later("The same is on line %(line)s already."),
    later("There is no epic %(key)s; import the backlog first."),
    later("%(key)s is no epic but on the level %(level)s."),
    later("%(count)s key results of %(cycle)s are called %(text)s; name its code instead."),
    later("There is no key result %(text)s in %(cycle)s; import the key results first."),
    # what a person should know
    later("The file is not UTF-8 (first on line %(line)s); it was read as Windows-1252. Look at "
          "letters with accents."),
    later("The file does not end with a line break, as exports do: see whether its last row is "
          "whole."),
    later("The file was read in a wrong encoding and saved so before it came here (Ã© for é): its "
          "letters were mended. Look at letters with accents."),
    later("The dates of %(field)s, such as %(text)s, were read with the day first, as those of "
          "%(other)s can only be read."),
    later("The dates of %(field)s, such as %(text)s, were read with the month first, as those of "
          "%(other)s can only be read."),
    later("A value under a column without a name was passed over (column %(count)s)"),
    later("The file was read as an export of %(tracker)s."),
    later("An epic is named without a key: it became a label"),
    later("There is no column Issue Type: every row is taken as a story."),
    later("There is no column Status: every row is taken as to do."),
    later("There is no column Created: when the work was added is not known."),
    later("Two different numbers of points: Story Points was taken"),
    later("A link that leads to no issue key was passed over"),
    later("A parent that is no issue key was passed over"),
    later("A change names a release that is not in deployments.csv"),
    later("There is no team %(team)s; the key result has none"),
    later("Points, type, team, epic and priority are as the file has them today: the export "
          "carries no history of them."),
    later("%(count)s items that were resolved later are open, to do, without a resolution."),
    later("%(count)s memberships of sprints that start later were dropped."),
    later("%(count)s links lead to items that are not among those taken."),
    later("%(count)s team was made from the values of Team: %(names)s."),
    later("%(count)s teams were made from the values of Team: %(names)s."),
    later("%(count)s more rows of the sprints were refused."),
    later("Items that are their own ancestors were taken from their parents: %(keys)s."),
    later("Status %(status)s (%(count)s item) is mapped by nobody: %(parts)s."),
    later("Status %(status)s (%(count)s items) is mapped by nobody: %(parts)s."),
    # inside of others
    later("%(count)s to do"),
    later("%(count)s doing"),
    later("%(count)s done"),
    later("%(count)s dropped"),
)  # fmt: skip

KINDS = (
    later("a photograph (JPEG)"),
    later("a picture (PNG)"),
    later("a picture (GIF)"),
    later("a picture (TIFF)"),
    later("a PDF document"),
    later("an Excel workbook or a zip archive; save its sheet as CSV"),
    later("an empty zip archive"),
    later("an old Excel or Word file; save its sheet as CSV"),
    later("a SQLite database"),
    later("a 7-Zip archive"),
    later("a RAR archive"),
    later("a bzip2 archive; unpack it or use gzip"),
    later("an xz archive; unpack it or use gzip"),
    later("a zstd archive; unpack it or use gzip"),
    later("a program"),
    later("a sound file (MP3)"),
    later("a sound file (Ogg)"),
    later("a rich text document"),
    later("compressed twice; unpack it once"),
    later("a web page (perhaps the sign-in page of the tracker)"),
    later("an XML document; export as CSV"),
    later("a JSON document; export as CSV"),
    later("a photograph or a film (HEIC or MP4)"),
    later("a picture, sound or film"),
)


def in_words(sentence: str) -> str:
    """Return a sentence of an import in the page's language; an unknown one as it is."""
    for template, shape in _shapes():
        found = shape.fullmatch(sentence)
        if found:
            values = {name: _part(name, text) for name, text in found.groupdict().items()}
            return _(template, **values)
    return sentence


def is_known(sentence: str) -> bool:
    """Whether a sentence, and each sentence inside of it, has its shape here."""
    for _template, shape in _shapes():
        found = shape.fullmatch(sentence)
        if found:
            parts = found.groupdict()
            return all(is_known(parts[name]) for name in _NESTED & parts.keys())
    return False


def _part(name: str, text: str) -> str:
    if name in _NESTED:
        return in_words(text)
    if name == "parts":
        return ", ".join(in_words(part) for part in re.split(r", (?=[\d,]+ [a-z])", text))
    return _(text) if name == "kind" else text


@cache
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((one.message, _shape(one.message)) for one in SENTENCES)


def _shape(template: str) -> re.Pattern[str]:
    pieces = re.split(r"%\((\w+)\)s", template.replace("%%", "%"))
    shape = "".join(
        f"(?P<{piece}>{_NUMBER if piece in _NUMBERS else '.+'})" if place % 2 else re.escape(piece)
        for place, piece in enumerate(pieces)
    )
    return re.compile(shape, re.DOTALL)
