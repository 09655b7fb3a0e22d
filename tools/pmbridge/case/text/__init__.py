"""The case's text: reviews, tickets, interviews, job posts and resume bullets.

All of it is simulated. Nobody said or wrote any of it; names, streets and
companies are made up.
"""

from __future__ import annotations

from pmbridge.case.text.bullets import resume_bullet_labels, resume_bullets
from pmbridge.case.text.interviews import interview_labels, interviews
from pmbridge.case.text.jobs import job_post_kinds, job_posts
from pmbridge.case.text.reviews import review_labels, reviews, true_themes
from pmbridge.case.text.tickets import ticket_needs, tickets

__all__ = [
    "interview_labels",
    "interviews",
    "job_post_kinds",
    "job_posts",
    "resume_bullet_labels",
    "resume_bullets",
    "review_labels",
    "reviews",
    "ticket_needs",
    "tickets",
    "true_themes",
]
