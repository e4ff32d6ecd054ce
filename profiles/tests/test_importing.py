"""Importing skills: our own, O*NET's and ESCO's, again and again."""

from __future__ import annotations

import csv
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from foundation.skill_keys import skill_key
from profiles.management.commands.import_skills import STARTER_SET
from profiles.models import Skill, SkillAlias, SkillKind
from profiles.search.mirror import differing
from profiles.tests.factories import make_freelancer, make_skill

pytestmark = pytest.mark.django_db

ONET = """O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology\tIn Demand
11-1011.00\tAdobe Acrobat\t43232202\tDocument management software\tY\tN
11-2011.00\tAdobe Acrobat\t43232202\tDocument management software\tY\tN
11-1011.00\tExtensible markup language XML\t43232403\tIntegration software\tY\tN
11-1011.00\tIBM Power Systems\t43232403\tIntegration software\tN\tN
11-1011.00\tK8S\t43232403\tIntegration software\tN\tN
"""
ESCO = """conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,status,description
Skill,http://x/1,skill,cross-sector,manage musical staff,"coordinate duties of musical staff
direct musical staff",released,x
Skill,http://x/2,knowledge,language,Haitian Creole,,released,x
"""


def imported(path) -> str:
    out = StringIO()
    call_command("import_skills", str(path), stdout=out)
    return out.getvalue()


def test_the_starter_set_is_clean():
    with STARTER_SET.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 1_000
    slugs = [row["slug"] for row in rows]
    assert len(set(slugs)) == len(slugs)
    above: set[str] = set()
    for row in rows:
        assert row["kind"] in SkillKind.values
        assert not row["parent"] or row["parent"] in above, row["slug"]
        above.add(row["slug"])
    owners = {
        (skill_key(name), row["slug"])
        for row in rows
        for name in (row["name"], row["slug"], *filter(None, row["aliases"].split("|")))
    }
    shared = [key for key, number in Counter(key for key, _slug in owners).items() if number > 1]
    assert shared == []
    assert sum(bool(row["parent"]) for row in rows) > len(rows) - 30


def test_the_starter_set_resolves_what_people_type(starter_set):
    names = {
        "k8s": "kubernetes",
        "postgres": "postgresql",
        "reactjs": "react",
        "js": "javascript",
        "golang": "go",
    }
    for name, slug in names.items():
        assert Skill.objects.known_as(name).get().slug == slug
    for name in ("electrician", "plumber", "painter", "waterproofing", "security guard", "hindi"):
        assert Skill.objects.known_as(name).exists(), name
    react = Skill.objects.get(slug="react")
    assert len(react.lineage) >= 3
    assert react.pk in react.lineage
    kinds = set(Skill.objects.values_list("kind", flat=True))
    assert {"technology", "trade", "design", "writing", "language", "method"} <= kinds


def test_importing_again_changes_nothing(tmp_path):
    first = imported(STARTER_SET)
    before = list(Skill.objects.order_by("pk").values()), SkillAlias.objects.count()
    again = imported(STARTER_SET)
    assert " 0 skipped" in first
    assert again.startswith("skills.csv: 0 added, 0 merged")
    assert (list(Skill.objects.order_by("pk").values()), SkillAlias.objects.count()) == before


def test_onet(tmp_path, freelancer):
    kubernetes = make_skill("Kubernetes", "k8s")
    make_freelancer(user=freelancer, skills=("k8s",))
    file = tmp_path / "Technology Skills.txt"
    file.write_text(ONET)
    assert "3 added, 0 merged into known ones, 1 skipped" in imported(file)
    xml = Skill.objects.known_as("xml").get()
    assert xml == Skill.objects.known_as("extensible markup language").get()
    assert not Skill.objects.known_as("Systems").exists()
    assert Skill.objects.known_as("adobe acrobat").get().kind == SkillKind.TECHNOLOGY
    kubernetes.refresh_from_db()
    assert kubernetes.name == "Kubernetes"
    assert differing() == []


def test_esco(tmp_path):
    file = tmp_path / "skills_en.csv"
    file.write_text(ESCO)
    assert "2 added" in imported(file)
    skill = Skill.objects.known_as("direct musical staff").get()
    assert skill.name == "Manage musical staff"
    assert Skill.objects.known_as("haitian creole").get().kind == SkillKind.LANGUAGE


def test_names_that_others_have_stay_theirs(tmp_path):
    make_skill("Carpentry", "joiner")
    file = tmp_path / "own.csv"
    file.write_text("slug,name,kind,parent,aliases\njoinery,Joinery,trade,,fine joinery\n")
    imported(file)
    file.write_text("slug,name,kind,parent,aliases\njoinery,Joinery,trade,,joiner|new one\n")
    report = imported(file)
    assert "1 merged" in report
    assert "1 names stayed with the skills that have them: joiner" in report
    assert Skill.objects.known_as("joiner").get().name == "Carpentry"


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "\xff\xfe"])
def test_other_files_are_refused(tmp_path, content):
    file = tmp_path / "other.csv"
    file.write_bytes(content.encode("latin-1"))
    with pytest.raises(CommandError):
        imported(file)
    with pytest.raises(CommandError):
        imported(tmp_path / "missing.csv")
