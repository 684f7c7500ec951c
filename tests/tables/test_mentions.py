import pytest

from ahq.core.checkout import HOME, Checkout
from ahq.corpus import reading
from ahq.tables import mentions

NAMES = mentions.Names(reading.read_lists(Checkout()).entities)


def found(text):
    return [(text[s.start : s.end], s.found) for s in NAMES.spans(text, mentions.links(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In FB profiles", [("FB", "facebook")]),
        ("Yahoo and FB Messenger.", [("Yahoo", "yahoo"), ("FB Messenger", "facebook-messenger")]),
        ("Facebook and VK.com.", [("Facebook", "facebook"), ("VK.com", "vkontakte")]),
        (
            "VK (Russian Facebook), Reddit",
            [("VK", "vkontakte"), ("Russian Facebook", "vkontakte"), ("Reddit", "reddit")],
        ),
        (
            "Skype or Whatsapp, WhatsApp/Viber",
            [("Skype", "skype"), ("Whatsapp", "whatsapp"), ("WhatsApp", "whatsapp"), ("Viber", "viber")],
        ),
        ("portals, e.g. Hiperogłoszenia, Facebook", [("Hiperogłoszenia", "hiperogloszenia"), ("Facebook", "facebook")]),
        ("see https://www.google.com/Facebook for it", []),
        ("Googled, Viberous, preFacebook", []),
        ("the kick and a viber", []),
    ],
)
def test_names_are_found_as_whole_words_outside_links(text, expected):
    assert found(text) == expected


def test_links_lose_the_punctuation_of_their_sentence():
    text = "see (http://a.example/x?y=1). or www.b.example, end"
    assert [s.found for s in mentions.links(text)] == ["http://a.example/x?y=1", "www.b.example"]
    assert all(text[s.start : s.end] == s.found for s in mentions.links(text))


def test_every_platform_that_a_response_names_is_found():
    # What a reader finds in the responses of the first query, by name and not through the aliases.
    named = (
        "facebook facebook-messenger twitter instagram vkontakte youtube whatsapp viber telegram skype kik yahoo "
        "google wordpress disqus reddit message-board hiperogloszenia wallapop western-union"
    ).split()
    source = (HOME / "data" / "sources" / "2016-social-media-migrant-smuggling.md").read_text("utf-8")
    responses = source.split("\n", 86)[86]
    assert set(named) <= {entity for _, entity in found(responses)}
