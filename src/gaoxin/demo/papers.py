"""The applicant's own documents in the demo: real one-page PDFs that say what they are and that they are a demo."""

from __future__ import annotations

import typst

from gaoxin.trust.rendering import FONT

TEMPLATE = """
#set page(paper: "a4", margin: 28mm)
#set text(font: "Gaoxin Serif", size: 12pt, lang: "zh", fallback: false)
#align(center)[#text(size: 20pt)[#sys.inputs.title]]
#v(8mm)
工程：#sys.inputs.project

本页为演示用材料，不具有法律效力。 A demo document without legal effect.
"""


def paper(title: str, project: str) -> bytes:
    """One page of PDF. The same title and project give the same bytes."""
    made = typst.compile(
        TEMPLATE.encode(), font_paths=[str(FONT.parent)], ignore_system_fonts=True, format="pdf",
        sys_inputs={"title": title, "project": project}, timestamp=0,
    )  # fmt: skip
    return made[0] if isinstance(made, list) else made
