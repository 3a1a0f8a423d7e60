##! Messages of scripts.

module Reporter;

## Each raises reporter_info, reporter_warning or reporter_error, or is shown if nobody handles that.
global info: function(msg: string): bool;
global warning: function(msg: string): bool;
global error: function(msg: string): bool;
## Shows a message and ends the run with status 1.
global fatal: function(msg: string): bool;
global fatal_error_with_core: function(msg: string): bool;
