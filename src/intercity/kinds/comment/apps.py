from django.apps import AppConfig


class CommentConfig(AppConfig):
    name = "intercity.kinds.comment"
    label = "kind_comment"
