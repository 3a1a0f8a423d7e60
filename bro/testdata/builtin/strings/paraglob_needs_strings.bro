# paraglob_init takes a vector of strings.
event bro_init() { paraglob_init(vector(1)); } ### "paraglob_init: requires a vector of strings"
