"""Words that any paper may say, whatever it is about: "propose", "results", "significantly".

An index of another language has few of them, all in titles, so that by their frequency there they
would be the most telling words of an English sentence. Words of the field ("learning", "state",
"view") are none, however frequent. See docs/decisions/0040-what-a-word-counts.md.
"""

from __future__ import annotations

GENERAL = frozenset(  # stems, see tokens.stem
    """
    about abov achiev across actual add addit address adequ adopt advanc advantag affect
    aforement after again aim all allow almost alon along alreadi also although alway among
    amount analysi analyz ani anoth appear appli applic approach appropri approxim area argu
    arguabl around articl aspect assess associ assum attempt author avail avoid awar back base
    baselin basi basic becaus becom befor behind believ below benefit besid best better between
    beyond big both bring broad broader build built capabl captur care case categori caus
    certain challeng chang characterist choic choos clear close collect combin come common
    communiti compar comparison compat competit compon comprehens concern conclus conduct
    confirm consequ consid consider construct contain contribut convent core correspond cost
    creat creation crucial current deal decad decreas defin degre deliv demand demonstr deriv
    describ design desir despit detail determin develop differ difficult difficulti direct
    discov discuss distinct dub due dure each earli eas easi easili effect efficaci effort
    either element elimin els empir employ enabl end enhanc enough ensur entir equip especi
    essenti establish etc even evid examin exampl exceed excel exhibit exist expand expens
    experi experiment explicit extend extens extent extrem facilit fact fall far feasibl final
    find first five fix flexibl focus formul forward foster four frequent full fulli fundament
    further furthermor futur gain gap get give given go good great greater half handl hard help
    henc here higher highlight hour huge hundr idea ideal identifi illustr impact implement
    impli implicit import impress improv includ incorpor increas inde indic individu inher initi
    insight inspir instanc instead insuffici integr intend interest introduc introduct investig
    involv issu just keep kind know known lack larger last late later latest lead least leav led
    less let level leverag lie like limit littl longer look lot lower made magnitud main
    maintain major make manag mani manner mark matter mean meaning measur mechan meet mention
    mere methodolog million minim minimum minor mitig modern modest moreov most motiv move
    multipl must near necess necessari need never nevertheless new newli next nine none nontrivi
    notabl note noth notic notion notori now number numer observ obtain occur offer often onc
    one onli oper opportun oppos option origin other otherwis outcom outperform output overal
    overcom own paper part particular pave per period perspect phase phenomenon place poor
    popular possibl potenti practic present preserv previous primari primarili problem procedur
    proceed produc progress prohibit promin promis promot proper properti propos prove provid
    public purpos pursu put quantiti quick quit rais rang rapid rate rather reach realiz realli
    recent reduc reduct regard relat reli reliabl remain remark remov report requir research
    resourc respect rest result retain reveal rich rise run sacrific satisfi say scenario second
    see seek seem serv seven sever sharpli should show signific similar simpl simpli simplic
    simultan sinc situat six size smaller so sole solid solut solv some someth sometim sophist
    sought special specif specifi stand standard start statement step still straightforward
    strategi strength strong struggl studi substanti succeed success such suffer suffic suffici
    suggest suit suitabl superior support surpass surpris sustain system systemat tackl take
    techniqu tend term than thank therebi therefor thing third thorough though thousand three
    through throughout thus today togeth too top total toward tradit treat trend tri true two
    type typic ultim unclear under underexplor underscor undertak unexplor unifi uniqu unlik
    unlock unpreced until use usual util valid valuabl vari varieti various vast veri version
    versus via viabl vital want way well wherea whether whole whose wide widespread will wish
    work workflow wors worst worth would year yes yet yield
    """.split()
)
