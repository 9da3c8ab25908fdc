"""The web half: pages for citizens and staff, and the API."""

from starlette.convertors import IntegerConvertor, register_url_convertor


class EndingInteger(IntegerConvertor):
    """A number in an address, `{number:int}`. Python refuses to read one of more than 4,300 digits."""

    regex = "[0-9]{1,1000}"


register_url_convertor("int", EndingInteger())
