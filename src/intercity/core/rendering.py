"""How forms become HTML: our own templates, one tree."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Render every form with the field layout of `templates/forms/`."""

    form_template_name = "forms/_form.html"
    field_template_name = "forms/_field.html"
