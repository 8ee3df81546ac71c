from django.apps import AppConfig


class PipelineConfig(AppConfig):
    name = "intercity.pipeline"
    label = "pipeline"
