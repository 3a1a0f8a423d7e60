# A global is declared once.
# exit: 1
global a = 1;
global a = 2; ### "already defined"
