"""Cities of the exercise beside those that post in it: by country, with the language of each."""

from __future__ import annotations

from typing import Final

MORE_CITIES: Final[dict[str, tuple[str, str]]] = {
    "AT": ("de", "Graz, Linz, Salzburg, Innsbruck"),
    "BE": ("nl", "Gent, Brugge, Namur, Charleroi"),
    "BG": ("bg", "Varna, Burgas, Stara Zagora, Veliko Tarnovo, Shumen"),
    "CH": ("de", "Basel, Bern, Genève, Lausanne"),
    "CY": ("el", "Limassol, Larnaca"),
    "CZ": ("cs", "Brno, Ostrava, Plzeň, Olomouc"),
    "DE": ("de", "München, Köln, Stuttgart, Dresden, Bremen, Mannheim, Leipzig"),
    "DK": ("da", "Odense, Aalborg, Esbjerg"),
    "EE": ("et", "Narva, Pärnu"),
    "ES": ("es", "Valencia, Zaragoza, Málaga, Bilbao, Murcia, Alicante, Córdoba"),
    "FI": ("fi", "Tampere, Turku, Lahti"),
    "FR": ("fr", "Toulouse, Nantes, Lille, Rennes, Montpellier, Grenoble, Reims"),
    "GR": ("el", "Patras, Larissa, Heraklion"),
    "HR": ("hr", "Rijeka, Zadar, Osijek"),
    "HU": ("hu", "Debrecen, Szeged, Pécs"),
    "IE": ("en", "Cork, Galway, Limerick"),
    "IT": ("it", "Milano, Bologna, Firenze, Napoli, Genova, Palermo, Bari, Verona"),
    "LT": ("lt", "Kaunas, Klaipėda"),
    "LU": ("fr", "Esch-sur-Alzette"),
    "LV": ("lv", "Riga, Liepāja, Daugavpils"),
    "MT": ("mt", "Valletta"),
    "NL": ("nl", "Utrecht, Eindhoven, Groningen, Tilburg, Nijmegen"),
    "NO": ("nb", "Bergen, Trondheim, Stavanger"),
    "PL": ("pl", "Kraków, Wrocław, Łódź, Poznań, Lublin, Szczecin"),
    "PT": ("pt", "Lisboa, Braga, Coimbra"),
    "RO": ("ro", "Cluj-Napoca, Iași, Constanța"),
    "SE": ("sv", "Malmö, Uppsala, Linköping, Umeå"),
    "SI": ("sl", "Ljubljana, Maribor"),
    "SK": ("sk", "Bratislava, Košice"),
}
