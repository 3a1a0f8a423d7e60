##! What the Analyzer Framework needs of the engine. Scripts call the functions
##! of base/frameworks/analyzer instead.

module Analyzer;

global __enable_analyzer: function(id: Analyzer::Tag): bool;
global __disable_analyzer: function(id: Analyzer::Tag): bool;
global __register_for_port: function(id: Analyzer::Tag, p: port): bool;
global __name: function(id: Analyzer::Tag): string;
global __tag: function(name: string): Analyzer::Tag;
