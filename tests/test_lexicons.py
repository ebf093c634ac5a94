"""The lexicons: every shipped file is what its head promises, and a bad row is named with file and line."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

import pytest

from quotattr.errors import LexiconError
from quotattr.lexicons import TABLES, Lexicons, load_lexicons, media_words, read_lexicons, read_rows

SHIPPED = Path(str(resources.files("quotattr"))) / "lexicon"

LEAST_ROWS = {
    "cue_verbs": 350,
    "cue_phrases": 100,
    "cue_nouns": 120,
    "media": 400,
    "media_nouns": 30,
    "roles": 400,
    "role_fields": 400,
    "role_synonyms": 100,
    "civilities": 40,
    "organisations": 200,
    "documents": 60,
    "groups": 60,
    "countries": 190,
    "first_names": 1500,
    "not_speakers": 60,
    "hedges": 80,
    "portfolios": 20,
    "not_names": 100,
}
"""No table may shrink below this by accident."""


@pytest.fixture(scope="module")
def lexicons() -> Lexicons:
    return load_lexicons()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A folder with a copy of the shipped files, to be spoiled."""
    for name in TABLES:
        shutil.copy(SHIPPED / f"{name}.tsv", tmp_path)
    return tmp_path


def spoil(folder: Path, name: str, old: str, new: str) -> int:
    """Replace the first row that starts with *old*; its line number, counted from 1."""
    path = folder / f"{name}.tsv"
    lines = path.read_text(encoding="utf-8").split("\n")
    number = next(index for index, line in enumerate(lines) if line.startswith(old))
    lines[number] = new
    path.write_text("\n".join(lines), encoding="utf-8")
    return number + 1


# --- the shipped files


@pytest.mark.parametrize("name", TABLES)
def test_table_is_sound(name: str) -> None:
    rows = read_rows(SHIPPED, TABLES[name])
    assert len(rows) >= LEAST_ROWS[name]


@pytest.mark.parametrize("name", TABLES)
def test_head_says_what_unit_and_licence(name: str) -> None:
    text = (SHIPPED / f"{name}.tsv").read_text(encoding="utf-8")
    head = [line for line in text.split("\n") if line.startswith("#")]
    assert "Unit: " in head[-1]
    assert "Licence: " in head[-1]
    assert text.endswith("\n")
    assert "\r" not in text
    assert "\N{RIGHT SINGLE QUOTATION MARK}" not in text, "files write the straight apostrophe"


def test_every_column_is_explained() -> None:
    for name, table in TABLES.items():
        text = (SHIPPED / f"{name}.tsv").read_text(encoding="utf-8")
        head = "\n".join(line for line in text.split("\n") if line.startswith("#"))
        for column in table.columns:
            assert column in head, f"{name}.tsv: {column}"


def test_no_name_belongs_to_two_media(lexicons: Lexicons) -> None:
    owners: dict[tuple[str, ...], str] = {}
    for medium in lexicons.media:
        for name in (medium.name, *medium.aliases, *medium.weak_aliases):
            assert owners.setdefault(media_words(name), medium.name) == medium.name, name


def test_ambiguous_column_agrees_with_context() -> None:
    for row in read_rows(SHIPPED, TABLES["media"]):
        assert (row["ambiguous"] == "yes") == (row["context"] != "-"), row["name"]


def test_sources_of_cues_are_known(lexicons: Lexicons) -> None:
    for row in (*lexicons.cue_verbs, *lexicons.cue_phrases, *lexicons.cue_nouns):
        kind, _, count = row.source.partition(":")
        assert kind == "inventory" or (kind == "mined" and int(count) > 0), row


def test_social_networks_are_no_media(lexicons: Lexicons) -> None:
    for name in ("Twitter", "X", "Facebook", "Telegram", "YouTube", "TikTok", "Instagram"):
        assert lexicons.medium(name) is None, name


# --- looking up


@pytest.mark.parametrize(
    ("lemma", "reflexive", "frame", "strength"),
    [
        ("déclarer", False, "both", "speech"),
        ("exclamer", True, "incise", "speech"),
        ("estimer", False, "both", "opinion"),
        ("penser", False, "both", "thought"),
        ("lancer", False, "incise", "weak"),
        ("qualifier", False, "fragment", "speech"),
        ("sourire", False, "incise", "speech"),
        ("montrer", False, "que", "speech"),
    ],
)
def test_cue_verb(lexicons: Lexicons, lemma: str, reflexive: bool, frame: str, strength: str) -> None:
    verb = lexicons.cue_verb(lemma, reflexive)
    assert verb is not None
    assert (verb.frame, verb.strength) == (frame, strength)


