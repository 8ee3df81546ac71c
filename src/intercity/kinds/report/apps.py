from django.apps import AppConfig


class ReportConfig(AppConfig):
    name = "intercity.kinds.report"
    label = "kind_report"
