##! Files that set options. See base/frameworks/input/readers/config for how they
##! look.

@load base/frameworks/input
@load ./main

module Config;

export {
	## These files are read at start, and again whenever they change.
	global config_files: set[string] = {} &redef;

	## Reads a file once.
	global read_config: function(filename: string);
}

const once = "config-oneshot-";

type Name: record {
	option_nv: string;
};

type Line: record {
	option_name: string;
	option_val: string;
};

global current_config: table[string] of string;

event config_line(description: Input::EventDescription, tpe: Input::Event, p: Line)
	{
	}

event bro_init() &priority=5
	{
	for ( file_name in config_files )
		Input::add_table([$reader=Input::READER_CONFIG, $mode=Input::REREAD, $source=file_name,
		                  $name=cat("config-", file_name), $idx=Name, $val=Name, $want_record=F,
		                  $destination=current_config]);
	}

function read_config(filename: string)
	{
	local name = cat(once, filename);
	Input::add_event([$reader=Input::READER_CONFIG, $source=filename, $name=name, $fields=Line, $ev=config_line]);
	Input::remove(name);
	}

event InputConfig::new_value(name: string, source: string, id: string, value: any)
	{
	if ( source in config_files || starts_with(name, once) )
		set_value(id, value, source);
	}
