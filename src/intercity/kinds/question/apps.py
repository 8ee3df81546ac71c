from django.apps import AppConfig


class QuestionConfig(AppConfig):
    name = "intercity.kinds.question"
    label = "kind_question"
