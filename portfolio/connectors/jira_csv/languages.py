"""What Jira calls its columns in other languages than English."""

import re
from collections.abc import Mapping

from portfolio.connectors.month_names import plain

# Our words for columns (headers.py) and their names, without accents: German, French, Spanish,
# Portuguese, Italian, Dutch, Polish, Russian, Japanese, Chinese, and some of Czech and Swedish.
_WRITTEN: Mapping[str, tuple[str, ...]] = {
    "key": (
        "vorgangsschlussel", "schlussel", "cle de ticket", "cle de demande", "cle", "cle du ticket",
        "clave de incidencia", "clave de actividad", "clave", "chave da item", "chave do item",
        "chave da pendencia", "chave do ticket", "chave", "chiave ticket", "chiave segnalazione",
        "chiave", "issuesleutel", "sleutel van issue", "sleutel", "itemsleutel",
        "klucz zgłoszenia", "klucz zagadnienia", "klucz", "ключ задачи", "ключ проблемы", "ключ",
        "課題キー", "作業項目キー", "キー", "问题关键字", "问题键", "密钥", "关键字", "事务关键字",
        "klic ukolu", "klic pozadavku", "arendenyckel",
    ),
    "id": (
        "vorgangs-id", "vorgangsnummer", "identifiant de ticket", "id de ticket", "id ticket",
        "id du ticket", "identifiant de demande", "id de la incidencia", "id de incidencia",
        "id de la actividad", "id da item", "id do item", "id da pendencia", "id segnalazione",
        "issue-id", "id van issue", "id zgłoszenia", "identyfikator zgłoszenia",
        "идентификатор задачи", "id задачи", "идентификатор проблемы", "課題 id", "課題id",
        "作業項目 id", "问题 id", "问题id", "问题编号", "事务 id",
    ),
    "type": (
        "vorgangstyp", "type de ticket", "type de demande", "tipo de incidencia",
        "tipo de actividad", "tipo de item", "tipo de pendencia", "tipo de ticket",
        "tipo di ticket", "tipo ticket", "tipo segnalazione", "issuetype", "type issue", "itemtype",
        "typ zgłoszenia", "typ zagadnienia", "тип задачи", "тип проблемы", "課題タイプ",
        "作業タイプ", "问题类型", "事务类型", "typ ukolu", "typ pozadavku", "arendetyp",
    ),
    "summary": (
        "zusammenfassung", "resume", "resumen", "resumo", "riepilogo", "sommario", "samenvatting",
        "podsumowanie", "тема", "резюме", "сводка", "要約", "概要", "摘要", "主题", "souhrn",
        "shrnuti", "sammanfattning",
    ),
    "status": (
        "etat", "statut", "estado", "stato", "статус", "состояние", "ステータス", "状态", "stav",
    ),
    "status_category": (
        "statuskategorie", "status-kategorie", "categorie d'etat", "categorie de statut",
        "categoria de estado", "categoria do status", "categoria de status", "categoria di stato",
        "categoria stato", "statuscategorie", "kategoria statusu", "категория статуса",
        "ステータス カテゴリ", "ステータスカテゴリ", "ステータス カテゴリー", "状态类别",
        "状态分类",
    ),
    "resolution": (
        "losung", "resolucion", "resolucao", "risoluzione", "oplossing", "rozwiazanie",
        "решение", "резолюция", "解決状況", "解決策", "解决结果", "解决方案", "losning", "reseni",
    ),
    "priority": (
        "prioritat", "priorite", "prioridad", "prioridade", "priorita", "prioriteit", "priorytet",
        "приоритет", "優先度", "优先级", "prioritet",
    ),
    "project": (
        "projektschlussel", "cle de projet", "cle du projet", "clave del proyecto",
        "clave de proyecto", "chave do projeto", "chiave progetto", "projectsleutel",
        "klucz projektu", "ключ проекта", "プロジェクトキー", "プロジェクト キー", "项目密钥",
        "项目关键字", "项目键",
    ),
    "created": (
        "erstellt", "cree", "creee", "creation", "date de creation", "creada", "creado",
        "fecha de creacion", "criado", "criada", "data de criacao", "creato", "creata",
        "data creazione", "aangemaakt", "gemaakt", "utworzono", "utworzone", "создано",
        "создана",
        "дата создания", "作成日", "作成日時", "已创建", "创建日期", "创建时间", "vytvoreno",
        "skapad",
    ),
    "updated": (
        "aktualisiert", "mise a jour", "mis a jour", "actualizada", "actualizado", "atualizado",
        "atualizado(a)", "atualizada", "aggiornato", "aggiornata", "bijgewerkt", "zaktualizowano",
        "zaktualizowane", "обновлено", "обновленные", "дата обновления", "更新日", "更新日時",
        "已更新", "更新日期", "更新时间", "aktualizovano", "uppdaterad",
    ),
    "resolved": (
        "erledigt", "gelost", "resolu", "resolue", "resuelta", "resuelto", "resolvido",
        "resolvida", "risolto", "risolta", "opgelost", "rozwiazano", "rozwiazane", "решено",
        "решена", "дата решения", "解決日", "解決日時", "已解决", "解决日期", "vyreseno", "lost",
    ),
    "due": (
        "fallig", "falligkeit", "falligkeitsdatum", "fallig am", "echeance", "date d'echeance",
        "fecha de vencimiento", "vencimiento", "data limite", "data de vencimento",
        "data de entrega", "data di scadenza", "scadenza", "einddatum", "vervaldatum", "deadline",
        "termin", "data graniczna", "termin wykonania", "срок исполнения", "срок", "期限", "期日",
        "到期日", "截止日期", "termin dokonceni", "forfallodatum",
    ),
    "points": (
        "story-points", "storypoints", "puntos de historia", "points de recit",
        "points d'histoire", "pontos de historia", "pontos da historia", "punti storia",
        "punkty historii", "ストーリー ポイント", "ストーリーポイント", "故事点", "故事点数",
    ),
    "team": ("equipe", "equipo", "squadra", "zespol", "zespoł", "команда", "チーム", "团队", "tym"),
    "rank": ("rang", "rango", "classificacao", "classifica", "ranga", "ранг", "ランク", "排名"),
    "sprint": ("спринт", "スプリント", "冲刺", "sprinty"),
    "label": (
        "stichworter", "stichwort", "etiquettes", "etiquetas", "etichette", "trefwoorden",
        "etykiety", "метки", "ラベル", "标签", "stitky", "etiketter",
    ),
    "component": (
        "komponenten", "komponente(n)", "komponente/n", "composants", "composant(s)", "composant/s",
        "componentes", "componente/s", "componenti", "componente/i", "componenten", "komponenty",
        "komponent(y)", "компоненты", "компонент(ы)", "コンポーネント", "模块", "组件",
    ),
    "parent": (
        "ubergeordnet", "ubergeordneter vorgang", "ticket parent", "principal",
        "incidencia principal", "actividad principal", "pai", "item pai", "principale",
        "bovenliggend", "bovenliggend item", "nadrzedne", "element nadrzedny",
        "родительский элемент", "родительская задача", "родитель", "親", "父级", "父项",
    ),
    "parent_key": (
        "ubergeordneter schlussel", "schlussel des ubergeordneten vorgangs", "cle parente",
        "cle du parent", "cle parent", "clave principal", "clave de la principal",
        "chave do item pai", "chave pai", "chiave principale", "bovenliggende sleutel",
        "klucz nadrzedny", "ключ родительского элемента", "ключ родителя", "親キー", "父级关键字",
        "父项键",
    ),
    "epic": (
        "epic-link", "epos-link", "epos-verknupfung", "lien d'epopee", "lien epic",
        "enlace de epica", "enlace a la epica", "link do epico", "link epico", "epic link",
        "epiclink", "link epica", "epic-koppeling", "łacze epika", "link epiku", "ссылка на эпик",
        "エピック リンク", "エピックリンク", "史诗链接", "长篇故事链接",
    ),
}  # fmt: skip


