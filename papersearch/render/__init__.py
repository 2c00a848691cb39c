"""Values into strings, for people and for programs."""

from papersearch.render.duplicates import duplicates_ids, duplicates_json, duplicates_table
from papersearch.render.figures import figures_json, figures_table
from papersearch.render.findings import findings_json, findings_table
from papersearch.render.hits import FORMATS, render_hits
from papersearch.render.paper import PAPER_FORMATS, render_paper
from papersearch.render.payload import answer_payload, hit_payload, paper_payload
from papersearch.render.status import human_bytes, render_status
from papersearch.render.terminal import Style, escape

__all__ = [
    "FORMATS",
    "PAPER_FORMATS",
    "Style",
    "answer_payload",
    "duplicates_ids",
    "duplicates_json",
    "duplicates_table",
    "escape",
    "figures_json",
    "figures_table",
    "findings_json",
    "findings_table",
    "hit_payload",
    "human_bytes",
    "paper_payload",
    "render_hits",
    "render_paper",
    "render_status",
]
