# A name that is not defined is an error where it stands, each time.
# exit: 1
print nothing; ### "unknown identifier nothing"
print nothing + Mod::thing; ### "unknown identifier nothing" "unknown identifier Mod::thing"
