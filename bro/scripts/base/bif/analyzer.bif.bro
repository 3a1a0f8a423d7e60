##! What the Analyzer Framework needs of the engine. Scripts call the functions
##! of base/frameworks/analyzer instead.

module Analyzer;

global __enable_analyzer: function(id: Analyzer::Tag): bool;
global __disable_analyzer: function(id: Analyzer::Tag): bool;
global __register_for_port: function(id: Analyzer::Tag, p: port): bool;
global __schedule_analyzer: function(orig: addr, resp: addr, resp_p: port, analyzer: Analyzer::Tag, tout: interval): bool;
global __name: function(id: Analyzer::Tag): string;
global __tag: function(name: string): Analyzer::Tag;
global __has_tag: function(name: string): bool;
global __disable_all_analyzers: function();
