##! A connection's addresses and ports as text.

## Returns: ``orig_h:orig_p > resp_h:resp_p``.
function id_string(id: conn_id): string
	{
	return fmt("%s:%d > %s:%d", id$orig_h, id$orig_p, id$resp_h, id$resp_p);
	}

## Returns: the same from the responder's side.
function reverse_id_string(id: conn_id): string
	{
	return fmt("%s:%d < %s:%d", id$orig_h, id$orig_p, id$resp_h, id$resp_p);
	}

## Returns: either of these, with the arrow pointing away from who sends.
function directed_id_string(id: conn_id, is_orig: bool): string
	{
	return is_orig ? id_string(id) : reverse_id_string(id);
	}
