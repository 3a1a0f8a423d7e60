##! What the Logging Framework needs of the engine. Scripts call the functions
##! of base/frameworks/logging instead.

module Log;

global __create_stream: function(id: Log::ID, stream: Log::Stream): bool;
global __remove_stream: function(id: Log::ID): bool;
global __enable_stream: function(id: Log::ID): bool;
global __disable_stream: function(id: Log::ID): bool;
global __add_filter: function(id: Log::ID, filter: Log::Filter): bool;
global __remove_filter: function(id: Log::ID, name: string): bool;
global __write: function(id: Log::ID, columns: any): bool;
global __set_buf: function(id: Log::ID, buffered: bool): bool;
global __flush: function(id: Log::ID): bool;
global __default_path: function(id: Log::ID): string;

## Lets the record that is being written wait. To be called within the hook
## ``Log::log_stream_policy`` or a function given as post_delay_cb.
##
## rec: the very record that the hook is given.
##
## post_delay_cb: called when the delay ends. It may give F, and the record is
##                not written.
##
## Returns: a token for ``Log::delay_finish``.
global delay: function(id: Log::ID, rec: any, post_delay_cb: Log::PostDelayCallback &default=Log::no_callback): opaque of LogDelayToken;

## Takes a delay back. The record is written when all of its delays are.
global delay_finish: function(id: Log::ID, rec: any, token: any): bool;

global __expire_delays: function(id: Log::ID): bool;
global __set_max_delay_interval: function(id: Log::ID, max_delay: interval): bool;
global __set_max_delay_queue_size: function(id: Log::ID, queue_size: count): bool;
global __get_delay_queue_size: function(id: Log::ID): int;
