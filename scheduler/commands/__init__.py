"""The commands of `giliran`, one file each; `scheduler.cli` lists them."""
