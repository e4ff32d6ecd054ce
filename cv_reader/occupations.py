"""The words that tell titles, organisations, places of learning and degrees, as in `lexicon`."""

from __future__ import annotations

from cv_reader.lexicon import words

TITLE_WORDS = words(
    # Whole words, and in German ends of words as well.
    "engineer,developer,programmer,manager,analyst,designer,consultant,architect,administrator,"
    "lead,head,director,officer,assistant,associate,intern,trainee,apprentice,teacher,lecturer,"
    "professor,tutor,instructor,nurse,doctor,physician,therapist,pharmacist,painter,plumber,"
    "electrician,carpenter,mason,welder,mechanic,technician,driver,cook,chef,waiter,cleaner,"
    "janitor,gardener,landscaper,accountant,bookkeeper,auditor,clerk,secretary,receptionist,"
    "translator,interpreter,writer,editor,journalist,copywriter,photographer,videographer,"
    "illustrator,animator,artist,scientist,researcher,researcher,fellow,specialist,expert,"
    "coordinator,supervisor,foreman,contractor,freelancer,founder,co-founder,cofounder,owner,"
    "partner,president,ceo,cto,cfo,coo,vp,representative,executive,agent,advisor,adviser,"
    "operator,inspector,surveyor,estimator,planner,strategist,marketer,recruiter,trainer,coach,"
    "tester,sysadmin,devops,sre,qa,librarian,caretaker,caregiver,carer,nanny,housekeeper,"
    "attendant,guard,warden,steward,buyer,merchandiser,cashier,salesperson,salesman,saleswoman,"
    "helper,labourer,laborer,worker,fitter,roofer,tiler,plasterer,joiner,glazier,installer,"
    "handyman,tailor,seamstress,hairdresser,beautician,barber,baker,butcher,farmer,lawyer,"
    "attorney,paralegal,solicitor,notary,economist,statistician,mathematician,physicist,chemist,"
    "biologist,geologist,dentist,midwife,paramedic,dietitian,psychologist,counsellor,counselor,"
    "volunteer,student assistant,student,teaching assistant,postdoc,scholar,producer,presenter,"
    "moderator,controller,comptroller,treasurer,banker,trader,underwriter,broker,postman,courier,"
    "pilot,sailor,captain,soldier,maintainer,contributor,author,proofreader,subtitler,practitioner,"
    "matron,sister,registrar,principal,superintendent,facilitator,dispatcher,scheduler,storekeeper,"
    "packer,picker,sorter,stylist,curator,archivist,modeller,modeler,draughtsman,draftsman,"
    "dramaturg,musician,composer,typist,porter,concierge,butler,au pair,cto,cio,ciso,cmo,"
    "evangelist,advocate,administrator,bricklayer,decorator,scaffolder,groundskeeper,polisher",
    "entwickler,entwicklerin,ingenieur,ingenieurin,leiter,leiterin,leitung,berater,beraterin,"
    "maler,malerin,lackierer,lackiererin,meister,meisterin,geselle,gesellin,lehrer,lehrerin,"
    "pfleger,pflegerin,schwester,krankenschwester,fachkraft,pflegefachkraft,kaufmann,kauffrau,"
    "buchhalter,buchhalterin,sachbearbeiter,sachbearbeiterin,übersetzer,übersetzerin,mitarbeiter,"
    "mitarbeiterin,praktikant,praktikantin,praktikum,werkstudent,werkstudentin,hilfskraft,"
    "azubi,auszubildender,auszubildende,elektriker,elektrikerin,elektroniker,elektronikerin,"
    "installateur,installateurin,mechaniker,mechanikerin,mechatroniker,mechatronikerin,tischler,"
    "tischlerin,schreiner,schreinerin,maurer,maurerin,dachdecker,klempner,klempnerin,gärtner,"
    "gärtnerin,koch,köchin,kellner,kellnerin,verkäufer,verkäuferin,fahrer,fahrerin,hausmeister,"
    "hausmeisterin,assistent,assistentin,architekt,architektin,redakteur,redakteurin,gestalter,"
    "gestalterin,grafiker,grafikerin,dozent,dozentin,erzieher,erzieherin,arzt,ärztin,"
    "geschäftsführer,geschäftsführerin,inhaber,inhaberin,selbstständig,selbständig,freiberufler,"
    "freiberuflerin,freiberuflich,zeichner,zeichnerin,techniker,technikerin,referent,referentin,"
    "betreuer,betreuerin,reinigungskraft,aushilfe,bauleiter,bauleiterin,polier,vorarbeiter,"
    "vorarbeiterin,monteur,monteurin,anlagenmechaniker,anlagenmechanikerin,kaufleute,dolmetscher,"
    "dolmetscherin,steuerfachangestellte,steuerfachangestellter,fachangestellte,"
    "fachangestellter,angestellte,angestellter,programmierer,programmiererin,administratorin,"
    "analystin,managerin,designerin,wissenschaftlerin,wissenschaftler,ausbilder,ausbilderin,"
    "schulleiter,lagerist,lageristin,bäcker,bäckerin,friseur,friseurin,verputzer,fliesenleger",
    "développeur,développeuse,ingénieur,ingénieure,chef,cheffe,responsable,directeur,directrice,"
    "gérant,gérante,conseiller,conseillère,consultante,comptable,infirmier,infirmière,"
    "aide-soignant,aide-soignante,enseignant,enseignante,professeur,professeure,formateur,"
    "formatrice,traducteur,traductrice,peintre,plombier,plombière,électricien,électricienne,"
    "menuisier,menuisière,maçon,maçonne,couvreur,chauffagiste,jardinier,jardinière,paysagiste,"
    "cuisinier,cuisinière,serveur,serveuse,vendeur,vendeuse,chauffeur,secrétaire,assistante,"
    "stagiaire,stage,apprenti,apprentie,alternant,alternante,alternance,technicien,technicienne,"
    "graphiste,rédacteur,rédactrice,journaliste,architecte,chargé,chargée,employé,employée,"
    "ouvrier,ouvrière,agent,agente,animateur,animatrice,éducateur,éducatrice,auxiliaire,analyste,"
    "administrateur,administratrice,coordinateur,coordinatrice,chercheur,chercheuse,interprète,"
    "indépendant,indépendante,auto-entrepreneur,auto-entrepreneuse,fondateur,fondatrice,artisan,"
    "conducteur,conductrice,contremaître,concepteur,conceptrice,relecteur,relectrice,gestionnaire,"
    "hôte,hôtesse,réceptionniste,webmaster,ébéniste,poseur,poseuse,correctrice,correcteur",
    "desarrollador,desarrolladora,ingeniero,ingeniera,jefe,jefa,gerente,directora,encargado,"
    "encargada,consultor,consultora,contable,contador,contadora,enfermero,enfermera,maestro,"
    "maestra,profesor,profesora,docente,traductor,traductora,pintor,pintora,fontanero,fontanera,"
    "electricista,carpintero,carpintera,albañil,jardinero,jardinera,cocinero,cocinera,camarero,"
    "camarera,vendedor,vendedora,dependiente,dependienta,conductor,conductora,secretario,"
    "secretaria,asistente,auxiliar,becario,becaria,aprendiz,técnico,técnica,diseñador,diseñadora,"
    "redactor,redactora,periodista,arquitecto,arquitecta,administrativo,administrativa,empleado,"
    "empleada,operario,operaria,oficial,peón,monitor,monitora,analista,programador,programadora,"
    "administrador,administradora,coordinador,coordinadora,investigador,investigadora,intérprete,"
    "autónomo,autónoma,fundador,fundadora,responsable,ayudante,limpiador,limpiadora,recepcionista,"
    "instalador,instaladora,capataz,teleoperador,cuidador,cuidadora,abogado,abogada,médico,médica,"
    "delineante,soldador,soldadora,supervisora,especialista,comercial,ebanista,decoradora,gestora,"
    "gestor,asesor,asesora,promotor,promotora",
    "mistri,rajmistri,adhyapak,adhyapika,shikshak,shikshika,lekhakar,munshi,chalak,sahayak,"
    "prabandhak,karigar,mazdoor,darji,rasoiya,mali,thekedar,karyakarta,anuvadak,nideshak",
)
# Ends of German compound words, such as Softwareentwicklerin.
TITLE_ENDS = tuple(
    sorted(
        word
        for word in words(
            "entwickler,entwicklerin,ingenieur,ingenieurin,leiter,leiterin,berater,beraterin,"
            "meister,meisterin,lehrer,lehrerin,pfleger,pflegerin,schwester,fachkraft,kaufmann,"
            "kauffrau,buchhalter,buchhalterin,bearbeiter,bearbeiterin,mitarbeiter,mitarbeiterin,"
            "praktikant,praktikantin,praktikum,student,studentin,hilfskraft,elektroniker,"
            "elektronikerin,mechaniker,mechanikerin,mechatroniker,mechatronikerin,assistent,"
            "assistentin,architekt,architektin,gestalter,gestalterin,redakteur,redakteurin,"
            "führer,führerin,zeichner,zeichnerin,techniker,technikerin,betreuer,betreuerin,"
            "manager,managerin,administrator,administratorin,maler,malerin,gärtner,gärtnerin,"
            "fachangestellte,fachangestellter,monteur,monteurin,koch,köchin,analyst,analystin,"
            "designer,designerin,arzt,ärztin,wissenschaftler,wissenschaftlerin,installateur,"
            "verkäufer,verkäuferin,kaufleute,tischler,tischlerin,lackierer,lackiererin,"
            "erzieher,erzieherin,dolmetscher,dolmetscherin,übersetzer,übersetzerin,schreiner"
        )
        if len(word) > 3
    )
)
ORGANISATION_WORDS = words(
    "ltd,ltd.,limited,inc,inc.,llc,llp,plc,corp,corp.,corporation,company,co.,group,pvt,pvt.,"
    "holdings,partners,associates,agency,studio,studios,labs,lab,solutions,systems,technologies,"
    "services,industries,enterprises,consulting,bank,hospital,clinic,school,college,university,"
    "institute,academy,council,ministry,department,society,foundation,trust,association,union,"
    "ngo,hotel,restaurant,factory,works,builders,constructions,construction,contractors,"
    "engineers,logistics,software,media,press,publishers,publishing,insurance,church,museum,"
    "library,theatre,club,cooperative,co-operative,bros,brothers,sons,& co,international,"
    "health,care,motors,railways,airlines,energy,foods,stores,mart,pharma,nhs,federation,"
    "centre,center,interiors,electricals,traders,infotech,infra,developers,realty,residences,"
    "schools,hospitals,network,networks,digital,ventures,creative,design,global,apartments",
    "gmbh,ag,kg,ohg,mbh,ug,e.v.,ev,gbr,se,& co. kg,werke,stadtwerke,universität,hochschule,schule,"
    "gymnasium,klinik,klinikum,krankenhaus,verlag,bauunternehmen,malerbetrieb,betrieb,büro,"
    "ingenieurbüro,architekturbüro,bank,sparkasse,verein,stadt,landratsamt,institut,amt,"
    "kanzlei,praxis,haus,pflegeheim,seniorenheim,steuerberatung,handwerk,technik,bau,elektro,"
    "agentur,gruppe,verband,stiftung,kita,kindergarten,tischlerei,schreinerei,gärtnerei,bäckerei",
    "sa,s.a.,sarl,s.a.r.l.,sas,s.a.s.,sasu,eurl,société,entreprise,établissements,ets,cabinet,"
    "agence,hôpital,clinique,chu,lycée,collège,école,université,mairie,banque,association,"
    "groupe,maison,atelier,ministère,commune,conseil,institut,imprimerie,boulangerie,éditions",
    "s.l.,sl,s.l.u.,slu,s.a.u.,sociedad,empresa,grupo,hospital,clínica,colegio,instituto,"
    "universidad,ayuntamiento,banco,fundación,asociación,construcciones,reformas,talleres,"
    "estudio,agencia,despacho,editorial,hermanos,hijos,escuela,centro,academia,compañía,gestoría",
    "sanstha,samiti,vidyalaya,vishwavidyalaya,mahavidyalaya,nigam,udyog,bhandar,aspatal,vibhag,"
    "sangh,seva,kendra,nirman,mandal,vidyapeeth",
)
INSTITUTION_WORDS = words(
    "university,college,school,institute,academy,polytechnic,iit,nit,iim,iti,mit,faculty,"
    "conservatory,seminary,campus,iiit,bits,aiims",
    "universität,hochschule,fachhochschule,schule,gymnasium,realschule,akademie,berufsschule,tu,"
    "fh,fachschule,berufskolleg,uni,hauptschule,gesamtschule,berufsfachschule,handwerkskammer,ihk,"
    "kolleg,meisterschule,oberschule,hwk",
    "université,école,lycée,collège,institut,faculté,iut,cfa,greta,afpa,insa,conservatoire,ifsi,"
    "sorbonne",
    "universidad,instituto,colegio,escuela,academia,facultad,ies,politécnica,politecnica,uned",
    "vidyalaya,vishwavidyalaya,mahavidyalaya,vidyapeeth,vidya mandir,pathshala,vidyamandir,"
    "gurukul,inter college",
)
INSTITUTION_ENDS = tuple(
    sorted(words("universität,hochschule,schule,gymnasium,akademie,kolleg,institut"))
)
DEGREE_WORDS = words(
    "bachelor,bachelors,bachelor's,master,masters,master's,doctor,doctorate,phd,ph.d.,ph.d,msc,"
    "m.sc.,m.sc,bsc,b.sc.,b.sc,ba,b.a.,b.a,ma,m.a.,m.a,beng,b.eng.,b.eng,meng,m.eng.,btech,"
    "b.tech,b.tech.,mtech,m.tech,m.tech.,b.e.,be,m.e.,bcom,b.com,b.com.,mcom,m.com,m.com.,bca,mca,"
    "mba,bba,llb,ll.b.,llm,mbbs,md,bed,b.ed,b.ed.,diploma,certificate,a-levels,a levels,gcse,gcses,"
    "high school diploma,ssc,hsc,class xii,class x,12th,10th,nvq,hnd,hnc,foundation degree,"
    "associate degree,degree,advanced diploma,gnm,anm,city & guilds,btec,matriculation,"
    "intermediate,higher secondary,senior secondary,postgraduate diploma,pgce,mphil,m.phil,"
    "b.arch,b.arch.,barch,m.arch,march,b.des,b.des.,mfa,bfa,honours,hons,waec,wassce,ssce,ond,ged,"
    "bsn,msn,b.pharm,d.pharm,apprenticeship,journeyman,trade certificate,iti certificate",
    "diplom,diplom-ingenieur,dipl.-ing.,magister,staatsexamen,abitur,fachabitur,mittlere reife,"
    "ausbildung,meisterbrief,meisterprüfung,gesellenbrief,gesellenprüfung,promotion,dr.,"
    "realschulabschluss,hauptschulabschluss,fachhochschulreife,lehre,hochschulreife,"
    "allgemeine hochschulreife,examen,referendariat,umschulung,berufsausbildung,"
    "diplom-informatiker,diplom-kaufmann,diplom-kauffrau,diplomarbeit,techniker,mittlerer",
    "licence,licence professionnelle,baccalauréat,bac,bts,dut,but,cap,bep,maîtrise,doctorat,"
    "diplôme,dess,dea,brevet,diplôme d'ingénieur,titre professionnel,bac professionnel,bac pro,"
    "deug,certificat,deust,deaes",
    "licenciatura,licenciado,licenciada,grado,máster,doctorado,diplomatura,bachillerato,fp,"
    "ciclo formativo,título,técnico superior,técnico,formación profesional,ingeniería,eso,"
    "grado medio,grado superior,graduado,graduada,posgrado,certificado,diplomado,curso",
    "snatak,snatakottar,madhyamik,uchchatar madhyamik,hai school,inter,intermediate,high school,"
    "diploma,dasvin,barahvin,matric",
)
FREELANCE = words(
    "freelance,freelancer,self-employed,self employed,independent,freiberuflich,selbstständig,"
    "selbständig,indépendant,indépendante,auto-entrepreneur,autónomo,autónoma,por cuenta propia,"
    "own business,swatantra"
)
