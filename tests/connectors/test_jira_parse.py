"""A Jira export read as items: columns, parents, points, links, and every row accounted for."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.connectors.jira_csv.parse import open_export
from portfolio.domain.backlog import Level
from portfolio.domain.import_facts import BacklogFacts
from portfolio.domain.imports import ImportedItem, ImportedLink, ImportRefused, RowProblem
from tests.exports import HEADER, jira_csv, story, stream, with_columns


def read(content: bytes) -> tuple[list[ImportedItem], list[RowProblem], tuple[str, ...]]:
    export = open_export(stream(content))
    rows = list(export.items())
    items = [row for row in rows if isinstance(row, ImportedItem)]
    problems = [row for row in rows if isinstance(row, RowProblem)]
    return items, problems, export.warnings


def one(*cells: str, columns: tuple[str, ...]) -> ImportedItem:
    items, problems, _ = read(jira_csv((*story("AB-1"), *cells), header=with_columns(*columns)))
    assert problems == []
    return items[0]


def refusal(content: bytes) -> ImportRefused:
    with pytest.raises(ImportRefused) as refused:
        read(content)
    return refused.value


def facts_of(path: Path) -> dict[str, object]:
    facts = BacklogFacts()
    with path.open("rb") as file:
        for row in open_export(file).items():
            assert isinstance(row, ImportedItem)
            facts.take(row)
    return facts.as_json()


def test_a_row_is_an_item_with_its_line() -> None:
    items, problems, warnings = read(jira_csv(story("AB-1"), story("AB-2", summary="a\nb")))
    assert (problems, warnings) == ([], ())
    assert [(item.key, item.line, item.summary) for item in items] == [
        ("AB-1", 2, "Pay by card"),
        ("AB-2", 3, "a\nb"),
    ]
    assert items[0].created_at == datetime(2026, 9, 3, 9, 5, tzinfo=UTC)
    assert (items[0].external_id, items[0].project) == ("1", "AB")


def test_repeated_columns_keep_their_order_and_skip_blanks() -> None:
    columns = ("Sprint", "Labels", "Sprint", "Sprint", "Labels")
    item = one("S 53", "api", "", "S 54", "web", columns=columns)
    assert item.sprints == ("S 53", "S 54")
    assert item.labels == ("api", "web")


@pytest.mark.parametrize(
    ("company", "team", "points"),
    [("5.0", "", 5.0), ("", "3", 3.0), ("", "", None), ("2.25", "2.25", 2.25), ("1,5", "", 1.5)],
)
def test_points_come_from_whichever_column_has_them(
    company: str, team: str, points: float | None
) -> None:
    columns = ("Custom field (Story Points)", "Custom field (Story point estimate)")
    assert one(company, team, columns=columns).points == points


def test_two_different_numbers_of_points_are_told() -> None:
    header = with_columns("Story Points", "Story point estimate")
    items, _, warnings = read(jira_csv((*story("AB-1"), "5", "3"), header=header))
    assert items[0].points == 5
    assert "Story Points was taken (1 row, the first on line 2)" in warnings[0]


@pytest.mark.parametrize("points", ["nan", "inf", "1e309", "-1", "many", "1_000", "999999999"])
def test_points_that_are_no_number_of_points_refuse_the_row(points: str) -> None:
    header = with_columns("Custom field (Story Points)")
    items, problems, _ = read(jira_csv((*story("AB-1"), points), header=header))
    assert items == []
    assert problems[0].line == 2
    assert points in problems[0].why


def test_a_parent_is_named_in_three_ways() -> None:
    assert one("10001", columns=("Parent",)).parent_id == "10001"
    assert one("10001", "AB-9", columns=("Parent", "Parent key")).parent_key == "AB-9"
    assert one("AB-8", columns=("Custom field (Epic Link)",)).epic_key == "AB-8"
    assert one("AB-7", columns=("Custom field (Parent Link)",)).parent_key == "AB-7"
    assert one("10002", columns=("Parent id",)).level is Level.SUBTASK


@pytest.mark.parametrize(
    ("kind", "level"),
    [
        ("Epic", Level.EPIC),
        ("Initiative", Level.INITIATIVE),
        ("Bug", Level.STORY),
        ("Sub-task", Level.SUBTASK),
        ("Subtask", Level.SUBTASK),
        ("Technical task", Level.SUBTASK),
        ("Subscription", Level.STORY),
    ],
)
def test_a_type_tells_the_level(kind: str, level: Level) -> None:
    row = ("Pay", "AB-1", "1", kind, "To Do", "", "")
    assert read(jira_csv(row))[0][0].level is level


def test_blocks_runs_from_the_blocker_whichever_end_lists_it() -> None:
    header = with_columns("Inward issue link (Blocks)", "Outward issue link (Blocks)")
    content = jira_csv(
        (*story("AB-1"), "", "AB-2"), (*story("AB-2"), "AB-1", "OUT-9"), header=header
    )
    links = {link for item in read(content)[0] for link in item.links}
    assert links == {
        ImportedLink("Blocks", "AB-1", "AB-2"),
        ImportedLink("Blocks", "AB-2", "OUT-9"),
    }


def test_depends_has_first_what_is_depended_on() -> None:
    header = with_columns("Inward issue link (Depends)", "Outward issue link (Depends)")
    content = jira_csv((*story("AB-1"), "", "AB-2"), (*story("AB-2"), "AB-1", ""), header=header)
    links = {link for item in read(content)[0] for link in item.links}
    assert links == {ImportedLink("Depends", "AB-2", "AB-1")}


def test_a_link_to_itself_or_to_no_key_is_none() -> None:
    header = with_columns("Outward issue link (Blocks)", "Outward issue link (Blocks)")
    items, _, warnings = read(jira_csv((*story("AB-1"), "AB-1", "see wiki"), header=header))
    assert items[0].links == ()
    assert "no issue key" in warnings[0]


def test_a_key_twice_is_taken_once_and_told_with_both_lines() -> None:
    items, problems, _ = read(jira_csv(story("AB-1"), story("AB-2"), story("AB-1 ")))
    assert [item.key for item in items] == ["AB-1", "AB-2"]
    assert problems == [
        RowProblem(4, "AB-1", "AB-1 was already on line 2; the first of the two was taken.")
    ]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("Pay", "", "1", "Story", "To Do", "", ""), "no issue key"),
        (("Pay", "Ana Kos", "1", "Story", "To Do", "", ""), "no issue key such as"),
        (("Pay", "AB-2", "1", "Story", "To Do", "Ana Kos", ""), "Created (column 6) is 'Ana Kos'"),
        (("Pay", "AB-2", "1", "Story"), "4 cells under 7 columns"),
        (("Pay, now", "AB-2", "1", "Story", "To Do", "", "", "x"), "8 cells under 7 columns"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_line(row: tuple[str, ...], why: str) -> None:
    items, problems, _ = read(jira_csv(story("AB-1"), row, story("AB-3")))
    assert [item.key for item in items] == ["AB-1", "AB-3"]
    assert problems[0].line == 3
    assert why in problems[0].why


def test_keys_lose_their_blanks_and_unresolved_is_no_resolution() -> None:
    header = with_columns("Resolution", "Due date")
    row = (*story("HAMA-895 "), "Unresolved", "30/Dec/26 12:00 AM")
    item = read(jira_csv(row, header=header))[0][0]
    assert (item.key, item.resolution, item.due_on) == ("HAMA-895", None, date(2026, 12, 30))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_make_no_difference(encoding: str, delimiter: str) -> None:
    content = jira_csv(story("AB-1", summary="Žut; a, b"), delimiter=delimiter)
    assert read(content.decode().encode(encoding))[0][0].summary == "Žut; a, b"


def test_column_names_of_newer_and_older_jira_are_known() -> None:
    header = ("summary", "Work item key", "Work item ID", "Work type", "Status")
    item = read(jira_csv(("Pay", "AB-1", "77", "Epic", "Done"), header=header))[0][0]
    assert (item.external_id, item.level) == ("77", Level.EPIC)


def test_missing_columns_are_told() -> None:
    warnings = read(jira_csv(("Pay", "AB-1"), header=("Summary", "Issue key")))[2]
    assert [w.split(":")[0] for w in warnings] == [
        "There is no column Issue Type", "There is no column Status", "There is no column Created"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (("Project identifier", "Cycle name"), "an export of Plane"),
        (("Summary", "Status"), "there is no column Issue key"),
        (("name", "colour"), "Its columns begin with 'name', 'colour'"),
    ],
)
def test_what_is_no_jira_export_is_named(header: tuple[str, ...], said: str) -> None:
    assert said in str(refusal(jira_csv(header=header)))


LANGUAGES = {
    "German": (
        "Zusammenfassung;Vorgangsschlüssel;Vorgangs-ID;Vorgangstyp;Status;Erstellt;Aktualisiert;"
        "Benutzerdefinierte Felder (Story Points);Ausgehende Vorgangsverknüpfung (Blocks)",
        "03/Mär/26 9:05 AM",
    ),
    "French": (
        "Résumé;Clé de ticket;ID de ticket;Type de ticket;État;Création;Mise à jour;"
        "Champs personnalisés (Story Points);Lien de ticket sortant (Blocks)",
        "03/mars/26 9:05 AM",
    ),
    "Spanish": (
        "Resumen;Clave de incidencia;ID de la incidencia;Tipo de Incidencia;Estado;Creada;"
        "Actualizada;Campo personalizado (Story Points);Enlace de incidencia saliente (Blocks)",
        "03/mar/26 9:05 a. m.",
    ),
    "Portuguese": (
        "Resumo;Chave da item;ID da item;Tipo de item;Status;Criado;Atualizado(a);"
        "Campo personalizado (Story Points);Vínculo de saída da item (Blocks)",
        "03/mar/26 9:05 AM",
    ),
    "Italian": (
        "Riepilogo;Chiave ticket;ID ticket;Tipo di ticket;Stato;Creato;Aggiornato;"
        "Campo personalizzato (Story Points);Collegamento ticket in uscita (Blocks)",
        "03/mar/26 09:05",
    ),
    "Dutch": (
        "Samenvatting;Issuesleutel;Issue-id;Issuetype;Status;Aangemaakt;Bijgewerkt;"
        "Aangepast veld (Story Points);Uitgaande issue-koppeling (Blocks)",
        "03/mrt/26 9:05 AM",
    ),
    "Polish": (
        "Podsumowanie;Klucz zgłoszenia;Identyfikator zgłoszenia;Typ zgłoszenia;Status;Utworzono;"
        "Zaktualizowano;Pole niestandardowe (Story Points);Powiązanie wychodzące (Blocks)",
        "03/mar/26 9:05 AM",
    ),
    "Russian": (
        "Тема;Ключ задачи;Идентификатор задачи;Тип задачи;Статус;Создано;Обновлено;"
        "Настраиваемое поле (Story Points);Исходящая ссылка задачи (Blocks)",
        "03/мар/26 9:05 AM",
    ),
    "Japanese": (
        "要約;課題キー;課題 ID;課題タイプ;ステータス;作成日;更新日;"
        "カスタムフィールド (Story Points);外向き課題リンク (Blocks)",
        "03/3月/26 9:05 午前",
    ),
    "Chinese": (
        "摘要;问题关键字;问题 ID;问题类型;状态;创建日期;已更新;"
        "自定义字段 (Story Points);外向链接 (Blocks)",
        "03/三月/26 9:05 上午",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("broken", ["", "cp1252", "latin-1", "mac_roman"])
def test_ten_languages_are_read_also_where_their_letters_were_broken(
    language: str, broken: str
) -> None:
    names, written = LANGUAGES[language]
    row = ("Żółć à Paris, 東京", "AB-1", "77", "Epic", "Done", written, written, "5", "AB-2")
    content = jira_csv(row, header=names.split(";"))
    if broken == "cp1252":
        table = bytes(range(256)).decode("cp1252", "replace")
        content = "".join(
            chr(byte) if table[byte] == "\ufffd" else table[byte] for byte in content
        ).encode()
    elif broken:
        content = content.decode(broken).encode()
    items, problems, warnings = read(content)
    assert problems == []
    assert (items[0].summary, items[0].level, items[0].points) == (row[0], Level.EPIC, 5)
    assert items[0].created_at == items[0].updated_at == datetime(2026, 3, 3, 9, 5, tzinfo=UTC)
    assert items[0].links == (ImportedLink("Blocks", "AB-1", "AB-2"),)
    assert bool(broken) == any("letters were mended" in told for told in warnings)


def test_right_letters_are_left_alone() -> None:
    summaries = ("CAFÉ» à côté", "naïve Ärger", "Ñandú", "Σ α β", "“quoted” – dash…", "Ð")
    rows = [story(f"AB-{number}", summary=text) for number, text in enumerate(summaries, start=1)]
    items, _, warnings = read(jira_csv(*rows))
    assert tuple(item.summary for item in items) == summaries
    assert warnings == ()


def test_a_month_of_no_known_language_refuses_its_row_with_line_and_column() -> None:
    row = ("Pay", "AB-1", "1", "Story", "To Do", "20/nov/25", "04/kolovoz/26 11:30 PM")
    items, problems, _ = read(jira_csv(story("AB-0"), row))
    assert [item.key for item in items] == ["AB-0"]
    assert problems[0].line == 3
    assert problems[0].why.startswith("Updated (column 7) is '04/kolovoz/26 11:30 PM', whose month")


def test_broken_quotes_cost_their_own_row_and_no_other() -> None:
    lines = jira_csv(*(story(f"AB-{number}") for number in range(1, 6))).decode().splitlines()
    lines[2] = lines[2].replace("Pay by card", '"Pay by card')  # is never closed
    lines[4] = lines[4].replace("Pay by card", '"Pay" by card')
    items, problems, _ = read(("\r\n".join(lines) + "\r\n").encode())
    assert [item.key for item in items] == ["AB-1", "AB-3", "AB-5"]
    assert [(one.line, one.key) for one in problems] == [(3, None), (5, None)]


def test_a_spreadsheets_long_rows_and_blank_columns_are_told() -> None:
    header = (*HEADER, "", "")
    long = (*story("AB-1"), "", "", "", "")
    stray = (*story("AB-2"), "", "moved")
    items, problems, warnings = read(jira_csv(long, stray, header=header))
    assert [item.key for item in items] == ["AB-1", "AB-2"]
    assert problems == []
    assert "without a name was passed over (column 9) (1 row, the first on line 3)" in warnings[0]


def test_thousands_of_columns_are_read() -> None:
    names = [f"Custom field (Number {number % 1650})" for number in range(2253)]
    header = with_columns(*names, "Custom field (Story Points)")
    row = (*story("AB-1"), *["x"] * len(names), "3")
    items, _, _ = read(jira_csv(*[row] * 1, header=header))
    assert (len(header), items[0].points) == (2261, 3)


@given(st.binary(max_size=500))
def test_no_bytes_make_anything_but_rows_or_a_refusal(content: bytes) -> None:
    for prefix in (b"", ",".join(HEADER).encode() + b"\r\n"):
        try:
            read(prefix + content)
        except ImportRefused as refused:
            assert str(refused)


NAUGHTY = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@given(st.lists(st.lists(NAUGHTY, min_size=7, max_size=7), max_size=5))
def test_every_row_is_an_item_or_a_problem(rows: list[list[str]]) -> None:
    try:
        items, problems, _ = read(jira_csv(*rows))
    except ImportRefused:
        return
    told = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(items) + len(problems) >= len(told) - 1  # a lone "Generated at" is a trailer


def test_titanium_has_the_facts_that_are_known_of_it(real_data: Path) -> None:
    facts = facts_of(real_data / "titanium" / "jira-export.csv.gz")
    links = facts.pop("links")
    assert facts == {
        "items": 7125,
        "types": {
            "Bug": 4194, "Improvement": 1143, "New Feature": 831, "Story": 669,
            "Sub-task": 162, "Epic": 95, "Technical task": 31,
        },
        "epics": 95,
        "epic_links": 890,
        "epics_linked": 98,
        "items_with_points": 2241,
        "points": 14126,
        "sprints": 368,
        "sprint_memberships": 9264,
        "teams": 17,
        "not_closed": 395,
    }  # fmt: skip
    assert isinstance(links, dict)
    assert links["Blocks"] == {"all": 238, "inside": 123}
    assert links["Depends"] == {"all": 350, "inside": 258}


@pytest.mark.parametrize(
    ("name", "items", "epics", "epic_links", "memberships", "not_closed"),
    [
        ("lic_tes_22x56.csv", 22, 0, 0, 18, 12),
        ("mit_nl_w2_26x48.csv", 26, 3, 13, 16, 17),
        ("jira_cloud_all_fields.csv", 3, 1, 2, 3, 2),
        ("jira_dc_all_fields.csv", 2, 1, 1, 2, 1),
    ],
)
def test_native_exports_are_read_whole(
    real_data: Path, name: str, items: int, epics: int, epic_links: int, memberships: int,
    not_closed: int,
) -> None:  # fmt: skip
    facts = facts_of(real_data / "jira-csv" / name)
    assert (facts["items"], facts["epics"], facts["epic_links"]) == (items, epics, epic_links)
    assert (facts["sprint_memberships"], facts["not_closed"]) == (memberships, not_closed)
