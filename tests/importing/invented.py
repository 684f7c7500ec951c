"""Invented compilations in the forms that the EMN publishes, with what must come out of them, written by hand.

No state said any of this. ``top`` are the paragraphs above the table, ``rows`` label, flag and the paragraphs of a cell; ``items``
are item and kind of the questionnaire; ``cuts`` are item, marker and text of each response. ``doubtful`` are the cuts that may
not be called printed.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

WITHHELD = (
    "This EMN NCP has provided a response to the requesting EMN NCP. "
    "However, they have requested that it is not disseminated further."
)  # fmt: skip
FIXED = "The following responses have been provided primarily for the purpose of information exchange among EMN NCPs."


class Invented(NamedTuple):
    """A compilation and what must come out of it."""

    top: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]
    items: tuple[tuple[str, str], ...]
    cuts: dict[str, tuple[tuple[str | None, str | None, str], ...]]
    head: dict[str, object]
    doubtful: Mapping[str, tuple[str, ...]] = MappingProxyType({})


THREE_LEVELS = Invented(
    top=(
        "EMN Ad-Hoc Query on the registration of bicycles",
        "Requested by ROSSI Maria on 2 th July 2014",
        "Transport",
        "Responses from Austria, Belgium (2 in total)",
        "Disclaimer:",
        FIXED,
        "Background information:",
        "Bicycles are many.",
        "Questions",
        "1. Are bicycles registered in your (Member) State?",
        "a) By whom are they registered:",
        "i. by the municipality?",
        "ii. by the police?",
        "b) What does it cost?",
        "2. If yes to 1, how many are registered? Please give a) the number and b) the year in your answer.",
        "We would appreciate your response by 19 of June 2015.",
        "Responses",
    ),
    rows=(
        ("Austria", "Yes", ("Q1: Yes, they are.", "a) See below.", "i. No.", "ii. Yes, by the police.", "b) 5 euro.", "Q2: 300.")),
        ("Belgium", "Yes", ("1. No.", "2. N/A")),
    ),
    items=(("1", "question"), ("1a", "part"), ("1a.i", "part"), ("1a.ii", "part"), ("1b", "part"), ("2", "question")),
    cuts={
        "Austria": (
            ("1", "Q1:", "Yes, they are."),
            ("1a", "a)", "See below."),
            ("1a.i", "i.", "No."),
            ("1a.ii", "ii.", "Yes, by the police."),
            ("1b", "b)", "5 euro."),
            ("2", "Q2:", "300."),
        ),
        "Belgium": (("1", "1.", "No."), ("2", "2.", "N/A")),
    },
    head={"title": "EMN Ad-Hoc Query on the registration of bicycles", "requested_by": ("ROSSI Maria",), "day": "2014-07-02",
          "area": "Transport", "labels": ("Austria", "Belgium"), "total": 2, "reply": "2015-06-19"},
)  # fmt: skip

NUMBERS_LOST = Invented(
    top=(
        "EMN Ad-Hoc Query on the care of pigeons",
        "Requested by COM on 18th April 2016",
        "Birds",
        "Responses from Croatia, Netherland, Slovakia (3 in total)",
        "Disclaimer:",
        FIXED,
        "Background information:",
        "There are pigeons.",
        "Questions",
        "Does your Member State feed pigeons in winter?",
        "2. Which veterinary surgeon examines sick pigeons?",
        "3. Are there published statistics on pigeons?",
        "Responses",
    ),
    rows=(
        ("Croatia", "Yes", ("Grain is given in winter.", "The veterinary surgeon of the town.", "No statistics are published.")),
        ("Netherland", "Yes", ("1. Yes. 2. A surgeon of the army, since 15. March 2006. 3. No.",)),
        ("Slovakia", "Yes", ("Yes, we feed pigeons in winter.", "2. Nobody.", "3. -")),
    ),
    items=(("1", "question"), ("2", "question"), ("3", "question")),
    cuts={
        "Croatia": (
            ("1", None, "Grain is given in winter."),
            ("2", None, "The veterinary surgeon of the town."),
            ("3", None, "No statistics are published."),
        ),
        "Netherland": (("1", "1.", "Yes."), ("2", "2.", "A surgeon of the army, since 15. March 2006."), ("3", "3.", "No.")),
        "Slovakia": (("1", None, "Yes, we feed pigeons in winter."), ("2", "2.", "Nobody."), ("3", "3.", "-")),
    },
    head={"title": "EMN Ad-Hoc Query on the care of pigeons", "requested_by": ("COM",), "day": "2016-04-18", "area": "Birds",
          "labels": ("Croatia", "Netherland", "Slovakia"), "total": 3, "reply": None},
    doubtful={"Croatia": ("1", "2", "3"), "Slovakia": ("1",)},
)  # fmt: skip

WRONG_TOTALS = Invented(
    top=(
        "Ad-Hoc Query on umbrellas left in trains",
        "Requested by LU EMN NCP on 24 October 2013",
        "Compilation produced on 9 December 2013",
        "Responses from: Belgium, Estonia, Greece, and United Kingdom plus Norway (7 in Total)",
        FIXED,
        "1. Background Information",
        "Umbrellas are left in trains.",
        "1. What happens to umbrellas?",
        "2. Who pays for them?",
        "2. Responses",
    ),
    rows=(
        ("Belgium", "No", (WITHHELD,)),
        ("Estonia", "Yes", ("Ad 1) They are kept.", "Ad 2) The finder pays.")),
        ("EL", "Yes", ("1) Φυλάσσονται στον σταθμό.", "2) Κανείς.")),
        ("United Kingdom", "No", ()),
        ("Norway", "Yes", ("Re 1. They are sold.", "Re 2. See above")),
    ),
    items=(("1", "question"), ("2", "question")),
    cuts={
        "Belgium": (),
        "Estonia": (("1", "Ad 1)", "They are kept."), ("2", "Ad 2)", "The finder pays.")),
        "EL": (("1", "1)", "Φυλάσσονται στον σταθμό."), ("2", "2)", "Κανείς.")),
        "United Kingdom": (),
        "Norway": (("1", "Re 1.", "They are sold."), ("2", "Re 2.", "See above")),
    },
    head={"title": "Ad-Hoc Query on umbrellas left in trains", "requested_by": ("LU EMN NCP",), "day": "2013-10-24", "area": None,
          "labels": ("Belgium", "Estonia", "Greece", "United Kingdom", "Norway"), "total": 7, "reply": None},
)  # fmt: skip

LISTS_WITHIN = Invented(
    top=(
        "EMN Ad-Hoc Query on snow",
        "Requested by FI EMN NCP on 3 May 2017",
        "Weather",
        "Responses from Finland, Latvia, Sweden (3 in total)",
        "Disclaimer:",
        FIXED,
        "Background information:",
        "Snow falls.",
        "Questions",
        "1. Which law applies to snow?",
        "2. Which kinds of snow are there?",
        "3. Who removes it?",
        "Responses",
    ),
    rows=(
        ("Finland", "Yes", ("1. Article 5. of the Snow Act:", "5. The municipality shall review the snow.", "2. Three kinds:",
                            "1. wet", "2. dry", "3. old", "3. The owner.")),
        ("Latvia", "Yes", ("1. The Act of 2003.", "2. Year Tonnes", "2015 300", "2016 1.200", "3. From 1. January the town.")),
        ("Sweden", "Yes", ("1. None.", "2. Many.", "3. The king. 4. The queen.")),
    ),
    items=(("1", "question"), ("2", "question"), ("3", "question")),
    cuts={
        "Finland": (
            ("1", "1.", "Article 5. of the Snow Act: 5. The municipality shall review the snow."),
            ("2", "2.", "Three kinds: 1. wet 2. dry 3. old"),
            ("3", "3.", "The owner."),
        ),
        "Latvia": (
            ("1", "1.", "The Act of 2003."),
            ("2", "2.", "Year Tonnes 2015 300 2016 1.200"),
            ("3", "3.", "From 1. January the town."),
        ),
        "Sweden": (("1", "1.", "None."), ("2", "2.", "Many."), ("3", "3.", "The king. 4. The queen.")),
    },
    head={"title": "EMN Ad-Hoc Query on snow", "requested_by": ("FI EMN NCP",), "day": "2017-05-03", "area": "Weather",
          "labels": ("Finland", "Latvia", "Sweden"), "total": 3, "reply": None},
    doubtful={"Finland": ("2", "3")},
)  # fmt: skip

TOGETHER = Invented(
    top=(
        "EMN Ad-Hoc Query on doors",
        "Requested by EMN NCP Austria on []",
        "Houses",
        "Responses from EMN NCP Austria, Czechia, Switzerland (3 in total)",
        "Disclaimer:",
        FIXED,
        "Background information:",
        "Doors open and close.",
        "Questions",
        "1. 1. Do doors in your State open inwards?",
        "2. 2. Are doors locked at night?",
        "3. 3. Who holds the key?",
        "4. 4. Which statistics exist?",
        "Responses",
    ),
    rows=(
        ("EMN NCP Austria", "Yes", ("1-3. Doors are not regulated.", "4. N/A")),
        ("Czechia", "Yes", ("Question 1: Yes. Question 2: No. Question 3: The owner of the house. Question 4: See answer to Q2.",)),
        ("Switzerland", "Yes", ("1. Do doors in your State open inwards? Yes, most do.", "2. Are doors locked at night?", "3. The baker.",
                                "4. n/a")),
    ),
    items=(("1", "question"), ("2", "question"), ("3", "question"), ("4", "question")),
    cuts={
        "EMN NCP Austria": (("1", "1-3.", "Doors are not regulated."), ("4", "4.", "N/A")),
        "Czechia": (
            ("1", "Question 1:", "Yes."),
            ("2", "Question 2:", "No."),
            ("3", "Question 3:", "The owner of the house."),
            ("4", "Question 4:", "See answer to Q2."),
        ),
        "Switzerland": (
            ("1", "1.", "Do doors in your State open inwards? Yes, most do."),
            ("2", "2.", "Are doors locked at night?"),
            ("3", "3.", "The baker."),
            ("4", "4.", "n/a"),
        ),
    },
    head={"title": "EMN Ad-Hoc Query on doors", "requested_by": ("EMN NCP Austria",), "day": None, "area": "Houses",
          "labels": ("EMN NCP Austria", "Czechia", "Switzerland"), "total": 3, "reply": None},
    doubtful={"EMN NCP Austria": ("1",)},
)  # fmt: skip

SUBNUMBERS = Invented(
    top=(
        "EMN Ad-Hoc Query on ferries",
        "Requested by Malta on 5 June 2018",
        "Ships",
        "Responses from Italy, Malta, Portugal (3 in total)",
        "Disclaimer:",
        FIXED,
        "Background information:",
        "1. Ferries are ships.",
        "2. They cross the sea.",
        "Questions",
        "1. The fleet",
        "1.1 How many ferries are there?",
        "1.2 How old are they?",
        "2. The crew",
        "2.1 Which of the following options are offered to the crew?",
        "a) a meal;",
        "b) a bed;",
        "Summary",
        "Ferries float.",
        "Responses",
    ),
    rows=(
        ("Italy", "Yes", ("1.1 Forty.", "1.2 Ten years.", "2.1 a) Yes, twice a day. b) No.")),
        ("Malta", "Yes", ("1.1. Two. 1.2. New. 2.1. a) a meal; b) a bed;",)),
        ("Portugal", "Yes", ("1.2 Old.", "1.1 Few.", "2.1 a), b)")),
    ),
    items=(("1", "heading"), ("1.1", "question"), ("1.2", "question"), ("2", "heading"), ("2.1", "question"), ("2.1a", "option"),
           ("2.1b", "option")),
    cuts={
        "Italy": (
            ("1.1", "1.1", "Forty."),
            ("1.2", "1.2", "Ten years."),
            ("2.1a", "2.1 a)", "Yes, twice a day."),
            ("2.1b", "b)", "No."),
        ),
        "Malta": (("1.1", "1.1.", "Two."), ("1.2", "1.2.", "New."), ("2.1", "2.1.", "a) a meal; b) a bed;")),
        "Portugal": (("1.2", "1.2", "Old."), ("1.1", "1.1", "Few."), ("2.1", "2.1", "a), b)")),
    },
    head={"title": "EMN Ad-Hoc Query on ferries", "requested_by": ("Malta",), "day": "2018-06-05", "area": "Ships",
          "labels": ("Italy", "Malta", "Portugal"), "total": 3, "reply": None},
    doubtful={"Portugal": ("1.1", "1.2")},
)  # fmt: skip

ALL = {
    "three levels": THREE_LEVELS,
    "numbers lost": NUMBERS_LOST,
    "wrong totals": WRONG_TOTALS,
    "lists within answers": LISTS_WITHIN,
    "answers together": TOGETHER,
    "numbers with a full stop inside": SUBNUMBERS,
}
