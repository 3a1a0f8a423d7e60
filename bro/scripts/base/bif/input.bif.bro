##! What the Input Framework needs of the engine: the four calls that scripts
##! make. Types and events are in base/frameworks/input.

module Input;

## Opens a stream that fills a table or set from a source. What the source
## says arrives later, see ``Input::end_of_data``.
##
## Returns: whether the description makes sense. A source that cannot be read is
## reported later and does not count.
global add_table: function(description: Input::TableDescription): bool;

## Opens a stream that raises an event for each line of a source.
##
## Returns: whether the description makes sense.
global add_event: function(description: Input::EventDescription): bool;

## Closes a stream once all that was asked of it before has been done. The
## table keeps what it holds. The name is free again when the stream has ended.
##
## Returns: F if there is no such stream.
global remove: function(id: string): bool;

## Reads a source again: all of it in mode MANUAL, all of it if it changed in
## mode REREAD, and what was added to it in mode STREAM.
##
## Returns: F if there is no such stream.
global force_update: function(id: string): bool;
