"""The form in which names of skills are compared. Without Django: CVs are read outside of it."""

from __future__ import annotations

import unicodedata

# Letters with the marks that many scripts write on them, and digits.
TELLING_CATEGORIES = frozenset("LMN")
TELLING_SIGNS = frozenset("+#")  # C++ and C# are not C
SOFTWARE = " software"
COMPANY_WORDS = frozenset(
    (
        *("company", "corp", "corporation", "gmbh", "inc", "incorporated", "international"),
        *("labs", "limited", "llc", "ltd", "software", "solutions", "systemes", "systems"),
        *("tech", "technologies", "technology"),
    )
)
LONGEST_MAKER = 3  # words
# Companies whose names people put before what these make.
MAKERS = frozenset(
    (
        *("3d systems", "ableton", "acquia", "adobe", "adp", "alibaba", "alteryx", "altium"),
        *("amazon", "android", "ansys", "apache", "apple", "arm", "atlassian", "autodesk"),
        *("aveva", "avid", "avid digidesign", "basecamp", "bentley", "bitnami", "blackbaud"),
        *("blackmagic", "blackmagic design", "bmc", "borland", "broadcom", "ca", "cadence"),
        *("canonical", "celonis", "chaos", "chaos group", "cisco", "citrix", "cloudera"),
        *("codegear", "corel", "dassault", "datastax", "dell", "digidesign", "docker", "elastic"),
        *("embarcadero", "epic", "epic games", "esri", "facebook", "fortinet", "foundry", "gnu"),
        *("google", "grafana labs", "graphisoft", "hashicorp", "hewlett packard", "hexagon"),
        *("honeywell", "hp", "ibm", "image line", "infor", "informatica", "intel", "intuit"),
        *("jetbrains", "juniper", "lucid", "macromedia", "magento", "mathworks", "maxon"),
        *("mcneel", "mentor graphics", "meta", "micro focus", "microsoft", "minitab", "mozilla"),
        *("ms", "national instruments", "native instruments", "nemetschek", "netapp", "netscape"),
        *("nvidia", "openai", "oracle", "parametric", "pixar", "pixologic", "propellerhead"),
        *("ptc", "qlik", "qualcomm", "quark", "red hat", "redhat", "robert mcneel", "rockwell"),
        *("rockwell automation", "rogue wave", "rstudio", "sage", "salesforce", "salesforce com"),
        *("samsung", "sap", "sas", "schneider", "schneider electric", "serif", "side effects"),
        *("sidefx", "siemens", "siemens plm", "sony", "splunk", "steinberg", "sun"),
        *("sun microsystems", "sybase", "symantec", "synopsys", "tableau", "tally"),
        *("the foundry", "the mathworks", "trimble", "twilio", "ubiquiti", "unity", "veritas"),
        *("vmware", "workday", "xerox", "zebra", "zoho"),
    )
)
# What ASCII becomes: most names are, and tens of thousands are imported at once.
ASCII = {code: chr(code) if chr(code).isalnum() else " " for code in range(128)} | {
    ord(sign): sign for sign in TELLING_SIGNS
}


def skill_key(text: str) -> str:
    """The form in which names of skills are compared: `React.js`, `react js` and `React-JS` are
    one. Empty when nothing is left to compare.
    """
    if text.isascii():
        return " ".join(text.lower().translate(ASCII).split())
    normal = unicodedata.normalize("NFKC", text).lower()
    return " ".join("".join(one if is_telling(one) else " " for one in normal).split())


def skill_readings(text: str) -> tuple[str, ...]:
    """The keys by which a skill is looked for, the first that is known: what was written, then
    without the company that makes it. `Oracle Java` is Java, `Autodesk AutoCAD software` AutoCAD;
    but tax software is no taxation.
    """
    whole = skill_key(text)
    made = without_maker(whole)
    return (whole,) if made == whole else (whole, made, made.removesuffix(SOFTWARE))


def without_maker(key: str) -> str:
    """A key without the company at its beginning; itself when there is none, or nothing else."""
    words = key.split()
    for length in range(min(LONGEST_MAKER, len(words) - 1), 0, -1):
        if " ".join(words[:length]) in MAKERS:
            rest = words[length:]
            while len(rest) > 1 and rest[0] in COMPANY_WORDS:
                rest = rest[1:]
            return " ".join(rest)
    return key


def is_telling(character: str) -> bool:
    """Whether a character counts when names are compared."""
    return character in TELLING_SIGNS or unicodedata.category(character)[0] in TELLING_CATEGORIES
