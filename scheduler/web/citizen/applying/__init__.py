"""Applying from home: the questions, the page of an application, and the files that are sent to it."""
