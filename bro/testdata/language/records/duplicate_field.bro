# A field is declared once.
# exit: 1
type R: record { a: count; a: string; }; ### "duplicate field a"
