"""What a page may load and run: its own files; where it has a camera, the program that reads QR codes as well."""

_REST = "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
POLICY = f"default-src 'self'; {_REST}"
CAMERA_POLICY = f"default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; {_REST}"
"""For pages with a camera alone: WebAssembly runs there, and still nothing that is not a file of ours."""
