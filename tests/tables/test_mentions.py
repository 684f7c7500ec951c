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


def spans(text, **entities):
    """Return the mentions of a text, with their places, by entities whose names are separated by semicolons."""
    rows = {
        entity: dict(zip(("name", "aliases"), f"{names};".split(";", 1), strict=True))
        for entity, names in entities.items()
    }
    return [tuple(span) for span in mentions.Names(rows).spans(text, mentions.links(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Viber", [(0, 5, "viber")]),
        ("(Viber)", [(1, 6, "viber")]),
        ("Viber's Viber-Viber", [(0, 5, "viber"), (8, 13, "viber"), (14, 19, "viber")]),
        ("🛂 Viber", [(2, 7, "viber")]),
        ("Cafe\u0301 Viber", [(6, 11, "viber")]),
        ("Viber2 2Viber _Viber Viber_", []),
        ("viber VIBER", []),
        ("", []),
    ],
)
def test_a_name_is_a_whole_word_letter_for_letter(text, expected):
    assert spans(text, viber="Viber") == expected


def test_the_longest_name_that_stands_there_is_taken():
    entities = {"fb": "FB", "messenger": "FB Messenger;Messenger", "lite": "FB Messenger Lite"}
    assert spans("FB Messenger Lite", **entities) == [(0, 17, "lite")]
    assert spans("FB Messenger Light", **entities) == [(0, 12, "messenger")]
    assert spans("FB Messengers", **entities) == [(0, 2, "fb")]
    assert spans("FB Messengers, for one", **entities) == [(0, 2, "fb")]
    assert spans("(FB Messengers, for one)", **entities) == [(1, 3, "fb")]
    assert spans("A FB messenger", **entities) == [(2, 4, "fb")]
    assert spans("FB, Messenger", **entities) == [(0, 2, "fb"), (4, 13, "messenger")]


def test_a_name_within_a_longer_one_is_not_found_again():
    assert spans("Western Union Union", union="Union", western_union="Western Union") == [
        (0, 13, "western_union"),
        (14, 19, "union"),
    ]


def test_the_words_of_a_name_stand_as_they_are_written():
    assert spans("Western  Union, Western\nUnion", western_union="Western Union") == []


def test_a_name_may_hold_what_is_special_in_a_pattern():
    entities = {"vk": "VK.com", "search": "Bing (search)", "plus": "Google+"}
    assert spans("VK.com VKacom Bing (search) Google+.", **entities) == [
        (0, 6, "vk"),
        (14, 27, "search"),
        (28, 35, "plus"),
    ]


def test_of_two_entities_with_one_name_the_first_by_id_is_found():
    assert spans("Signal", zebra="Signal", alpha="Signal") == [(0, 6, "alpha")]


def test_a_name_without_a_word_and_no_names_at_all_find_nothing():
    assert spans("+ Viber", plus="+") == []
    assert spans("Viber") == []


def test_a_mention_ends_where_a_link_begins_and_starts_where_it_ends():
    assert spans("Viber https://x.example/ Viber", viber="Viber") == [(0, 5, "viber"), (25, 30, "viber")]
    assert spans("www.viber.example", site="www.viber.example") == []
    assert spans("www.Viber.example) Viber", viber="Viber") == [(19, 24, "viber")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.example", [(0, 17, "https://a.example")]),
        ("http://a.example/b?c=d&e#f.", [(0, 26, "http://a.example/b?c=d&e#f")]),
        ("<www.a.example>", [(1, 14, "www.a.example")]),
        ('"www.a.example"', [(1, 14, "www.a.example")]),
        ("🛂 'www.a.example'", [(3, 16, "www.a.example")]),
        ("www.a.example/é_(x)!?:;,.)]}'", [(0, 18, "www.a.example/é_(x")]),
        ("www.a.example\nwww.b.example\u00a0c", [(0, 13, "www.a.example"), (14, 27, "www.b.example")]),
        ("a.example, ftp://a.example, http:/a, HTTPS://a.example", []),
    ],
)
def test_links_and_their_places(text, expected):
    assert [tuple(link) for link in mentions.links(text)] == expected
