"""
Lexicons: the word lists of ``lexicon/*.tsv``, checked row by row and made easy to look up.

Words live in files, code only reads them: whoever misses a verb or a newspaper adds a line, in these files or
in a folder of one's own, and a line that is not what the head of its file promises is named with its file and
number. Every file is UTF-8, tab-separated, with a ``#`` head (what, unit, licence) and one row of column names;
``-`` stands for nothing, ``|`` separates several values, rows are sorted by code point.

    rows      one file, line by line
    tables    what each file may hold
    entries   what a row is, once it is read
    checks    what a row must be in view of the others
    own       the rows that a user adds
    indexes   from the forms of a text to the rows
    lookup    `Lexicons`: all of it, to be asked
    loading   from the files to `Lexicons`

Start reading at `quotattr.lexicons.loading.load_lexicons`; `TABLES` says what each file may hold.

    >>> lexicons = load_lexicons()
    >>> lexicons.cue_verb("déclarer").frame
    'both'
    >>> lexicons.cue_verb("exclamer", reflexive=True).strength
    'speech'
    >>> lexicons.medium("Chine nouvelle").name, lexicons.agency_for("russe").name
    ('Xinhua', 'Tass')
    >>> lexicons.role("présidentes").name, lexicons.country("Kremlin").name
    ('président', 'Russie')
"""

from quotattr.lexicons.entries import (
    Civility,
    Country,
    CueNoun,
    CuePhrase,
    CueVerb,
    DocumentNoun,
    GroupNoun,
    MediaNoun,
    Medium,
    MediumName,
    Organisation,
    Role,
    RoleSynonym,
    media_words,
)
from quotattr.lexicons.loading import load_lexicons, read_lexicons
from quotattr.lexicons.lookup import Lexicons
from quotattr.lexicons.own import EXTENDABLE
from quotattr.lexicons.rows import Folder, Row, Table, read_rows, shipped_folder
from quotattr.lexicons.tables import TABLES

__all__ = [
    "EXTENDABLE",
    "TABLES",
    "Civility",
    "Country",
    "CueNoun",
    "CuePhrase",
    "CueVerb",
    "DocumentNoun",
    "Folder",
    "GroupNoun",
    "Lexicons",
    "MediaNoun",
    "Medium",
    "MediumName",
    "Organisation",
    "Role",
    "RoleSynonym",
    "Row",
    "Table",
    "load_lexicons",
    "media_words",
    "read_lexicons",
    "read_rows",
    "shipped_folder",
]
