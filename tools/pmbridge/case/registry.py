"""Which module makes which table. A module is imported when its table is first asked for."""

from __future__ import annotations

_TABLES_OF = {
    "survey": "survey",
    "market": "regions funnel_by_channel",
    "crm": "crm",
    "activity": "activity",
    "backlog": "backlog capacity evidence",
    "delivery": "throughput flow deploys",
    "experiments": "experiment_v1 experiment_v2",
    "api": "api_status",
    "database": "customers repairers jobs",
    "kano": "kano kano_pairs",
    "network": "network_nodes network_edges",
    "career": "job_funnel search_channels search_plans setbacks search_cohort growth posting_match",
    "facts": "facts launch_channels",
    "items.role": "tasks risk_statements metrics launch_steps launch_gaps",
    "items.rivals": "competitors market_statements colleague_claims",
    "items.talk": "interview_questions network_claims engineer_questions transfer_examples",
    "items.code": "snippets",
    "written": "reviews tickets interviews job_posts resume_bullets",
}

MODULES: dict[str, str] = {
    name: module for module, names in _TABLES_OF.items() for name in names.split()
}
