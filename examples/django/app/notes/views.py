from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from .models import Note


def notes(request: HttpRequest) -> HttpResponse:
    """Show the notes, and take a new one; the session counts this person's."""
    if request.method == "POST":
        Note.objects.create(text=request.POST["text"])
        request.session["written"] = request.session.get("written", 0) + 1
        return redirect(request.path)
    return render(request, "notes/notes.html", {"notes": Note.objects.order_by("-id")})
