"""The commands of `giliran`, a file or a folder each; `scheduler.cli` lists them."""
