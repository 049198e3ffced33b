"""Every chart of an edition by its name, without a page: the one place where a chart is read, counted and drawn."""

from ehealth.gallery.compared import compare as compare
from ehealth.gallery.drawn import DEFAULT as DEFAULT
from ehealth.gallery.drawn import GROUPS as GROUPS
from ehealth.gallery.drawn import NAMES as NAMES
from ehealth.gallery.drawn import PAGES as PAGES
from ehealth.gallery.drawn import coverage as coverage
from ehealth.gallery.drawn import draw as draw
from ehealth.gallery.drawn import group_of as group_of
from ehealth.gallery.drawn import obeyed as obeyed
from ehealth.gallery.names import labels as labels
from ehealth.gallery.scope import FILTERS as FILTERS
from ehealth.gallery.scope import Labels as Labels
from ehealth.gallery.scope import options as options
from ehealth.gallery.scope import scope as scope
from ehealth.gallery.scope import setting as setting
