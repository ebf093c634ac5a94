"""What is odd about a whole text: HTML, another language, half characters."""

from __future__ import annotations

import pytest

from quotattr.checks import MIN_WORDS, check_text, find_surrogates, looks_like_html, looks_not_french
from quotattr.tokenizer import tokenize

OTHER_LANGUAGES = {
    "English": "The minister said on Monday that the talks would go on and that nobody had left the room. ",
    "Spanish": "El ministro dijo el lunes que las conversaciones van a seguir y que nadie salió de la sala. ",
    "Italian": "Il ministro ha detto lunedì che i colloqui andranno avanti e che nessuno ha lasciato la sala. ",
    "Portuguese": "O ministro disse na segunda que as conversas vão seguir e que ninguém saiu da sala. ",
    "German": "Der Minister sagte am Montag, die Gespräche gingen weiter und niemand habe den Saal verlassen. ",
}
FRENCH = "Le ministre a dit lundi que les discussions se poursuivent et que nul n'a quitté la salle. "


@pytest.mark.parametrize("text", OTHER_LANGUAGES.values(), ids=OTHER_LANGUAGES.keys())
def test_another_language_is_warned_of(text: str) -> None:
    warning = looks_not_french(tokenize(text * 4))
    assert warning is not None
    assert "does not look French" in warning.message


def test_french_is_not_warned_of() -> None:
    assert looks_not_french(tokenize(FRENCH * 4)) is None


def test_short_texts_are_not_judged() -> None:
    assert looks_not_french(tokenize("word " * (MIN_WORDS - 1))) is None
    assert looks_not_french(tokenize("word " * MIN_WORDS)) is not None


@pytest.mark.parametrize("text", ["un<br/>deux", "a <p class='x'>b", "&laquo;", "&#171; a", "&#xAB; b", "fin</DIV>"])
def test_html_is_warned_of(text: str) -> None:
    assert looks_like_html(text) is not None


@pytest.mark.parametrize("text", ["R&D; et", "a < b > c", "<<oui>>", "AT&T", "<3 tout", "Lire > Suite"])
def test_plain_signs_are_no_html(text: str) -> None:
    assert looks_like_html(text) is None


def test_half_characters_are_warned_of() -> None:
    warning = find_surrogates("a\ud83d\ude00b")
    assert warning is not None
    assert (warning.start, warning.end) == (1, 3)
    assert "U+D83D" in warning.message


def test_all_findings_come_in_the_order_of_the_text() -> None:
    text = OTHER_LANGUAGES["English"] * 4 + "<br>\udc00"
    warnings = check_text(text, tokenize(text))
    assert [warning.message.split(" ")[0] for warning in warnings] == ["the", "the", "half"]
    assert warnings == sorted(warnings, key=lambda warning: warning.start)
