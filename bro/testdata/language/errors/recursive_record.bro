# A record cannot contain itself unless the field is optional or a container.
# exit: 1
type Node: record { next_node: Node; };	### "record type Node contains itself: field next_node must be &optional"
type Left: record { right: Right &optional; };
type Right: record { left: Left; rest: vector of Right; };
