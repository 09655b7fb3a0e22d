"""The field's formulas, one module a topic: small pure functions with units, errors and sources.

Evidence about customers: ``nps``, ``opportunity``, ``kano``, ``personas``, ``segments``,
``competition``.
Market and funnel: ``market``, ``funnel``, ``retention``, ``survival``.
Deciding: ``prioritisation``, ``sequencing``, ``experiments``.
Delivery: ``flow``, ``forecast``, ``dora``.
Career: ``network``, ``search``, ``postings``, ``attribution``, ``learning``, ``review``.
"""
