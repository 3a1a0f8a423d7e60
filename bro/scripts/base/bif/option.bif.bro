##! Options that change while scripts run.

module Option;

## Sets an option; its change handlers see the value first.
global Option::set: function(ID: string, val: any, location: string &default=""): bool;
## Calls on_change(ID, new_value[, location]) before ID is set; it gives the value to set.
global set_change_handler: function(ID: string, on_change: any, priority: int &default=0): bool;
global any_set_to_any_vec: function(v: any): any_vec;

module GLOBAL;

## The names of all options.
global global_options: function(): string_set;
