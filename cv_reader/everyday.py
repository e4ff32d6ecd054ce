"""Words that are names of skills and something else as well, or say only how high a title is."""

from __future__ import annotations

from cv_reader.lexicon import words

# Names of skills that are also words of everyday use, or names of something else.
EVERYDAY = words(
    "access,access control,accountant,accounting,acting,actor,administration,ads,"
    "advertising,ai,analyst,animation,apex,apps,architect,architecture,asana,astro,"
    "auditing,aurora,azure,babel,babylon,baking,banking,barber,barista,bartender,"
    "base,bd,bi,billing,binding,blender,blogging,bootstrap,bottle,branding,bubble,"
    "budget,budgeting,bun,business,c,caddy,canvas,capacitor,care,carer,caretaker,"
    "chef,citrix,civil,cleaner,cleaning,cloud,coach,coder,coding,communication,"
    "companionship,compliance,composition,computer,computers,consultant,consulting,"
    "containers,cook,cooking,core,cucumber,customer service,cypress,d,dai,dancer,"
    "dancing,dart,data,database,databases,delivery,deno,design,designer,developer,"
    "director,documentation,drawing,drf,driver,driving,editing,editor,education,"
    "electrical,electron,elt,email,ember,engineer,events,excel,express,farmer,"
    "farming,filing,firebase,fitter,flask,flink,flute,foley,forecasting,framer,"
    "gardener,gardening,ghost,gin,go,godot,grinding,guard,guide,guitar,gym,"
    "hardware,helm,helper,hive,hooks,host,houdini,hr,illustration,illustrator,"
    "infor,inspection,installation,insurance,intercom,internet,interpreting,"
    "interviews,invoicing,ionic,j,jee,jest,journalism,journalist,julia,k,knitting,"
    "koa,labour,lambda,languages,law,lawyer,leadership,less,lighting,"
    "linux foundation,litigation,loading,locust,logistics,looker,machining,maid,"
    "maintenance,make,management,manager,marketing,mastering,maya,mechanic,"
    "mechanical,medicine,mentor,mentoring,mercurial,methods,milling,miro,mixing,ml,"
    "mobile,mocha,modeling,modelling,musician,nanny,negotiation,neptune,network,"
    "networking,networks,notion,nuke,nurse,nursing,observability,onboarding,"
    "operations,operator,outlook,packer,packing,painter,painting,pandas,payroll,"
    "phaser,photographer,photography,planning,poetry,polars,pos,postman,pr,prefect,"
    "presentation,pricing,printing,process,processing,procreate,procurement,"
    "programmer,programming,puppet,puppeteer,qa,quality,r,rails,rancher,react,"
    "receptionist,recording,recruitment,redis,remix,rendering,repair,repairs,"
    "reporting,research,retention,robotics,ruby,rust,safe,sales,sanity,sap,sas,"
    "sass,scanning,scheduling,scoring,security,security guard,sem,sentry,seo,server,"
    "servers,sewing,sh,shiny,singer,singing,sketch,slack,snowflake,soc,"
    "social media,software,solana,sorting,spa,spark,speaker,spring,staging,stata,"
    "statistics,storage,storm,storybook,strategy,styling,stylist,support,swift,"
    "tableau,tailor,talend,tax,teacher,teaching,technician,testing,trainer,training,"
    "transcription,translation,translator,tutor,typing,ui,unity,ux,vagrant,vet,"
    "violin,vite,waiter,warden,web,webhooks,welding,word,workday,writer,writing,"
    "zoom"
)
# What says of a title only how high it is.
RANKS = words(
    "apprenti,apprentice,apprentie,as,assistant,associate,ausbildung,auszubildende,"
    "auszubildender,becaria,becario,certified,chief,d,de,employed,f,freelance,"
    "general,h,head,i,ii,iii,in,independent,intern,jefa,jefe,jr,junior,lead,"
    "leitende,leitender,level,licensed,m,master,mid,oficial,principal,responsable,"
    "selbststandige,selbststandiger,self,senior,sr,staff,stagiaire,student,team,"
    "trainee,w,werkstudent,werkstudentin,working,x,zum,zur"
)
