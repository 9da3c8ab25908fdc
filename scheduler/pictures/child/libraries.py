"""Pillow with all that the few kinds of pictures need: once the process is shut in, nothing can be loaded any more."""

import copy

from PIL import (
    GifImagePlugin,
    Image,
    ImageColor,
    ImageFile,
    ImageFilter,
    ImageOps,
    ImagePalette,
    ImageStat,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    TiffTags,
    WebPImagePlugin,
)

Image.preinit()
BESIDE = (
    copy,
    GifImagePlugin,
    ImageColor,
    ImageFile,
    ImagePalette,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    TiffTags,
    WebPImagePlugin,
)
"""What Pillow itself would load in the middle of its work. What a camera noted is read as TIFF."""

__all__ = ["Image", "ImageFilter", "ImageOps", "ImageStat"]
