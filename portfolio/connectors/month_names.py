"""The names of months in the languages that trackers write them in, and the halves of a day."""

import unicodedata
from collections.abc import Mapping

# January to December, each with its short and long forms, without accents and dots.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "English": (
        "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
        "aug august", "sep sept september", "oct october", "nov november", "dec december",
    ),
    "German": (
        "jan janner januar", "feb feber februar", "mar mrz marz maerz", "apr april", "mai",
        "jun juni", "jul juli", "aug august", "sep sept september", "okt oktober",
        "nov november", "dez dezember",
    ),
    "French": (
        "jan janv janvier", "fev fevr fevrier", "mar mars", "avr avril", "mai", "juin",
        "juil juillet", "aou aout", "sep sept septembre", "oct octobre", "nov novembre",
        "dec decembre",
    ),
    "Spanish": (
        "ene enero", "feb febrero", "mar marzo", "abr abril", "may mayo", "jun junio",
        "jul julio", "ago agosto", "sep sept set septiembre setiembre", "oct octubre",
        "nov noviembre", "dic diciembre",
    ),
    "Portuguese": (
        "jan janeiro", "fev fevereiro", "mar marco", "abr abril", "mai maio", "jun junho",
        "jul julho", "ago agosto", "set setembro", "out outubro", "nov novembro",
        "dez dezembro",
    ),
    "Italian": (
        "gen gennaio", "feb febbraio", "mar marzo", "apr aprile", "mag maggio", "giu giugno",
        "lug luglio", "ago agosto", "set sett settembre", "ott ottobre", "nov novembre",
        "dic dicembre",
    ),
    "Dutch": (
        "jan januari", "feb februari", "mrt maart", "apr april", "mei", "jun juni", "jul juli",
        "aug augustus", "sep sept september", "okt oktober", "nov november", "dec december",
    ),
    "Polish": (
        "sty styczen stycznia", "lut luty lutego", "mar marzec marca",
        "kwi kwiecien kwietnia", "maj maja", "cze czerwiec czerwca", "lip lipiec lipca",
        "sie sierpien sierpnia", "wrz wrzesien wrzesnia", "paz pazdziernik pazdziernika",
        "lis listopad listopada", "gru grudzien grudnia",
    ),
    "Russian": (
        "янв январь января", "фев февр февраль февраля", "мар март марта",
        "апр апрель апреля", "маи май мая", "июн июнь июня", "июл июль июля",
        "авг август августа", "сен сент сентябрь сентября", "окт октябрь октября",
        "ноя нояб ноябрь ноября", "дек декабрь декабря",
    ),
    "Swedish": (
        "jan januari", "feb febr februari", "mar mars", "apr april", "maj", "jun juni",
        "jul juli", "aug augusti", "sep sept september", "okt oktober", "nov november",
        "dec december",
    ),
    "Danish and Norwegian": (
        "jan januar", "feb februar", "mar mars marts", "apr april", "maj mai", "jun juni",
        "jul juli", "aug august", "sep sept september", "okt oktober", "nov november",
        "dec des december desember",
    ),
    "Czech": (
        "led leden ledna", "uno unor unora", "bre brezen brezna", "dub duben dubna",
        "kve kveten kvetna", "cvn cerven cervna", "cvc cervenec cervence",
        "srp srpen srpna", "zar zari", "rij rijen rijna", "lis listopad listopadu",
        "pro prosinec prosince",
    ),
    "Hungarian": (
        "jan januar", "feb febr februar", "mar marc marcius", "apr aprilis", "maj majus",
        "jun junius", "jul julius", "aug augusztus", "szep szept szeptember", "okt oktober",
        "nov november", "dec december",
    ),
    "Turkish": (
        "oca ocak", "sub subat", "mar mart", "nis nisan", "may mayis", "haz haziran",
        "tem temmuz", "agu agustos", "eyl eylul", "eki ekim", "kas kasim", "ara aralik",
    ),
    "Ukrainian": (
        "січ січень січня", "лют лютии лютого", "бер березень березня",
        "кві квіт квітень квітня", "тра трав травень травня", "чер черв червень червня",
        "лип липень липня", "сер серп серпень серпня", "вер верес вересень вересня",
        "жов жовт жовтень жовтня", "лис лист листопад листопада", "гру груд грудень грудня",
    ),
    "Chinese": (
        "一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月",
        "十二月",
    ),
}  # fmt: skip
_NUMBERED = ("月", "월")  # Japanese, Chinese and Korean: 9月, 9월
_MORNING = ("am", "a", "上午", "午前", "오전", "vorm", "dop", "de", "oo")
_EVENING = ("pm", "p", "下午", "午後", "오후", "nachm", "odp", "du", "os")


def _by_name() -> dict[str, int]:
    found: dict[str, int] = {}
    for language, months in _NAMES.items():
        for number, names in enumerate(months, start=1):
            for name in names.split():
                if found.setdefault(name, number) != number:
                    raise ValueError(f"{name} is two months, one of them in {language}")
    for number in range(1, 13):
        found.update({f"{number}{mark}": number for mark in _NUMBERED})
        found.update({f"{number:02}{mark}": number for mark in _NUMBERED})
    return found


def month_of(name: str) -> int | None:
    """Return the number of the month that this names in any of the languages, else None."""
    return _MONTHS.get(name) or _MONTHS.get(plain(name))


def is_evening(half: str) -> bool | None:
    """Whether this names the second half of the day; None where it names neither."""
    word = plain(half).replace(" ", "").replace(".", "")
    if word in _EVENING:
        return True
    return False if word in _MORNING else None


def plain(text: str) -> str:
    """Return a word in lower case without accents and without a dot at its end."""
    split = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    bare = "".join(letter for letter in split if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare).strip(". \u200f\u200e")


_MONTHS = _by_name()
