"""The survey of satisfaction of Permenpan RB 14/2017 (SKM): what is asked, the index of the answers, who may answer."""
