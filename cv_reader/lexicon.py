"""The words by which CVs in English, German, French, Spanish and romanised Hindi are understood.

All are in the form of `plain`: small letters without accents.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum


def plain(text: str) -> str:
    """Small letters without accents, single spaces: the form in which words are compared."""
    folded = text.replace("ß", "ss").casefold()
    decomposed = unicodedata.normalize("NFKD", folded)
    return " ".join("".join(one for one in decomposed if not unicodedata.combining(one)).split())


def words(*lines: str) -> frozenset[str]:
    """The words of comma-separated lists."""
    return frozenset(plain(word) for line in lines for word in line.split(",") if word)


class Section(StrEnum):
    """What a part of a CV is about."""

    HEADING = "heading"
    HEAD = "head"
    SUMMARY = "summary"
    EXPERIENCE = "experience"
    EDUCATION = "education"
    SKILLS = "skills"
    LANGUAGES = "languages"
    PROJECTS = "projects"
    CONTACT = "contact"
    CERTIFICATES = "certificates"
    OTHER = "other"


_HEADINGS = {
    Section.SUMMARY: (
        "summary,profile,about,about me,objective,career objective,professional summary,overview,"
        "personal statement,executive summary,professional profile,personal profile,who i am,"
        "career summary,introduction,career profile,in brief,profile summary,key facts",
        "profil,kurzprofil,über mich,zusammenfassung,persönliches profil,berufsprofil,"
        "kurzvorstellung",
        "profil professionnel,à propos,à propos de moi,objectif,présentation,résumé,en bref",
        "perfil,perfil profesional,resumen,sobre mí,objetivo,acerca de mí,extracto,presentación,"
        "resumen profesional,objetivo profesional",
        "parichay,saransh,uddeshya,lakshya,mere bare mein,mere baare mein,sankshipt parichay,"
        "jeevan parichay",
    ),
    Section.EXPERIENCE: (
        "experience,work experience,professional experience,employment,employment history,"
        "work history,career,career history,professional background,positions held,job history,"
        "relevant experience,positions,appointments,professional appointments,internship,"
        "internships,clinical experience,teaching experience,industry experience,practical "
        "experience,work,jobs,selected experience,career timeline,employment record,"
        "relevant work experience,professional history,experience so far,site experience,"
        "trade experience,academic appointments,other experience,previous experience,"
        "nursing experience,research experience,career path,work record,assignments",
        "berufserfahrung,beruflicher werdegang,werdegang,berufspraxis,arbeitserfahrung,"
        "berufliche erfahrung,berufliche erfahrungen,praktika,berufliche stationen,"
        "berufliche laufbahn,berufstätigkeit,praktische erfahrung,praktische erfahrungen,"
        "beruflicher hintergrund,berufliche tätigkeit,berufsweg,erfahrung,tätigkeiten",
        "expérience,expériences,expérience professionnelle,expériences professionnelles,"
        "parcours professionnel,emplois,stages,parcours,expériences pro,carrière",
        "experiencia,experiencia laboral,experiencia profesional,trayectoria profesional,"
        "historial laboral,prácticas,trayectoria,trayectoria laboral,experiencias profesionales",
        "anubhav,karya anubhav,kaam ka anubhav,vyavsayik anubhav,naukri,rozgar,karyanubhav,"
        "karya ka anubhav,naukri ka anubhav,peshevar anubhav,vyavasayik anubhav,rojgar",
    ),
    Section.EDUCATION: (
        "education,academic background,academic qualifications,educational qualifications,"
        "qualifications,studies,academics,academic history,educational background,"
        "education history,schooling,academic record,degrees,formal education,"
        "academic qualification,educational qualification,academic profile,apprenticeship,"
        "academic credentials,education details,educational details,vocational training",
        "ausbildung,bildung,bildungsweg,studium,schulbildung,akademischer werdegang,schule,"
        "schulischer werdegang,hochschulbildung,berufsausbildung,ausbildung und studium,"
        "schulausbildung,akademische ausbildung,bildungsgang",
        "formation,formations,études,diplômes,parcours académique,scolarité,cursus,"
        "parcours scolaire,formation initiale,formation académique",
        "educación,formación,formación académica,estudios,titulación,estudios realizados,"
        "formación reglada",
        "shiksha,shaikshik yogyata,padhai,yogyata,shaikshanik yogyata,taleem,vidya,siksha,"
        "padhai likhai,shaikshik vivaran,shaikshanik vivaran",
    ),
    Section.SKILLS: (
        "skills,technical skills,key skills,core competencies,competencies,competences,expertise,"
        "technologies,tech stack,tools,areas of expertise,core skills,professional skills,"
        "technical proficiency,it skills,computer skills,toolbox,strengths,what i do,"
        "technical expertise,technology,hard skills,soft skills,stack,skill set,skillset,"
        "software,specialties,specialities,trades,services,capabilities,key competencies,"
        "what i can do,software skills,technical summary,other skills,main skills,methods,"
        "programming languages,frameworks,languages and frameworks,libraries,platforms,"
        "technologies and tools,frameworks and libraries,"
        "skills summary,technical competencies,technical toolkit,toolkit,know-how,"
        "clinical skills,trade skills,work skills,programming,digital skills,key strengths",
        "kenntnisse,fähigkeiten,fachkenntnisse,kompetenzen,edv-kenntnisse,it-kenntnisse,"
        "technische kenntnisse,qualifikationen,fertigkeiten,schwerpunkte,stärken,"
        "fachliche kompetenzen,weitere kenntnisse,besondere kenntnisse,edv,werkzeuge,"
        "fachliche schwerpunkte,technologien,kernkompetenzen,fachkompetenzen,computerkenntnisse",
        "compétences,compétences techniques,savoir-faire,atouts,outils,compétences clés,"
        "informatique,compétences informatiques,domaines de compétence,logiciels,"
        "compétences professionnelles,savoir-être",
        "habilidades,competencias,conocimientos,aptitudes,capacidades,conocimientos técnicos,"
        "habilidades técnicas,destrezas,informática,herramientas,tecnologías,especialidades,"
        "competencias técnicas,competencias digitales,conocimientos informáticos,"
        "áreas de experiencia",
        "kaushal,hunar,dakshata,takniki kaushal,kshamata,visheshagyata,kausal,mukhya kaushal,"
        "kaushalya,visheshta,pramukh kaushal,yogyatayen,yogyataen,taknikee kaushal",
    ),
    Section.LANGUAGES: (
        "languages,language,language skills,languages spoken,spoken languages,languages known,"
        "language proficiency",
        "sprachen,sprachkenntnisse,fremdsprachen",
        "langues,langues parlées,langue,langues étrangères",
        "idiomas,lenguas,idioma",
        "bhasha,bhashayen,bhashaen,bhashaye,bhasha gyan,bhashaon ka gyan,bhashaein,"
        "gyat bhashayen,bhasha ka gyan,bhashayein,bhaashayen",
    ),
    Section.PROJECTS: (
        "projects,key projects,personal projects,portfolio,selected projects,side projects,"
        "open source,selected works,selected work,notable projects,academic projects,works",
        "projekte,ausgewählte projekte,referenzprojekte",
        "projets,réalisations,projets personnels",
        "proyectos,obras,proyectos destacados",
        "pariyojana,pariyojanayen,pariyojnayen,kaam ke namune",
    ),
    Section.CONTACT: (
        "contact,contact details,contact information,contact me,links,online,personal details,"
        "personal information,details,personal data,find me,web,social,elsewhere,reach me,"
        "get in touch",
        "kontakt,persönliche daten,zur person,kontaktdaten,persönliche angaben,persönliches,"
        "angaben zur person",
        "coordonnées,contacts,informations personnelles,état civil,me contacter,liens",
        "contacto,datos personales,datos de contacto,información personal,información de contacto,"
        "enlaces",
        "sampark,vyaktigat jankari,vyaktigat vivaran,sampark vivaran,pata",
    ),
    Section.CERTIFICATES: (
        "certifications,certificates,training,courses,licences,licenses,"
        "certifications and licences,professional development,further training,"
        "continuing education,cpd,registration,registrations,professional registration,"
        "additional training,zertifikate,weiterbildung,weiterbildungen,fortbildungen,"
        "fortbildung,zertifizierungen,habilitations,formations complémentaires,"
        "formation continue,cursos,certificaciones,formación complementaria,certificados,"
        "praman patra,prashikshan,pramaan patra",
    ),
    Section.OTHER: (
        "interests,hobbies,references,awards,publications,"
        "volunteering,achievements,honours,honors,memberships,"
        "volunteer work,volunteer experience,activities,referees,talks,conferences,declaration,"
        "hobbies and interests,grants,accomplishments,extracurricular activities,additional "
        "information,availability,"
        "presentations,patents,teaching,service,affiliations,other,"
        "professional memberships,"
        "community,recognition,selected publications,driving licence,"
        "other information,misc,miscellaneous,testimonials,military service",
        "interessen,hobbys,ehrenamt,auszeichnungen,"
        "engagement,referenzen,publikationen,ehrenamtliches engagement,"
        "sonstiges,führerschein,hobbies,freizeit,mitgliedschaften,"
        "interessen und hobbys,wehrdienst,zivildienst",
        "centres d'intérêt,centres d’intérêt,loisirs,bénévolat,références,prix,divers,"
        "activités,associations,distinctions,permis,publications,"
        "vie associative,centre d'intérêt",
        "intereses,aficiones,referencias,premios,voluntariado,"
        "otros datos,publicaciones,otros datos de interés,información adicional,"
        "datos adicionales,carnet de conducir",
        "ruchi,ruchiyan,shauk,puraskar,sandarbh,anya,ghoshna,abhiruchi,uplabdhiyan,upalabdhiyan,",
    ),
}
HEADINGS = {phrase: section for section, lines in _HEADINGS.items() for phrase in words(*lines)}

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january,jan,januar,jän,jänner,janvier,janv,enero,ene,janvari,janwari",
            "february,feb,februar,février,févr,fév,fevr,febrero,farvari,februari,pharvari",
            "march,mar,märz,mrz,mär,mars,marzo,maerz",
            "april,apr,avril,avr,abril,abr,aprail",
            "may,mai,mayo,mae",
            "june,jun,juni,juin,junio",
            "july,jul,juli,juillet,juil,julio,julai",
            "august,aug,août,aout,agosto,ago,agast,agost",
            "september,sep,sept,septembre,septiembre,set,sitambar",
            "october,oct,oktober,okt,octobre,octubre,aktubar,oktubar,oktobar",
            "november,nov,novembre,noviembre,navambar,navamber",
            "december,dec,dezember,dez,décembre,déc,diciembre,dic,disambar,dismbar",
        ),
        1,
    )
    for name in words(names)
}
SEASONS = words(
    "spring,summer,autumn,fall,winter,frühjahr,frühling,sommer,herbst,printemps,été,automne,hiver,"
    "primavera,verano,otoño,invierno,q1,q2,q3,q4"
)
PRESENT = words(
    "present,now,today,current,currently,ongoing,to date,till date,till now,to present,date",
    "heute,jetzt,aktuell,laufend,gegenwart,dato,andauernd,dauert an",
    "aujourd'hui,aujourd’hui,à ce jour,présent,ce jour,actuel,actuellement,maintenant,en cours",
    "actualidad,la actualidad,presente,hoy,actual,actualmente,la fecha",
    "ab tak,vartaman,aaj tak,abhi tak,aaj,vartaman tak,abhi",
)
SINCE = words("since,seit,depuis,desde,from,ab,starting,von,de,du,del,depuis le,from the")
UNTIL = words("to,until,till,bis,à,a,au,hasta,al,se,bis zum,through,thru,jusqu'à,upto,up to")

FLUENCIES = {
    word: level
    for level, lines in {
        "native": (
            "native,mother tongue,native speaker,first language,muttersprache,muttersprachler,"
            "muttersprachlerin,muttersprachlich,langue maternelle,maternelle,nativo,nativa,"
            "lengua materna,materna,matribhasha,bilingual,bilingue,bilingüe,zweisprachig,"
            "mother-tongue",
        ),
        "fluent": (
            "fluent,fluently,proficient,full professional,professional,advanced,excellent,c1,c2,"
            "business fluent,near-native,very good,verhandlungssicher,fließend,fliessend,sehr gut,"
            "courant,couramment,bilingue courant,avancé,fluido,fluida,avanzado,alto,dharapravah,"
            "fluency,muy alto,professionnel,expert,uttam",
        ),
        "conversational": (
            "conversational,intermediate,good,working knowledge,limited working,b1,b2,gut,"
            "gute kenntnisse,konversationssicher,intermédiaire,bon niveau,bonnes notions,"
            "intermedio,medio,upper intermediate,working,bien,bol sakte hain,bolchal,achchha,"
            "konversation",
        ),
        "basic": (
            "basic,basics,beginner,elementary,a1,a2,grundkenntnisse,anfänger,grundlagen,notions,"
            "débutant,scolaire,básico,básica,principiante,nociones,thodi,basic knowledge,"
            "prarambhik",
        ),
    }.items()
    for word in words(*lines)
}
