"""How mail programs introduce, separate and sign, in the languages of the network.

en de fr it es bg el nl pl pt ro. All patterns are for one line in lower case, cut at `LONGEST`, and read it once.
"""

from __future__ import annotations

import re

LONGEST = 400

WROTE = re.compile(
    r"\b(?:wrote|writes|schrieb|a écrit|ha scritto|escribió|ha escrito|написа|написал|написала|έγραψε|schreef|"
    r"napisał\(a\)|napisał|napisała|pisze|escreveu|a scris)(?!\w)"
)
# How the line begins that says who wrote what follows.
INTRO_BEGINS = re.compile(
    r"(?:on|am|le|il|el|на|στις|την|το|op|w dniu|dnia|em|no dia|pe|în|in data|pon|wt|śr|czw|pt|sob|niedz)\b[ .,]"
)
HAS_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\b(?:19|20)\d\d\b|\d{1,2}[:.h]\d{2}")

ORIGINAL = (
    "original message|original appointment|forwarded message|begin forwarded message|ursprüngliche nachricht|"
    "originalnachricht|weitergeleitete nachricht|message d['’]origine|message original|message transféré|"
    "messaggio originale|messaggio inoltrato|mensaje original|mensaje reenviado|исходно съобщение|"
    "оригинално съобщение|първоначално съобщение|препратено съобщение|αρχικό μήνυμα|πρωτότυπο μήνυμα|"
    "προωθημένο μήνυμα|oorspronkelijk bericht|doorgestuurd bericht|wiadomość oryginalna|oryginalna wiadomość|"
    "przekazana wiadomość|mensagem original|mensagem encaminhada|mesaj original|mesajul original|mesaj redirecționat"
)
SEPARATOR = re.compile(rf"[-_—– ]{{2,}}(?:{ORIGINAL})[-_—–: ]{{2,}}$|(?:begin forwarded message)\s*:$")

# The head that Outlook and others put above what they quote: each label once, in any order after the first.
FROM = "from|von|de|da|от|από|van|od|de la|expéditeur|mittente|remitente"
OTHERS = {
    "sent": "sent|date|gesendet|datum|envoyé|envoyé le|inviato|data|enviado|enviado el|fecha|изпратено|дата|εστάλη|"
    "στάλθηκε|ημερομηνία|verzonden|wysłano|wysłane|enviada|enviada em|trimis|trimis la",
    "to": "to|an|à|a|para|до|προς|aan|do|către|destinataire|destinatario",
    "cc": "cc|kopie|копие|κοιν|κοινοποίηση|dw|kopia",
    "subject": "subject|betreff|objet|oggetto|asunto|относно|тема|θέμα|onderwerp|temat|assunto|subiect",
}
LABEL = r"[>*_ ]{{0,4}}(?:{})[*_]{{0,2}}\s?:"
FROM_LINE = re.compile(LABEL.format(FROM))
OTHER_LINES = {name: re.compile(LABEL.format(words)) for name, words in OTHERS.items()}

# What telephones and programs put under every mail.
DEVICE = re.compile(
    r"(?:sent from|get outlook for|sent with|sent via|von meinem .{1,40} gesendet|gesendet (?:von|mit|aus)|"
    r"holen sie sich outlook|outlook für .{1,20} beziehen|outlook für (?:ios|android)|diese nachricht wurde von meinem|"
    r"envoyé (?:de|depuis|à partir)|télécharger outlook|obtenir outlook|outlook pour (?:ios|android)|inviato da|"
    r"scarica outlook|ottieni outlook|outlook per (?:ios|android)|enviado (?:desde|do|a partir|con)|"
    r"obtener outlook|obter o outlook|outlook para (?:ios|android)|изпратено от|изтегляне на outlook|вземете outlook|"
    r"στάλθηκε από|εστάλη από|λήψη του outlook|αποκτήστε το outlook|verstuurd vanaf|verzonden (?:vanaf|met|vanuit)|"
    r"outlook voor (?:ios|android)|outlook downloaden|wysłan[eoy] z|pobierz (?:program )?outlook|uzyskaj outlook|"
    r"trimis de pe|trimis din|obțineți outlook|yahoo mail|virus-free|virenfrei|libre de virus|sans virus)"
)
LONGEST_DEVICE = 140

# How people take leave: the whole line, perhaps with a comma.
LEAVE = re.compile(
    r"(?:(?:with )?(?:best|kind|warm|kindest|warmest|many)?\s?(?:regards|wishes)|yours (?:sincerely|faithfully|truly)|"
    r"sincerely|cheers|best|mfg|lg|vg|mit (?:freundlichen|besten|herzlichen|vielen) (?:grüßen|grüssen|gruß|dank)|"
    r"(?:freundliche|beste|viele|liebe|herzliche|schöne) grüße.{0,30}|cordialement|bien cordialement|bien à vous|"
    r"salutations(?: distinguées)?|(?:avec mes )?(?:meilleures|sincères) salutations|bonne journée|cdlt|"
    r"(?:cordiali|distinti|cari) saluti|un (?:caro )?saluto|saluti|(?:un )?(?:cordial )?saludos?(?: cordial(?:es)?)?|"
    r"atentamente|un abrazo|с уважение|с поздрав|поздрави|сърдечни поздрави|με εκτίμηση|με φιλικούς χαιρετισμούς|"
    r"φιλικά|met (?:vriendelijke|hartelijke) groet(?:en)?|(?:vriendelijke|hartelijke) groet(?:en)?|groeten|mvg|"
    r"z poważaniem|z wyrazami szacunku|pozdrawiam(?: serdecznie)?|serdecznie pozdrawiam|"
    r"(?:com os )?(?:melhores|meus|atenciosos) cumprimentos|cumprimentos|atenciosamente|cu stimă|cu respect|"
    r"toate cele bune)[ ,.!]*$"
)
LONGEST_LEAVE = 60
POSTSCRIPT = re.compile(r"(?:p\.?\s?s\b|n\.?b\b|post scriptum|з\.?\s?п\b|υ\.?\s?γ\b)")
DISCLAIMER = re.compile(
    r"confidential|vertraulich|confidentiel|riservat|confidencial|поверителн|εμπιστευτικ|vertrouwelijk|poufn|"
    r"confidențial|disclaimer|think before you print|umwelt|environnement|ambiente"
)