def test_cue_verb_tells_what_it_takes(lexicons: Lexicons) -> None:
    affirm, smile, qualify = (lexicons.cue_verb(lemma) for lemma in ("affirmer", "sourire", "qualifier"))
    assert affirm
    assert smile
    assert qualify
    assert (affirm.takes_que, affirm.takes_incise, affirm.is_speech) == (True, True, True)
    assert (smile.takes_que, smile.takes_incise) == (False, True)
    assert (qualify.takes_que, qualify.takes_incise, qualify.complements) == (False, False, ("de",))
    assert lexicons.cue_verb("manger") is None
    assert lexicons.cue_verb("exclamer", reflexive=False) is None


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("Agence France-Presse", "AFP"),
        ("TASS", "Tass"),
        ("Itar-Tass", "Tass"),
        ("Chine Nouvelle", "Xinhua"),
        ("BFM-TV", "BFMTV"),
        ("RFI", "Radio France Internationale"),
        ("L’Equipe", "L'Équipe"),
        ("The New York Times", "New York Times"),
        ("Le Nouvel Observateur", "L'Obs"),
        ("dpa", "DPA"),
        ("Algérie presse service", "APS"),
    ],
)
def test_medium_goes_by_its_canonical_name(lexicons: Lexicons, name: str, canonical: str) -> None:
    medium = lexicons.medium(name)
    assert medium is not None
    assert medium.name == canonical


@pytest.mark.parametrize(
    ("adjective", "name"),
    [
        ("russe", "Tass"),
        ("chinoise", "Xinhua"),
        ("nord-coréenne", "KCNA"),
        ("sud-coréenne", "Yonhap"),
        ("japonaise", "Kyodo"),
        ("turque", "Anadolu"),
        ("marocaine", "MAP"),
        ("tunisienne", "TAP"),
        ("belge", "Belga"),
    ],
)
def test_agency_by_its_country(lexicons: Lexicons, adjective: str, name: str) -> None:
    medium = lexicons.agency_for(adjective)
    assert medium is not None
    assert medium.name == name


def test_ambiguous_names_ask_for_more(lexicons: Lexicons) -> None:
    world = lexicons.media_by_words[media_words("Le Monde")]
    assert (world.case_sensitive, world.needs_source_slot) == (True, False)
    assert world.fits("Le Monde")
    assert not world.fits("le monde")
    assert not lexicons.media_by_words[media_words("MAP")].fits("Map")
    marianne = lexicons.media_by_words[media_words("Marianne")]
    assert marianne.needs_source_slot
    short = lexicons.media_by_words[media_words("AA")]
    assert (short.medium.name, short.case_sensitive, short.needs_source_slot) == ("Anadolu", True, True)
    plain = lexicons.media_by_words[media_words("Mediapart")]
    assert plain.fits("mediapart")


def test_fields_and_synonyms_of_roles(lexicons: Lexicons) -> None:
    assert lexicons.role_fields["depute"] == {"parliament", "party"}
    assert lexicons.role_fields["politologue"] == {"science"}
    offices = {synonym.phrase: synonym.role for synonym in lexicons.role_synonyms}
    assert offices["locataire de Matignon"] == "premier ministre"


def test_people(lexicons: Lexicons) -> None:
    president, envoy = lexicons.role("présidentes"), lexicons.role("ambassadrice")
    assert president
    assert envoy
    assert (president.name, president.is_title, envoy.name) == ("président", True, "ambassadeur")
    assert president.forms == ("président", "présidente", "présidents", "présidentes")
    madam = lexicons.civility("Mme")
    assert madam
    assert madam.gender == "f"
    assert lexicons.civility("si") is None
    assert lexicons.civility("Général") is lexicons.civility("général")
    assert [lexicons.first_name_gender(name) for name in ("Aminata", "Sergueï", "Camille", "Table")] == [
        "f",
        "m",
        "u",
        None,
    ]


