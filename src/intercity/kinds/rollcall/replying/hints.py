"""Words in six languages that say how a sentence is meant: sure, negated, about others, about yesterday."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from intercity.core.text import fold
from intercity.kinds.rollcall.values.lists import phrases, words

# Nothing is taken from a sentence with one of these: it is a condition, a guess, or an answer to come.
UNCERTAIN: Final = phrases("""
    in theory, theoretically, under conditions, on condition, grundsätzlich, im prinzip, unter bedingungen, unter
    auflagen, en principe, en théorie, sous condition, sous conditions, in teoria, in linea di massima, a
    condizione, en teoría, en principio, con condiciones, на теория, по принцип, при условия, if, whether, unless,
    maybe, perhaps, possibly, probably, might, may, could, would, should, hopefully, hope, hoping, not sure, unsure,
    unclear, not clear, undecided, decide, decided, decision, to be confirmed, tbc, tbd, depends, depending,
    pending, subject to, waiting, wait, considering, discussing, under discussion, discuss, i think, i guess, we
    think, likely, unlikely, in principle, provided, as soon as, once, until, ask, asking, later, let you know, get
    back, come back, will answer, will reply, will check, checking, for example, e g, rumour, apparently,
    supposedly, rumours, not yet known, no idea, do not know, don t know, no figures, trying, try, suppose, assume,
    imagine, wish, dream, thinking, expect, tomorrow we, not final, estimate, vote, votes, meeting, call me, call
    us, phone, write to, remind, council will, wenn, falls, ob, sofern, soweit, vielleicht, eventuell, evtl,
    möglicherweise, moeglicherweise, wahrscheinlich, vermutlich, könnte, könnten, koennte, koennten, würde, würden,
    wuerde, wuerden, sollte, sollten, dürfte, dürften, hoffentlich, hoffen, unklar, unsicher, nicht sicher,
    entschieden, entscheiden, entscheidung, entscheidet, offen ob, noch offen, geprüft, prüfen, prüfung, diskussion,
    diskutiert, überlegen, überlegung, abhängig, hängt, je nach, vorbehaltlich, sobald, später, melden uns, melde
    mich, nachreichen, rückfrage, klären, geklärt, glaube, denke, angeblich, zum beispiel, z b, beschluss, rat tagt,
    sitzung, wissen wir, wissen noch, warten, rufen sie, fragen sie, schätze, womöglich, erst nach, keine zahlen,
    peut être, probablement, sans doute, éventuellement, pourrait, pourrions, pourraient, pourrons, devrait,
    devrions, devraient, serait, serions, aurait, aurions, espérons, espère, pas sûr, pas certain, incertain,
    décidé, décision, décider, décidera, à confirmer, à l étude, étude, en discussion, discutons, dépend, dépendra,
    sous réserve, dès que, plus tard, reviendrons, revenons, reviens, tiendrons, attendons, attente, je crois, je
    pense, on verra, selon, il paraît, par exemple, réunion, vote, conseil municipal, appelez, demandez, rappelez,
    savons pas, sais pas, pas de chiffres, vérifier, vérifions, quand, réfléchissons, envisageons, envisage, forse,
    probabilmente, eventualmente, potremmo, potrebbe, potrebbero, dovrebbe, dovremmo, dovrebbero, sarebbe, avremmo,
    speriamo, spero, non sicuri, non siamo sicuri, incerto, incerta, deciso, decidere, decisione, deciderà, da
    confermare, in discussione, dipende, dipenderà, salvo, appena, più tardi, faremo sapere, farò sapere, in attesa,
    attendiamo, aspettiamo, credo, penso, stiamo valutando, valutando, valutazione, per esempio, riunione,
    votazione, chiedete, chiamate, sappiamo, non so, verificare, verifichiamo, qualora, nel caso, quando, pensando,
    quizás, quizá, tal vez, a lo mejor, probablemente, posiblemente, podría, podríamos, podrían, debería,
    deberíamos, sería, habría, esperamos, espero, no es seguro, no estamos seguros, decidido, decidir, decisión,
    decidirá, por confirmar, depende, dependerá, en cuanto, más tarde, más adelante, diremos, informaremos,
    pendiente, pendientes, creo, pienso, valorando, estudiando, por ejemplo, reunión, pleno, pregunten, pregúnten,
    pregúnteme, llámenos, llamen, sabemos, no sé, comprobar, comprobando, cuando, pensando, salvo, ако, дали, може
    би, може, евентуално, вероятно, навярно, бихме, би, щяхме, трябва, надяваме, надявам, не е сигурно, не сме
    сигурни, решено, решим, решение, реши, решава, още не, все още не, зависи, по късно, уведомим, обадим, чакаме,
    изчакваме, очакваме, мисля, обсъждаме, обсъжда, обмисляме, проучваме, когато, щом, при условие, в случай,
    например, заседание, попитайте, питайте, обадете, знаем, проверим, проверяваме, струва ми
    """)
NEGATED: Final = phrases("""
    not, no, never, none, without, nor, neither, cannot, n t, don t, doesn t, isn t, haven t, hasn t, aren t, didn
    t, won t, can t, nobody, nothing, nicht, kein, keine, keinen, keiner, keines, keinem, nie, niemals, ohne, weder,
    nichts, pas, aucun, aucune, jamais, sans, ni, rien, plus de, ne, n, non, nessun, nessuno, nessuna, mai, senza,
    niente, né, nunca, sin, ningún, ninguno, ninguna, nada, tampoco, не, няма, нямаме, без, никога, нито, никакви,
    никой, нищо
    """)
PARTIAL: Final = phrases("""
    partly, partially, in part, not all, some of, only some, half of, except, apart from, mostly, most of, almost
    all, a few of, with exceptions, only in, limited, reduced, teilweise, zum teil, nicht alle, einige, ausser,
    außer, größtenteils, meist, nur in, bis auf, eingeschränkt, vereinzelt, en partie, partiellement, pas tous, pas
    toutes, certains, certaines, quelques uns, quelques unes, sauf, la plupart, seulement en, in parte,
    parzialmente, non tutti, non tutte, alcuni, alcune, tranne, eccetto, la maggior parte, solo in, en parte,
    parcialmente, no todos, no todas, algunos, algunas, excepto, la mayoría, solo en, частично, не всички, някои,
    освен, с изключение, повечето, само в
    """)
PAST: Final = phrases("""
    last year, previous year, previously, formerly, used to, in the past, were, was, had, back then, before that,
    years ago, at that time, früher, letztes jahr, vorjahr, war, waren, hatte, hatten, damals, ehemals, im
    vergangenen jahr, im letzten, auparavant, autrefois, l an dernier, l année dernière, l an passé, était, étaient,
    avions, avaient, avait, à l époque, par le passé, in passato, l anno scorso, anno scorso, era, erano, avevamo,
    aveva, avevano, prima, all epoca, antes, el año pasado, año pasado, eran, teníamos, tenía, había, habíamos, en
    el pasado, entonces, преди, миналата година, беше, бяха, имахме, имаше, бяхме, тогава, навремето, през миналата
    """)
FUTURE: Final = phrases("""
    will, going to, plan, plans, planning, planned, intend, intends, next week, next month, soon, shall, scheduled,
    we ll, preparing, werden, wird, planen, geplant, vorgesehen, nächste woche, nächsten monat, demnächst, bald,
    beabsichtigen, vorbereiten, wollen, möchten, prévoyons, prévu, prévue, prévus, prévues, allons, va, vont,
    ouvrirons, fermerons, aurons, serons, la semaine prochaine, le mois prochain, bientôt, projetons, comptons,
    souhaitons, planifié, sera, seront, previsto, prevista, previsti, previste, prevediamo, apriremo, chiuderemo,
    avremo, saranno, sarà, settimana prossima, prossima settimana, prossimo mese, presto, intendiamo, programmato,
    programmata, pianificato, vogliamo, stiamo per, vamos a, abriremos, cerraremos, tendremos, serán, será,
    prevemos, previstos, previstas, próxima semana, semana que viene, próximo mes, pronto, pensamos, queremos,
    planeado, planeamos, planificado, ще, планираме, планирано, планира, планират, предвиждаме, предвидено,
    предстои, следващата седмица, следващия месец, скоро, възнамеряваме
    """)
OTHERS: Final = phrases("""
    neighbour, neighbours, neighbouring, neighbor, neighbors, neighboring, other cities, other city, another city,
    other towns, region, province, ministry, county, national, country, government, elsewhere, state, they have,
    they opened, red cross, regional, nachbar, nachbarn, nachbarstadt, nachbarstädte, nachbargemeinde,
    nachbargemeinden, andere städte, anderen städten, land, landkreis, kreis, bund, ministerium, region, anderswo,
    bundesland, umland, voisin, voisine, voisins, voisines, autres villes, autre ville, région, préfecture, préfet,
    état, département, métropole, ministère, pays, ailleurs, agglomération, vicino, vicina, vicini, vicine, altri
    comuni, altre città, altra città, regione, provincia, stato, prefettura, ministero, limitrofi, limitrofo,
    altrove, vecino, vecina, vecinos, vecinas, otras ciudades, otra ciudad, otros municipios, comunidad, región,
    estado, ministerio, gobierno, diputación, limítrofes, съсед, съседи, съседна, съседната, съседните, съседен,
    други градове, друг град, друга община, други общини, област, областта, държава, държавата, министерство,
    министерството, правителство, правителството
    """)
# What makes another number of a number: a part, a rest, a difference, a rate, a wish.
OTHERWISE: Final = phrases("""
    more, extra, additional, further, another, other, others, still, per, each, every, of which, of them, remaining,
    left, missing, needed, need, needs, lack, lacking, refused, rejected, cancelled, canceled, requested, applied,
    full, out of, instead, less, fewer, plus, minus, than, compared, previous, first, second, third, request, want,
    wanted, promised, broken, damaged, empty, occupied, ordered, order, wish, from which, max, maximum, maximal, at
    most, at least, capacity of, up to, target, goal, asked, offered, budget, mehr, weitere, weiteren, weiterer,
    zusätzlich, zusätzliche, noch, andere, anderen, pro, je, jeder, jedes, davon, denen, verbleibende, verbleiben,
    übrig, fehlen, fehlt, benötigen, benötigt, brauchen, gebraucht, mangel, abgelehnt, abgesagt, beantragt, voll,
    belegt, statt, weniger, als, vergleich, erste, zweite, defekt, kaputt, leer, bestellt, höchstens, maximal,
    mindestens, ziel, angefragt, versprochen, supplémentaire, supplémentaires, autre, autres, encore, par, chaque,
    dont, restant, restants, restantes, reste, manque, manquent, besoin, refusé, refusés, annulé, annulés, demandé,
    demandés, complet, complets, au lieu, moins, en plus, que, premier, cassé, vide, vides, commandé, commandés,
    objectif, promis, altri, altre, altro, ancora, ulteriori, aggiuntivi, aggiuntive, ciascuno, ciascuna, ogni, di
    cui, dei quali, delle quali, rimanenti, rimangono, mancano, manca, servono, bisogno, rifiutato, annullato,
    annullati, richiesto, richiesti, pieni, pieno, piene, invece, meno, più, primo, rotto, vuoti, vuoto, ordinati,
    ordinate, obiettivo, al massimo, almeno, más, otros, otras, otro, adicional, adicionales, todavía, aún, cada, de
    los cuales, de las cuales, de ellos, de ellas, restantes, quedan, faltan, falta, necesitamos, necesarios,
    rechazado, cancelado, cancelados, solicitado, solicitados, llenos, lleno, llenas, en lugar, menos, primer,
    primero, roto, vacíos, pedidos, objetivo, como máximo, al menos, още, други, друг, допълнителни, допълнително,
    всеки, всяка, от които, от тях, оставащи, остават, липсват, липсва, нужни, нужда, трябват, отказаха, отказани,
    отменени, отменен, поискани, пълни, пълен, вместо, повече, по малко, първи, счупени, празни, поръчани, цел, най
    много
    """)
# What was given, got or closed is not what is there.
GONE: Final = phrases("""
    gave, given away, donated, distributed, sent, received, closed again, then closed, closing, sold, lost, used up,
    verteilt, gespendet, abgegeben, erhalten, bekommen, wieder geschlossen, geschlossen, dazu, donné, donnés,
    distribué, distribués, reçu, reçus, cédé, fermé, fermés, donati, donate, distribuiti, distribuite, ricevuto,
    ricevute, ricevuti, consegnato, consegnati, chiuso, chiusi, donado, donados, repartido, repartidos, recibido,
    recibidos, entregado, entregados, cerrado, cerrados, дарихме, раздадохме, раздадени, получихме, затворихме,
    затворени
    """)
# Whoever "has" something in a sentence that we take: we, or the city itself.
SUBJECTS: Final = frozenset(map(fold, words("""
    we i you they there who that city town municipality council wir ich es stadt gemeinde kommune nous on ville
    commune mairie qui y il noi comune città ci si che nosotros ayuntamiento municipio ciudad que ние община
    общината град градът ни и also both now currently yes oui ja sì да already
    """)))  # fmt: skip
HAVING: Final = frozenset(map(fold, words("""
    has hat have haben ont a ha hanno tiene tienen има имат opened reports reported meldet öffnete ouvre apre abre
    отвори
    """)))  # fmt: skip
NO_CAPACITY: Final = phrases("""
    no capacity to answer, no capacity to reply, no capacity to respond, not have the capacity to answer, not have
    the capacity to reply, no time to answer, no staff to answer, no resources to answer, not able to answer, unable
    to answer, unable to respond, unable to reply, cannot answer this, can t answer this, cannot answer at the
    moment, cannot take part, not able to respond, no capacity for this, lack the capacity to answer, lack the staff
    to answer, not have capacity to answer, not have the staff to answer, nobody to answer, keine kapazität zu
    antworten, keine kapazitäten zu antworten, keine kapazität für die beantwortung, keine kapazitäten für die
    beantwortung, keine kapazität um zu antworten, können nicht antworten, können die frage nicht beantworten,
    können das nicht beantworten, keine zeit zu antworten, kein personal für die beantwortung, keine ressourcen für
    die beantwortung, fehlt die kapazität zu antworten, fehlen die kapazitäten zu antworten, fehlt uns die
    kapazität, fehlen uns die kapazitäten, fehlt das personal für die beantwortung, können leider nicht antworten,
    können derzeit nicht antworten, keine kapazität dafür, keine kapazitäten dafür, pas la capacité de répondre, pas
    les moyens de répondre, pas en mesure de répondre, pas le temps de répondre, pas les capacités de répondre, pas
    les ressources pour répondre, ne pouvons pas répondre, pas de capacité pour répondre, manquons de personnel pour
    répondre, aucune capacité pour répondre, dans l impossibilité de répondre, pas d effectifs pour répondre, non
    abbiamo la capacità di rispondere, non abbiamo capacità di rispondere, non siamo in grado di rispondere, non
    possiamo rispondere, non abbiamo tempo per rispondere, non abbiamo risorse per rispondere, non abbiamo personale
    per rispondere, impossibilitati a rispondere, non abbiamo le risorse per rispondere, non abbiamo il tempo di
    rispondere, non abbiamo il personale per rispondere, no tenemos capacidad para responder, no tenemos capacidad
    de responder, no podemos responder, no podemos contestar, no tenemos tiempo para responder, no tenemos personal
    para responder, no tenemos recursos para responder, sin capacidad para responder, no estamos en condiciones de
    responder, no tenemos medios para responder, sin personal para responder, нямаме капацитет да отговорим, нямаме
    капацитет за отговор, не можем да отговорим, нямаме възможност да отговорим, нямаме време да отговорим, нямаме
    хора да отговорим, не сме в състояние да отговорим, нямаме ресурс да отговорим, нямаме ресурси да отговорим,
    нямаме персонал за отговор, нямаме служители които да отговорят
    """)
# The same with other words between.
UNABLE: Final = re.compile(
    r"\bkonnen (?:\w+ ){0,5}nicht (?:be)?antworten\b|\bnicht in der lage (?:\w+ ){0,4}(?:be|zu )?antworten\b"
    r"|\bkeine kapazitat(?:en)? (?:\w+ ){0,5}(?:be)?antwort\w*|\bne (?:pouvons|sommes) (?:\w+ ){0,6}repondre\b"
    r"|\bn avons (?:\w+ ){1,6}repondre\b|\bnon (?:possiamo|abbiamo|siamo) (?:\w+ ){0,6}rispondere\b"
    r"|\bno (?:podemos|tenemos|estamos) (?:\w+ ){0,6}(?:responder|contestar)\b"
    r"|\bне можем (?:\w+ ){0,4}да отговорим\b|\bнямаме (?:\w+ ){1,5}отговор\w*"
    r"|\b(?:do not|don t|cannot|can t|not) (?:\w+ ){0,6}(?:capacity|staff|time|resources|people) (?:\w+ ){0,2}to "
    r"(?:answer|reply|respond)\b"
    r"|\bno (?:capacity|staff|time|resources|people) (?:\w+ ){0,4}to (?:answer|reply|respond)\b"
)
# As a whole answer these say it too; within a sentence they may speak of beds.
NO_CAPACITY_ALONE: Final = frozenset(map(fold, phrases("""
    no capacity, we have no capacity, we have no capacity at the moment, no capacity at the moment, no capacity at
    present, no capacity now, we have no capacity right now, we have no capacity this week, no capacity this week,
    sorry no capacity, we currently have no capacity, keine kapazität, keine kapazitäten, wir haben keine kapazität,
    wir haben keine kapazitäten, leider keine kapazität, derzeit keine kapazität, wir haben derzeit keine kapazität,
    wir haben derzeit keine kapazitäten, leider keine kapazitäten, derzeit keine kapazitäten, pas de capacité,
    aucune capacité, nous n avons pas la capacité, nous n avons pas de capacité, pas de moyens, nous n en avons pas
    la capacité, nessuna capacità, non abbiamo capacità, non abbiamo la capacità, al momento non abbiamo capacità,
    al momento nessuna capacità, sin capacidad, no tenemos capacidad, no tenemos capacidad en este momento,
    actualmente no tenemos capacidad, нямаме капацитет, няма капацитет, в момента нямаме капацитет, нямаме капацитет
    в момента, за съжаление нямаме капацитет
    """)))  # fmt: skip


@cache
def matcher(listed: tuple[str, ...]) -> re.Pattern[str]:
    """Any of `listed`, folded, as whole words of a folded text."""
    ordered = sorted({fold(one) for one in listed} - {""}, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, ordered)) + r")(?!\w)")


def said(listed: tuple[str, ...], text: str) -> str:
    """The first of `listed` that stands in `text`; "" for none."""
    found = matcher(listed).search(fold(text))
    return found.group() if found else ""


def is_uncertain(text: str) -> bool:
    """Whether it is a condition, a guess or a promise. The month of May is none; "si" before a word may be."""
    folded = re.sub(r"\d+ may\b|\bmay \d+|\b(?:since|in|from|of) may\b", " ", fold(text))
    conditional = re.search(r"\b[Ss][ie]\s+\w", text) is not None
    return conditional or text.rstrip().endswith("?") or matcher(UNCERTAIN).search(folded) is not None
