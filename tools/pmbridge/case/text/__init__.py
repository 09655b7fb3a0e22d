"""The case's text: reviews, tickets, interviews, job posts and resume bullets.

All of it is simulated. Nobody said or wrote any of it; names, streets and
companies are made up. Each table has its module.
"""
