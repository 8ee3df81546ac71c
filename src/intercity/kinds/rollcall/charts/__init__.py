"""Charts of answers: what they show as plain data, made of figures, and how that becomes SVG."""

from intercity.kinds.rollcall.charts.making import charts_of
from intercity.kinds.rollcall.charts.shapes import Chart, Mark, Word, chart_data
from intercity.kinds.rollcall.charts.svg import chart_svg

__all__ = ["Chart", "Mark", "Word", "chart_data", "chart_svg", "charts_of"]
