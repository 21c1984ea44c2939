from django.contrib import admin
from django.contrib.staticfiles.views import serve
from django.urls import path

from .notes.views import notes

urlpatterns = [
    path("", notes),
    path("admin/", admin.site.urls),
    # A site at a sub-path is served too; ASGIStaticFilesHandler looks for /static/ only.
    path("static/<path:path>", serve, {"insecure": True}),
]
