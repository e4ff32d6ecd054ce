"""What made-up people say about themselves, in several languages.

A bio is a few sentences of its language around the person's own skills, with the names of invented
firms in between: so some words are everywhere, some belong to an occupation, and some are rare, as
in real profiles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random


@dataclass(frozen=True)
class Tongue:
    """A language with sentences, and where it is spoken. `{a}`, `{b}`, `{c}` are skills, `{firm}`
    a firm, `{years}` a number, `{city}` a place.
    """

    code: str
    sentences: tuple[str, ...]


ENGLISH = Tongue(
    "en",
    (
        "I have worked with {a} and {b} for {years} years.",
        "My clients come back because I keep deadlines and write things down.",
        "At {firm} I led a small team that rebuilt everything around {a}.",
        "I take on work in {city} and remotely, from a single day to several months.",
        "Ask me about {c}; it is what I enjoy most.",
        "Before that I spent {years} years at {firm} in maintenance and support.",
        "I quote a fixed price after a short call and a visit to the site.",
        "Careful documentation and honest estimates matter more to me than buzzwords.",
        "Recent work: a {a} project for {firm}, finished two weeks early.",
        "I explain every step in plain words and leave the place clean.",
        "Certified in {b}, insured, with references from housing societies and small companies.",
        "On weekends I teach {a} to beginners and mentor at {firm}.",
        "My toolbox: {a}, {b}, {c}, and a lot of patience.",
        "I prefer long relationships over quick jobs, and say no when I am not the right person.",
        "From the first sketch to the final inspection I handle {b} myself.",
        "Emergency calls are answered within two hours anywhere in {city}.",
        "I care about accessibility, safety and energy bills in equal measure.",
        "Measured results: thirty percent fewer complaints after we introduced {c} at {firm}.",
    ),
)
HINDI = Tongue(
    "hi",
    (
        "मैं {years} साल से {a} और {b} का काम कर रहा हूँ।",
        "{city} में घर और दफ़्तर दोनों का काम लेता हूँ।",
        "काम समय पर और साफ़-सुथरा, यही मेरी पहचान है।",
        "{firm} के साथ {years} साल का अनुभव है।",
        "{c} में विशेष रुचि रखता हूँ और नई चीज़ें सीखता रहता हूँ।",
        "I also speak English and can send a quotation the same day.",
    ),
)
GERMAN = Tongue(
    "de",
    (
        "Seit {years} Jahren arbeite ich mit {a} und {b}.",
        "Bei {firm} habe ich ein kleines Team geleitet und {c} eingeführt.",
        "Ich arbeite in {city} und aus der Ferne, auf Wunsch zum Festpreis.",
        "Saubere Arbeit und klare Absprachen sind mir wichtig.",
        "Gerne berate ich Sie unverbindlich zu {a}.",
        "Zuverlässig, pünktlich und mit Freude an der Sache.",
    ),
)
SPANISH = Tongue(
    "es",
    (
        "Trabajo con {a} y {b} desde hace {years} años.",
        "En {firm} dirigí un equipo pequeño y aprendí mucho sobre {c}.",
        "Atiendo proyectos en {city} y también a distancia.",
        "Cumplo los plazos y presento presupuestos claros.",
        "Me apasiona {a} y enseño lo que sé.",
        "Trabajos recientes para {firm} y varias comunidades de vecinos.",
    ),
)
FRENCH = Tongue(
    "fr",
    (
        "Je travaille avec {a} et {b} depuis {years} ans.",
        "Chez {firm}, j'ai dirigé une petite équipe autour de {c}.",
        "Disponible à {city} et à distance, devis gratuit sous deux jours.",
        "Un travail soigné et des délais tenus.",
        "Passionné par {a}, j'aime transmettre ce que je sais.",
        "Références sur demande, assurance professionnelle.",
    ),
)
PORTUGUESE = Tongue(
    "pt",
    (
        "Trabalho com {a} e {b} há {years} anos.",
        "Na {firm} coordenei uma equipa pequena e apliquei {c} todos os dias.",
        "Atendo em {city} e à distância, com orçamento sem compromisso.",
        "Prazos cumpridos e contas claras.",
        "Gosto de ensinar {a} a quem começa.",
    ),
)
HEADLINES = (
    "{a} and {b} specialist",
    "{level} {a} professional",
    "{a}, {b} and {c}",
    "Freelance {a} expert for small companies",
    "{a} with {years} years of experience",
    "{level} freelancer: {a} and {b}",
    "Your {a} person in {city}",
)
TITLES = (
    "{level} {a} specialist",
    "{a} contractor",
    "{a} and {b} consultant",
    "Team lead, {a}",
    "{a} technician",
    "Head of {b}",
)
WORKS = (
    "{a} for {firm}",
    "A {b} project in {city}",
    "Rebuilding {firm} with {a}",
    "{c} from scratch",
)
SYLLABLES = (
    *("ar", "bel", "cor", "dan", "el", "far", "gan", "hol", "in", "jas", "kor", "lum", "mer"),
    *("nor", "or", "pra", "quin", "rav", "sol", "tam", "ul", "ver", "win", "xan", "yar", "zen"),
)
ENDINGS = ("tech", "works", "build", "soft", "labs", "homes", "group", "systems", "craft", "co")


def firm(random: Random) -> str:
    """An invented firm's name; most are rare."""
    stem = "".join(random.choices(SYLLABLES, k=random.choice((2, 2, 3))))
    return f"{stem.capitalize()}{random.choice(ENDINGS)}"


def bio(random: Random, tongue: Tongue, facts: dict[str, str], sentences: int) -> str:
    """So many sentences of this language, with the person's facts and a firm in them."""
    chosen = random.sample(tongue.sentences, min(sentences, len(tongue.sentences)))
    return " ".join(one.format(**facts, firm=firm(random)) for one in chosen)
