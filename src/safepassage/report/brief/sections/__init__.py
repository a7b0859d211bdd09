"""The sections of the report: findings and a language → texts, charts and tables."""
