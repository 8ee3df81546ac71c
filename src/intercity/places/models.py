"""Countries, regions and cities of the world. Facts only: rows come from `loading`, nobody edits them."""

from django.db import models

from intercity.places.names import country_name


class Country(models.Model):
    """A country; its name comes from `names.country_name` in the reader's language."""

    code = models.CharField(max_length=2, primary_key=True)
    iso3 = models.CharField(max_length=3)
    continent = models.CharField(max_length=2)
    population = models.BigIntegerField()

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return country_name(self.code, "en")


class Region(models.Model):
    """A part of a country: ISO 3166-2 code, or country and GeoNames code where ISO has none."""

    code = models.CharField(max_length=24, primary_key=True)
    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="regions")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="parts")
    admin1 = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=120)
    folded_names = models.TextField(help_text="folded, separated by |")

    class Meta:
        ordering = ("country", "name")

    def __str__(self) -> str:
        return self.name


class City(models.Model):
    """A city of 15,000 people or more, or a capital. The key is its GeoNames id."""

    geonames_id = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=120, db_index=True)
    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="cities")
    region = models.ForeignKey(Region, on_delete=models.SET_NULL, null=True, related_name="cities")
    latitude = models.FloatField()
    longitude = models.FloatField()
    population = models.PositiveIntegerField()
    timezone = models.CharField(max_length=40)
    has_namesake = models.BooleanField(
        default=False, help_text="a comparable place elsewhere in the country has the same name"
    )

    class Meta:
        ordering = ("-population", "name")
        verbose_name_plural = "cities"

    def __str__(self) -> str:
        return self.name


class CityName(models.Model):
    """Another name of a city, folded."""

    folded = models.CharField(max_length=120, db_index=True)
    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="other_names")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("city", "folded"), name="one_name_once_per_city"),)

    def __str__(self) -> str:
        return self.folded


class LoadedData(models.Model):
    """Which edition of the prepared data the tables hold (one row)."""

    version = models.CharField(max_length=16, primary_key=True)
    loaded = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.version
