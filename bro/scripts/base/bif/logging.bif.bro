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