def _plainly(*words: str) -> tuple[str, ...]:
    return tuple(map(plain, words))


NAMES = {word: tuple(map(plain, names)) for word, names in _WRITTEN.items()}
_WRAPPED = re.compile(r"(?P<before>[^()（）]+?)\s*[(（](?P<name>.+)[)）]")
_CUSTOM = _plainly(
    "custom field", "benutzerdefiniert", "champ personnalise", "champs personnalise",
    "campo personalizado", "campo customizado", "campo personalizzato", "aangepast veld",
    "pole niestandardowe", "настраиваемое поле", "пользовательское поле", "カスタム フィールド",
    "カスタムフィールド", "自定义字段", "vlastni pole", "anpassat falt",
)  # fmt: skip
_LINK = _plainly(
    "issue link", "work item link", "verknupfung", "lien", "enlace", "link", "vinculo",
    "collegamento", "koppeling", "łacze", "powiazanie", "ссылка", "связь", "связ", "リンク", "链接",
    "odkaz", "lank",
)  # fmt: skip
_INWARD = _plainly(
    "inward", "eingehend", "entrant", "interna", "entrante", "entrada", "in entrata", "ingresso",
    "in arrivo", "inkomend", "inward", "przychodzac", "wewnetrzn", "входящ", "внутренн", "内向き",
    "内部", "受信", "内向", "传入", "入站", "prichozi", "inkommande",
)  # fmt: skip
_OUTWARD = _plainly(
    "outward", "ausgehend", "sortant", "saliente", "externa", "saida", "in uscita", "uitgaand",
    "wychodzac", "zewnetrzn", "исходящ", "внешн", "外向き", "外部", "送信", "外向", "传出", "出站",
    "odchozi", "utgaende",
)  # fmt: skip


def header_of(name: str) -> str:
    """Return a column's name as it is looked up: folded, one blank between words, no accents."""
    bare = plain(" ".join(name.split()))
    template = re.fullmatch(r"\$\{(?:field_)?(.+)\}", bare)  # a template that nobody filled
    return template[1].replace("_", " ") if template else bare


def wrapped(header: str) -> tuple[str, str]:
    """Return what a column is ("custom", "inward", "outward" or "") and the name in its brackets.

    "Campo personalizado (Story Points)" is custom, "Enlace de incidencia saliente (Blocks)"
    outward.
    """
    found = _WRAPPED.fullmatch(" ".join(header.split()))
    if not found:
        return "", ""
    before = plain(found["before"])
    if before.startswith(_CUSTOM):
        return "custom", found["name"].strip()
    if any(word in before for word in _LINK):
        for kind, words in (("outward", _OUTWARD), ("inward", _INWARD)):
            if any(word in before for word in words):
                return kind, found["name"].strip()
    return "", ""
