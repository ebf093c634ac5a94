"""A user's own lexicon: rows that are added, replace or remove shipped ones, and mistakes named with file and line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotattr import Extractor, LexiconError
from quotattr.lexicons import EXTENDABLE, TABLES
from quotattr.vocabulary import Vocabulary, load_vocabulary

VERB = "chevroter/no/both/speech/object/own"
AGENCY = "Agence Armor/agency/FR/Armor Presse/-/bretonne/yes/no/-"
ROLE = "éclusier/both/éclusière/éclusiers/éclusières/person/strong"


def write(folder: Path, name: str, *rows: str) -> Path:
    """A file of *rows* under the columns of the table *name*; their cells are parted by ``/``."""
    lines = ["\t".join(TABLES[name].columns), *(row.replace("/", "\t") for row in rows)]
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def load(folder: Path, **files: str) -> Vocabulary:
    """The vocabulary with one row a file."""
    for name, row in files.items():
        write(folder, name, row)
    return load_vocabulary(folder)


# --- what is added


def test_a_verb_is_known_in_all_its_forms(tmp_path: Path) -> None:
    vocabulary = load(tmp_path, cue_verbs=VERB)
    assert all(vocabulary.cue_verb_of_form(form) for form in ("chevrote", "chevroté", "chevrotaient"))
    assert load_vocabulary().cue_verb_of_form("chevrote") is None


def test_an_agency_is_found_by_its_names_and_its_adjective(tmp_path: Path) -> None:
    write(tmp_path, "media", AGENCY)
    text = "Selon l’agence bretonne, il neige. Il parle à Armor Presse. Selon l’agence russe, il pleut."
    media = Extractor(lexicon=tmp_path)._read(text)[0].media
    assert [(medium.name, medium.kind) for medium in media] == [
        ("Agence Armor", "agency"),
        ("Agence Armor", "agency"),
        ("Tass", "agency"),
    ]


def test_a_role_needs_no_field_and_may_have_one(tmp_path: Path) -> None:
    assert load(tmp_path / "without", roles=ROLE).role_fields("éclusières") == set()
    vocabulary = load(tmp_path / "with", roles=ROLE, role_fields="éclusier/transport/-")
    assert vocabulary.role_fields("éclusières") == {"transport"}
    assert vocabulary.kind_of_noun("éclusière", False) == "person"


ROWS: Mapping[str, str] = {
    "cue_verbs": VERB,
    "cue_nouns": "ritournelle/f/speech/possessive|de/own",
    "media": AGENCY,
    "media_nouns": "gazetier/m/singular/press/weak",
    "roles": ROLE,
    "role_fields": "maire/science/-",
    "role_synonyms": "tuteur de la mairie/maire",
    "civilities": "Sire/m/-/sire/strong",
    "organisations": "jurande/f/jurandes/organisation/strong/-",
    "documents": "palimpseste/m/palimpsestes/strong",
    "groups": "bateliers/m/plural/people",
    "countries": "Brizaie/BZ/f/singular/brizais/brizaise/brizais/brizaises/Brizais/Brizay/-/-",
    "first_names": "Quentillon/m/own",
    "not_speakers": "antan/deictic",
    "hedges": "prétendument/negator",
    "portfolios": "Écluses",
    "not_names": "subsequemment",
}
"""A row for every table that can be extended; none of its words is in the shipped ones with these cells."""

QUESTIONS = {
    "cue_nouns": lambda vocabulary: vocabulary.is_cue_noun("ritournelle"),
    "media_nouns": lambda vocabulary: vocabulary.media_noun("gazetier"),
    "role_fields": lambda vocabulary: "science" in vocabulary.role_fields("maire"),
    "role_synonyms": lambda vocabulary: vocabulary.role_synonym(["tuteur", "de", "la", "mairie"]),
    "civilities": lambda vocabulary: vocabulary.civility("Sire"),
    "organisations": lambda vocabulary: vocabulary.is_organisation("jurandes"),
    "documents": lambda vocabulary: vocabulary.kind_of_noun("palimpseste", False) == "document",
    "groups": lambda vocabulary: vocabulary.lexicons.group("bateliers"),
    "countries": lambda vocabulary: vocabulary.is_nationality("brizaise") and vocabulary.is_place_of_power("Brizay"),
    "first_names": lambda vocabulary: vocabulary.is_first_name("Quentillon"),
    "not_speakers": lambda vocabulary: vocabulary.is_no_speaker("antan"),
    "hedges": lambda vocabulary: vocabulary.hedge_role("prétendument"),
    "portfolios": lambda vocabulary: vocabulary.is_portfolio("Écluses"),
    "not_names": lambda vocabulary: "subsequemment" in vocabulary.function_words,
    "cue_verbs": lambda vocabulary: vocabulary.cue_verb("chevroter"),
    "media": lambda vocabulary: vocabulary.medium("armor presse"),
    "roles": lambda vocabulary: vocabulary.role_of("éclusières"),
}
"""What only a vocabulary with that row answers with yes."""


def test_every_table_that_can_be_extended_has_a_case() -> None:
    assert set(ROWS) == set(QUESTIONS) == {table.name for table in EXTENDABLE.values()}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_row_of_each_table_counts(name: str, tmp_path: Path) -> None:
    write(tmp_path, name, ROWS[name])
    assert not QUESTIONS[name](load_vocabulary())
    assert QUESTIONS[name](load_vocabulary(tmp_path))


# --- rows with the key of a shipped one


def test_a_row_with_the_key_of_a_shipped_one_replaces_it(tmp_path: Path) -> None:
    verb = load(tmp_path, cue_verbs="affirmer/no/que/thought/object/own").cue_verb("affirmer")
    assert verb is not None
    assert (verb.frame, verb.strength, verb.source) == ("que", "thought", "own")
    shipped = load_vocabulary().cue_verb("affirmer")
    assert shipped is not None
    assert shipped.frame == "both"


def test_a_medium_of_ones_own_takes_the_place_of_the_default_agency(tmp_path: Path) -> None:
    agency = load(tmp_path, media="Interfax/agency/RU/-/-/russe/yes/no/-").default_agency("russe")
    assert agency is not None
    assert agency.name == "Interfax"


def test_a_mark_and_the_key_remove_a_row(tmp_path: Path) -> None:
    write(tmp_path, "media", "!Marianne")
    vocabulary = load_vocabulary(write(tmp_path, "cue_verbs", "!exclamer/yes"))
    assert vocabulary.medium("Marianne") is None
    assert vocabulary.lexicons.cue_verb("exclamer", reflexive=True) is None
    assert vocabulary.medium("Tass") is not None


def test_a_removed_role_takes_nothing_else_down(tmp_path: Path) -> None:
    write(tmp_path, "roles", "!pape", ROLE)
    assert load_vocabulary(tmp_path).role_of("pape") is None


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\N{BYTE ORDER MARK}"])
def test_what_editors_make_of_a_file_is_no_matter(end: str, mark: str, tmp_path: Path) -> None:
    rows = ["# mine", "\t".join(TABLES["role_synonyms"].columns), "patron de l’hôtel de ville\tmaire", ""]
    rows[2] = rows[2].replace("ô", "o\N{COMBINING CIRCUMFLEX ACCENT}")
    (tmp_path / "role_synonyms.tsv").write_bytes((mark + end.join(rows)).encode())
    words = ["patron", "de", "l’", "hôtel", "de", "ville"]
    assert load_vocabulary(tmp_path).role_synonym(words) == ("maire",)


def test_rows_need_not_be_sorted_and_pages_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "not_speakers", "zut/deictic", "antan/deictic")
    (tmp_path / "README.md").write_text("Ours.", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("*", encoding="utf-8")
    assert all(load_vocabulary(tmp_path).is_no_speaker(word) for word in ("zut", "antan", "mardi"))


# --- two extractors


def test_two_extractors_do_not_meet(tmp_path: Path) -> None:
    write(tmp_path / "one", "media", AGENCY)
    write(tmp_path / "two", "media", AGENCY.replace("Agence Armor", "Agence Brizay"))
    extractors = [Extractor(lexicon=tmp_path / "one"), Extractor(), Extractor(lexicon=tmp_path / "two")]
    texts = ["Selon Armor Presse, il neige.", "Selon Tass, il neige."]
    found = [[str([medium.name for medium in e._read(text)[0].media]) for text in texts] for e in extractors]
    assert found == [["['Agence Armor']", "['Tass']"], ["[]", "['Tass']"], ["['Agence Brizay']", "['Tass']"]]


def test_a_folder_is_read_anew_by_each_extractor_and_only_once(tmp_path: Path) -> None:
    first = Extractor(lexicon=str(write(tmp_path, "not_speakers", "antan/deictic")))
    second = Extractor(lexicon=write(tmp_path, "not_speakers", "naguère/deictic"))
    assert [e._vocabulary.is_no_speaker("antan") for e in (first, second)] == [True, False]
    assert first.lexicon == second.lexicon == tmp_path


# --- mistakes


MISTAKES = {
    "a value that is none": (
        "cue_verbs",
        [VERB, "geindre/no/queue/speech/object/own"],
        3,
        "'frame' must be one of que,",
    ),
    "a cell too few": ("cue_verbs", ["chevroter/no/both"], 2, "6 cells expected, got 3"),
    "a form instead of the infinitive": (
        "cue_verbs",
        ["chevrote/no/both/speech/object/own"],
        2,
        "'lemma' must be an infinitive",
    ),
    "an infinitive with se": ("cue_verbs", ["s'étrangler/yes/both/speech/-/own"], 2, 'without se (got "s\'étrangler")'),
    "an empty value": ("cue_nouns", ["ritournelle/f/speech/de|/own"], 2, "'speaker' must not be empty"),
    "a value without letters": (
        "media",
        [AGENCY.replace("Armor Presse", "Armor|'")],
        2,
        "must have a letter or a digit",
    ),
    "a row without a name": ("groups", ["-/m/plural/people"], 2, "'noun' must not be -: it names the row"),
    "two rows of one key": ("groups", ["bateliers/m/plural/people"] * 2, 3, "'bateliers' is already in line 2"),
    "a role nobody knows": ("role_fields", ["éclusier/transport/-"], 2, "must be a role of roles.tsv (got 'éclusier')"),
    "an office nobody knows": ("role_synonyms", ["x/éclusier"], 2, "must begin with a role of roles.tsv"),
    "ambiguous without context": ("media", [AGENCY.replace("no/-", "yes/-")], 2, "'ambiguous' must be yes where"),
    "a name that another has": (
        "media",
        [AGENCY.replace("Armor P", "Agence france-p")],
        2,
        "is a name of 'AFP' already",
    ),
    "two default agencies": (
        "media",
        [AGENCY, AGENCY.replace("Armor", "Brizay")],
        3,
        "only one agency can be the default for 'bretonne' (Agence Armor, Agence Brizay)",
    ),
    "nothing to remove": ("media", ["!Mariane"], 2, "nothing to remove: media.tsv has no 'Mariane'"),
    "a removal with too few cells": ("cue_verbs", ["!exclamer"], 2, "a removal has ! and only lemma, reflexive (got 1"),
    "a removal with too many": ("media", ["!" + AGENCY], 2, "a removal has ! and only name (got 9"),
}
"""Why → file, its rows, the line that is wrong, what is said of it."""


@pytest.mark.parametrize(("name", "rows", "number", "message"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_named_by_file_and_line(
    name: str, rows: list[str], number: int, message: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "mine", name, *rows) / f"{name}.tsv"
    with pytest.raises(LexiconError) as caught:
        Extractor(lexicon=tmp_path / "mine")
    assert str(caught.value).startswith(f"{path}:{number}: ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "name", ["cue_verb.tsv", "media.csv", "Media.tsv", "speech_weights.tsv", "cue_phrases.tsv", "sub"]
)
def test_an_unknown_file_is_an_error_that_lists_the_known_ones(name: str, tmp_path: Path) -> None:
    write(tmp_path, "cue_verbs", VERB)
    (tmp_path / name).mkdir() if name == "sub" else (tmp_path / name).write_text("", encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        Extractor(lexicon=tmp_path)
    assert str(caught.value).startswith(
        f"{tmp_path / name}: no lexicon that can be extended has this name; there are: "
    )
    assert str(caught.value).endswith(", ".join(sorted(EXTENDABLE)))


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nowhere", "nowhere: a lexicon is a folder of .tsv files (there is none here)"),
        ("file.tsv", "file.tsv: a lexicon is a folder of .tsv files (this is a file: give the folder it is in)"),
        ("empty", "empty: the folder holds no lexicon; there are: "),
    ],
)
def test_a_folder_that_is_none(path: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "file.tsv").write_text("", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    with pytest.raises(LexiconError) as caught:
        Extractor(lexicon=tmp_path / path)
    assert message in str(caught.value)


def test_an_empty_file_lacks_its_columns(tmp_path: Path) -> None:
    (tmp_path / "roles.tsv").write_text("# nothing yet\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"roles\.tsv:1: the columns must be role, gender, .* \(got \)"):
        Extractor(lexicon=tmp_path)


CELLS = st.sampled_from(["-", "|", "x", "être", "M.", "\u200b", "\u0301", "-|-", "no", "speech", "both", "f", "!", "'"])


@given(st.sampled_from(sorted(EXTENDABLE)), st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_a_row_is_used_or_refused(tmp_path: Path, file: str, data: st.DataObject) -> None:
    table = EXTENDABLE[file]
    row = [data.draw(st.sampled_from(allowed) if allowed else CELLS) for allowed in table.columns.values()]
    path = tmp_path / file
    path.write_text("\n".join(["\t".join(table.columns), "\t".join(row)]), encoding="utf-8")
    refusal = f"{path}:"
    try:
        load_vocabulary(tmp_path)
    except LexiconError as error:
        refusal = str(error)
    path.unlink()
    assert refusal.startswith(f"{path}:")
