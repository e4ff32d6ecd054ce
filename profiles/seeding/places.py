"""Where made-up people live, what they speak and what an hour costs there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from profiles.seeding import text

if TYPE_CHECKING:
    from profiles.seeding.text import Tongue


@dataclass(frozen=True)
class Place:
    """A country with its share of people, its cities (the largest first), its currency, what an
    hour costs there on average, its languages and names.
    """

    country: str
    share: float
    cities: tuple[str, ...]
    currency: str
    rate: float
    tongues: tuple[Tongue, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]


_INDIAN = (
    ("Asha", "Ravi", "Priya", "Amit", "Neha", "Sanjay", "Kavita", "Arjun", "Meera", "Vikram"),
    ("Rao", "Sharma", "Patel", "Iyer", "Khan", "Das", "Kulkarni", "Singh", "Nair", "Gupta"),
)
_ENGLISH = (
    ("James", "Emma", "Oliver", "Grace", "Liam", "Sophie", "Noah", "Ruby", "Ethan", "Chloe"),
    ("Smith", "Jones", "Taylor", "Brown", "Wilson", "Clark", "Walker", "Hall", "Young", "King"),
)
_GERMAN = (
    ("Lukas", "Anna", "Jonas", "Lena", "Felix", "Marie", "Paul", "Laura", "Max", "Julia"),
    ("Müller", "Schmidt", "Weber", "Fischer", "Wagner", "Becker", "Hoffmann", "Koch", "Wolf"),
)
_SPANISH = (
    ("Mateo", "Sofía", "Diego", "Valentina", "Javier", "Lucía", "Carlos", "Elena", "Pablo"),
    ("García", "López", "Martínez", "Sánchez", "Pérez", "Gómez", "Díaz", "Torres", "Ruiz"),
)
_FRENCH = (
    ("Louis", "Camille", "Hugo", "Léa", "Jules", "Manon", "Arthur", "Chloé", "Théo", "Inès"),
    ("Martin", "Bernard", "Dubois", "Moreau", "Laurent", "Simon", "Michel", "Lefèvre"),
)
_PORTUGUESE = (
    ("João", "Maria", "Pedro", "Ana", "Tiago", "Beatriz", "Rui", "Inês", "Miguel", "Carla"),
    ("Silva", "Santos", "Ferreira", "Pereira", "Oliveira", "Costa", "Rodrigues", "Almeida"),
)

PLACES = (
    Place(
        "IN",
        0.34,
        ("Mumbai", "Pune", "Bengaluru", "Delhi", "Hyderabad", "Chennai", "Kolkata", "Kochi"),
        "INR",
        600,
        (text.ENGLISH, text.ENGLISH, text.HINDI),
        *_INDIAN,
    ),
    Place(
        "US",
        0.16,
        ("New York", "Chicago", "Austin", "Denver", "Seattle", "Miami", "Boston"),
        "USD",
        55,
        (text.ENGLISH,),
        *_ENGLISH,
    ),
    Place(
        "GB", 0.09, ("London", "Leeds", "Bristol", "Glasgow"), "GBP", 45, (text.ENGLISH,), *_ENGLISH
    ),
    Place(
        "DE", 0.08, ("Berlin", "Hamburg", "München", "Köln"), "EUR", 60, (text.GERMAN,), *_GERMAN
    ),
    Place("ES", 0.06, ("Madrid", "Barcelona", "Sevilla"), "EUR", 35, (text.SPANISH,), *_SPANISH),
    Place("FR", 0.06, ("Paris", "Lyon", "Marseille"), "EUR", 48, (text.FRENCH,), *_FRENCH),
    Place(
        "BR",
        0.05,
        ("São Paulo", "Rio de Janeiro", "Recife"),
        "BRL",
        90,
        (text.PORTUGUESE,),
        *_PORTUGUESE,
    ),
    Place("MX", 0.04, ("Ciudad de México", "Monterrey"), "MXN", 350, (text.SPANISH,), *_SPANISH),
    Place("PT", 0.02, ("Lisboa", "Porto"), "EUR", 28, (text.PORTUGUESE,), *_PORTUGUESE),
    Place("CA", 0.03, ("Toronto", "Montréal"), "CAD", 60, (text.ENGLISH, text.FRENCH), *_ENGLISH),
    Place("AU", 0.02, ("Sydney", "Melbourne"), "AUD", 70, (text.ENGLISH,), *_ENGLISH),
    Place("AE", 0.02, ("Dubai", "Abu Dhabi"), "AED", 120, (text.ENGLISH, text.HINDI), *_INDIAN),
    Place("CH", 0.01, ("Zürich", "Basel"), "CHF", 95, (text.GERMAN, text.FRENCH), *_GERMAN),
    Place("LK", 0.01, ("Colombo", "Kandy"), "LKR", 2200, (text.ENGLISH,), *_INDIAN),
    Place("NZ", 0.005, ("Auckland",), "NZD", 60, (text.ENGLISH,), *_ENGLISH),
    Place("IE", 0.005, ("Dublin", "Cork"), "EUR", 55, (text.ENGLISH,), *_ENGLISH),
)
