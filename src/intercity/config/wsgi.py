"""Django as a WSGI application, one thread hop behind the front."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
