"""The people, places and companies of the simulated world, shared by all tables.

Second Spark, its competitors, regions and people are invented. A name that
matches a real company or person does so by chance.
"""

from __future__ import annotations

from pmbridge.case.draw import Draw

OWN_COMPANY = "Second Spark"
COMPETITORS = ("BoltFix", "BrandCare", "Kerb Cafe", "PostMend")
COMPANIES = (OWN_COMPANY, *COMPETITORS)

REGIONS = ("Aldermoor", "Brisel", "Castellan", "Dunharbour", "Estrava", "Fennmark")
"""Regions A to F; region G belongs to the final project."""

TODAY = "2026-09-14"
"""The Monday on which the story starts."""

ITEMS = (
    "kettle",
    "washing machine",
    "fridge",
    "dishwasher",
    "vacuum cleaner",
    "oven",
    "sewing machine",
    "coffee machine",
    "lamp",
    "tumble dryer",
    "toaster",
    "laptop",
)

FIRST_NAMES = (
    *("Amina", "Bram", "Chidi", "Dilnoza", "Eirik", "Fatima", "Goran", "Hye-jin", "Ines", "Jomo"),
    *(
        "Kavya",
        "Lotte",
        "Mateus",
        "Nadia",
        "Oisín",
        "Priya",
        "Quynh",
        "Rafael",
        "Siobhan",
        "Timo",
    ),
    *(
        "Ulrike",
        "Valentina",
        "Wanjiru",
        "Xiomara",
        "Yusuf",
        "Zanele",
        "Aroha",
        "Benedikt",
        "Camille",
    ),
    *(
        "Davit",
        "Esperanza",
        "Farid",
        "Greta",
        "Hamza",
        "Ivana",
        "Jelena",
        "Kofi",
        "Leilani",
        "Mirek",
    ),
    *(
        "Nkechi",
        "Olga",
        "Paavo",
        "Rania",
        "Sanjay",
        "Thandi",
        "Umar",
        "Vera",
        "Wei",
        "Yara",
        "Zoltan",
    ),
    *("Agnes", "Bilal", "Consuelo", "Dorothea", "Emeka", "Florin", "Gintare", "Hanna", "Ismael"),
    *("Joana", "Kateryna", "Luca", "Magda", "Noor", "Petra", "Reza", "Sofía", "Tarek", "Zofia"),
)

LAST_NAMES = (
    *("Abara", "Bakker", "Castillo", "Demir", "Eriksen", "Fofana", "Gashi", "Haddad", "Ionescu"),
    *("Jansen", "Kowalska", "Lindqvist", "Mbeki", "Nowak", "Okafor", "Petrov", "Quispe", "Rahman"),
    *("Silva", "Tanaka", "Ueda", "Varga", "Walsh", "Xu", "Yilmaz", "Zaman", "Adeyemi", "Brankov"),
    *("Chowdhury", "Dvorak", "El Amrani", "Fischer", "Georgiou", "Horvat", "Idris", "Joshi"),
    *("Kim", "Lopes", "Marín", "Ndiaye", "O'Brien", "Park", "Rossi", "Sato", "Tesfaye", "Vidal"),
    *("Waweru", "Achterberg", "Bielik", "Costa", "Diallo", "Farouk", "Green", "Hoang", "Iqbal"),
)

# The four colleagues who bring a "top priority" on the first Monday.
COLLEAGUES = (
    ("Imani Okafor", "marketing"),
    ("Tomasz Wrona", "sales"),
    ("Mei-Ling Tan", "operations"),
    ("Ruth Halvorsen", "support"),
)
CHIEF = ("Dario Conti", "chief executive")


def people(draw: Draw, count: int) -> list[str]:
    """Return ``count`` different full names."""
    total = len(FIRST_NAMES) * len(LAST_NAMES)
    chosen = draw.sample(range(total), count)
    return [
        f"{FIRST_NAMES[i // len(LAST_NAMES)]} {LAST_NAMES[i % len(LAST_NAMES)]}" for i in chosen
    ]


def short_names(draw: Draw, count: int) -> list[str]:
    """Return ``count`` different names such as ``Amina B.``."""
    initials = "ABCDEFGHIKLMNOPRSTVWZ"
    total = len(FIRST_NAMES) * len(initials)
    chosen = draw.sample(range(total), count)
    return [f"{FIRST_NAMES[i // len(initials)]} {initials[i % len(initials)]}." for i in chosen]
