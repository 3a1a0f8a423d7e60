# to_json of a value that holds itself is an error.
type R: record { r: any &optional; };
event bro_init() { local r = R(); r$r = r; to_json(r); } ### "to_json: the value is nested too deep"
