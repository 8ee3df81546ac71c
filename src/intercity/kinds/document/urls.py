"""Addresses of this room."""

from django.urls import path

from intercity.kinds.document.views import (
    agreeing,
    arranging,
    exporting,
    listing,
    reading,
    remarking,
    settling,
    versions,
    writing,
)

urlpatterns = [
    path("spaces/<slug:slug>/documents", listing.space_documents, name="space_documents"),
    path("posts/<slug:uid>/read/<slug:section>", reading.section, name="document_section"),
    path("posts/<slug:uid>/read/<slug:section>/comment", remarking.remark, name="document_remark"),
    path("posts/<slug:uid>/sections", arranging.begin, name="document_begin"),
    path("posts/<slug:uid>/sections/<slug:section>", writing.edit, name="document_edit"),
    path("posts/<slug:uid>/sections/<slug:section>/save", writing.save, name="document_save"),
    path("posts/<slug:uid>/sections/<slug:section>/move", arranging.move, name="document_move"),
    path("posts/<slug:uid>/sections/<slug:section>/remove", arranging.remove, name="document_remove"),
    path("posts/<slug:uid>/versions", versions.versions, name="document_versions"),
    path("posts/<slug:uid>/agree", agreeing.agree, name="document_agree"),
    path("posts/<slug:uid>/status", settling.status, name="document_status"),
    *(
        path(f"posts/<slug:uid>/document.{ending}", exporting.document_file, {"ending": ending}, f"document_{ending}")
        for ending in ("pdf", "docx", "odt", "md")
    ),
]
