# A pattern that is none is reported with all other errors.
# exit: 1
print /a(/;	### "missing ) at offset 2"
global p = /[z-a]/;	### "bad range z-a"
print unknown_name;	### "unknown identifier unknown_name"
const q = /x{5,2}/i;	### "bad repeat {5,2}"
