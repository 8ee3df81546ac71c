from django.apps import AppConfig


class PostsConfig(AppConfig):
    name = "intercity.posts"
    label = "posts"