def test_bodies_and_places(lexicons: Lexicons) -> None:
    organisation, document, group = (
        lexicons.organisation("OTAN"),
        lexicons.document("études"),
        lexicons.group("autorités"),
    )
    assert organisation
    assert document
    assert group
    assert (organisation.kind, document.noun, group.is_plural) == ("name", "étude", True)
    assert lexicons.group("autorité") is None
    assert lexicons.organisation("tribunaux") is lexicons.organisation("tribunal")
    media = lexicons.media_noun("médias officiels")
    assert media
    assert media.is_plural
    seats = {
        name: lexicons.country(name) for name in ("Kremlin", "Élysée", "Maison Blanche", "Pyongyang", "Kyiv", "RDC")
    }
    assert {name: country.iso for name, country in seats.items() if country} == {
        "Kremlin": "RU",
        "Élysée": "FR",
        "Maison Blanche": "US",
        "Pyongyang": "KP",
        "Kyiv": "UA",
        "RDC": "CD",
    }
    koreans = lexicons.nationality("nord-coréennes")
    assert koreans
    assert "nord-coréenne" in koreans.adjectives
    assert lexicons.is_never_speaker("Mardi")
    assert not lexicons.is_never_speaker("ministre")
    noun = lexicons.cue_noun("conviction")
    assert noun
    assert "possessive" in noun.attachments


def test_shipped_tables_are_read_once(lexicons: Lexicons) -> None:
    assert load_lexicons() is lexicons


# --- bad files


def test_bad_value_is_named(copied: Path) -> None:
    line = spoil(copied, "cue_verbs", "affirmer\t", "affirmer\tno\tqueue\tspeech\tobject\tinventory")
    with pytest.raises(LexiconError) as caught:
        read_lexicons(copied)
    assert str(caught.value) == (
        f"cue_verbs.tsv:{line}: 'frame' must be one of que, incise, both, fragment (got 'queue')"
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("cue_verbs", "affirmer\t", "affirmer\tno\tboth", "6 cells expected, got 3"),
        ("cue_nouns", "accusation\t", "accusation\tf\tspeech\t\tinventory", "'speaker' must not be empty"),
        ("groups", "autorités\t", " autorités\tf\tplural\tpeople", "'noun' must not be empty or padded"),
        ("not_speakers", "mardi\t", "aaa\tweekday", "rows must be sorted ('aaa' after"),
        ("countries", "country\t", "pays\tiso", "the columns must be country, iso, gender"),
        (
            "media",
            "Yonhap\t",
            "Yonhap\tagency\tKR\t-\t-\tsud-coréenne\tperhaps\tno\t-",
            "one of yes, no (got 'perhaps')",
        ),
        ("role_fields", "abbé\t", "abbé\tchurch\t-", "'field' must be one of agriculture, arts_screen"),
        ("role_fields", "abbé\t", "abbé\treligion\tchurch", "'other_field' must be one of agriculture"),
        ("role_fields", "abbé\t", "abbé\treligion\treligion", "must not repeat 'field' (got 'religion')"),
        ("role_fields", "abbé\t", "abbée\treligion\t-", "'role' must be a role of roles.tsv (got 'abbée')"),
        ("role_synonyms", "prélat\t", "prélat\téveque", "must begin with a role of roles.tsv (got 'éveque')"),
    ],
)
def test_bad_row_is_named(copied: Path, name: str, old: str, new: str, message: str) -> None:
    line = spoil(copied, name, old, new)
    with pytest.raises(LexiconError) as caught:
        read_lexicons(copied)
    assert str(caught.value).startswith(f"{name}.tsv:{line}: ")
    assert message in str(caught.value)


def test_role_without_field_is_named(copied: Path) -> None:
    spoil(copied, "role_fields", "abbé\t", "")
    with pytest.raises(LexiconError, match=r"role_fields\.tsv: every role of roles\.tsv needs a line .*'abbé'"):
        read_lexicons(copied)


def test_double_row_is_named(copied: Path) -> None:
    path = copied / "groups.tsv"
    lines = path.read_text(encoding="utf-8").split("\n")
    number = next(index for index, line in enumerate(lines) if line.startswith("foule\t"))
    lines.insert(number, lines[number])
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(LexiconError, match=rf"groups\.tsv:{number + 2}: 'foule' is already in line {number + 1}"):
        read_lexicons(copied)


def test_two_default_agencies_are_named(copied: Path) -> None:
    spoil(copied, "media", "Interfax\t", "Interfax\tagency\tRU\t-\t-\trusse\tyes\tno\t-")
    with pytest.raises(LexiconError, match=r"only one agency can be the default for 'russe' \(Interfax, Tass\)"):
        read_lexicons(copied)


def test_missing_file_is_named(copied: Path) -> None:
    (copied / "roles.tsv").unlink()
    with pytest.raises(LexiconError, match=r"roles\.tsv: no such file"):
        read_lexicons(copied)


def test_wrong_encoding_is_named(copied: Path) -> None:
    (copied / "roles.tsv").write_bytes("rôle\tm".encode("latin-1"))
    with pytest.raises(LexiconError, match=r"roles\.tsv: must be UTF-8"):
        read_lexicons(copied)
