"""How templates name static files: by an address that browsers keep for good (`assets.py`), alone or in a tag."""

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

STYLE = Markup('<link rel="stylesheet" href="{}">')
SCRIPT = Markup('<script src="{}" defer></script>')


@pass_context
def asset(context: Context, path: str) -> str:
    """The address of a static file by its path in the folder, with the mark of all files as they are."""
    return f"{context['static_folder']}{path}?v={context['asset_version']}"


@pass_context
def style(context: Context, *paths: str) -> Markup:
    """A link to each of these style sheets, a line each."""
    return _tags(context, STYLE, paths)


@pass_context
def script(context: Context, *paths: str) -> Markup:
    """A tag for each of these scripts, a line each; they run in this order when the page has been read."""
    return _tags(context, SCRIPT, paths)


def _tags(context: Context, tag: Markup, paths: tuple[str, ...]) -> Markup:
    return Markup("\n").join(tag.format(asset(context, path)) for path in paths)
