"""Values into strings, for people and for programs."""

from papersearch.render.feed import (
    FEED_FORMATS,
    feed_payload,
    render_feed,
    watches_json,
    watches_table,
)
from papersearch.render.figures import figures_json, figures_table
from papersearch.render.findings import findings_json, findings_table
from papersearch.render.hits import FORMATS, render_hits
from papersearch.render.paper import PAPER_FORMATS, render_paper
from papersearch.render.payload import answer_payload, hit_payload, paper_payload
from papersearch.render.recommendations import recommendation_payload, render_recommendations
from papersearch.render.status import human_bytes, render_status
from papersearch.render.terminal import Style, escape

__all__ = [
    "FEED_FORMATS",
    "FORMATS",
    "PAPER_FORMATS",
    "Style",
    "answer_payload",
    "escape",
    "feed_payload",
    "figures_json",
    "figures_table",
    "findings_json",
    "findings_table",
    "hit_payload",
    "human_bytes",
    "paper_payload",
    "recommendation_payload",
    "render_feed",
    "render_hits",
    "render_paper",
    "render_recommendations",
    "render_status",
    "watches_json",
    "watches_table",
]
