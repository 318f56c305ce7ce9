"""Signed networks from the literature."""

TRIBES = ("Gavev Kotun Ove Alika Nagam Gahuk Masil Ukudz Notoh Kohik Geham Asaro Uheto Seuve Nagad Gama").split()
