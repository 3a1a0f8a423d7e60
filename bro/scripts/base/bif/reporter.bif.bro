##! Messages of scripts.

module Reporter;

## Each raises reporter_info, reporter_warning or reporter_error, or is shown if nobody handles that.
global info: function(msg: string): bool;
global warning: function(msg: string): bool;
global error: function(msg: string): bool;
## Shows a message and ends the run with status 1.
global fatal: function(msg: string): bool;
global fatal_error_with_core: function(msg: string): bool;

## How oddities are sampled; see :bro:id:`Weird::sampling_threshold`.
global get_weird_sampling_rate: function(): count;
global set_weird_sampling_rate: function(weird_sampling_rate: count): bool;
global get_weird_sampling_threshold: function(): count;
global set_weird_sampling_threshold: function(weird_sampling_threshold: count): bool;
global get_weird_sampling_duration: function(): interval;
global set_weird_sampling_duration: function(weird_sampling_duration: interval): bool;
global get_weird_sampling_whitelist: function(): string_set;
global set_weird_sampling_whitelist: function(weird_sampling_whitelist: string_set): bool;
global get_weird_sampling_global_list: function(): string_set;
global set_weird_sampling_global_list: function(weird_sampling_global_list: string_set): bool;
