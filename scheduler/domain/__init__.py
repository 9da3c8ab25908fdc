"""The rules, by capability: plain functions and data, no database, no clock."""
