"""The form of a report: filled in within ten minutes, most of it optional."""

from __future__ import annotations

from typing import Any, ClassVar, Final, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.core.text import shortened
from intercity.kinds.report.captions import LONGEST, read_captions
from intercity.kinds.report.chapters import read_chapters
from intercity.kinds.report.lines import LONGEST_LINE, MOST_LINES, split_lines
from intercity.posts.forms import PostForm
from intercity.posts.rows import Column, Row, RowsField

SPEAKERS: Final = (
    Column("name", gettext_lazy("Speaker"), 120),
    Column("organisation", gettext_lazy("Organisation and role"), 200),
    Column("brought", gettext_lazy("What they brought"), 2000, long=True),
)
QUOTES: Final = (
    Column("text", gettext_lazy("Quote"), 1000, long=True),
    Column("who", gettext_lazy("Who said it"), 200),
    Column("agreed", gettext_lazy("They agreed to be quoted"), 10, tick=True),
)


def area(label: Any, rows: int, help_text: Any = "", limit: int = 20_000) -> forms.CharField:
    """Some lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=limit, widget=widget, help_text=help_text)


class LinesField(forms.CharField):
    """One issue or takeaway on each line."""

    def __init__(self, **kwargs: Any) -> None:
        """Optional, with room for some lines."""
        super().__init__(required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}), **kwargs)

    def clean(self, value: Any) -> str:
        """The lines, tidied; ValidationError for one that is too long, or too many."""
        lines = split_lines(super().clean(value))
        long = next((line for line in lines if len(line) > LONGEST_LINE), None)
        if long is not None:
            said = _("“%(line)s” is too long: write at most %(n)s characters on a line. Details go into its own post.")
            raise ValidationError(said % {"line": shortened(long), "n": LONGEST_LINE})
        if len(lines) > MOST_LINES:
            raise ValidationError(_("Write at most %(n)s lines here.") % {"n": MOST_LINES})
        return "\n".join(lines)


class ReportForm(PostForm):
    """What was asked, said and found."""

    detail_names: ClassVar[tuple[str, ...]] = (
        "question", "speakers", "issues", "takeaways", "quotes", "recording", "chapters", "captions",
    )  # fmt: skip
    more_names: ClassVar[tuple[str, ...]] = ("contact", "language")
    takes_recordings: ClassVar[bool] = True
    field_order = [  # noqa: RUF012  Django's own way
        "uid", "title", "question", "speakers", "issues", "takeaways", "body", "quotes", "recording", "recording_file",
        "chapters", "captions_file", "captions", "topics", "groups",
    ]  # fmt: skip

    question = area(gettext_lazy("The question asked"), 2, limit=2000)
    speakers = RowsField(
        SPEAKERS,
        label=gettext_lazy("Speakers, and what each brought"),
        help_text=gettext_lazy("All rows full? “Preview” gives more."),
    )
    issues = LinesField(
        label=gettext_lazy("Issues"),
        help_text=gettext_lazy("One on each line. Each becomes a page of its own, where cities connect what they do."),
    )
    takeaways = LinesField(
        label=gettext_lazy("Takeaways"),
        help_text=gettext_lazy("One on each line. Actions and questions are made of them."),
    )
    quotes = RowsField(
        QUOTES,
        spare=1,
        label=gettext_lazy("Quotes"),
        help_text=gettext_lazy("Only of people who agreed to be quoted."),
    )
    recording = forms.URLField(
        label=gettext_lazy("Address of the recording"), required=False, max_length=500, assume_scheme="https"
    )
    recording_file = forms.FileField(
        label=gettext_lazy("Or the recording as a file"), required=False, allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".mp4,.m4a,.webm,.weba,.ogg,.ogv,.oga,.opus,.mp3,video/*,audio/*"}),
    )  # fmt: skip
    chapters = area(gettext_lazy("Chapters"), 3, gettext_lazy("One on each line: 12:30 What the cities do"))
    captions_file = forms.FileField(
        label=gettext_lazy("Captions as a file (WebVTT)"), required=False, allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".vtt,.srt,text/vtt"}),
    )  # fmt: skip
    captions = area(
        gettext_lazy("Captions"),
        4,
        gettext_lazy("Paste them, or choose a file. They can be read and searched."),
        LONGEST,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what the shared fields mean here."""
        super().__init__(*args, **kwargs)
        self.fields["title"].label = _("What was it? In one line")
        self.fields["body"].label = _("Anything else")
        self.fields["body"].widget.attrs["rows"] = 3
        self.offer_recording(settings.RECORDING_LIMIT)

    def offer_recording(self, limit: int) -> None:
        """Say how large a file may be; where none is taken, ask for none. (The room of uploads takes it.)"""
        if not limit:
            del self.fields["recording_file"]
            return
        field, most = self.fields["recording_file"], filesizeformat(limit)
        field.help_text = _(
            "MP4, WebM, OGG, MP3 or M4A, up to %(most)s. Whoever sees the report can play it. Place and names that a "
            "phone wrote into it are taken out, but not of OGG."
        ) % {"most": most}
        said = _("This file is too large. A file may have up to %(most)s.") % {"most": most}
        field.widget.attrs |= {"data-most": limit, "data-too-large": said}

    def clean_question(self) -> str:
        """Without null bytes."""
        return str(self.cleaned_data["question"]).replace("\x00", "").strip()

    def clean_quotes(self) -> list[Row]:
        """ValidationError for words of somebody who did not agree: they are not kept."""
        for row in self.cleaned_data["quotes"]:
            if row["text"] and not row["agreed"]:
                said = _("“%(text)s” can be shown only if who said it agreed to be quoted. Ask them, or take it out.")
                raise ValidationError(said % {"text": shortened(row["text"])})
        return [row for row in self.cleaned_data["quotes"] if row["text"]]

    def clean_chapters(self) -> str:
        """ValidationError for a line without a time."""
        text = str(self.cleaned_data["chapters"]).replace("\x00", "")
        bad = read_chapters(text)[1]
        if bad:
            said = _("“%(line)s” is no chapter. Write minutes and seconds, then its title: 12:30 What the cities do")
            raise ValidationError(said % {"line": bad[0][:60]})
        return text

    def clean(self) -> dict[str, Any]:
        """Captions out of the file, where one came: they then stand in the field, so that nothing is lost."""
        data = super().clean() or self.cleaned_data
        file = data.get("captions_file")
        if file is not None:
            self.take_file(file, data)
        text = str(data.get("captions", "")).replace("\x00", "")
        if text and not read_captions(text).cues:
            self.add_error("captions", _("No captions could be read in this. Times look like 00:12.000 --> 00:15.500"))
        data["captions"] = text
        return data

    def take_file(self, file: UploadedFile, data: dict[str, Any]) -> None:
        """Put the text of a captions file into the data."""
        try:
            text = file.read(LONGEST + 1).decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("captions_file", _("This file is no text in UTF-8. Save it as WebVTT and try again."))
            return
        if len(text) > LONGEST:
            self.add_error("captions_file", _("This file is too long for captions."))
            return
        data["captions"] = text
        # Of a form that is shown again, browsers send no file: its text stands in the field then.
        typed = cast(QueryDict, self.data).copy()
        typed["captions"] = text
        self.data = typed
