# redef needs &redef on what it redefines.
# exit: 1
const a = 1;
redef a = 2; ### "without &redef"
