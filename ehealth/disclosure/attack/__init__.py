"""The attack: what a reader who knows the rules, and more or less beside them, derives from shown counts.

Written apart from the protection, whose code it never imports: only the cells are common to both.
"""
