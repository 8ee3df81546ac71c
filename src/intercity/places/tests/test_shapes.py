"""The land is read as the maps in browsers read it."""

from __future__ import annotations

from intercity.places.shapes import borders, land


def test_the_land_is_the_world() -> None:
    corners = [corner for outline in land() for corner in outline]
    assert len(corners) > 3000
    assert all(-181 <= lon <= 192 and -90 <= lat <= 90 for lon, lat in corners)
    assert min(lon for lon, _lat in corners) < -160
    assert max(lat for _lon, lat in corners) > 70


def test_borders_lie_on_land() -> None:
    # The border of Portugal and Spain.
    assert any(-8 < lon < -6 and 38 < lat < 42 for outline in borders() for lon, lat in outline)
