from django.apps import AppConfig


class NotesConfig(AppConfig):
    name = "intercity.kinds.report.notes"
    label = "report_notes"
